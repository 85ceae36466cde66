//! Python's plain values as JSON and back, where no IR type says what they should be: params, targets and tags.
//!
//! Text types are written in canonical form, so that equal values are equal. Page: `ir/protocol/types.md`.

use mizan_core::{invalidation::Target, json::MAX_DEPTH, types::MAX_INTEGER};
use pyo3::{
    IntoPyObjectExt,
    prelude::*,
    types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple},
};
use serde_json::{Map, Number, Value as Json};

use crate::{errors, moment, number};

/// The JSON of a plain value.
pub fn json(value: &Bound<'_, PyAny>) -> PyResult<Json> {
    at_depth(value, 0)
}

/// The JSON of a mapping whose keys are text.
pub fn object(mapping: &Bound<'_, PyMapping>) -> PyResult<Map<String, Json>> {
    members(mapping, 1)
}

fn at_depth(value: &Bound<'_, PyAny>, depth: usize) -> PyResult<Json> {
    if depth > MAX_DEPTH {
        return Err(errors::no_value(&format!(
            "a value is nested deeper than {MAX_DEPTH} levels"
        )));
    }
    if value.is_none() {
        Ok(Json::Null)
    } else if let Ok(truth) = value.cast::<PyBool>() {
        Ok(truth.is_true().into())
    } else if let Ok(text) = value.cast::<PyString>() {
        Ok(text.to_str()?.into())
    } else if let Ok(whole) = value.cast::<PyInt>() {
        integer(whole)
    } else if let Ok(float) = value.cast::<PyFloat>() {
        let number = Number::from_f64(float.value())
            .ok_or_else(|| errors::no_value("a number is not finite"))?;
        Ok(number.into())
    } else if let Ok(items) = value.cast::<PyList>() {
        items
            .iter()
            .map(|item| at_depth(&item, depth + 1))
            .collect()
    } else if let Ok(items) = value.cast::<PyTuple>() {
        items
            .iter()
            .map(|item| at_depth(&item, depth + 1))
            .collect()
    } else if let Ok(mapping) = value.cast::<PyMapping>() {
        members(mapping, depth + 1).map(Json::Object)
    } else if moment::is_datetime(value)? {
        let time = moment::datetime_in(value)?;
        time.map(|time| time.to_string().into())
            .ok_or_else(|| errors::no_value("a `datetime` is naive or out of range"))
    } else if number::is_uuid(value)? {
        Ok(number::uuid_in(value)?.to_string().into())
    } else {
        Err(errors::no_value(&format!(
            "`{}` is no type of the wire",
            value.get_type().qualname()?
        )))
    }
}

fn integer(whole: &Bound<'_, PyInt>) -> PyResult<Json> {
    match whole.extract::<i64>() {
        Ok(small) if (-MAX_INTEGER..=MAX_INTEGER).contains(&small) => Ok(small.into()),
        _ => Err(errors::no_value("an integer is beyond 2^53-1")),
    }
}

fn members(mapping: &Bound<'_, PyMapping>, depth: usize) -> PyResult<Map<String, Json>> {
    let mut object = Map::new();
    for pair in mapping.items()?.iter() {
        let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
        let name = name
            .cast::<PyString>()
            .map_err(|_| errors::no_value("a key is no text"))?;
        object.insert(name.to_str()?.to_owned(), at_depth(&value, depth)?);
    }
    Ok(object)
}

/// The target that a plain value spells.
pub fn target(value: &Bound<'_, PyAny>) -> PyResult<Target> {
    serde_json::from_value(json(value)?).map_err(|error| errors::malformed(&error))
}

/// Targets, in order.
pub fn targets(values: &Bound<'_, PyAny>) -> PyResult<Vec<Target>> {
    values.try_iter()?.map(|value| target(&value?)).collect()
}

/// The plain value of JSON.
pub fn python<'py>(py: Python<'py>, json: &Json) -> PyResult<Bound<'py, PyAny>> {
    match json {
        Json::Null => Ok(py.None().into_bound(py)),
        Json::Bool(truth) => truth.into_bound_py_any(py),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => whole.into_bound_py_any(py),
            None => number.as_f64().into_bound_py_any(py),
        },
        Json::String(text) => text.into_bound_py_any(py),
        Json::Array(items) => {
            let items = items
                .iter()
                .map(|item| python(py, item))
                .collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, items)?.into_bound_py_any(py)
        }
        Json::Object(members) => {
            let dict = PyDict::new(py);
            for (name, value) in members {
                dict.set_item(name, python(py, value)?)?;
            }
            dict.into_bound_py_any(py)
        }
    }
}
