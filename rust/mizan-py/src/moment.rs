//! Python's `datetime`, `date`, `time` and `timedelta`, and the core's. Page: `ir/protocol/types.md`, values.

use mizan_core::types::{Date, Datetime, Duration, Time};
use pyo3::{
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyTuple, PyType},
};

static DATETIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static DATE: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static TIME: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static TIMEDELTA: PyOnceLock<Py<PyType>> = PyOnceLock::new();
static UTC: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// Whether it is a `datetime.datetime`.
pub fn is_datetime(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.is_instance(DATETIME.import(value.py(), "datetime", "datetime")?)
}

/// Whether it is a `datetime.date`, and no `datetime`, which is one as well.
pub fn is_date(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(value.is_instance(DATE.import(value.py(), "datetime", "date")?)? && !is_datetime(value)?)
}

/// Whether it is a `datetime.time`.
pub fn is_time(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.is_instance(TIME.import(value.py(), "datetime", "time")?)
}

/// Whether it is a `datetime.timedelta`.
pub fn is_duration(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.is_instance(TIMEDELTA.import(value.py(), "datetime", "timedelta")?)
}

/// The time that a `datetime` means; `None` for a naive one, which means none, and beyond the bounds.
pub fn datetime_in(value: &Bound<'_, PyAny>) -> PyResult<Option<Datetime>> {
    let py = value.py();
    if let Some(time) = in_utc(value)? {
        return Ok(Some(time));
    }
    let offset = value.call_method0(intern!(py, "utcoffset"))?;
    if offset.is_none() {
        return Ok(None);
    }
    // A class's own `utcoffset` may give any length there is, which in microseconds is too long for 64 bits.
    let days: i64 = offset.getattr(intern!(py, "days"))?.extract()?;
    let seconds: i64 = offset.getattr(intern!(py, "seconds"))?.extract()?;
    let micros: i64 = offset.getattr(intern!(py, "microseconds"))?.extract()?;
    let offset = days
        .checked_mul(86_400)
        .and_then(|whole| whole.checked_add(seconds)?.checked_mul(1_000_000))
        .and_then(|whole| whole.checked_add(micros));
    let Some(offset) = offset else {
        return Ok(None);
    };
    Ok(Datetime::new(
        value.getattr(intern!(py, "year"))?.extract()?,
        value.getattr(intern!(py, "month"))?.extract()?,
        value.getattr(intern!(py, "day"))?.extract()?,
        value.getattr(intern!(py, "hour"))?.extract()?,
        value.getattr(intern!(py, "minute"))?.extract()?,
        value.getattr(intern!(py, "second"))?.extract()?,
        value.getattr(intern!(py, "microsecond"))?.extract()?,
        offset,
    ))
}

/// The same of a `datetime` that says UTC, as nearly all do: what it is pickled as has all of its fields at once. `None`
/// of another one.
fn in_utc(value: &Bound<'_, PyAny>) -> PyResult<Option<Datetime>> {
    let py = value.py();
    if !value.is_exact_instance(DATETIME.import(py, "datetime", "datetime")?) {
        return Ok(None);
    }
    let reduced = value.call_method0(intern!(py, "__reduce__"))?;
    let given = reduced
        .cast::<PyTuple>()?
        .get_item(1)?
        .cast_into::<PyTuple>()?;
    if given.len() != 2 || !given.get_item(1)?.is(utc(py)?) {
        return Ok(None);
    }
    let state = given.get_item(0)?;
    let [
        high,
        low,
        month,
        day,
        hour,
        minute,
        second,
        first,
        next,
        last,
    ] = state.cast::<PyBytes>()?.as_bytes()
    else {
        return Ok(None);
    };
    Ok(Datetime::new(
        i16::from_be_bytes([*high, *low]),
        month.cast_signed(),
        day.cast_signed(),
        hour.cast_signed(),
        minute.cast_signed(),
        second.cast_signed(),
        i32::from_be_bytes([0, *first, *next, *last]),
        0,
    ))
}

fn utc(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    let utc = UTC.get_or_try_init(py, || {
        Ok::<_, PyErr>(py.import("datetime")?.getattr("UTC")?.unbind())
    })?;
    Ok(utc.bind(py))
}

/// The day of a `date`.
pub fn date_in(value: &Bound<'_, PyAny>) -> PyResult<Option<Date>> {
    let py = value.py();
    Ok(Date::new(
        value.getattr(intern!(py, "year"))?.extract()?,
        value.getattr(intern!(py, "month"))?.extract()?,
        value.getattr(intern!(py, "day"))?.extract()?,
    ))
}

/// The time of day of a `time`; `None` of one with an offset.
pub fn time_in(value: &Bound<'_, PyAny>) -> PyResult<Option<Time>> {
    let py = value.py();
    if !value.getattr(intern!(py, "tzinfo"))?.is_none() {
        return Ok(None);
    }
    Ok(Time::new(
        value.getattr(intern!(py, "hour"))?.extract()?,
        value.getattr(intern!(py, "minute"))?.extract()?,
        value.getattr(intern!(py, "second"))?.extract()?,
        value.getattr(intern!(py, "microsecond"))?.extract()?,
    ))
}

/// The length of a `timedelta`.
pub fn duration_in(value: &Bound<'_, PyAny>) -> PyResult<Option<Duration>> {
    let py = value.py();
    Ok(Duration::new(
        value.getattr(intern!(py, "days"))?.extract()?,
        value.getattr(intern!(py, "seconds"))?.extract()?,
        value.getattr(intern!(py, "microseconds"))?.extract()?,
    ))
}

// Python's stable C interface has no maker of these. Called with the bytes that they are pickled as, the classes take
// them as they are; with numbers they would take three times as long.

/// The aware `datetime` in UTC.
pub fn datetime_out(py: Python<'_>, time: Datetime) -> PyResult<Bound<'_, PyAny>> {
    let class = DATETIME.import(py, "datetime", "datetime")?;
    let [high, low] = time.year().to_be_bytes();
    let [_, first, second, third] = time.micro().to_be_bytes();
    let state = [
        high,
        low,
        time.month().cast_unsigned(),
        time.day().cast_unsigned(),
        time.hour().cast_unsigned(),
        time.minute().cast_unsigned(),
        time.second().cast_unsigned(),
        first,
        second,
        third,
    ];
    class.call1((PyBytes::new(py, &state), utc(py)?))
}

/// The `date`.
pub fn date_out(py: Python<'_>, date: Date) -> PyResult<Bound<'_, PyAny>> {
    let [high, low] = date.year().to_be_bytes();
    let state = [
        high,
        low,
        date.month().cast_unsigned(),
        date.day().cast_unsigned(),
    ];
    let class = DATE.import(py, "datetime", "date")?;
    class.call1((PyBytes::new(py, &state),))
}

/// The naive `time`.
pub fn time_out(py: Python<'_>, time: Time) -> PyResult<Bound<'_, PyAny>> {
    let [_, first, second, third] = time.micro().to_be_bytes();
    let state = [
        time.hour().cast_unsigned(),
        time.minute().cast_unsigned(),
        time.second().cast_unsigned(),
        first,
        second,
        third,
    ];
    let class = TIME.import(py, "datetime", "time")?;
    class.call1((PyBytes::new(py, &state),))
}

/// The `timedelta`.
pub fn duration_out(py: Python<'_>, length: Duration) -> PyResult<Bound<'_, PyAny>> {
    let class = TIMEDELTA.import(py, "datetime", "timedelta")?;
    class.call1((length.days(), length.seconds(), length.micros()))
}
