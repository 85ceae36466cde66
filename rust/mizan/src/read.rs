//! JSON that was validated by the IR becomes Rust values.
//!
//! No coercion, and no second opinion on what is valid: only what the Rust type cannot hold is refused.

use mizan_core::errors::FaultCode;
use serde_json::{Map, Value as Json};

use crate::{describe::Type, misfit::Misfit};

/// A type that may be an argument.
#[diagnostic::on_unimplemented(
    message = "clients cannot send a `{Self}`",
    note = "`#[derive(mizan::Type)]` makes a struct with named fields a type of the wire; the others are in `ir/protocol/types.md`"
)]
pub trait Read: Type + Sized {
    /// The value.
    ///
    /// # Errors
    /// Where the JSON is not of this type.
    fn read(json: Json) -> Result<Self, Misfit>;
}

/// The fields of a struct, taken one by one.
pub struct FieldsOf(Map<String, Json>);

impl FieldsOf {
    /// Of this object.
    ///
    /// # Errors
    /// It is none.
    pub fn new(json: Json) -> Result<Self, Misfit> {
        match json {
            Json::Object(fields) => Ok(Self(fields)),
            _ => Err(Misfit::new(FaultCode::Type, "struct")),
        }
    }

    /// One field.
    ///
    /// # Errors
    /// It is not there, or its value does not fit.
    pub fn take<T: Read>(&mut self, name: &str) -> Result<T, Misfit> {
        match self.0.remove(name) {
            Some(json) => T::read(json),
            None => Err(Misfit::new(FaultCode::Missing, "field")),
        }
        .map_err(|misfit| misfit.under(name))
    }

    /// After the last field.
    ///
    /// # Errors
    /// Something is left.
    pub fn end(self) -> Result<(), Misfit> {
        match self.0.into_iter().next() {
            None => Ok(()),
            Some((name, _)) => Err(Misfit::new(FaultCode::Unknown, "field").under(name.as_str())),
        }
    }
}
