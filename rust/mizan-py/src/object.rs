//! Python's objects, looked at as the wire's types. The core judges; this only looks. Page: `ir/protocol/types.md`.

use std::borrow::Cow;

use mizan_core::types::{Datetime, Field, Source, Structure, Uuid};
use pyo3::{
    exceptions::PyOverflowError,
    intern,
    prelude::*,
    types::{
        PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple,
    },
};

use crate::moment;

/// An object that a function returned, or a part of one.
pub struct Object<'py>(pub Bound<'py, PyAny>);

impl Object<'_> {
    fn is_text(&self) -> bool {
        self.0.is_instance_of::<PyString>()
            || self.0.is_instance_of::<PyBytes>()
            || self.0.is_instance_of::<PyByteArray>()
    }

    fn is_mapping(&self) -> bool {
        self.0.cast::<PyMapping>().is_ok()
    }

    /// Lists, tuples and all that acts like one: query sets are looked at as they are.
    fn is_ordered(&self) -> PyResult<bool> {
        let py = self.0.py();
        let acts = || {
            Ok::<_, PyErr>(
                self.0.hasattr(intern!(py, "__getitem__"))?
                    && self.0.hasattr(intern!(py, "__len__"))?
                    && self.0.hasattr(intern!(py, "__iter__"))?,
            )
        };
        Ok(self.0.is_instance_of::<PyList>()
            || self.0.is_instance_of::<PyTuple>()
            || (!self.is_text() && !self.is_mapping() && acts()?))
    }
}

impl Source for Object<'_> {
    type Error = PyErr;

    fn is_null(&self) -> bool {
        self.0.is_none()
    }

    fn boolean(&self) -> PyResult<Option<bool>> {
        Ok(self.0.cast::<PyBool>().ok().map(PyBoolMethods::is_true))
    }

    fn integer(&self) -> PyResult<Option<i64>> {
        if self.0.is_instance_of::<PyBool>() || !self.0.is_instance_of::<PyInt>() {
            return Ok(None);
        }
        within_range(&self.0, self.0.extract())
    }

    fn number(&self) -> PyResult<Option<f64>> {
        if let Ok(float) = self.0.cast::<PyFloat>() {
            return Ok(Some(float.value()));
        }
        if self.0.is_instance_of::<PyBool>() || !self.0.is_instance_of::<PyInt>() {
            return Ok(None);
        }
        // Python compares integers with floats exactly.
        let float: Option<f64> = within_range(&self.0, self.0.extract())?;
        Ok(match float {
            Some(float) if self.0.eq(float)? => Some(float),
            _ => None,
        })
    }

    fn text(&self) -> PyResult<Option<Cow<'_, str>>> {
        // The one way to fail is a lone surrogate.
        Ok(self
            .0
            .cast::<PyString>()
            .ok()
            .and_then(|text| text.to_str().ok())
            .map(Cow::Borrowed))
    }

    fn datetime(&self) -> PyResult<Option<Datetime>> {
        if moment::is_datetime(&self.0)? {
            moment::datetime_in(&self.0)
        } else {
            Ok(None)
        }
    }

    fn uuid(&self) -> PyResult<Option<Uuid>> {
        if moment::is_uuid(&self.0)? {
            moment::uuid_in(&self.0).map(Some)
        } else {
            Ok(None)
        }
    }

    fn items(&self) -> PyResult<Option<Vec<Self>>> {
        if !self.is_ordered()? {
            return Ok(None);
        }
        self.0
            .try_iter()?
            .map(|item| item.map(Object))
            .collect::<PyResult<_>>()
            .map(Some)
    }

    fn has_fields(&self) -> bool {
        let value = &self.0;
        let scalar = value.is_none()
            || self.is_text()
            || value.is_instance_of::<PyInt>()
            || value.is_instance_of::<PyFloat>()
            || value.is_instance_of::<PyList>()
            || value.is_instance_of::<PyTuple>()
            || moment::is_datetime(value).unwrap_or(false)
            || moment::is_uuid(value).unwrap_or(false);
        !scalar
    }

    fn field(&self, _: Option<&Structure>, field: &Field) -> PyResult<Option<Self>> {
        let name = &*field.name;
        let found = if let Ok(dict) = self.0.cast_exact::<PyDict>() {
            dict.get_item(name)?
        } else if self.is_mapping() {
            if self.0.contains(name)? {
                Some(self.0.get_item(name)?)
            } else {
                None
            }
        } else {
            self.0.getattr_opt(name)?
        };
        Ok(found.map(Object))
    }
}

/// A number that a machine's type cannot hold is no fault of the looking.
fn within_range<T>(value: &Bound<'_, PyAny>, extracted: PyResult<T>) -> PyResult<Option<T>> {
    match extracted {
        Err(error) if error.is_instance_of::<PyOverflowError>(value.py()) => Ok(None),
        other => other.map(Some),
    }
}
