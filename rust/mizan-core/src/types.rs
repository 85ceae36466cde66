//! Values on the wire: what each type takes, and how values are written.
//!
//! Decides verdicts, fault codes, paths and bytes, so that they are the same wherever a function lives. Knows no
//! host: a host's own objects are read through [`Source`]. Twin: `python/mizan/types.py`, which only makes Python
//! values of these. Page: `ir/protocol/types.md`.

mod datetime;
mod numbers;
mod spelling;
mod uuid;
mod validate;
mod write;

use std::{collections::BTreeMap, sync::Arc};

pub use self::{
    datetime::Datetime,
    numbers::MAX_INTEGER,
    spelling::read_spelling,
    uuid::Uuid,
    validate::{Faults, Step, validate, validate_fields},
    write::{Source, Unfit, WriteError, describe, take, write, write_fields},
};
use crate::{
    ir::{self, Type, TypeDef},
    json::Tree,
};

/// A declared name, shared by all the values that bear it: a body has many.
pub type Name = Arc<str>;

/// A checked value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// Within ±[`MAX_INTEGER`].
    Integer(i64),
    /// Finite.
    Number(f64),
    /// Any text.
    String(String),
    /// In UTC.
    Datetime(Datetime),
    /// 128 bits.
    Uuid(Uuid),
    /// In order.
    List(Vec<Value>),
    /// Every declared field, in declared order.
    Struct(Vec<(Name, Value)>),
}

/// Checked arguments by name: every declared one is there.
pub type Args = BTreeMap<Name, Value>;

impl Value {
    /// The form that goes into keys, tags and targets (protocol, section 4): texts in their canonical form.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(*value),
            Self::Integer(value) => Json::from(*value),
            Self::Number(value) => numbers::to_json(*value),
            Self::String(value) => Json::from(value.as_str()),
            Self::Datetime(value) => Json::from(value.to_string()),
            Self::Uuid(value) => Json::from(value.to_string()),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Struct(fields) => fields
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_json()))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }
}

/// A declared name with its type: [`ir::Field`], made ready for validation.
#[derive(Clone, Debug)]
pub struct Field {
    /// As it travels.
    pub name: Name,
    /// What it takes.
    pub kind: Type,
    /// What its absence means; `None`: it is required.
    pub default: Option<Tree<'static>>,
}

impl From<&ir::Field> for Field {
    fn from(field: &ir::Field) -> Self {
        Self {
            name: field.name.as_str().into(),
            kind: field.kind.clone(),
            default: field.default.as_ref().map(Tree::from_json),
        }
    }
}

/// The named types of a graph, by name.
#[derive(Clone, Debug, Default)]
pub struct Types(BTreeMap<String, Vec<Field>>);

impl Types {
    /// Makes the types of an IR ready.
    pub fn new(types: &[TypeDef]) -> Self {
        let fields = |definition: &TypeDef| {
            (
                definition.name().to_owned(),
                definition.fields().iter().map(Field::from).collect(),
            )
        };
        Self(types.iter().map(fields).collect())
    }

    /// The fields of a struct in declared order; a name that is not declared has none.
    pub fn fields(&self, name: &str) -> &[Field] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests;
