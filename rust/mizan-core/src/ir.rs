//! The IR: the model that is handed from a host language to the core, once, as JSON.
//!
//! Decides the model's shape. Knows nothing of its text (`ir_text`), of what makes a graph legal (`defects`)
//! or of values (`types`). Twin: `python/mizan/ir/schema.py`, which owns the schema. Page: `ir/protocol/ir.md`.

mod normalise;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// The version of the IR that this core reads and writes.
pub const VERSION: u32 = 1;

/// One registry, whole. Lists may come in any order; `normalise` puts them in the canonical one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ir {
    /// [`VERSION`].
    pub version: u32,
    /// Named types, by name when normalised.
    #[serde(default)]
    pub types: Vec<TypeDef>,
    /// Contexts, by name when normalised.
    #[serde(default)]
    pub contexts: Vec<Context>,
    /// Functions, by name when normalised.
    #[serde(default)]
    pub functions: Vec<Function>,
}

/// A named type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum TypeDef {
    /// Named fields, in declared order.
    Struct {
        /// The name that generated types bear.
        name: String,
        /// The author's documentation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        doc: Option<String>,
        /// In declared order: this order is also that of the JSON that is written.
        fields: Vec<Field>,
    },
}

impl TypeDef {
    /// The name that generated types bear.
    pub fn name(&self) -> &str {
        match self {
            Self::Struct { name, .. } => name,
        }
    }
}

/// A field of a struct, an argument of a function or a param of a context.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// As declared; snake case for arguments and params.
    pub name: String,
    /// What values it takes.
    #[serde(rename = "type")]
    pub kind: Type,
    /// Absent: the field is required. Present: what its absence means (`null` where nothing else was said).
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    pub default: Option<Json>,
    /// The author's documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

/// `"default": null` is a default, not the lack of one.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

/// A type on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum Type {
    /// `null` alone.
    Null,
    /// `true` or `false`.
    Boolean,
    /// Text.
    String,
    /// Within ±(2^53−1).
    Integer,
    /// A finite 64-bit float.
    Number,
    /// RFC 3339, UTC when written.
    Datetime,
    /// Lower-case hyphenated when written.
    Uuid,
    /// Values of one type.
    List {
        /// Their type.
        item: Box<Type>,
    },
    /// The type, or null.
    Optional {
        /// The type beside null.
        item: Box<Type>,
    },
    /// A named type.
    Ref {
        /// Its name in [`Ir::types`].
        name: String,
    },
}

impl Type {
    /// The IR's word for the type, whatever is inside of it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Datetime => "datetime",
            Self::Uuid => "uuid",
            Self::List { .. } => "list",
            Self::Optional { .. } => "optional",
            Self::Ref { .. } => "ref",
        }
    }

    /// The type beside null.
    pub fn beside_null(&self) -> &Self {
        match self {
            Self::Optional { item } => item.beside_null(),
            _ => self,
        }
    }

    /// Whether null is one of its values.
    pub fn takes_null(&self) -> bool {
        matches!(self, Self::Null | Self::Optional { .. })
    }
}

/// A named group of reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// Snake case.
    pub name: String,
    /// The param that names the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Params that never scope, by name when normalised.
    #[serde(default)]
    pub view: Vec<String>,
    /// The union of the members' arguments, by name. Derived by normalisation; a declaration leaves it empty.
    #[serde(default)]
    pub params: Vec<Field>,
}

/// A server function.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// Snake case.
    pub name: String,
    /// The author's documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// The context that it is a member of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// What it drops, in declared order.
    #[serde(default)]
    pub affects: Vec<Affect>,
    /// Who may call it; `None` is anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<Auth>,
    /// A member's `false` means that its answer depends on more than params and caller.
    #[serde(default = "yes")]
    pub cache: bool,
    /// By name when normalised.
    #[serde(default)]
    pub args: Vec<Field>,
    /// What it answers.
    pub result: Type,
}

/// The guards that exist so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Auth {
    /// Any caller, but somebody.
    Required,
    /// The caller whom the context's identity names, or staff.
    #[serde(rename = "self")]
    Own,
}

/// One declared target of a mutation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Affect {
    /// The context.
    pub context: String,
    /// One member of it, or all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Param → the argument that it comes from; `None` leaves scoping to the tiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<BTreeMap<String, String>>,
    /// The whole context, whatever the arguments say.
    #[serde(default)]
    pub all: bool,
}

fn yes() -> bool {
    true
}
