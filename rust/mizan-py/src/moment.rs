//! Python's `datetime` and `UUID`, and the canonical text of both. Page: `ir/protocol/types.md`.

use jiff::{SignedDuration, Timestamp, civil, tz::Offset};
use pyo3::{prelude::*, sync::PyOnceLock, types::PyType};

use crate::errors;

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

/// The moment that a `datetime` means; `None` for a naive one, which means none, and beyond the years 1 to 9999.
pub fn timestamp(value: &Bound<'_, PyAny>) -> PyResult<Option<Timestamp>> {
    let offset = value.call_method0("utcoffset")?;
    if offset.is_none() {
        return Ok(None);
    }
    let seconds = 86_400 * attribute::<i64>(&offset, "days")? + attribute::<i64>(&offset, "seconds")?;
    let micros = attribute::<i64>(&offset, "microseconds")?;
    let local = civil::DateTime::new(
        attribute(value, "year")?,
        attribute(value, "month")?,
        attribute(value, "day")?,
        attribute(value, "hour")?,
        attribute(value, "minute")?,
        attribute(value, "second")?,
        attribute::<i32>(value, "microsecond")? * 1000,
    );
    let utc = local
        .and_then(|local| local.checked_sub(SignedDuration::from_secs(seconds) + SignedDuration::from_micros(micros)))
        .and_then(|utc| if (1..=9999).contains(&utc.year()) { Offset::UTC.to_timestamp(utc).map(Some) } else { Ok(None) });
    Ok(utc.unwrap_or_default())
}

/// The aware `datetime` in UTC of a moment, to the microsecond.
pub fn datetime<'py>(py: Python<'py>, moment: Timestamp) -> PyResult<Bound<'py, PyAny>> {
    let utc = Offset::UTC.to_datetime(moment);
    let zone = UTC.get_or_try_init(py, || Ok::<_, PyErr>(py.import("datetime")?.getattr("UTC")?.unbind()))?;
    DATETIME.import(py, "datetime", "datetime")?.call1((
        utc.year(),
        utc.month(),
        utc.day(),
        utc.hour(),
        utc.minute(),
        utc.second(),
        utc.subsec_nanosecond() / 1000,
        zone,
    ))
}

/// The `UUID` of its canonical text.
pub fn uuid<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    UUID.import(py, "uuid", "UUID")?.call1((text,))
}

/// The canonical text of a moment: UTC, seconds always, no trailing zeros in the fraction.
pub fn text(moment: Timestamp) -> String {
    Offset::UTC.to_datetime(moment).strftime("%Y-%m-%dT%H:%M:%S%.fZ").to_string()
}

/// The canonical text of a `datetime`.
pub fn text_of(value: &Bound<'_, PyAny>) -> PyResult<String> {
    timestamp(value)?.map(text).ok_or_else(|| errors::no_value("a naive `datetime` means no moment"))
}

fn attribute<'py, T: FromPyObjectOwned<'py, Error = PyErr>>(value: &Bound<'py, PyAny>, name: &str) -> PyResult<T> {
    value.getattr(name)?.extract()
}
