//! What holds for every type and every value: what is taken can be written, and what is written is read as the same.

#[path = "typed/mod.rs"]
mod typed;

use mizan_core::{
    ir::Type,
    json,
    types::{Faults, Types, Value, Values, make, write},
};
use proptest::prelude::*;
use serde_json::Value as Json;
use typed::{anything, definitions, kind, likely};

/// The value, as it is written.
fn judged(text: &str, of: &Type, types: &Types) -> Option<(Value, String)> {
    let tree = json::parse(text.as_bytes()).ok()?;
    let kind = types.kind(of);
    let mut faults = Faults::default();
    let made = make(&tree, &kind, types, &mut faults, &mut Values);
    // There is a value or there are faults, and never both.
    assert_eq!(made.is_ok(), faults.is_empty());
    let faults = faults.into_sorted();
    assert!(
        faults.len() <= 32 && faults.is_sorted_by(|a, b| a < b),
        "{faults:?}"
    );
    let value = made.ok()?;
    let mut out = String::new();
    assert_eq!(write(&kind, &&value, types, &mut out), Ok(()), "{value:?}");
    Some((value, out))
}

fn has_plain_union(of: &Type) -> bool {
    match of {
        Type::Union { tag: None, .. } => true,
        Type::Optional { item } | Type::List { item, .. } | Type::Map { item, .. } => {
            has_plain_union(item)
        }
        Type::Tuple { items } => items.iter().any(has_plain_union),
        _ => false,
    }
}

fn is_sent_again_as_the_same(of: &Type, value: &Json) -> Result<(), TestCaseError> {
    let types = Types::new(&definitions());
    prop_assert_eq!(types.flaws(of), Vec::<String>::new());
    let Some((value, text)) = judged(&value.to_string(), of, &types) else {
        return Ok(());
    };
    let again = judged(&text, of, &types);
    if has_plain_union(of) {
        // What one branch wrote may be an earlier one's: `"1.0"` is no bigint, and the decimal that it is is written `"1"`.
        prop_assert!(again.is_some());
    } else {
        prop_assert_eq!(again, Some((value, text)));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_likely_is_read_as_it_is_written((of, value) in kind().prop_flat_map(|of| { let value = likely(&of, 0); (Just(of), value) })) {
        is_sent_again_as_the_same(&of, &value)?;
    }

    #[test]
    fn anything_is_judged(of in kind(), value in anything()) {
        is_sent_again_as_the_same(&of, &value)?;
    }
}

#[test]
fn likely_values_are_often_taken() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let types = Types::new(&definitions());
    let pairs = kind().prop_flat_map(|of| {
        let value = likely(&of, 0);
        (Just(of), value)
    });
    let taken = (0..400)
        .filter_map(|_| pairs.new_tree(&mut runner).ok())
        .map(|tree| proptest::strategy::ValueTree::current(&tree))
        .filter(|(of, value)| judged(&value.to_string(), of, &types).is_some())
        .count();
    assert!(taken > 150, "{taken} of 400");
}
