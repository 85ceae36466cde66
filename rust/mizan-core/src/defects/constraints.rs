//! Constraints that leave nothing, or that no client could hold. Page: `ir/protocol/types.md`, constraints.

use serde_json::{Value as Json, json};

use super::{Check, files, quoted};
use crate::{
    canonical_json,
    ir::{Length, Type, Whole, canonical},
    types::{MAX_INTEGER, Types, describe},
};

/// Judges one type, whose bounds are in the one spelling where they can be read at all; what is inside of it is judged apart.
pub(super) fn check(check: &mut Check<'_>, place: &str, kind: &Type) {
    if matches!(kind, Type::String(_) | Type::Integer(_)) {
        for flaw in check.types.flaws(kind) {
            check.defect(place, &flaw);
        }
    }
    match kind {
        Type::String(text) => lengths(check, place, text.min_length, text.max_length),
        Type::Bytes(Length {
            min_length,
            max_length,
        })
        | Type::List {
            length: Length {
                min_length,
                max_length,
            },
            ..
        }
        | Type::Map {
            length: Length {
                min_length,
                max_length,
            },
            ..
        } => {
            lengths(check, place, *min_length, *max_length);
        }
        Type::Integer(whole) => multiples(check, place, whole),
        Type::File(upload) => files::limits(check, place, upload),
        _ => {}
    }
    bounds(check, place, kind);
}

fn lengths(check: &mut Check<'_>, place: &str, least: Option<u32>, most: Option<u32>) {
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        let what = format!("nothing is at least {least} and at most {most} long");
        check.defect(place, &what);
    }
}

fn multiples(check: &mut Check<'_>, place: &str, whole: &Whole) {
    let Some(step) = whole.multiple_of else {
        return;
    };
    if step > MAX_INTEGER {
        check.defect(
            place,
            &format!("`multiple_of` `{step}` is not within ±(2^53−1)"),
        );
    } else if let (Some(minimum), Some(maximum)) = (whole.minimum, whole.maximum)
        && step > 0
        && minimum <= maximum
        && maximum.div_euclid(step) * step < minimum
    {
        let what = format!("no multiple of {step} is from {minimum} to {maximum}");
        check.defect(place, &what);
    }
}

fn bounds(check: &mut Check<'_>, place: &str, kind: &Type) {
    let bare = kind.bare();
    let bounds = kind.bounds();
    let mut sound = true;
    for (name, bound) in &bounds {
        if canonical(bound, &bare, &Types::default()).is_none() {
            let what = format!("`{name}` {} is not {}", shown(bound), describe(&bare));
            check.defect(place, &what);
            sound = false;
        }
    }
    if !sound {
        return;
    }
    for (low, least) in bounds.iter().filter(|(name, _)| name.ends_with("minimum")) {
        for (high, most) in bounds.iter().filter(|(name, _)| name.ends_with("maximum")) {
            // Each is a value that the other has to take, unless both are inclusive and equal.
            if !takes(kind, high, most, least) || !takes(kind, low, least, most) {
                let what = format!(
                    "no value is within `{low}` {} and `{high}` {}",
                    shown(least),
                    shown(most)
                );
                check.defect(place, &what);
            }
        }
    }
}

/// Whether a type of this word with one bound alone takes a value.
fn takes(kind: &Type, name: &str, bound: &Json, value: &Json) -> bool {
    let alone = serde_json::from_value(json!({"type": kind.word(), name: bound}));
    alone.is_ok_and(|alone: Type| canonical(value, &alone, &Types::default()).is_some())
}

fn shown(bound: &Json) -> String {
    match bound {
        Json::String(text) => quoted(text),
        other => format!("`{}`", canonical_json::text(other)),
    }
}
