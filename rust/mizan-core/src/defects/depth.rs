//! How far types, defaults and aliases go down. Looked at first, since nothing else has an end otherwise.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{cycles, places, quoted};
use crate::{
    ir::{Ir, MAX_DEPTH, Named, Type, TypeDef},
    json,
};

/// What goes deeper than anything may: whoever follows types and values needs not count any more.
pub(super) fn check(ir: &Ir) -> Vec<String> {
    let mut defects = Vec::new();
    for place in places(ir) {
        if height(place.kind) > MAX_DEPTH {
            let what = format!("types are within each other deeper than {MAX_DEPTH} levels");
            defects.push(format!("{}: {what}", place.name));
        }
        let default = place.field.and_then(|field| field.default.as_ref());
        if default.is_some_and(is_deep) {
            let what = format!(
                "the default is nested deeper than {} levels",
                json::MAX_DEPTH
            );
            defects.push(format!("{}: {what}", place.name));
        }
    }
    if defects.is_empty() {
        defects.extend(long_aliases(ir));
    }
    defects
}

/// The levels of a type: one, and one more for each that it is within. Looks no further than is needed to refuse it.
fn height(kind: &Type) -> usize {
    let mut highest = 0;
    let mut ahead = vec![(kind, 1)];
    while let Some((kind, depth)) = ahead.pop() {
        highest = highest.max(depth);
        if highest > MAX_DEPTH {
            break;
        }
        ahead.extend(kind.parts().into_iter().map(|part| (part, depth + 1)));
    }
    highest
}

fn is_deep(value: &Json) -> bool {
    let mut ahead = vec![(value, 1)];
    while let Some((value, depth)) = ahead.pop() {
        if depth > json::MAX_DEPTH {
            return true;
        }
        match value {
            Json::Array(items) => ahead.extend(items.iter().map(|item| (item, depth + 1))),
            Json::Object(members) => ahead.extend(members.values().map(|item| (item, depth + 1))),
            _ => {}
        }
    }
    false
}

/// Aliases of aliases: a value that is judged by one is judged by them all, without having been looked at.
fn long_aliases(ir: &Ir) -> Vec<String> {
    let named = Named::new(&ir.types);
    let aliases: BTreeMap<&str, Vec<(&str, usize)>> = named
        .iter()
        .filter_map(|definition| match definition {
            TypeDef::Alias { name, of, .. } => Some((name.as_str(), stands_for(of))),
            TypeDef::Struct { .. } => None,
        })
        .collect();
    let steps = aliases
        .iter()
        .map(|(name, steps)| (*name, steps.iter().map(|(next, _)| *next).collect()))
        .collect();
    let around = cycles::around(&steps);
    let mut lengths: BTreeMap<&str, usize> = aliases.keys().map(|name| (*name, 1)).collect();
    // Each round sees one alias further, and each alias is a level or more.
    for _ in 0..MAX_DEPTH {
        let before = lengths.clone();
        for (name, steps) in &aliases {
            let longest = steps
                .iter()
                .filter_map(|(next, levels)| Some(levels + before.get(next)?));
            lengths.insert(name, longest.max().unwrap_or(1).min(MAX_DEPTH + 1));
        }
        if lengths == before {
            break;
        }
    }
    lengths
        .into_iter()
        .filter(|(_, length)| *length > MAX_DEPTH)
        .map(|(name, _)| {
            let place = format!("alias {}", quoted(name));
            if around.contains(name) {
                format!("{place}: it leads to itself")
            } else {
                format!(
                    "{place}: it stands for what stands for others, deeper than {MAX_DEPTH} levels"
                )
            }
        })
        .collect()
}

/// The names that a value of a type is judged by at once, each with its level within the type.
fn stands_for(kind: &Type) -> Vec<(&str, usize)> {
    let mut names = Vec::new();
    let mut ahead = vec![(kind, 1)];
    while let Some((kind, depth)) = ahead.pop() {
        match kind {
            Type::Ref { name } => names.push((name.as_str(), depth)),
            Type::Union { of, .. } => ahead.extend(of.iter().map(|branch| (branch, depth + 1))),
            Type::Optional { item } => ahead.push((item, depth + 1)),
            _ => {}
        }
    }
    names
}
