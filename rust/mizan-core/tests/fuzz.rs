//! Nothing that comes from outside makes the core panic, nor say anything but what it says of any such request.
//!
//! Bodies, forms, queries, JSON and patterns: what lies in `tests/afi/corpora/` first, then mutations of it, always
//! the same ones. IR documents are in `fuzz_ir`; that keys are told apart and
//! headers are one line, in `fuzz_keys`.

#[path = "fuzzing/mod.rs"]
mod fuzzing;

use fuzzing::{JSON_PIECES, config, corpus, graph, mutated};
use mizan_core::{
    envelope::{Refusal, call_args, split_query},
    errors::{Fault, Segment},
    graph::{Graph, Parts},
    json::{self, SyntaxError, Tree},
    types::{Args, Pattern, Struct, Value},
};
use proptest::{
    collection::{btree_map, vec},
    prelude::*,
};
use serde_json::Value as Json;

fn read_json(bytes: &[u8]) {
    let ours = json::parse(bytes);
    let theirs: Result<Json, _> = serde_json::from_slice(bytes);
    match (&ours, &theirs) {
        (Ok(tree), Ok(value)) => assert!(alike(tree, value), "{ours:?} {value}"),
        // The other reader holds numbers as floats.
        (Ok(_), Err(error)) => assert!(
            error.to_string().contains("out of range"),
            "{error}: {ours:?}"
        ),
        // It knows neither the rule of one key nor ours of depth.
        (Err(error), Ok(_)) => {
            assert!(
                matches!(error, SyntaxError::DuplicateKey | SyntaxError::Depth),
                "{error}"
            );
        }
        (Err(_), Err(_)) => {}
    }
    // Its words are of a fixed number, and so hold nothing of what was read.
    if let Err(error) = ours {
        assert!(error.as_str().is_ascii());
    }
}

fn alike(tree: &Tree<'_>, value: &Json) -> bool {
    match (tree, value) {
        (Tree::Null, Json::Null) => true,
        (Tree::Bool(a), Json::Bool(b)) => a == b,
        (Tree::Whole(a), Json::Number(b)) => b.as_i64() == Some(*a),
        (Tree::Fraction(a), Json::Number(b)) => b.as_f64().map(f64::to_bits) == Some(a.to_bits()),
        (Tree::Number(a), Json::Number(b)) => {
            a.parse::<f64>().ok().map(f64::to_bits) == b.as_f64().map(f64::to_bits)
                || b.as_f64() == Some(0.0)
        }
        (Tree::String(a), Json::String(b)) => a == b,
        (Tree::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b))
        }
        (Tree::Object(a), Json::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(&**name).is_some_and(|b| alike(a, b)))
        }
        _ => false,
    }
}

/// At most 32, in order, none twice, and no name longer than is told.
fn in_order(faults: &[Fault]) {
    assert!(faults.len() <= 32);
    assert!(faults.is_sorted_by(|a, b| a < b), "{faults:?}");
    for fault in faults {
        for segment in &fault.path {
            if let Segment::Name(name) = segment {
                assert!(name.chars().count() <= 65, "{name}");
            }
        }
    }
}

fn refused(refusal: &Refusal) {
    match refusal {
        Refusal::Syntax { detail, faults } => {
            assert!(detail.is_ascii() && !detail.is_empty());
            in_order(faults);
        }
        Refusal::Invalid(faults) => {
            assert!(!faults.is_empty());
            in_order(faults);
        }
        Refusal::Unknown => unreachable!("the name is the graph's"),
    }
}

fn as_value(args: Args) -> Value {
    Value::Struct(args.into_iter().collect::<Struct>())
}

fn read_body(graph: &Graph, body: &[u8]) {
    if let Ok(call) = call_args(body) {
        assert!(call.faults.len() <= body.len());
    }
    match graph.decode_args("f", body) {
        Ok(args) => {
            let args = as_value(args);
            let written = graph.encode_args("f", &&args);
            assert!(written.is_ok(), "{args:?}: {written:?}");
            let body = format!("{{\"args\":{}}}", written.unwrap_or_default());
            let again = graph.decode_args("f", body.as_bytes()).map(as_value);
            let rewritten = again
                .as_ref()
                .map(|args| graph.encode_args("f", &args).unwrap_or_default());
            assert_eq!(
                rewritten.map(|args| format!("{{\"args\":{args}}}")),
                Ok(body)
            );
        }
        Err(refusal) => refused(&refusal),
    }
}

const QUERY_PIECES: &[&str] = &[
    "&",
    "=",
    ";",
    "%",
    "%2",
    "%zz",
    "%ff",
    "%00",
    "%C3%A9",
    "+",
    "é",
    "integer=1",
    "integer=01",
    "integers=5",
    "texts=a",
    "texts=d",
    "decimal=1.50",
    "bigint=-0",
    "hue=red",
    "level=-2",
    "x=1",
    "[]",
    "#",
    "\"",
    "\\",
    "\u{0}",
    " ",
    "datetime=2026-01-02T03:04:05Z",
    "date=2023-02-29",
    "uuid=0e37df36-f698-11e6-8dd4-cb9ced3df976",
    "__proto__=1",
];

/// What comes in a form: whatever was taken has a place for each part.
fn read_form(graph: &Graph, args: &[u8], parts: &Parts) {
    for args in [args, b"{}"] {
        match graph.decode_upload("u", args, parts) {
            Ok(made) => {
                let places = |name: &str| match made.get(name) {
                    Some(Value::List(places)) => places.len(),
                    Some(Value::Integer(0)) => 1,
                    Some(Value::Null) => 0,
                    other => unreachable!("{other:?}"),
                };
                for name in ["a", "b", "c"] {
                    assert_eq!(parts.get(name).map_or(0, Vec::len), places(name));
                }
            }
            Err(refusal) => refused(&refusal),
        }
    }
}

fn read_query(graph: &Graph, query: &[u8]) {
    if let Ok(pairs) = split_query(query) {
        assert!(pairs.iter().all(|(name, _)| !name.is_empty()));
    }
    match graph.decode_params("c", query) {
        Ok(members) => assert_eq!(members.len(), 1),
        Err(refusal) => refused(&refusal),
    }
}

const PATTERN_PIECES: &[&str] = &[
    "(",
    ")",
    "(?:",
    "(?=",
    "(?<n>",
    "[",
    "]",
    "[^",
    "-",
    "&&",
    "--",
    "||",
    "~~",
    "*",
    "+",
    "?",
    "{2}",
    "{2,}",
    "{3,1}",
    "{1001}",
    "{1000}",
    "{",
    "}",
    "|",
    "^",
    "$",
    ".",
    "\\d",
    "\\w",
    "\\S",
    "\\b",
    "\\p{L}",
    "\\1",
    "\\x4",
    "\\x41",
    "\\u{1f600}",
    "\\u{110000}",
    "\\ud800",
    "\\",
    "/",
    "a",
    "é",
    "\u{1f600}",
    "\n",
    "(a+)+",
];

fn read_pattern(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Pattern::new(&text) {
        Ok(pattern) => {
            assert!(text.chars().count() <= 1000);
            assert_eq!(pattern.as_str(), text);
            for sample in [
                "",
                "a",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
                "é\u{1f600}\n\u{0}",
                &text,
            ] {
                assert_eq!(pattern.is_in(sample), pattern.is_in(sample));
            }
        }
        Err(error) => assert!(!error.is_empty()),
    }
}

#[test]
fn what_lies_in_the_corpora_does_no_harm() {
    let graph = graph();
    let each = |parser: &str, read: &dyn Fn(&[u8])| {
        for input in corpus(parser) {
            read(&input);
        }
    };
    each("json", &read_json);
    each("body", &|input| read_body(&graph, input));
    each("query", &|input| read_query(&graph, input));
    each("pattern", &read_pattern);
    // Some of each are good, and some are not.
    let good = |parser: &str, is: &dyn Fn(&[u8]) -> bool| {
        let inputs = corpus(parser);
        let count = inputs.iter().filter(|input| is(input)).count();
        assert!(
            count > 0 && count < inputs.len(),
            "{parser}: {count} of {}",
            inputs.len()
        );
    };
    good("json", &|input| json::parse(input).is_ok());
    good("body", &|input| graph.decode_args("f", input).is_ok());
    good("query", &|input| graph.decode_params("c", input).is_ok());
    good("pattern", &|input| {
        Pattern::new(&String::from_utf8_lossy(input)).is_ok()
    });
}

proptest! {
    #![proptest_config(config(20_000))]

    #[test]
    fn any_json_is_read_or_refused(bytes in mutated("json", JSON_PIECES)) {
        read_json(&bytes);
    }

    #[test]
    fn any_bytes_are_json_or_none(bytes in vec(any::<u8>(), 0..40)) {
        read_json(&bytes);
    }

    #[test]
    fn any_query_is_read_or_refused(query in mutated("query", QUERY_PIECES)) {
        thread_local!(static GRAPH: Graph = graph());
        GRAPH.with(|graph| read_query(graph, &query));
    }
}

proptest! {
    #![proptest_config(config(6_000))]

    #[test]
    fn any_body_is_read_or_refused(body in mutated("body", JSON_PIECES)) {
        thread_local!(static GRAPH: Graph = graph());
        GRAPH.with(|graph| read_body(graph, &body));
    }

    #[test]
    fn any_form_is_taken_or_refused(
        args in mutated("body", JSON_PIECES),
        parts in btree_map("[abcd]|args|\u{202e}", vec((any::<u64>(), "(image/)?[a-z*;é\n]{0,4}"), 0..12), 0..4),
    ) {
        thread_local!(static GRAPH: Graph = graph());
        GRAPH.with(|graph| read_form(graph, &args, &parts));
    }

    #[test]
    fn any_pattern_is_read_or_refused(pattern in mutated("pattern", PATTERN_PIECES)) {
        read_pattern(&pattern);
    }
}
