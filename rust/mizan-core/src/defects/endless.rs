//! What has no end: names that lead to themselves, types without a value, defaults that need themselves.
//! Page: `ir/protocol/ir.md`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::{
    Check,
    cycles::{self, Steps},
    definition_place, quoted,
};
use crate::{
    ir::{EnumValue, Field, Type, TypeDef},
    json,
};

/// A struct or an alias that requires itself, however far around, has no value.
pub(super) fn types(check: &mut Check<'_>) {
    let mut empty: BTreeMap<&str, &TypeDef> = check
        .named
        .iter()
        .map(|definition| (definition.name(), definition))
        .collect();
    let mut waiting: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, definition) in &empty {
        for next in needs(definition).flat_map(required) {
            waiting.entry(next).or_default().push(name);
        }
    }
    // What has a value without those that are left has one; then those that wait for it are looked at again.
    let mut ahead: Vec<&str> = empty.keys().copied().collect();
    while let Some(name) = ahead.pop() {
        let Some(definition) = empty.get(name) else {
            continue;
        };
        if needs(definition).all(|kind| has_value(kind, &empty)) {
            empty.remove(name);
            ahead.extend(waiting.get(name).into_iter().flatten());
        }
    }
    let steps: Steps<&str> = empty
        .iter()
        .map(|(name, definition)| {
            let names = needs(definition).flat_map(required);
            (
                *name,
                names.filter(|name| empty.contains_key(name)).collect(),
            )
        })
        .collect();
    let around: Vec<String> = cycles::around(&steps)
        .into_iter()
        .filter_map(|name| empty.get(name))
        .map(|definition| definition_place(definition))
        .collect();
    for place in around {
        check.defect(&place, "it requires itself, so that it can have no value");
    }
}

/// The types that a value of a named type has a value of.
fn needs(definition: &TypeDef) -> impl Iterator<Item = &Type> {
    let alias = match definition {
        TypeDef::Alias { of, .. } => Some(of),
        TypeDef::Struct { .. } => None,
    };
    let required = definition
        .fields()
        .iter()
        .filter(|field| field.default.is_none() && !field.omittable);
    alias.into_iter().chain(required.map(|field| &field.kind))
}

fn has_value(kind: &Type, empty: &BTreeMap<&str, &TypeDef>) -> bool {
    match kind {
        Type::Ref { name } => !empty.contains_key(name.as_str()),
        Type::Tuple { items } => items.iter().all(|item| has_value(item, empty)),
        Type::Union { of, .. } => of.is_empty() || of.iter().any(|branch| has_value(branch, empty)),
        Type::List { item, length } | Type::Map { item, length, .. } => {
            length.min_length.unwrap_or(0) == 0 || has_value(item, empty)
        }
        _ => true,
    }
}

/// The names that keep a type from having a value if they have none.
fn required(kind: &Type) -> Vec<&str> {
    match kind {
        Type::Ref { name } => vec![name],
        Type::Tuple { items: types } | Type::Union { of: types, .. } => {
            types.iter().flat_map(required).collect()
        }
        Type::List { item, length } | Type::Map { item, length, .. }
            if length.min_length.unwrap_or(0) > 0 =>
        {
            required(item)
        }
        _ => Vec::new(),
    }
}

/// The struct and the field that a default belongs to.
type Slot<'a> = (&'a str, &'a str);

/// How deep each field's default is once what it leaves out is filled in; told only up to what is too deep.
pub(super) struct Filled<'a>(BTreeMap<Slot<'a>, usize>);

/// A default that needs itself, when what it leaves out is filled in, has no value. `None`: there is such a one, or one
/// that is too deep.
pub(super) fn defaults<'a>(check: &mut Check<'a>) -> Option<Filled<'a>> {
    let mut steps: BTreeMap<Slot<'a>, Vec<(Slot<'a>, usize)>> = BTreeMap::new();
    for definition in check.named.iter() {
        for field in definition.fields() {
            if let Some(default) = &field.default {
                let slot = (definition.name(), field.name.as_str());
                steps
                    .entry(slot)
                    .or_insert_with(|| fills_in(check, default, &field.kind));
            }
        }
    }
    let mut filled: BTreeMap<Slot<'_>, usize> = steps.keys().map(|slot| (*slot, 1)).collect();
    for _ in 0..=json::MAX_DEPTH {
        let before = filled.clone();
        for (slot, steps) in &steps {
            filled.insert(*slot, deepest(steps, &before));
        }
        if filled == before {
            break;
        }
    }
    let names: Steps<Slot<'_>> = steps
        .iter()
        .map(|(slot, steps)| (*slot, steps.iter().map(|(next, _)| *next).collect()))
        .collect();
    let around = cycles::around(&names);
    let leading = cycles::leading_to(&around, &names);
    let mut sound = true;
    for (slot, depth) in &filled {
        let place = format!("struct {}, field {}", quoted(slot.0), quoted(slot.1));
        if around.contains(slot) {
            check.defect(&place, "the default needs itself, so that it has no value");
            sound = false;
        } else if *depth > json::MAX_DEPTH {
            sound = false;
            // What leads to one that needs itself is not what is wrong.
            if !leading.contains(slot) {
                check.defect(&place, &too_deep());
            }
        }
    }
    sound.then_some(Filled(filled))
}

impl Filled<'_> {
    /// Whether a value is too deep once defaults are filled in.
    pub(super) fn is_too_deep(&self, check: &Check<'_>, field: &Field) -> bool {
        let Some(default) = &field.default else {
            return false;
        };
        let steps = fills_in(check, default, &field.kind);
        steps
            .iter()
            .any(|(slot, levels)| levels + self.0.get(slot).copied().unwrap_or(0) > json::MAX_DEPTH)
    }
}

pub(super) fn too_deep() -> String {
    format!(
        "the default, filled in, is nested deeper than {} levels",
        json::MAX_DEPTH
    )
}

fn deepest(steps: &[(Slot<'_>, usize)], filled: &BTreeMap<Slot<'_>, usize>) -> usize {
    let depths = steps
        .iter()
        .filter_map(|(slot, levels)| Some(levels + filled.get(slot)?));
    depths.max().unwrap_or(1).min(json::MAX_DEPTH + 1)
}

/// The defaults that a value of a type falls back on, each with the level at which it is filled in. Of a plain union it
/// is every branch that may be tried.
fn fills_in<'a>(check: &Check<'a>, value: &Json, kind: &'a Type) -> Vec<(Slot<'a>, usize)> {
    let mut filled = Vec::new();
    let mut met = BTreeSet::new();
    let mut ahead = vec![(value, kind, 1)];
    while let Some((value, kind, depth)) = ahead.pop() {
        // Branches of unions meet again further down, and would be looked at ever more often.
        if !met.insert((std::ptr::from_ref(value), std::ptr::from_ref(kind))) {
            continue;
        }
        match (check.named.resolve(kind.beside_null()), value) {
            (Type::List { item, .. }, Json::Array(values)) => {
                ahead.extend(values.iter().map(|value| (value, &**item, depth + 1)));
            }
            (Type::Tuple { items }, Json::Array(values)) => {
                let pairs = values.iter().zip(items);
                ahead.extend(pairs.map(|(value, item)| (value, item, depth + 1)));
            }
            (Type::Map { item, .. }, Json::Object(members)) => {
                ahead.extend(members.values().map(|value| (value, &**item, depth + 1)));
            }
            (Type::Union { of, tag }, _) => {
                let branches = of
                    .iter()
                    .filter(|branch| may_be(check, branch, tag.as_deref(), value));
                ahead.extend(branches.map(|branch| (value, branch, depth)));
            }
            (Type::Ref { name }, Json::Object(members)) => {
                let Some(TypeDef::Struct { name, fields, .. }) = check.named.get(name) else {
                    continue;
                };
                for field in fields {
                    if let Some(value) = members.get(&field.name) {
                        ahead.push((value, &field.kind, depth + 1));
                    } else if field.default.is_some() {
                        filled.push(((name.as_str(), field.name.as_str()), depth));
                    }
                }
            }
            _ => {}
        }
    }
    filled
}

/// Whether a value may be judged by a branch at all: one that its tag does not name is not looked at.
fn may_be(check: &Check<'_>, branch: &Type, tag: Option<&str>, value: &Json) -> bool {
    let (Some(tag), Type::Ref { name }) = (tag, check.named.resolve(branch)) else {
        return true;
    };
    let field = check
        .named
        .get(name)
        .and_then(|definition| definition.fields().iter().find(|field| field.name == tag));
    match field.map(|field| check.named.resolve(&field.kind)) {
        Some(Type::Enum { values }) => values.iter().any(|own| match (own, value.get(tag)) {
            (EnumValue::String(own), Some(Json::String(given))) => own == given,
            (EnumValue::Integer(own), Some(Json::Number(given))) => {
                given.as_f64() == serde_json::Number::from(*own).as_f64()
            }
            _ => false,
        }),
        _ => true,
    }
}
