//! Python's `Decimal`, `UUID` and large integers, and the core's. Page: `ir/protocol/types.md`, values.

use mizan_core::types::Uuid;
use pyo3::{
    IntoPyObjectExt,
    exceptions::PyValueError,
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyInt, PyType},
};

use crate::raw::{Allocator, Slot};

static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static UUID: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static UUIDS: PyOnceLock<Option<Uuids>> = PyOnceLock::new();

/// What makes a `UUID` as its own `__init__` does once that has looked at its arguments.
struct Uuids {
    class: Allocator,
    whole: Slot,
    is_safe: Slot,
    unknown: Py<PyAny>,
}

/// The integer; `text` is canonical.
pub fn bigint_out<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    match text.parse::<i64>() {
        Ok(small) => small.into_bound_py_any(py),
        Err(_) => py.get_type::<PyInt>().call1((text,)),
    }
}

/// The digits of an integer; `None` of one that has more than Python writes.
pub fn digits(value: &Bound<'_, PyInt>) -> PyResult<Option<String>> {
    let py = value.py();
    // A subclass may write itself in another way.
    let written = py
        .get_type::<PyInt>()
        .call_method1(intern!(py, "__repr__"), (value,));
    match written {
        Err(error) if error.is_instance_of::<PyValueError>(py) => Ok(None),
        written => written?.extract().map(Some),
    }
}

/// The `Decimal`.
pub fn decimal_out<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    DECIMAL.import(py, "decimal", "Decimal")?.call1((text,))
}

/// What a finite `Decimal` is in the grammar of a JSON number; `None` of what is none.
pub fn decimal_in(value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    if !is_decimal(value)? {
        return Ok(None);
    }
    let text: String = value.str()?.extract()?;
    // Of what is not finite the text is a word.
    let digits = text.strip_prefix('-').unwrap_or(&text);
    Ok(digits
        .starts_with(|first: char| first.is_ascii_digit())
        .then_some(text))
}

/// Whether it is a `decimal.Decimal`.
pub fn is_decimal(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.is_instance(DECIMAL.import(value.py(), "decimal", "Decimal")?)
}

/// Whether it is a `uuid.UUID`.
pub fn is_uuid(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.is_instance(UUID.import(value.py(), "uuid", "UUID")?)
}

/// The core's uuid of a `UUID`.
pub fn uuid_in(value: &Bound<'_, PyAny>) -> PyResult<Uuid> {
    let whole: u128 = value.getattr(intern!(value.py(), "int"))?.extract()?;
    Ok(Uuid(whole.to_be_bytes()))
}

/// The `UUID`.
pub fn uuid_out(py: Python<'_>, uuid: Uuid) -> PyResult<Bound<'_, PyAny>> {
    let class = UUID.import(py, "uuid", "UUID")?;
    let whole = u128::from_be_bytes(uuid.0).into_bound_py_any(py)?;
    let prepared = UUIDS.get_or_try_init(py, || {
        let Some(allocator) = Allocator::new(class) else {
            return Ok::<_, PyErr>(None);
        };
        let unknown = py.import("uuid")?.getattr("SafeUUID")?.getattr("unknown")?;
        Ok(Some(Uuids {
            class: allocator,
            whole: Slot::new(class, "int")?,
            is_safe: Slot::new(class, "is_safe")?,
            unknown: unknown.unbind(),
        }))
    })?;
    let Some(of) = prepared else {
        return class.call1((py.None(), py.None(), py.None(), py.None(), whole));
    };
    let made = of.class.instance(py)?;
    of.whole.set(&made, &whole)?;
    of.is_safe.set(&made, of.unknown.bind(py))?;
    Ok(made)
}
