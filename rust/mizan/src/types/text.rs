//! Types whose values are texts on the wire: how such a text is taken and where it fails.

use std::fmt::Display;

use mizan_core::errors::FaultCode;
#[cfg(any(feature = "chrono", feature = "jiff"))]
use mizan_core::types::Datetime;
use serde_json::Value as Json;

use crate::{misfit::Misfit, write::Writer};

/// The value of a text.
pub(super) fn read<T>(
    json: &Json,
    expected: &'static str,
    parse: impl FnOnce(&str) -> Result<T, FaultCode>,
) -> Result<T, Misfit> {
    json.as_str()
        .ok_or(FaultCode::Type)
        .and_then(parse)
        .map_err(|code| Misfit::new(code, expected))
}

/// The text of a value, which holds nothing that JSON escapes; `None` is a value that the wire does not have.
pub(super) fn write(
    value: Option<impl Display>,
    expected: &'static str,
    into: &mut Writer,
) -> Result<(), Misfit> {
    let value = value.ok_or_else(|| Misfit::new(FaultCode::Range, expected))?;
    into.unescaped(&value);
    Ok(())
}

/// The same of a point in time.
#[cfg(any(feature = "chrono", feature = "jiff"))]
pub(super) fn write_datetime(value: Option<Datetime>, into: &mut Writer) -> Result<(), Misfit> {
    let value = value.ok_or_else(|| Misfit::new(FaultCode::Range, "datetime"))?;
    into.spelled(|text| value.write_to(text));
    Ok(())
}
