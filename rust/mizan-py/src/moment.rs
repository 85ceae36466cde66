//! Python's `datetime` and `UUID`, and the core's. Page: `ir/protocol/types.md`.

use mizan_core::types::{Datetime, Uuid};
use pyo3::{
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyType},
};

static DATETIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static UTC: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
static UUID: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// Whether it is a `datetime.datetime`.
pub fn is_datetime(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.is_instance(DATETIME.import(value.py(), "datetime", "datetime")?)
}

/// Whether it is a `uuid.UUID`.
pub fn is_uuid(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.is_instance(UUID.import(value.py(), "uuid", "UUID")?)
}

/// The time that a `datetime` means; `None` for a naive one, which means none, and beyond the bounds.
pub fn datetime_in(value: &Bound<'_, PyAny>) -> PyResult<Option<Datetime>> {
    let py = value.py();
    let offset = value.call_method0(intern!(py, "utcoffset"))?;
    if offset.is_none() {
        return Ok(None);
    }
    let days: i32 = offset.getattr(intern!(py, "days"))?.extract()?;
    let seconds: i32 = offset.getattr(intern!(py, "seconds"))?.extract()?;
    Ok(Datetime::new(
        value.getattr(intern!(py, "year"))?.extract()?,
        value.getattr(intern!(py, "month"))?.extract()?,
        value.getattr(intern!(py, "day"))?.extract()?,
        value.getattr(intern!(py, "hour"))?.extract()?,
        value.getattr(intern!(py, "minute"))?.extract()?,
        value.getattr(intern!(py, "second"))?.extract()?,
        value.getattr(intern!(py, "microsecond"))?.extract()?,
        86_400 * days + seconds,
    ))
}

/// The aware `datetime` in UTC.
pub fn datetime_out(py: Python<'_>, time: Datetime) -> PyResult<Bound<'_, PyAny>> {
    let utc = UTC.get_or_try_init(py, || {
        Ok::<_, PyErr>(py.import("datetime")?.getattr("UTC")?.unbind())
    })?;
    DATETIME.import(py, "datetime", "datetime")?.call1((
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second(),
        time.micro(),
        utc,
    ))
}

/// The core's uuid of a `UUID`.
pub fn uuid_in(value: &Bound<'_, PyAny>) -> PyResult<Uuid> {
    let py = value.py();
    value.getattr(intern!(py, "bytes"))?.extract().map(Uuid)
}

/// The `UUID`.
pub fn uuid_out(py: Python<'_>, uuid: Uuid) -> PyResult<Bound<'_, PyAny>> {
    let named = PyDict::new(py);
    named.set_item("bytes", &uuid.0[..])?;
    UUID.import(py, "uuid", "UUID")?.call((), Some(&named))
}
