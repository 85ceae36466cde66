//! A host's own value, looked at as one type or another. The core judges; a source only looks.
//!
//! Page: `ir/protocol/types.md`, written values.

use std::borrow::Cow;

use super::{Date, Datetime, Duration, Field, Structure, Time, Uuid};

/// A host's own value. `None` always means that it is none of the type.
pub trait Source: Sized {
    /// What looking may raise: an attribute may be computed.
    type Error;

    /// Whether it is the host's null.
    fn is_null(&self) -> bool;

    /// A boolean, and nothing that merely acts like one.
    ///
    /// # Errors
    /// What looking raised.
    fn boolean(&self) -> Result<Option<bool>, Self::Error>;

    /// An integer that 64 bits hold, also as the value of an enum's member. A boolean is none.
    ///
    /// # Errors
    /// What looking raised.
    fn integer(&self) -> Result<Option<i64>, Self::Error>;

    /// An integer of any size, in canonical text. A boolean is none; text is none.
    ///
    /// # Errors
    /// What looking raised.
    fn bigint(&self) -> Result<Option<Cow<'_, str>>, Self::Error>;

    /// A float, or an integer that is exactly one. A boolean is none.
    ///
    /// # Errors
    /// What looking raised.
    fn number(&self) -> Result<Option<f64>, Self::Error>;

    /// An exact decimal number or an integer, in the grammar of a JSON number. A float is none.
    ///
    /// # Errors
    /// What looking raised.
    fn decimal(&self) -> Result<Option<Cow<'_, str>>, Self::Error>;

    /// Text without lone surrogates, also as the value of an enum's member.
    ///
    /// # Errors
    /// What looking raised.
    fn text(&self) -> Result<Option<Cow<'_, str>>, Self::Error>;

    /// A point in time; one that does not know its offset is none.
    ///
    /// # Errors
    /// What looking raised.
    fn datetime(&self) -> Result<Option<Datetime>, Self::Error>;

    /// A day; a point in time is none.
    ///
    /// # Errors
    /// What looking raised.
    fn date(&self) -> Result<Option<Date>, Self::Error>;

    /// A time of day; one with an offset is none.
    ///
    /// # Errors
    /// What looking raised.
    fn time(&self) -> Result<Option<Time>, Self::Error>;

    /// A length of time.
    ///
    /// # Errors
    /// What looking raised.
    fn duration(&self) -> Result<Option<Duration>, Self::Error>;

    /// A uuid. Text is none.
    ///
    /// # Errors
    /// What looking raised.
    fn uuid(&self) -> Result<Option<Uuid>, Self::Error>;

    /// Bytes. Text is none.
    ///
    /// # Errors
    /// What looking raised.
    fn bytes(&self) -> Result<Option<Cow<'_, [u8]>>, Self::Error>;

    /// The elements of something ordered. Text, bytes and mappings are none.
    ///
    /// # Errors
    /// What looking raised.
    fn items(&self) -> Result<Option<Vec<Self>>, Self::Error>;

    /// The keys and values of a mapping, in any order.
    ///
    /// # Errors
    /// What looking raised.
    fn entries(&self) -> Result<Option<Vec<(Self, Self)>>, Self::Error>;

    /// Whether it may have fields: a mapping, or an object that is no value of another type.
    fn has_fields(&self) -> bool;

    /// Whether it is an instance of the class behind the struct of this name; `None`: of no declared class at all.
    ///
    /// # Errors
    /// What looking raised.
    fn is_instance(&self, name: &str) -> Result<Option<bool>, Self::Error>;

    /// Whether a mapping has no keys but those that are declared; true of what is no mapping.
    ///
    /// # Errors
    /// What looking raised.
    fn has_only(&self, declared: impl Fn(&str) -> bool) -> Result<bool, Self::Error>;

    /// A field, by its name as a key of mappings, and of other objects by the attribute that stands for it. `of`: the
    /// struct that it is looked at as; `None` for arguments, which are a mapping.
    ///
    /// # Errors
    /// What looking raised.
    fn field(&self, of: Option<&Structure>, field: &Field) -> Result<Option<Self>, Self::Error>;
}
