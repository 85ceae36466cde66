//! JSON that was validated by the IR becomes Rust values.
//!
//! No coercion, and no second opinion on what is valid: only what the Rust type cannot hold is refused.

use mizan_core::errors::FaultCode;
use serde_json::{Map, Value as Json};

use crate::{
    describe::{Omittable, Type},
    misfit::Misfit,
};

/// A type that may be an argument.
#[diagnostic::on_unimplemented(
    message = "clients cannot send a `{Self}`",
    note = "`#[derive(mizan::Type)]` makes a struct or an enum a type of the wire; the others are in `ir/protocol/types.md`"
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

    /// One field, which need not be there.
    ///
    /// # Errors
    /// Its value does not fit.
    pub fn take_omittable<T: Omittable>(&mut self, name: &str) -> Result<T, Misfit>
    where
        T::Present: Read,
    {
        let read = self.0.remove(name).map(T::Present::read).transpose();
        read.map(T::from_present)
            .map_err(|misfit| misfit.under(name))
    }

    /// The text of the field that says which branch of a union this is.
    ///
    /// # Errors
    /// It is not there, or no text.
    pub fn tag(&mut self, name: &str) -> Result<String, Misfit> {
        match self.0.remove(name) {
            Some(Json::String(tag)) => Ok(tag),
            _ => Err(Misfit::new(FaultCode::Enum, "tagged union")),
        }
    }

    /// What is left.
    pub fn rest(self) -> Json {
        Json::Object(self.0)
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

/// The places of a tuple, taken one by one.
pub struct Places(std::iter::Enumerate<std::vec::IntoIter<Json>>);

impl Places {
    /// Of this array.
    ///
    /// # Errors
    /// It is none.
    pub fn new(json: Json) -> Result<Self, Misfit> {
        match json {
            Json::Array(items) => Ok(Self(items.into_iter().enumerate())),
            _ => Err(Misfit::new(FaultCode::Type, "tuple")),
        }
    }

    /// The next one.
    ///
    /// # Errors
    /// It is not there, or its value does not fit.
    pub fn take<T: Read>(&mut self) -> Result<T, Misfit> {
        let (index, json) = self
            .0
            .next()
            .ok_or_else(|| Misfit::new(FaultCode::Length, "tuple"))?;
        T::read(json).map_err(|misfit| misfit.under(index))
    }

    /// After the last one.
    ///
    /// # Errors
    /// Something is left.
    pub fn end(mut self) -> Result<(), Misfit> {
        match self.0.next() {
            None => Ok(()),
            Some(_) => Err(Misfit::new(FaultCode::Length, "tuple")),
        }
    }
}

/// The one entry of an object: a variant by its name, and what it holds.
///
/// # Errors
/// It is no object of one entry.
pub fn only_entry(json: Json) -> Result<(String, Json), Misfit> {
    match json {
        Json::Object(entries) if entries.len() == 1 => entries.into_iter().next(),
        _ => None,
    }
    .ok_or_else(|| Misfit::new(FaultCode::Type, "union"))
}

/// What is read under a name.
///
/// # Errors
/// As `read`, with the name before the place.
pub fn under<T>(name: &str, read: impl FnOnce() -> Result<T, Misfit>) -> Result<T, Misfit> {
    read().map_err(|misfit| misfit.under(name))
}

/// One of some texts.
///
/// # Errors
/// It is no text, or none of them.
pub fn read_name<T>(
    json: &Json,
    find: impl FnOnce(&str) -> Result<T, FaultCode>,
) -> Result<T, Misfit> {
    let text = json.as_str().ok_or(FaultCode::Type);
    text.and_then(find)
        .map_err(|code| Misfit::new(code, "enum"))
}
