//! The properties of a type's node: its constraints, sorted by name. Page: `ir/protocol/ir.md`, text.

use super::{Property, text};
use crate::ir::{Length, Type};

type Named<'a> = (&'static str, Property<'a>);

/// Those that are there.
pub(super) fn constraints(kind: &Type) -> Vec<Named<'_>> {
    let each = match kind {
        Type::String(of) => vec![
            whole("max_length", of.max_length),
            whole("min_length", of.min_length),
            text("pattern", of.pattern.as_deref()),
        ],
        Type::Integer(of) => vec![
            whole("maximum", of.maximum),
            whole("minimum", of.minimum),
            whole("multiple_of", of.multiple_of),
        ],
        Type::Bigint(of) => vec![
            text("maximum", of.maximum.as_deref()),
            text("minimum", of.minimum.as_deref()),
        ],
        Type::Number(of) => [
            ("exclusive_maximum", &of.exclusive_maximum),
            ("exclusive_minimum", &of.exclusive_minimum),
            ("maximum", &of.maximum),
            ("minimum", &of.minimum),
        ]
        .map(|(name, bound)| Some((name, Property::number(bound.as_ref()?))))
        .into(),
        Type::Decimal(of) => vec![
            whole("decimal_places", of.decimal_places),
            text("exclusive_maximum", of.exclusive_maximum.as_deref()),
            text("exclusive_minimum", of.exclusive_minimum.as_deref()),
            whole("max_digits", of.max_digits),
            text("maximum", of.maximum.as_deref()),
            text("minimum", of.minimum.as_deref()),
        ],
        Type::Datetime(of) | Type::Date(of) => vec![
            text("maximum", of.maximum.as_deref()),
            text("minimum", of.minimum.as_deref()),
        ],
        Type::Bytes(length) | Type::List { length, .. } | Type::Map { length, .. } => {
            lengths(length)
        }
        Type::File(of) => vec![whole("max_size", of.max_size)],
        Type::Union { tag, .. } => vec![text("tag", tag.as_deref())],
        _ => Vec::new(),
    };
    each.into_iter().flatten().collect()
}

fn lengths(length: &Length) -> Vec<Option<Named<'_>>> {
    vec![
        whole("max_length", length.max_length),
        whole("min_length", length.min_length),
    ]
}

fn whole<'a>(name: &'static str, bound: Option<impl Into<i64>>) -> Option<Named<'a>> {
    Some((name, Property::Integer(bound?.into())))
}
