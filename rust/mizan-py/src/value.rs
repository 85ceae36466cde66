//! Checked values of the core as Python's: aware datetimes in UTC, `UUID`s, a `dict` for a struct.
//! Page: `ir/protocol/types.md`.

use mizan_core::types::{Args, Value};
use pyo3::{
    IntoPyObjectExt,
    prelude::*,
    types::{PyDict, PyList},
};

use crate::{moment, plain};

/// The Python value.
pub fn python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    match value {
        Value::Null => Ok(py.None().into_bound(py)),
        Value::Bool(truth) => truth.into_bound_py_any(py),
        Value::Integer(whole) => whole.into_bound_py_any(py),
        Value::Number(float) => float.into_bound_py_any(py),
        Value::String(text) => text.into_bound_py_any(py),
        Value::Datetime(time) => moment::datetime_out(py, *time),
        Value::Uuid(uuid) => moment::uuid_out(py, *uuid),
        Value::List(items) => {
            let items = items
                .iter()
                .map(|item| python(py, item))
                .collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, items)?.into_bound_py_any(py)
        }
        Value::Struct(fields) => {
            let named = fields.fields.iter().map(|(name, value)| (&**name, value));
            dict(py, named)?.into_bound_py_any(py)
        }
        other => plain::python(py, &other.to_json()),
    }
}

/// Checked arguments by name.
pub fn arguments<'py>(py: Python<'py>, args: &Args) -> PyResult<Bound<'py, PyDict>> {
    dict(py, args.iter().map(|(name, value)| (&**name, value)))
}

fn dict<'py, 'a>(
    py: Python<'py>,
    named: impl Iterator<Item = (&'a str, &'a Value)>,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, value) in named {
        dict.set_item(name, python(py, value)?)?;
    }
    Ok(dict)
}
