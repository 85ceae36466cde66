//! What holds for every graph, entry, target and value, not only for those of the vectors.

#[path = "graphs/mod.rs"]
mod graphs;

use std::collections::BTreeMap;

use graphs::{Case, case};
use mizan_core::{
    cache::{self, Stamp},
    canonical_json, header,
    invalidation::{Scoping, Target},
    secret::Secret,
};
use proptest::prelude::*;
use serde_json::{Map, Number, Value as Json};

/// Section 5: every param that both have, and that the entry does not have as null, is equal.
fn drops(target: &Target, context: &str, member: &str, params: &Map<String, Json>) -> bool {
    target.context == context
        && target
            .function
            .as_deref()
            .is_none_or(|function| function == member)
        && target
            .params
            .iter()
            .all(|(name, value)| match params.get(name) {
                None | Some(Json::Null) => true,
                Some(own) => own == value,
            })
}

fn json() -> impl Strategy<Value = Json> {
    const SAFE: i64 = (1 << 53) - 1;
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-SAFE..=SAFE).prop_map(Json::from),
        // Eighths are read back to the bit by any parser.
        any::<i32>().prop_map(|eighths| Json::from(f64::from(eighths) / 8.0)),
        any::<String>().prop_map(Json::from),
        "[a-c\"\\\\\u{1f600}\u{fb01}]{0,3}".prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::btree_map("[a-c\"\u{1f600}\u{fb01}]{0,2}", inner, 0..5)
                .prop_map(|members| Json::Object(members.into_iter().collect())),
        ]
    })
}

/// A value with every whole number as an integer: numbers are equal by value.
fn by_value(json: Json) -> Json {
    match json {
        Json::Number(number) => {
            let float = number.as_f64().unwrap_or_default() + 0.0;
            #[expect(clippy::cast_possible_truncation, reason = "compared right after")]
            let whole = float as i64;
            #[expect(clippy::cast_precision_loss, reason = "that is the question")]
            let exact = number.as_i64().is_none() && (whole as f64).to_bits() == float.to_bits();
            if exact {
                whole.into()
            } else {
                Json::Number(number)
            }
        }
        Json::Array(items) => items.into_iter().map(by_value).collect(),
        Json::Object(members) => members
            .into_iter()
            .map(|(name, value)| (name, by_value(value)))
            .collect(),
        other => other,
    }
}

fn any_target() -> impl Strategy<Value = Target> {
    let name = || prop_oneof![4 => "[a-c][a-z0-9_]{0,40}", 1 => any::<String>()];
    let value = prop_oneof![
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<String>().prop_map(Json::from),
        "[ -~]{0,300}".prop_map(Json::from),
        json(),
    ];
    (
        name(),
        prop::option::of(name()),
        prop::collection::btree_map(name(), value, 0..4),
    )
        .prop_map(|(context, function, params)| Target {
            context,
            function,
            params,
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_target_that_drops_an_entry_has_a_tag_of_it(Case { graph, context, member, params, targets, call } in case()) {
        let scoping = Scoping::from(graph);
        let carried = scoping.entry_tags(&context, &member, &params);
        prop_assert!(carried.as_ref().is_some_and(|texts| !texts.is_empty()));
        let carried = carried.unwrap_or_default();
        let resolved = scoping.resolve(&call.mutation, &call.args, call.caller.as_deref());
        for target in targets.iter().chain(resolved.iter().map(|(target, _)| target)) {
            let dropped = scoping.purge_tags(target);
            prop_assert!(dropped.is_sorted_by(|a, b| a < b) && carried.is_sorted_by(|a, b| a < b));
            if drops(target, &context, &member, &params) {
                prop_assert!(
                    dropped.iter().any(|text| carried.contains(text)),
                    "{target:?} drops {dropped:?}, the entry carries {carried:?}"
                );
            }
        }
    }

    #[test]
    fn a_redacted_target_says_less_and_drops_no_less(
        Case { graph, targets, call, .. } in case(),
        failed: bool,
    ) {
        let identity: BTreeMap<String, Option<String>> =
            graph.contexts.iter().map(|context| (context.name.clone(), context.identity.clone())).collect();
        let scoping = Scoping::from(graph);
        let redacted = scoping.redact(&targets, &call.args, call.caller.as_deref(), failed);
        for target in &targets {
            let left = redacted.iter().find(|left| {
                left.context == target.context
                    && left.function == target.function
                    && left.params.iter().all(|(name, value)| target.params.get(name) == Some(value))
            });
            prop_assert!(left.is_some(), "nothing is left of {:?}", target);
        }
        for left in &redacted {
            for (name, value) in &left.params {
                let private = failed || identity.get(&left.context).and_then(Option::as_ref) == Some(name);
                let brought = call.args.values().any(|arg| arg == value)
                    || call.caller.as_ref().is_some_and(|id| *value == *id || canonical_json::text(value) == *id);
                prop_assert!(!private || brought, "{name}={value} was not brought along");
            }
        }
        let mut texts: Vec<_> = redacted.iter().map(Target::text).collect();
        texts.sort();
        prop_assert!(texts.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn the_canonical_text_gives_the_value_back(value in json()) {
        let text = canonical_json::text(&value);
        let back: Json = serde_json::from_str(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(canonical_json::text(&back), text);
        prop_assert_eq!(by_value(back), by_value(value));
    }

    #[test]
    fn different_values_have_different_texts(a in json(), b in json()) {
        prop_assert_eq!(canonical_json::text(&a) == canonical_json::text(&b), by_value(a) == by_value(b));
    }

    #[test]
    fn a_float_is_spelled_to_the_bit(bits: u64) {
        // Minus nought is nought.
        let float = f64::from_bits(bits) + 0.0;
        if let Some(number) = Number::from_f64(float) {
            let text = canonical_json::text(&Json::Number(number));
            let back: f64 = text.parse().map_err(|_| TestCaseError::fail(text))?;
            prop_assert_eq!(back.to_bits(), float.to_bits());
        }
    }

    #[test]
    fn the_header_is_one_short_line(targets in prop::collection::vec(any_target(), 0..48)) {
        match header::field(&targets) {
            None => prop_assert!(targets.is_empty()),
            Some(field) => {
                prop_assert!(!field.is_empty() && field.len() <= header::MOST_BYTES);
                prop_assert!(field.bytes().all(|byte| matches!(byte, 0x20..=0x7e)), "{field:?}");
                prop_assert!(members(&field) <= header::MOST_MEMBERS);
            }
        }
    }

    #[test]
    fn what_is_no_entry_is_none(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let epochs = BTreeMap::new();
        let stamp = Stamp { key: "k", world: "w", epochs: &epochs };
        prop_assert_eq!(cache::decode(&Secret::new("s"), &stamp, &bytes), None);
    }
}

/// The members of a list: commas outside of strings, and one more.
fn members(field: &str) -> usize {
    let (mut inside, mut escaped, mut count) = (false, false, 1);
    for character in field.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            ',' if !inside => count += 1,
            _ => {}
        }
    }
    count
}
