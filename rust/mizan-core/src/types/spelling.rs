//! The one spelling that a value has in a query. Page: `ir/protocol/types.md`, query spelling.

use super::{Datetime, Uuid, Value, numbers};
use crate::{errors::FaultCode, ir::Type};

/// The scalar that a text spells; optional types are read as the type beside null.
///
/// # Errors
/// `format` for another spelling (and for types that have none); `range` for one in form whose value is out of
/// bounds.
pub fn read_spelling(text: &str, kind: &Type) -> Result<Value, FaultCode> {
    match kind {
        Type::Optional { item } => read_spelling(text, item),
        Type::String(_) => Ok(Value::String(text.to_owned())),
        Type::Boolean => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(FaultCode::Format),
        },
        Type::Integer(_) if is_integer(text) => numbers::integer(text).map(Value::Integer),
        Type::Uuid => Uuid::parse(text)
            .filter(|uuid| uuid.to_string() == text)
            .map(Value::Uuid)
            .ok_or(FaultCode::Format),
        Type::Datetime(_) => match Datetime::parse(text) {
            Err(code @ FaultCode::Format) => Err(code),
            _ if !Datetime::is_canonical(text) => Err(FaultCode::Format),
            judged => judged.map(Value::Datetime),
        },
        _ => Err(FaultCode::Format),
    }
}

/// `0|-?[1-9][0-9]*`
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    text == "0"
        || (matches!(digits.as_bytes(), [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit)))
}
