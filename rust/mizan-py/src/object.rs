//! Python's objects, looked at as the wire's types. The core judges; this only looks. Page: `ir/protocol/types.md`.

use std::borrow::Cow;

use mizan_core::{
    ir::MAX_DEPTH,
    types::{Date, Datetime, Duration, Field, Source, Structure, Time, Uuid},
};
use pyo3::{
    exceptions::PyOverflowError,
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{
        PyBool, PyByteArray, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyMemoryView,
        PyString, PyTuple, PyType,
    },
};

use crate::{classes::Classes, moment, number};

static ENUM: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// An object that a function returned, or a part of one.
pub struct Object<'a, 'py> {
    value: Bound<'py, PyAny>,
    classes: &'a Classes,
}

impl<'a, 'py> Object<'a, 'py> {
    /// The object; of an enum's member its value, of a root model its root.
    ///
    /// # Errors
    /// What Python raises.
    pub fn new(mut value: Bound<'py, PyAny>, classes: &'a Classes) -> PyResult<Self> {
        // Types go no further down: an instance that does may be within itself, and stands for nothing.
        for _ in 0..MAX_DEPTH {
            // Their classes' class is never `type` itself, which tells most objects apart.
            if value.get_type().is_exact_instance_of::<PyType>() {
                break;
            }
            if value.is_instance(ENUM.import(value.py(), "enum", "Enum")?)? {
                value = value.getattr(intern!(value.py(), "value"))?;
                break;
            }
            match classes.root(&value)? {
                Some(root) => value = root,
                None => break,
            }
        }
        Ok(Self { value, classes })
    }

    /// Arguments by name, which are what they are.
    pub fn arguments(args: &Bound<'py, PyMapping>, classes: &'a Classes) -> Self {
        Self {
            value: args.as_any().clone(),
            classes,
        }
    }

    fn part(&self, value: Bound<'py, PyAny>) -> PyResult<Self> {
        Self::new(value, self.classes)
    }

    fn is_text(&self) -> bool {
        self.value.is_instance_of::<PyString>() || self.is_bytes()
    }

    fn is_bytes(&self) -> bool {
        self.value.is_instance_of::<PyBytes>()
            || self.value.is_instance_of::<PyByteArray>()
            || self.value.is_instance_of::<PyMemoryView>()
    }

    /// Asking whether a class acts like a mapping costs more than all else that is asked of an object.
    fn is_mapping(&self) -> bool {
        self.value.is_exact_instance_of::<PyDict>()
            || (!self.classes.has_attributes(&self.value) && self.value.cast::<PyMapping>().is_ok())
    }

    /// An integer, and no boolean, which is one as well.
    fn whole(&self) -> Option<&Bound<'py, PyInt>> {
        let whole = self.value.cast::<PyInt>().ok();
        whole.filter(|whole| !whole.is_instance_of::<PyBool>())
    }

    /// Lists, tuples and all that acts like one: query sets are looked at as they are.
    fn is_ordered(&self) -> PyResult<bool> {
        let py = self.value.py();
        let acts = || {
            Ok::<_, PyErr>(
                self.value.hasattr(intern!(py, "__getitem__"))?
                    && self.value.hasattr(intern!(py, "__len__"))?
                    && self.value.hasattr(intern!(py, "__iter__"))?,
            )
        };
        Ok(self.value.is_instance_of::<PyList>()
            || self.value.is_instance_of::<PyTuple>()
            || (!self.is_text() && !self.is_mapping() && acts()?))
    }

    /// Whether it is a value of a type that has no fields.
    fn is_scalar(&self) -> PyResult<bool> {
        let value = &self.value;
        Ok(value.is_none()
            || self.is_text()
            || value.is_instance_of::<PyInt>()
            || value.is_instance_of::<PyFloat>()
            || value.is_instance_of::<PyList>()
            || value.is_instance_of::<PyTuple>()
            || moment::is_datetime(value)?
            || moment::is_date(value)?
            || moment::is_time(value)?
            || moment::is_duration(value)?
            || number::is_uuid(value)?
            || number::is_decimal(value)?)
    }
}

impl Source for Object<'_, '_> {
    type Error = PyErr;

    fn is_null(&self) -> bool {
        self.value.is_none()
    }

    fn boolean(&self) -> PyResult<Option<bool>> {
        let truth = self.value.cast::<PyBool>().ok();
        Ok(truth.map(PyBoolMethods::is_true))
    }

    fn integer(&self) -> PyResult<Option<i64>> {
        match self.whole() {
            Some(whole) => within_range(&self.value, whole.extract()),
            None => Ok(None),
        }
    }

    fn bigint(&self) -> PyResult<Option<Cow<'_, str>>> {
        let Some(whole) = self.whole() else {
            return Ok(None);
        };
        Ok(match self.integer()? {
            Some(small) => Some(small.to_string()),
            None => number::digits(whole)?,
        }
        .map(Cow::Owned))
    }

    fn number(&self) -> PyResult<Option<f64>> {
        if let Ok(float) = self.value.cast::<PyFloat>() {
            return Ok(Some(float.value()));
        }
        let Some(whole) = self.whole() else {
            return Ok(None);
        };
        // Python compares integers with floats exactly.
        let float: Option<f64> = within_range(&self.value, whole.extract())?;
        Ok(match float {
            Some(float) if self.value.eq(float)? => Some(float),
            _ => None,
        })
    }

    fn decimal(&self) -> PyResult<Option<Cow<'_, str>>> {
        if self.whole().is_some() {
            return self.bigint();
        }
        Ok(number::decimal_in(&self.value)?.map(Cow::Owned))
    }

    fn text(&self) -> PyResult<Option<Cow<'_, str>>> {
        // The one way to fail is a lone surrogate.
        let text = self.value.cast::<PyString>().ok();
        Ok(text.and_then(|text| text.to_str().ok()).map(Cow::Borrowed))
    }

    fn datetime(&self) -> PyResult<Option<Datetime>> {
        if moment::is_datetime(&self.value)? {
            moment::datetime_in(&self.value)
        } else {
            Ok(None)
        }
    }

    fn date(&self) -> PyResult<Option<Date>> {
        if moment::is_date(&self.value)? {
            moment::date_in(&self.value)
        } else {
            Ok(None)
        }
    }

    fn time(&self) -> PyResult<Option<Time>> {
        if moment::is_time(&self.value)? {
            moment::time_in(&self.value)
        } else {
            Ok(None)
        }
    }

    fn duration(&self) -> PyResult<Option<Duration>> {
        if moment::is_duration(&self.value)? {
            moment::duration_in(&self.value)
        } else {
            Ok(None)
        }
    }

    fn uuid(&self) -> PyResult<Option<Uuid>> {
        if number::is_uuid(&self.value)? {
            number::uuid_in(&self.value).map(Some)
        } else {
            Ok(None)
        }
    }

    fn bytes(&self) -> PyResult<Option<Cow<'_, [u8]>>> {
        if let Ok(bytes) = self.value.cast::<PyBytes>() {
            return Ok(Some(Cow::Borrowed(bytes.as_bytes())));
        }
        if let Ok(bytes) = self.value.cast::<PyByteArray>() {
            return Ok(Some(Cow::Owned(bytes.to_vec())));
        }
        if self.value.is_instance_of::<PyMemoryView>() {
            let bytes = self
                .value
                .call_method0(intern!(self.value.py(), "tobytes"))?;
            return bytes.extract().map(Cow::Owned).map(Some);
        }
        Ok(None)
    }

    fn items(&self) -> PyResult<Option<Vec<Self>>> {
        if !self.is_ordered()? {
            return Ok(None);
        }
        // All are taken before one is looked at: looking may run code that changes what they are in.
        let items: Vec<_> = match self.value.cast_exact::<PyList>() {
            Ok(list) => list.iter().collect(),
            Err(_) => self.value.try_iter()?.collect::<PyResult<_>>()?,
        };
        items
            .into_iter()
            .map(|item| self.part(item))
            .collect::<PyResult<_>>()
            .map(Some)
    }

    fn entries(&self) -> PyResult<Option<Vec<(Self, Self)>>> {
        let entry = |(key, value)| Ok((self.part(key)?, self.part(value)?));
        if let Ok(dict) = self.value.cast_exact::<PyDict>() {
            // As with items, and a `dict` that changes while it is gone through is a panic.
            let entries: Vec<_> = dict.iter().collect();
            return entries
                .into_iter()
                .map(entry)
                .collect::<PyResult<_>>()
                .map(Some);
        }
        let Ok(mapping) = self.value.cast::<PyMapping>() else {
            return Ok(None);
        };
        mapping
            .items()?
            .iter()
            .map(|pair| entry(pair.extract()?))
            .collect::<PyResult<_>>()
            .map(Some)
    }

    fn has_fields(&self) -> bool {
        self.value.is_exact_instance_of::<PyDict>()
            || self.classes.declares(&self.value)
            || !self.is_scalar().unwrap_or(true)
    }

    fn is_instance(&self, name: &str) -> PyResult<Option<bool>> {
        Ok(self.classes.is_instance(&self.value, name))
    }

    fn has_only(&self, declared: impl Fn(&str) -> bool) -> PyResult<bool> {
        if self.classes.has_attributes(&self.value) {
            return Ok(true);
        }
        let Ok(mapping) = self.value.cast::<PyMapping>() else {
            return Ok(true);
        };
        let keys = mapping.keys()?;
        let known = |key: Bound<'_, PyAny>| {
            let text = key.cast::<PyString>().ok();
            text.and_then(|text| text.to_str().ok())
                .is_some_and(&declared)
        };
        Ok(keys.iter().all(known))
    }

    fn field(&self, of: Option<&Structure>, field: &Field) -> PyResult<Option<Self>> {
        let py = self.value.py();
        let plan = of.and_then(|of| self.classes.plan(of));
        let name = match plan.and_then(|plan| plan.names.get(field.at)) {
            Some(name) => name.bind(py).clone(),
            None => PyString::new(py, &field.name),
        };
        let found = if let Ok(dict) = self.value.cast_exact::<PyDict>() {
            dict.get_item(name)?
        } else if self.is_mapping() {
            if self.value.contains(&name)? {
                Some(self.value.get_item(name)?)
            } else {
                None
            }
        } else {
            match plan.and_then(|plan| plan.attributes.get(field.at)) {
                Some(attribute) => self.value.getattr_opt(attribute)?,
                None => self.value.getattr_opt(name)?,
            }
        };
        found.map(|value| self.part(value)).transpose()
    }
}

/// A number that a machine's type cannot hold is no fault of the looking.
fn within_range<T>(value: &Bound<'_, PyAny>, extracted: PyResult<T>) -> PyResult<Option<T>> {
    match extracted {
        Err(error) if error.is_instance_of::<PyOverflowError>(value.py()) => Ok(None),
        other => other.map(Some),
    }
}
