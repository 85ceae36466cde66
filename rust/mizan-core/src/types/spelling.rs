//! The one spelling that a value has in a query. Page: `ir/protocol/types.md`, query spelling.

use std::borrow::Cow;

use super::{
    Datetime, Faults, Kind, Types, Uuid, Value, Values,
    exact::{Decimal, is_integer},
    make,
};
use crate::{errors::FaultCode, ir::Type, json::Tree};

/// The document that a text spells as one of a type's values; what that is worth is still to be judged. `None` for
/// another spelling, and for types that have none. Optional types are read as the type beside null.
pub fn spelled<'a>(text: Cow<'a, str>, kind: &Kind, types: &Types) -> Option<Tree<'a>> {
    let is_spelled = match types.resolved(kind) {
        Kind::Optional(item) => return spelled(text, item, types),
        Kind::Boolean => {
            return match &*text {
                "true" => Some(Tree::Bool(true)),
                "false" => Some(Tree::Bool(false)),
                _ => None,
            };
        }
        Kind::Integer(_) => return is_integer(&text).then_some(Tree::Number(text)),
        Kind::Enum(of) if of.is_whole() => {
            return is_integer(&text).then_some(Tree::Number(text));
        }
        Kind::String(_) | Kind::Enum(_) => true,
        Kind::Bigint(_) => is_integer(&text),
        Kind::Decimal(_) => Decimal::is_canonical(&text),
        Kind::Uuid => Uuid::is_canonical(&text) && Uuid::parse(&text).is_some(),
        Kind::Datetime(_) => {
            Datetime::is_canonical(&text) && Datetime::parse(&text) != Err(FaultCode::Format)
        }
        Kind::Date(_) => super::Date::parse(&text) != Err(FaultCode::Format),
        _ => false,
    };
    is_spelled.then_some(Tree::String(text))
}

/// The scalar that a text spells.
///
/// # Errors
/// `format` for another spelling (and for types that have none); what the type says for one in form whose value is
/// none of it.
pub fn read_spelling(text: &str, kind: &Type) -> Result<Value, FaultCode> {
    let types = Types::default();
    read_spelling_of(text, &types.kind(kind), &types)
}

/// The same by a type that was made ready.
///
/// # Errors
/// As [`read_spelling`].
pub fn read_spelling_of(text: &str, kind: &Kind, types: &Types) -> Result<Value, FaultCode> {
    let tree = spelled(text.into(), kind, types).ok_or(FaultCode::Format)?;
    let mut faults = Faults::default();
    let made = make(&tree, kind, types, &mut faults, &mut Values);
    made.map_err(|_| {
        let first = faults.into_sorted().first().map(|fault| fault.code);
        first.unwrap_or(FaultCode::Format)
    })
}
