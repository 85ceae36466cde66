//! Types and defaults: that every name is declared, every default fits, and every value has an end.
//! Page: `ir/protocol/ir.md`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::{Check, function_place, quoted};
use crate::{
    ir::{Field, Type, TypeDef},
    json::Tree,
    types::{Faults, describe, validate},
};

pub(super) fn check(check: &mut Check<'_>) {
    let ir = check.ir;
    endless_structs(check);
    // A default that fills itself in has no value that could be judged.
    let endless = endless_defaults(check);
    let mut places: Vec<(String, &Field)> = Vec::new();
    for definition in &ir.types {
        for field in definition.fields() {
            places.push((
                format!(
                    "struct {}, field {}",
                    quoted(definition.name()),
                    quoted(&field.name)
                ),
                field,
            ));
        }
    }
    for function in &ir.functions {
        let place = function_place(function);
        for arg in &function.args {
            places.push((format!("{place}, argument {}", quoted(&arg.name)), arg));
        }
        declared(check, &format!("{place}, result"), &function.result);
    }
    for (place, field) in places {
        if declared(check, &place, &field.kind) && !endless {
            default_fits(check, &place, field);
        }
    }
}

/// Whether all that a type names is there.
fn declared(check: &mut Check<'_>, place: &str, kind: &Type) -> bool {
    match kind {
        Type::Optional { item } if item.takes_null() => {
            check.defect(place, "the type beside null takes null itself");
            false
        }
        Type::List { item, .. } | Type::Optional { item } => declared(check, place, item),
        Type::Ref { name } if !check.definitions.contains_key(name.as_str()) => {
            check.defect(place, &format!("the type {} is not declared", quoted(name)));
            false
        }
        _ => true,
    }
}

fn default_fits(check: &mut Check<'_>, place: &str, field: &Field) {
    let Some(default) = &field.default else {
        return;
    };
    let mut faults = Faults::default();
    if validate(
        &Tree::from_json(default),
        &field.kind,
        &check.types,
        &mut faults,
    )
    .is_none()
    {
        check.defect(
            place,
            &format!("the default is not {}", describe(&field.kind)),
        );
    }
}

/// A struct that requires itself, however far around, has no value.
fn endless_structs(check: &mut Check<'_>) {
    let mut steps: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, definition) in &check.definitions {
        let required = definition
            .fields()
            .iter()
            .filter(|field| field.default.is_none());
        let direct = required.filter_map(|field| match &field.kind {
            Type::Ref { name } => Some(name.as_str()),
            _ => None,
        });
        steps.insert(name, direct.collect());
    }
    let around: Vec<&str> = steps
        .keys()
        .copied()
        .filter(|name| comes_back(*name, &steps))
        .collect();
    for name in around {
        check.defect(
            &format!("struct {}", quoted(name)),
            "it requires itself, so that it can have no value",
        );
    }
}

/// The struct and the field that a default belongs to.
type Slot<'a> = (&'a str, &'a str);

/// A default that needs itself, when what it leaves out is filled in, has no value.
fn endless_defaults(check: &mut Check<'_>) -> bool {
    let mut steps: BTreeMap<Slot<'_>, BTreeSet<Slot<'_>>> = BTreeMap::new();
    for (name, definition) in &check.definitions {
        for field in definition.fields() {
            if let Some(default) = &field.default {
                let filled = steps.entry((*name, field.name.as_str())).or_default();
                fills_in(check, default, &field.kind, filled);
            }
        }
    }
    let around: Vec<Slot<'_>> = steps
        .keys()
        .copied()
        .filter(|slot| comes_back(*slot, &steps))
        .collect();
    for (name, field) in &around {
        let place = format!("struct {}, field {}", quoted(name), quoted(field));
        check.defect(&place, "the default needs itself, so that it has no value");
    }
    !around.is_empty()
}

/// The defaults that a value of a type falls back on.
fn fills_in<'a>(check: &Check<'a>, value: &Json, kind: &'a Type, filled: &mut BTreeSet<Slot<'a>>) {
    match (kind.beside_null(), value) {
        (Type::List { item, .. }, Json::Array(items)) => {
            for value in items {
                fills_in(check, value, item, filled);
            }
        }
        (Type::Ref { name }, Json::Object(members)) => {
            let Some(TypeDef::Struct { name, fields, .. }) = check.definitions.get(name.as_str())
            else {
                return;
            };
            for field in fields {
                if let Some(value) = members.get(&field.name) {
                    fills_in(check, value, &field.kind, filled);
                } else if field.default.is_some() {
                    filled.insert((name, &field.name));
                }
            }
        }
        _ => {}
    }
}

fn comes_back<T: Ord + Copy>(start: T, steps: &BTreeMap<T, BTreeSet<T>>) -> bool {
    let mut met = BTreeSet::new();
    let mut ahead = vec![start];
    while let Some(at) = ahead.pop() {
        for next in steps.get(&at).into_iter().flatten() {
            if *next == start {
                return true;
            }
            if met.insert(*next) {
                ahead.push(*next);
            }
        }
    }
    false
}
