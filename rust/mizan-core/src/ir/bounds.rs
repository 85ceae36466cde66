//! Constraints: their one spelling, and the type without them. Page: `ir/protocol/ir.md`, JSON.
//!
//! A bound is a value of its own type, so that whoever judges values spells bounds: `types`.

use serde_json::{Number, Value as Json};

use super::{Big, Fixed, Float, Length, Span, Text, Type, Upload, Whole};
use crate::{
    canonical_json,
    json::Tree,
    types::{Faults, MAX_INTEGER, Types, validate},
};

impl Type {
    /// The same type without constraints; what is inside of it, and values of an enum, stay.
    #[must_use]
    pub fn bare(&self) -> Self {
        match self {
            Self::String(_) => Self::String(Text::default()),
            Self::Integer(_) => Self::Integer(Whole::default()),
            Self::Bigint(_) => Self::Bigint(Big::default()),
            Self::Number(_) => Self::Number(Float::default()),
            Self::Decimal(_) => Self::Decimal(Fixed::default()),
            Self::Datetime(_) => Self::Datetime(Span::default()),
            Self::Date(_) => Self::Date(Span::default()),
            Self::Bytes(_) => Self::Bytes(Length::default()),
            Self::File(_) => Self::File(Upload::default()),
            Self::List { item, .. } => Self::List {
                item: item.clone(),
                length: Length::default(),
            },
            Self::Map { key, item, .. } => Self::Map {
                key: key.clone(),
                item: item.clone(),
                length: Length::default(),
            },
            other => other.clone(),
        }
    }

    /// Its bounds as texts and numbers, each with its name: those that may have more than one spelling.
    pub fn bounds(&self) -> Vec<(&'static str, Json)> {
        let text = |name, bound: &Option<String>| Some((name, bound.as_deref()?.into()));
        let number = |name, bound: &Option<Number>| Some((name, bound.clone()?.into()));
        let whole = |name, bound: Option<i64>| Some((name, bound?.into()));
        let each: Vec<Option<_>> = match self {
            Self::Integer(of) => vec![whole("minimum", of.minimum), whole("maximum", of.maximum)],
            Self::Bigint(Big { minimum, maximum })
            | Self::Datetime(Span { minimum, maximum })
            | Self::Date(Span { minimum, maximum }) => {
                vec![text("minimum", minimum), text("maximum", maximum)]
            }
            Self::Number(of) => vec![
                number("minimum", &of.minimum),
                number("maximum", &of.maximum),
                number("exclusive_minimum", &of.exclusive_minimum),
                number("exclusive_maximum", &of.exclusive_maximum),
            ],
            Self::Decimal(of) => vec![
                text("minimum", &of.minimum),
                text("maximum", &of.maximum),
                text("exclusive_minimum", &of.exclusive_minimum),
                text("exclusive_maximum", &of.exclusive_maximum),
            ],
            _ => Vec::new(),
        };
        each.into_iter().flatten().collect()
    }

    /// Spells every bound in it in the one way, and leaves out what says nothing. What cannot be read is left as it is.
    pub(crate) fn canonicalise(&mut self) {
        let bare = self.bare();
        match self {
            Self::Bigint(Big { minimum, maximum })
            | Self::Datetime(Span { minimum, maximum })
            | Self::Date(Span { minimum, maximum }) => {
                for bound in [minimum, maximum].into_iter().flatten() {
                    respell(bound, &bare);
                }
            }
            Self::Decimal(of) => {
                for bound in [
                    &mut of.minimum,
                    &mut of.maximum,
                    &mut of.exclusive_minimum,
                    &mut of.exclusive_maximum,
                ]
                .into_iter()
                .flatten()
                {
                    respell(bound, &bare);
                }
            }
            Self::Number(of) => {
                for bound in [
                    &mut of.minimum,
                    &mut of.maximum,
                    &mut of.exclusive_minimum,
                    &mut of.exclusive_maximum,
                ]
                .into_iter()
                .flatten()
                {
                    *bound = nearest(bound);
                }
            }
            // One of these, in whatever order: content types do not differ by their case.
            Self::File(Upload {
                accept: Some(accept),
                ..
            }) => {
                for each in &mut *accept {
                    each.make_ascii_lowercase();
                }
                accept.sort();
                accept.dedup();
            }
            // Any text is what a key is anyway.
            Self::Map { key, .. } if key.as_deref() == Some(&Self::string()) => *key = None,
            _ => {}
        }
        for part in self.parts_mut() {
            part.canonicalise();
        }
    }
}

fn respell(bound: &mut String, bare: &Type) {
    if let Some(Json::String(text)) = canonical(&bound.as_str().into(), bare, &Types::default()) {
        *bound = text;
    }
}

/// A value in the canonical form of a type; `None` if it is none of the type's.
pub(crate) fn canonical(value: &Json, kind: &Type, types: &Types) -> Option<Json> {
    let tree = Tree::from_json(value);
    Some(validate(&tree, kind, types, &mut Faults::default())?.to_json())
}

/// A number as the float that it is nearest to, whole ones without a fraction.
fn nearest(number: &Number) -> Number {
    let float = number.as_f64().and_then(Number::from_f64);
    let Some(float) = float else {
        return number.clone();
    };
    match canonical_json::text(&Json::Number(float.clone())).parse() {
        Ok(whole) if (-MAX_INTEGER..=MAX_INTEGER).contains(&whole) => Number::from(whole),
        _ => float,
    }
}
