//! From a host's values to JSON, by type. What does not fit is the function's own fault.
//! Page: `ir/protocol/types.md`, written values.

use std::{borrow::Cow, convert::Infallible, fmt};

use super::{Datetime, Field, MAX_INTEGER, Types, Uuid, Value};
use crate::{canonical_json, errors::Segment, ir::Type, quoting::quoted};

/// Deeper than any sensible answer; it stops values that contain themselves.
const DEEPEST: usize = 200;

/// A host's own value, looked at as one type or another. `None` always means that it is none.
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

    /// An integer that 64 bits hold. A boolean is none.
    ///
    /// # Errors
    /// What looking raised.
    fn integer(&self) -> Result<Option<i64>, Self::Error>;

    /// A float, or an integer that is exactly one. A boolean is none.
    ///
    /// # Errors
    /// What looking raised.
    fn number(&self) -> Result<Option<f64>, Self::Error>;

    /// Text without lone surrogates.
    ///
    /// # Errors
    /// What looking raised.
    fn text(&self) -> Result<Option<Cow<'_, str>>, Self::Error>;

    /// A point in time; one that does not know its offset is none.
    ///
    /// # Errors
    /// What looking raised.
    fn datetime(&self) -> Result<Option<Datetime>, Self::Error>;

    /// A uuid. Text is none.
    ///
    /// # Errors
    /// What looking raised.
    fn uuid(&self) -> Result<Option<Uuid>, Self::Error>;

    /// The elements of something ordered. Text and mappings are none.
    ///
    /// # Errors
    /// What looking raised.
    fn items(&self) -> Result<Option<Vec<Self>>, Self::Error>;

    /// Whether it may have fields: a mapping, or an object that is no value of another type.
    fn has_fields(&self) -> bool;

    /// The field of this name: by key from mappings, by attribute from other objects.
    ///
    /// # Errors
    /// What looking raised.
    fn field(&self, name: &str) -> Result<Option<Self>, Self::Error>;
}

/// A value that does not fit its declared type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// From the result's top.
    pub path: Vec<Segment>,
    /// What should stand there, for the log.
    pub expected: String,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} at `", self.expected)?;
        for segment in &self.path {
            match segment {
                Segment::Index(index) => write!(f, "/{index}")?,
                Segment::Name(name) => write!(f, "/{name}")?,
            }
        }
        f.write_str("`")
    }
}

/// Why a value could not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError<E> {
    /// It does not fit.
    Unfit(Unfit),
    /// Looking at it raised.
    Source(E),
}

/// Writes a value as JSON by its type, into `out`.
///
/// # Errors
/// The first place that does not fit, or what looking at the value raised; `out` then holds a part.
pub fn write<S: Source>(
    kind: &Type,
    source: &S,
    types: &Types,
    out: &mut String,
) -> Result<(), WriteError<S::Error>> {
    Writer {
        types,
        out,
        depth: 0,
    }
    .value(kind, source)
}

/// Writes these fields of a value as a JSON object, in their order.
///
/// # Errors
/// As [`write`].
pub fn write_fields<S: Source>(
    fields: &[Field],
    source: &S,
    types: &Types,
    out: &mut String,
) -> Result<(), WriteError<S::Error>> {
    Writer {
        types,
        out,
        depth: 0,
    }
    .fields(fields, source)
}

/// The checked scalar that a host's value is; `None` for lists and structs.
///
/// # Errors
/// As [`write`], with an empty path.
pub fn take<S: Source>(kind: &Type, source: &S) -> Result<Option<Value>, WriteError<S::Error>> {
    let unfit = || unfit(describe(kind));
    match kind {
        Type::List { .. } | Type::Ref { .. } => Ok(None),
        Type::Optional { item } if !source.is_null() => take(item, source),
        Type::String(_) => {
            let text = source
                .text()
                .map_err(WriteError::Source)?
                .ok_or_else(unfit)?;
            Ok(Some(Value::String(text.into_owned())))
        }
        _ => scalar(kind, source)
            .map_err(WriteError::Source)?
            .ok_or_else(unfit)
            .map(Some),
    }
}

/// The value of a type that is neither text nor made of others.
fn scalar<S: Source>(kind: &Type, source: &S) -> Result<Option<Value>, S::Error> {
    Ok(match kind {
        Type::Null | Type::Optional { .. } => source.is_null().then_some(Value::Null),
        Type::Boolean => source.boolean()?.map(Value::Bool),
        Type::Integer(_) => source
            .integer()?
            .filter(|value| (-MAX_INTEGER..=MAX_INTEGER).contains(value))
            .map(Value::Integer),
        Type::Number(_) => source
            .number()?
            .filter(|value| value.is_finite())
            .map(Value::Number),
        Type::Datetime(_) => source.datetime()?.map(Value::Datetime),
        Type::Uuid => source.uuid()?.map(Value::Uuid),
        _ => None,
    })
}

fn unfit<E>(expected: String) -> WriteError<E> {
    WriteError::Unfit(Unfit {
        path: Vec::new(),
        expected,
    })
}

struct Writer<'a> {
    types: &'a Types,
    out: &'a mut String,
    depth: usize,
}

impl Writer<'_> {
    fn value<S: Source>(&mut self, kind: &Type, source: &S) -> Result<(), WriteError<S::Error>> {
        match kind {
            Type::Optional { item } if !source.is_null() => self.value(item, source),
            Type::String(_) => {
                let text = source.text().map_err(WriteError::Source)?;
                canonical_json::write_text(self.out, &text.ok_or_else(|| unfit(describe(kind)))?);
                Ok(())
            }
            Type::List { item, .. } => {
                let items = source.items().map_err(WriteError::Source)?;
                self.list(item, &items.ok_or_else(|| unfit(describe(kind)))?)
            }
            Type::Ref { .. } if !source.has_fields() => Err(unfit(describe(kind))),
            Type::Ref { name } => {
                let types = self.types;
                self.fields(types.fields(name), source)
            }
            _ => {
                let value = scalar(kind, source).map_err(WriteError::Source)?;
                let value = value.ok_or_else(|| unfit(describe(kind)))?;
                canonical_json::write(self.out, &value.to_json());
                Ok(())
            }
        }
    }

    fn list<S: Source>(&mut self, kind: &Type, items: &[S]) -> Result<(), WriteError<S::Error>> {
        self.out.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.within(|| index.into(), |writer| writer.value(kind, item))?;
        }
        self.out.push(']');
        Ok(())
    }

    fn fields<S: Source>(
        &mut self,
        fields: &[Field],
        source: &S,
    ) -> Result<(), WriteError<S::Error>> {
        self.out.push('{');
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                self.out.push(',');
            }
            canonical_json::write_text(self.out, &field.name);
            self.out.push(':');
            self.within(
                || (&*field.name).into(),
                |writer| match source.field(&field.name).map_err(WriteError::Source)? {
                    Some(value) => writer.value(&field.kind, &value),
                    None => Err(unfit(format!(
                        "{}, and nothing is there",
                        describe(&field.kind)
                    ))),
                },
            )?;
        }
        self.out.push('}');
        Ok(())
    }

    /// One level deeper. The way to what does not fit is put together on the way back.
    fn within<E>(
        &mut self,
        segment: impl FnOnce() -> Segment,
        step: impl FnOnce(&mut Self) -> Result<(), WriteError<E>>,
    ) -> Result<(), WriteError<E>> {
        self.depth += 1;
        let done = if self.depth > DEEPEST {
            Err(unfit(format!("a value of at most {DEEPEST} levels")))
        } else {
            step(self)
        };
        self.depth -= 1;
        done.map_err(|error| match error {
            WriteError::Unfit(mut unfit) => {
                unfit.path.insert(0, segment());
                WriteError::Unfit(unfit)
            }
            source @ WriteError::Source(_) => source,
        })
    }
}

/// A type in words, for logs and defects.
pub fn describe(kind: &Type) -> String {
    match kind {
        Type::Null => "null".to_owned(),
        Type::Boolean => "a boolean".to_owned(),
        Type::String(_) => "a string".to_owned(),
        Type::Integer(_) => "an integer within ±(2^53−1)".to_owned(),
        Type::Number(_) => "a finite number".to_owned(),
        Type::Datetime(_) => "a datetime with an offset".to_owned(),
        Type::Uuid => "a uuid".to_owned(),
        Type::List { item, .. } => format!("a list, each element {}", describe(item)),
        Type::Optional { item } => format!("{} or null", describe(item)),
        Type::Ref { name } => format!("a {}", quoted(name)),
        _ => format!("a {}", kind.word()),
    }
}

/// What a value of one kind holds; none of another.
macro_rules! held {
    ($value:expr, $kind:ident($held:ident) => $given:expr) => {
        match $value {
            Value::$kind($held) => Some($given),
            _ => None,
        }
    };
}

impl Source for &Value {
    type Error = Infallible;

    fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    fn boolean(&self) -> Result<Option<bool>, Infallible> {
        Ok(held!(self, Bool(value) => *value))
    }

    fn integer(&self) -> Result<Option<i64>, Infallible> {
        Ok(held!(self, Integer(value) => *value))
    }

    fn number(&self) -> Result<Option<f64>, Infallible> {
        Ok(match self {
            Value::Number(value) => Some(*value),
            #[allow(
                clippy::cast_precision_loss,
                reason = "within ±(2^53−1) nothing is lost"
            )]
            Value::Integer(value) => Some(*value as f64),
            _ => None,
        })
    }

    fn text(&self) -> Result<Option<Cow<'_, str>>, Infallible> {
        Ok(held!(self, String(text) => Cow::Borrowed(text.as_str())))
    }

    fn datetime(&self) -> Result<Option<Datetime>, Infallible> {
        Ok(held!(self, Datetime(value) => *value))
    }

    fn uuid(&self) -> Result<Option<Uuid>, Infallible> {
        Ok(held!(self, Uuid(value) => *value))
    }

    fn items(&self) -> Result<Option<Vec<Self>>, Infallible> {
        Ok(held!(self, List(items) => items.iter().collect()))
    }

    fn has_fields(&self) -> bool {
        matches!(self, Value::Struct(_))
    }

    fn field(&self, name: &str) -> Result<Option<Self>, Infallible> {
        Ok(match self {
            Value::Struct(fields) => fields
                .iter()
                .find(|(own, _)| **own == *name)
                .map(|(_, value)| value),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests;
