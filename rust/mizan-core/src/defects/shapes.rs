//! Types and defaults: that every name is declared, every part makes sense, every default fits. Page: `ir/protocol/ir.md`.

use super::{Check, Place, constraints, definition_place, endless, places, quoted, unions};
use crate::{
    ir::{EnumValue, Type, TypeDef, canonical},
    types::describe,
};

pub(super) fn check(check: &mut Check<'_>) {
    endless::types(check);
    // A default that fills itself in has no value that could be judged.
    let filled = endless::defaults(check);
    for definition in &check.ir.types {
        if let TypeDef::Alias { of, .. } = definition
            && of.takes_null()
        {
            let place = definition_place(definition);
            check.defect(&place, "a named type takes no null; what refers to it may");
        }
    }
    for place in places(check.ir) {
        presence(check, &place);
        let sound = parts(check, &place.name, place.kind);
        let (Some(field), Some(filled), true) = (place.field, &filled, sound) else {
            continue;
        };
        if filled.is_too_deep(check, field) {
            check.defect(&place.name, &endless::too_deep());
        } else if let Some(default) = &field.default
            && canonical(default, place.kind, &check.types).is_none()
        {
            let what = format!("the default is not {}", describe(place.kind));
            check.defect(&place.name, &what);
        }
    }
}

/// A field may be absent in one way.
fn presence(check: &mut Check<'_>, place: &Place<'_>) {
    let Some(field) = place.field.filter(|field| field.omittable) else {
        return;
    };
    if !place.of_struct {
        check.defect(
            &place.name,
            "it is omittable, which fields of structs alone are",
        );
    }
    if field.default.is_some() {
        check.defect(
            &place.name,
            "it is omittable and has a default, which are two meanings of absence",
        );
    }
}

/// Judges a type and all that is inside of it; whether values can be judged by it.
fn parts<'a>(check: &mut Check<'a>, place: &str, kind: &'a Type) -> bool {
    constraints::check(check, place, kind);
    let mut sound = true;
    match kind {
        Type::Optional { item } if item.takes_null() => {
            check.defect(place, "the type beside null takes null itself");
            sound = false;
        }
        Type::Map { key: Some(key), .. } if !is_key(check.named.resolve(key)) => {
            let what = format!(
                "a key of a map is a string, an enum of strings, a uuid or an integer, and not {}",
                describe(key)
            );
            check.defect(place, &what);
        }
        Type::Enum { values } => unions::values(check, place, values),
        Type::Union { of, tag } => unions::check(check, place, of, tag.as_deref()),
        Type::Ref { name } if check.named.get(name).is_none() => {
            check.defect(place, &format!("the type {} is not declared", quoted(name)));
            sound = false;
        }
        _ => {}
    }
    for part in kind.parts() {
        sound &= parts(check, place, part);
    }
    sound
}

fn is_key(kind: &Type) -> bool {
    match kind {
        Type::String(_) | Type::Uuid | Type::Integer(_) => true,
        Type::Enum { values } => values
            .iter()
            .all(|value| matches!(value, EnumValue::String(_))),
        _ => false,
    }
}
