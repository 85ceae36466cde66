//! Unions: what a branch may be, and what a tag asks of it. Page: `ir/protocol/ir.md`.

use std::collections::BTreeSet;

use super::{Check, names, quoted};
use crate::{
    ir::{EnumValue, Type, TypeDef},
    types::describe,
};

pub(super) fn check<'a>(check: &mut Check<'a>, place: &str, of: &'a [Type], tag: Option<&str>) {
    if of.len() < 2 {
        let what = format!(
            "a union has two branches or more, and this one has {}",
            of.len()
        );
        check.defect(place, &what);
    }
    let mut met: Vec<&Type> = Vec::new();
    for branch in of {
        let resolved = check.named.resolve(branch);
        if branch.takes_null() {
            let what = "a branch of a union takes null, which only the union as a whole may";
            check.defect(place, what);
        } else if matches!(resolved, Type::Union { tag: None, .. }) {
            let what = "a branch of a union is a union without a tag itself";
            check.defect(place, what);
        }
        if met.contains(&resolved) {
            let what = format!("the union has a branch twice: {}", describe(branch));
            check.defect(place, &what);
        }
        met.push(resolved);
    }
    let Some(tag) = tag else {
        return;
    };
    if let Some(why) = names::unfit_field(tag) {
        check.defect(place, &format!("the tag {}: {why}", quoted(tag)));
    }
    let mut taken = BTreeSet::new();
    for branch in of {
        match tag_values(check, tag, branch, &mut BTreeSet::new()) {
            Err(what) => check.defect(place, &what),
            Ok(values) => {
                // Within a branch no value is twice: its own enum, or its own union, says so.
                for value in values.into_iter().collect::<BTreeSet<_>>() {
                    if !taken.insert(value) {
                        let what = format!(
                            "the value {} of the tag {} names two branches",
                            written(value),
                            quoted(tag)
                        );
                        check.defect(place, &what);
                    }
                }
            }
        }
    }
}

/// The values of the tag that name a branch.
fn tag_values<'a>(
    check: &Check<'a>,
    tag: &str,
    branch: &'a Type,
    met: &mut BTreeSet<&'a str>,
) -> Result<Vec<&'a EnumValue>, String> {
    let no_struct = || {
        format!(
            "a branch of a union with the tag {} is {}, and not a named struct",
            quoted(tag),
            describe(branch)
        )
    };
    let Type::Ref { name } = branch else {
        return Err(no_struct());
    };
    if !met.insert(name) {
        return Ok(Vec::new());
    }
    match check.named.resolve(branch) {
        Type::Union { of, tag: Some(own) } if own == tag => {
            let mut values = Vec::new();
            for branch in of {
                // What is wrong with its branches is told of that union.
                values.extend(tag_values(check, tag, branch, met).unwrap_or_default());
            }
            Ok(values)
        }
        Type::Ref { name } => match check.named.get(name) {
            Some(TypeDef::Struct { name, fields, .. }) => {
                let of = format!("the tag {} of {}", quoted(tag), quoted(name));
                let field = fields.iter().find(|field| field.name == tag);
                let Some(field) = field else {
                    return Err(format!("{of} is no field of it"));
                };
                if field.default.is_some() || field.omittable {
                    return Err(format!("{of} is not required"));
                }
                match check.named.resolve(&field.kind) {
                    Type::Enum { values } => Ok(values.iter().collect()),
                    _ => Err(format!("{of} is no enum")),
                }
            }
            // That the name is not declared, or leads to itself, is told elsewhere.
            _ => Ok(Vec::new()),
        },
        _ => Err(no_struct()),
    }
}

fn written(value: &EnumValue) -> String {
    match value {
        EnumValue::Integer(value) => format!("`{value}`"),
        EnumValue::String(value) => quoted(value),
    }
}

/// The values of an enum: some, of one kind, each once.
pub(super) fn values(check: &mut Check<'_>, place: &str, values: &[EnumValue]) {
    if values.is_empty() {
        check.defect(place, "the enum has no values");
    }
    let is_whole = |value: &EnumValue| matches!(value, EnumValue::Integer(_));
    if values.iter().any(is_whole) && !values.iter().all(is_whole) {
        check.defect(place, "the enum has strings and integers");
    }
    let mut met = BTreeSet::new();
    for value in values {
        if !met.insert(value) {
            let what = format!("the enum has a value twice: {}", written(value));
            check.defect(place, &what);
        }
        let why = match value {
            EnumValue::Integer(value) if !is_safe(*value) => Some(BEYOND),
            EnumValue::Integer(_) => None,
            EnumValue::String(text) if text.is_empty() => None,
            EnumValue::String(text) => names::unfit_field(text),
        };
        if let Some(why) = why {
            check.defect(
                place,
                &format!("the enum's value {}: {why}", written(value)),
            );
        }
    }
}

const BEYOND: &str = "it is not within ±(2^53−1)";

fn is_safe(value: i64) -> bool {
    (-crate::types::MAX_INTEGER..=crate::types::MAX_INTEGER).contains(&value)
}
