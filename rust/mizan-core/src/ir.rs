//! The IR: the model that is handed from a host language to the core, once, as JSON.
//!
//! Decides the model's shape. Knows nothing of its text (`ir_text`), of what makes a graph legal (`defects`)
//! or of values (`types`). Twins: `python/mizan/ir/schema.py`, which owns the schema,
//! and `typescript/server/src/irModel.ts`. Page: `ir/protocol/ir.md`.

mod bounds;
mod function;
mod named;
mod normalise;
mod shown;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value as Json};

pub(crate) use self::bounds::canonical;
pub use self::{
    function::{Affect, Auth, Cache, Function, Method},
    named::Named,
};

/// The version of the IR that this core reads and writes.
pub const VERSION: u32 = 1;

/// The deepest that types may be within each other; a name is one level, whatever it stands for.
pub const MAX_DEPTH: usize = 32;

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
    /// Domain errors, by code when normalised.
    #[serde(default)]
    pub errors: Vec<ErrorDef>,
    /// Functions, by name when normalised.
    #[serde(default)]
    pub functions: Vec<Function>,
}

/// A named type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum TypeDef {
    /// Another name for a type that takes no null: an enum, a union, a recursive list.
    Alias {
        /// The name that generated types bear.
        name: String,
        /// The author's documentation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        doc: Option<String>,
        /// What it stands for.
        #[serde(rename = "type")]
        of: Type,
    },
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
            Self::Alias { name, .. } | Self::Struct { name, .. } => name,
        }
    }

    /// The fields of a struct; an alias has none.
    pub fn fields(&self) -> &[Field] {
        match self {
            Self::Alias { .. } => &[],
            Self::Struct { fields, .. } => fields,
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
    /// It may be absent, and is then absent for the function as well. Of fields of structs alone, without a default.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub omittable: bool,
    /// The author's documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
}

impl Field {
    /// The file that an argument is, or is a list of, and whether it is a list.
    pub fn upload(&self) -> Option<(&Upload, bool)> {
        match self.kind.beside_null() {
            Type::File(upload) => Some((upload, false)),
            Type::List { item, .. } => match &**item {
                Type::File(upload) => Some((upload, true)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// `"default": null` is a default, not the lack of one.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

/// A type on the wire, with its constraints. Page: `ir/protocol/types.md`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
pub enum Type {
    /// `null` alone.
    #[serde(deserialize_with = "bare")]
    Null,
    /// `true` or `false`.
    #[serde(deserialize_with = "bare")]
    Boolean,
    /// Text; lengths in code points.
    String(Text),
    /// A whole number within ±(2^53−1).
    Integer(Whole),
    /// A whole number of any size, as text.
    Bigint(Big),
    /// A finite 64-bit float.
    Number(Float),
    /// An exact decimal number, as text.
    Decimal(Fixed),
    /// Lower-case hyphenated when written.
    #[serde(deserialize_with = "bare")]
    Uuid,
    /// RFC 3339, UTC when written.
    Datetime(Span),
    /// `YYYY-MM-DD`.
    Date(Span),
    /// A time of day without an offset.
    #[serde(deserialize_with = "bare")]
    Time,
    /// ISO 8601, of days and smaller units.
    #[serde(deserialize_with = "bare")]
    Duration,
    /// base64url without padding; lengths in bytes.
    Bytes(Length),
    /// Any JSON.
    #[serde(deserialize_with = "bare")]
    Json,
    /// An upload: of arguments alone, and not within JSON.
    File(Upload),
    /// Values of one type.
    List {
        /// Their type.
        item: Box<Type>,
        /// How many.
        #[serde(flatten)]
        length: Length,
    },
    /// Values of one type by key.
    Map {
        /// The keys' type where it is not plain text: a string with constraints, an enum of strings, a uuid or an integer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<Box<Type>>,
        /// The values' type.
        item: Box<Type>,
        /// How many.
        #[serde(flatten)]
        length: Length,
    },
    /// A list with one type for each place.
    Tuple {
        /// In order.
        items: Vec<Type>,
    },
    /// One of some values, all strings or all integers, in declared order.
    Enum {
        /// At least one.
        values: Vec<EnumValue>,
    },
    /// One of several types.
    Union {
        /// In declared order, at least two; none of them takes null.
        of: Vec<Type>,
        /// The field that says which: every branch is then a struct that has it as an enum, no value twice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tag: Option<String>,
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

/// Without this, what stands beside the word of a type without constraints would be ignored.
fn bare<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}
    Nothing::deserialize(deserializer).map(|Nothing {}| ())
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum EnumValue {
    /// Within ±(2^53−1).
    Integer(i64),
    /// Text.
    String(String),
}

/// Bounds on a length; none where absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Length {
    /// At least so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// At most so many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
}

/// Constraints of a string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// At least so many code points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// At most so many code points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// What must be found in it, in the portable grammar of `ir/protocol/types.md`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
}

/// Constraints of an integer. An exclusive bound is written as the inclusive one beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whole {
    /// At least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// At most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// A multiple of this positive number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multiple_of: Option<i64>,
}

/// Constraints of a bigint, in canonical text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Big {
    /// At least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<String>,
    /// At most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<String>,
}

/// Constraints of a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Float {
    /// At least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Number>,
    /// At most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Number>,
    /// More than.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_minimum: Option<Number>,
    /// Less than.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_maximum: Option<Number>,
}

/// Constraints of a decimal; bounds in canonical text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixed {
    /// At least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<String>,
    /// At most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<String>,
    /// More than.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_minimum: Option<String>,
    /// Less than.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_maximum: Option<String>,
    /// At most so many digits, written out canonically, a lone zero before the point apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_digits: Option<u32>,
    /// At most so many digits after the point, written out canonically.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal_places: Option<u32>,
}

/// Bounds of a datetime or a date, in canonical text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Not before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<String>,
    /// Not after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<String>,
}

/// Limits of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// At most so many bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_size: Option<u32>,
    /// The content types that it may have, as `image/png` or `image/*`; by name when normalised. Any where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accept: Option<Vec<String>>,
}

impl Type {
    /// Any text.
    pub fn string() -> Self {
        Self::String(Text::default())
    }

    /// Any whole number within ±(2^53−1).
    pub fn integer() -> Self {
        Self::Integer(Whole::default())
    }

    /// Any finite 64-bit float.
    pub fn number() -> Self {
        Self::Number(Float::default())
    }

    /// Any point in time.
    pub fn datetime() -> Self {
        Self::Datetime(Span::default())
    }

    /// A list of any length.
    pub fn list(item: Self) -> Self {
        Self::List {
            item: Box::new(item),
            length: Length::default(),
        }
    }

    /// The IR's word for the type, whatever is inside of it.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::String(_) => "string",
            Self::Integer(_) => "integer",
            Self::Bigint(_) => "bigint",
            Self::Number(_) => "number",
            Self::Decimal(_) => "decimal",
            Self::Uuid => "uuid",
            Self::Datetime(_) => "datetime",
            Self::Date(_) => "date",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Bytes(_) => "bytes",
            Self::Json => "json",
            Self::File(_) => "file",
            Self::List { .. } => "list",
            Self::Map { .. } => "map",
            Self::Tuple { .. } => "tuple",
            Self::Enum { .. } => "enum",
            Self::Union { .. } => "union",
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

    /// Whether null is one of its values. Named types and unions never take it; json does, and has no other null.
    pub fn takes_null(&self) -> bool {
        matches!(self, Self::Null | Self::Optional { .. } | Self::Json)
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

/// A domain error: a problem with a code, and perhaps data, of the author's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorDef {
    /// Upper case, and none of the closed table.
    pub code: String,
    /// 400 to 499.
    #[serde(default = "conflict")]
    pub status: u32,
    /// The author's documentation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// What its `data` holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Type>,
}

fn conflict() -> u32 {
    409
}

#[cfg(test)]
mod tests;
