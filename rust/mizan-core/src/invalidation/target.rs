//! A target: what a mutation drops, and how JSON spells it.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::canonical_json::{self, write_object, write_text};

/// A context, or one member of it, with some params.
///
/// JSON: the context's name alone, or `{"context": …, "function"?: …, "params"?: {…}}` (`ir/protocol/invalidation.md`).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "Spelled")]
pub struct Target {
    /// The context.
    pub context: String,
    /// One member of it, or all.
    pub function: Option<String>,
    /// Values in canonical form, never null; an entry with another value for one of these is not dropped.
    pub params: BTreeMap<String, Json>,
}

impl Target {
    /// A whole context.
    pub fn whole(context: impl Into<String>) -> Self {
        Self {
            context: context.into(),
            function: None,
            params: BTreeMap::new(),
        }
    }

    /// Canonical JSON of the target as it travels.
    pub fn json(&self) -> String {
        canonical_json::text(&json!(self))
    }

    /// `[context, member or null, params]` as canonical JSON: equal targets have equal texts.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(64);
        text.push('[');
        write_text(&mut text, &self.context);
        text.push(',');
        match &self.function {
            Some(function) => write_text(&mut text, function),
            None => text.push_str("null"),
        }
        text.push(',');
        write_object(
            &mut text,
            self.params
                .iter()
                .map(|(name, value)| (name.as_str(), value)),
        );
        text.push(']');
        text
    }
}

/// The same targets without repetitions; the first of equal ones keeps its place.
pub fn unique(mut targets: Vec<Target>) -> Vec<Target> {
    retain_first(&mut targets, |target| target);
    targets
}

pub(super) fn retain_first<T>(items: &mut Vec<T>, target: impl Fn(&T) -> &Target) {
    if items.len() > 1 {
        let mut met = HashSet::with_capacity(items.len());
        items.retain(|item| met.insert(target(item).text()));
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Spelled {
    Whole(String),
    Part(Part),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    context: String,
    #[serde(default)]
    function: Option<String>,
    #[serde(default)]
    params: BTreeMap<String, Json>,
}

impl From<Spelled> for Target {
    fn from(spelled: Spelled) -> Self {
        match spelled {
            Spelled::Whole(context) => Self::whole(context),
            Spelled::Part(Part {
                context,
                function,
                params,
            }) => Self {
                context,
                function,
                params,
            },
        }
    }
}

impl Serialize for Target {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            context: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            function: Option<&'a str>,
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            params: &'a BTreeMap<String, Json>,
        }
        if self.function.is_none() && self.params.is_empty() {
            return serializer.serialize_str(&self.context);
        }
        Written {
            context: &self.context,
            function: self.function.as_deref(),
            params: &self.params,
        }
        .serialize(serializer)
    }
}
