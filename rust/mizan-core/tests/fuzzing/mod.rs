//! What the fuzzing of every parser shares: the corpora, what is done to an input, and a graph of every type.

use std::{fs, path::Path};

use mizan_core::graph::Graph;
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    test_runner::RngSeed,
};
use serde_json::{Value as Json, json};

/// So many cases, always the same ones.
pub fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(27),
        ..ProptestConfig::default()
    }
}

/// The inputs that are kept for a parser. A corpus that is not there is no reason to go on.
pub fn corpus(parser: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/afi/corpora")
        .join(parser);
    let mut paths: Vec<_> = fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    paths.sort();
    let inputs: Vec<_> = paths.iter().flat_map(fs::read).collect();
    assert!(
        inputs.len() >= 10,
        "the corpus `{parser}` has {} inputs",
        inputs.len()
    );
    inputs
}

/// What is cut out of an input, doubled, or put into it.
#[derive(Clone, Debug)]
enum Edit {
    Put(Index, Vec<u8>),
    Cut(Index, usize),
    Double(Index, usize),
    Flip(Index, u8),
}

fn edits(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<Edit>> {
    let at = any::<Index>;
    let edit = prop_oneof![
        4 => (at(), select(pieces)).prop_map(|(at, piece)| Edit::Put(at, piece.as_bytes().to_vec())),
        2 => (at(), 1..12_usize).prop_map(|(at, length)| Edit::Cut(at, length)),
        1 => (at(), 1..40_usize).prop_map(|(at, length)| Edit::Double(at, length)),
        1 => (at(), any::<u8>()).prop_map(|(at, byte)| Edit::Flip(at, byte)),
    ];
    vec(edit, 0..6)
}

fn edited(input: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for edit in edits {
        let place = |at: &Index| at.index(bytes.len() + 1);
        match edit {
            Edit::Put(at, piece) => {
                let at = place(at);
                bytes.splice(at..at, piece.iter().copied());
            }
            Edit::Cut(at, length) => {
                let at = place(at);
                bytes.drain(at..(at + length).min(bytes.len()));
            }
            Edit::Double(at, length) => {
                let at = place(at);
                let part = bytes[at..(at + length).min(bytes.len())].to_vec();
                bytes.splice(at..at, part);
            }
            Edit::Flip(at, byte) => {
                let at = place(at);
                if let Some(old) = bytes.get_mut(at) {
                    *old = *byte;
                }
            }
        }
    }
    bytes
}

/// An input of the corpus, by its place, and what is done to it; the first case of each is the input as it lies.
pub fn mutated(
    parser: &str,
    pieces: &'static [&'static str],
) -> impl Strategy<Value = Vec<u8>> + use<> {
    (select(corpus(parser)), edits(pieces)).prop_map(|(input, edits)| edited(&input, &edits))
}

/// What is put into JSON.
pub const JSON_PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud800",
    "\\udc00",
    "\\u0061",
    "0",
    "1",
    "-",
    "+",
    ".",
    "e",
    "E9",
    "9007199254740993",
    "1e400",
    "null",
    "true",
    "NaN",
    "\u{feff}",
    "\u{0}",
    "\n",
    " ",
    "é",
    "\u{1f600}",
    "\"a\":1",
    "\"__proto__\":",
    "{\"args\":",
    "2026-02-30T00:00:00Z",
    "P1D",
    "[[[[[[[[[[[[[[[[[[[[",
    "1_0",
    "\u{ff11}",
];

/// Every type at once, as arguments of a function and, where they have a spelling, as a context's params.
pub fn graph() -> Graph {
    let of = |name: &str| json!({"type": name});
    let list = |item: Json| json!({"type": "list", "item": item, "max_length": 9});
    let reference = |name: &str| json!({"type": "ref", "name": name});
    let optional = |name: &str, item: Json| json!({"name": name, "type": {"type": "optional", "item": item}, "default": null});
    let scalars = [
        "boolean", "string", "integer", "bigint", "decimal", "uuid", "datetime", "date",
    ];
    let params: Vec<_> = scalars
        .iter()
        .map(|name| optional(name, of(name)))
        .chain([
            json!({"name": "integers", "type": list(of("integer")), "default": []}),
            json!({"name": "texts", "type": list(json!({"type": "string", "pattern": "^[a-c]*$"})), "default": []}),
            optional("hue", json!({"type": "enum", "values": ["red", "green"]})),
            optional("level", json!({"type": "enum", "values": [1, -2]})),
        ])
        .collect();
    let args: Vec<_> = params
        .iter()
        .cloned()
        .chain(["number", "time", "duration", "bytes"].map(|name| optional(name, of(name))))
        .chain([
            json!({"name": "json", "type": of("json"), "default": null}),
            json!({"name": "null", "type": of("null"), "default": null}),
            optional("node", reference("Node")),
            optional("map", json!({"type": "map", "item": of("number")})),
            optional(
                "by_uuid",
                json!({"type": "map", "key": of("uuid"), "item": of("decimal")}),
            ),
            optional(
                "by_whole",
                json!({"type": "map", "key": of("integer"), "item": of("bytes")}),
            ),
            optional(
                "pair",
                json!({"type": "tuple", "items": [of("date"), of("string")]}),
            ),
            optional(
                "either",
                json!({"type": "union", "of": [of("integer"), of("bigint"), reference("Node")]}),
            ),
            optional(
                "pet",
                json!({"type": "union", "tag": "is", "of": [reference("Cat"), reference("Dog")]}),
            ),
        ])
        .collect();
    let kind = |value: &str| json!({"name": "is", "type": {"type": "enum", "values": [value]}});
    let ir = json!({
        "version": 1,
        "types": [
            {"kind": "struct", "name": "Node", "fields": [
                {"name": "value", "type": of("json")},
                {"name": "more", "type": list(reference("Node")), "default": []},
                {"name": "gone", "type": of("date"), "omittable": true}]},
            {"kind": "struct", "name": "Cat", "fields": [kind("cat")]},
            {"kind": "struct", "name": "Dog", "fields": [kind("dog"), {"name": "age", "type": of("integer")}]},
        ],
        "contexts": [{"name": "c"}],
        "functions": [
            {"name": "f", "result": of("null"), "args": args},
            {"name": "m", "context": "c", "result": of("null"), "args": params},
            {"name": "u", "result": of("null"), "args": [
                {"name": "a", "type": {"type": "file", "max_size": 9, "accept": ["image/*"]}},
                {"name": "b", "type": list(of("file"))},
                optional("c", of("file")),
                optional("d", reference("Node"))]},
        ],
    });
    let graph = Graph::new(ir.to_string().as_bytes());
    assert!(graph.is_ok(), "{:?}", graph.err());
    graph.unwrap_or_else(|_| unreachable!())
}
