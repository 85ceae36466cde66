//! A server function, as the IR has it: who may call it, how, and what it drops.
//!
//! Decides the model's shape; what makes no sense together is told by `defects`. Twin: `python/mizan/ir/schema.py`.
//! Page: `ir/protocol/ir.md`.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::{Field, Type};

/// A server function.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
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
    /// How long a member's answer is kept, if at all.
    #[serde(default)]
    pub cache: Cache,
    /// A member's answer is one for everyone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub public: bool,
    /// It is not called from outside, but for its route if it has one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
    /// Another number drops what was kept of a member under the one before. At most [`Function::MAX_REV`].
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rev: u32,
    /// Where a view is found, in the neutral form: `users/{user_id}/`, `files/{*rest}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// The methods that a view answers, in order when normalised; without any see [`Function::answers`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<Method>,
    /// By name when normalised.
    #[serde(default)]
    pub args: Vec<Field>,
    /// What it answers; a view has none, since it answers with its host's own response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Type>,
    /// The codes of the domain errors that it may end with, in order when normalised.
    #[serde(default)]
    pub raises: Vec<String>,
}

impl Function {
    /// The greatest `rev`.
    pub const MAX_REV: u32 = 0x7fff_ffff;

    /// Whether it answers with its host's own response.
    pub const fn is_view(&self) -> bool {
        self.result.is_none()
    }

    /// Whether it is called by name from outside, so that generated clients have it.
    pub const fn is_exposed(&self) -> bool {
        !self.private && !self.is_view()
    }

    /// The methods that a view answers: those declared, else POST if it affects something, else GET.
    pub fn answers(&self) -> Vec<Method> {
        if !self.methods.is_empty() {
            self.methods.clone()
        } else if self.affects.is_empty() {
            vec![Method::Get]
        } else {
            vec![Method::Post]
        }
    }
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands a field over by reference"
)]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A guard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Auth {
    /// Any caller, but somebody.
    Required,
    /// The caller whom the context's identity names, or staff.
    Own,
    /// A caller of the role `staff`.
    Staff,
    /// A caller of the role `superuser`.
    Superuser,
    /// The host asks code of the author's.
    Custom,
    /// A caller of this other role.
    Role(String),
}

const ROLE: &str = "role:";

impl From<Auth> for String {
    fn from(auth: Auth) -> Self {
        auth.to_string()
    }
}

impl fmt::Display for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => f.write_str("required"),
            Self::Own => f.write_str("self"),
            Self::Staff => f.write_str("staff"),
            Self::Superuser => f.write_str("superuser"),
            Self::Custom => f.write_str("custom"),
            Self::Role(name) => write!(f, "{ROLE}{name}"),
        }
    }
}

impl TryFrom<String> for Auth {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Ok(match text.as_str() {
            "required" => Self::Required,
            "self" => Self::Own,
            "staff" => Self::Staff,
            "superuser" => Self::Superuser,
            "custom" => Self::Custom,
            _ => match text.strip_prefix(ROLE) {
                Some(name) => Self::Role(name.to_owned()),
                None => {
                    return Err(format!(
                        "`{text}` is no guard: one is `required`, `self`, `staff`, `superuser`, `custom` or `role:` and a name"
                    ));
                }
            },
        })
    }
}

/// How long a member's answer is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cache {
    /// As long as the host says.
    #[default]
    Usual,
    /// Not at all: it depends on more than params and caller.
    Never,
    /// So many seconds, 1 to [`Cache::LONGEST`].
    Seconds(u32),
}

impl Cache {
    /// The most seconds.
    pub const LONGEST: u32 = 3600;
}

/// `true`, `false` or a number.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum SpelledCache {
    Kept(bool),
    Seconds(u32),
}

impl Serialize for Cache {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Usual => SpelledCache::Kept(true),
            Self::Never => SpelledCache::Kept(false),
            Self::Seconds(seconds) => SpelledCache::Seconds(*seconds),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Cache {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match SpelledCache::deserialize(deserializer)? {
            SpelledCache::Kept(true) => Self::Usual,
            SpelledCache::Kept(false) => Self::Never,
            SpelledCache::Seconds(seconds) => Self::Seconds(seconds),
        })
    }
}

/// A method of HTTP. HEAD goes with GET.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Takes away.
    Delete,
    /// The safe one.
    Get,
    /// Changes a part.
    Patch,
    /// Anything else.
    Post,
    /// Puts a whole in place.
    Put,
}

impl Method {
    /// As it travels.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }

    /// Whether nothing changes by it.
    pub const fn is_safe(self) -> bool {
        matches!(self, Self::Get)
    }
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
