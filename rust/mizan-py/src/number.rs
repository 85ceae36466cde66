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

use crate::raw::{self, Allocator};

static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static UUID: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static UUIDS: PyOnceLock<Option<(Allocator, Py<PyAny>)>> = PyOnceLock::new();

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
    let py = value.py();
    let is_finite = || value.call_method0(intern!(py, "is_finite"))?.is_truthy();
    if is_decimal(value)? && is_finite()? {
        value.str()?.extract().map(Some)
    } else {
        Ok(None)
    }
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
        let unknown = py.import("uuid")?.getattr("SafeUUID")?.getattr("unknown")?;
        Ok::<_, PyErr>(Allocator::new(class).map(|of| (of, unknown.unbind())))
    })?;
    // What `UUID(int=…)` does after it has looked at its arguments.
    let Some((of, unknown)) = prepared else {
        return class.call1((py.None(), py.None(), py.None(), py.None(), whole));
    };
    let made = of.instance(py)?;
    raw::set_attribute(&made, intern!(py, "int"), &whole)?;
    raw::set_attribute(&made, intern!(py, "is_safe"), unknown.bind(py))?;
    Ok(made)
}
