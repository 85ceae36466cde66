//! The largest bodies cost little: 100 ms of CPU for 1 MiB, whatever is in it (protocol, section 3).
//!
//! A body that is taken costs what the declared types make of it: many small structs with many defaults are as
//! dear as they are large once they are filled in.

use std::{fs, time::Duration};

use mizan_core::{graph::Graph, types::Pattern};
use serde_json::{Value as Json, json};

/// The bound is the protocol's where the build is optimised; a build for tests is about ten times slower.
const BOUND: Duration = Duration::from_millis(if cfg!(debug_assertions) { 1500 } else { 100 });

const LIMIT: usize = 1 << 20;

/// The CPU time of this thread, so that what else the machine does counts for nothing.
fn spent() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or_default())
}

fn graph() -> Option<Graph> {
    let string = json!({"type": "string"});
    let node = json!({"type": "ref", "name": "Node"});
    let fields: Vec<_> = (0..20)
        .map(|field| json!({"name": format!("f{field}"), "type": string, "default": ""}))
        .chain([json!({"name": "more", "type": {"type": "list", "item": node}, "default": []})])
        .collect();
    let sum = json!({"type": "ref", "name": "Sum"});
    let sides = json!([{"name": "l", "type": sum}, {"name": "r", "type": sum, "default": 0}]);
    let kind = |value: &str| json!({"name": "kind", "type": {"type": "enum", "values": [value]}});
    let of = |of: &str| json!({"type": of});
    let list = |item: Json| json!({"type": "list", "item": item});
    let many: Vec<_> = (0..1000).map(|at| format!("value {at}")).collect();
    let optional = |name: &str, of: Json| json!({"name": name, "type": {"type": "optional", "item": of}, "default": null});
    let pattern = json!({"type": "string", "pattern": r"^(?:[a-z]+)+[0-9]$"});
    let tagged = json!({"type": "union", "tag": "kind", "of": [
        {"type": "ref", "name": "One"}, {"type": "ref", "name": "Two"}]});
    let ir = json!({
        "version": 1,
        "types": [
            {"kind": "struct", "name": "Node", "fields": fields},
            {"kind": "struct", "name": "Add", "fields": sides},
            {"kind": "struct", "name": "Sub", "fields": sides},
            {"kind": "alias", "name": "Sum", "type": {"type": "union", "of": [
                {"type": "integer"}, {"type": "ref", "name": "Add"}, {"type": "ref", "name": "Sub"}]}},
            {"kind": "struct", "name": "One", "fields": [kind("one")]},
            {"kind": "struct", "name": "Two", "fields": [kind("two")]},
        ],
        "functions": [{"name": "f", "result": {"type": "null"}, "args": [
            {"name": "node", "type": node, "default": {}},
            {"name": "nodes", "type": {"type": "list", "item": node}, "default": []},
            {"name": "n", "type": {"type": "integer"}, "default": 0},
            {"name": "x", "type": {"type": "number"}, "default": 0},
            {"name": "l", "type": {"type": "list", "item": {"type": "integer"}}, "default": []},
            optional("big", of("bigint")), optional("dec", of("decimal")), optional("dur", of("duration")),
            optional("bytes", of("bytes")), optional("when", of("datetime")), optional("pat", pattern.clone()),
            {"name": "any", "type": {"type": "json"}, "default": null},
            optional("map", json!({"type": "map", "key": pattern, "item": {"type": "integer"}})),
            optional("whole", json!({"type": "map", "key": {"type": "integer"}, "item": {"type": "integer"}})),
            optional("sums", list(sum)), optional("tags", list(tagged)),
            optional("hues", list(json!({"type": "enum", "values": many}))),
            optional("short", json!({"type": "list", "item": {"type": "json"}, "max_length": 3})),
        ]}],
    });
    Graph::new(ir.to_string().as_bytes()).ok()
}

/// `{"args":{…}}` of the largest size.
fn filled(before: &str, part: impl Fn(usize) -> String, after: &str) -> String {
    let mut body = format!("{{\"args\":{{{before}");
    for at in 0.. {
        let part = part(at);
        if body.len() + part.len() + after.len() + 2 > LIMIT {
            break;
        }
        body.push_str(&part);
    }
    // A list's or an object's last comma.
    if body.ends_with(',') {
        body.pop();
    }
    body + after + "}}"
}

/// A text of the largest size, of one character.
fn long(name: &str, before: &str, character: &'static str) -> String {
    filled(
        &format!("\"{name}\":\"{before}"),
        |_| character.to_owned(),
        "\"",
    )
}

fn bodies_of_other_types() -> [(&'static str, String); 25] {
    let repeated = |part: &'static str| move |_: usize| part.to_owned();
    // Each of its levels would be tried in two ways, and each way down again.
    let deep = |leaf: &str| format!("{}{leaf}{},", "{\"r\":0,\"l\":".repeat(60), "}".repeat(60));
    let (wrong, right) = (deep("\"x\""), deep("5"));
    // Equal in all that is looked at before whole names are compared.
    let alike = |at: usize| format!("\"a{at:07x}aaaa{:07x}a\":1,", 9_999_999 - at);
    [
        ("digits of a bigint", long("big", "", "7")),
        ("digits of a decimal", long("dec", "", "7")),
        ("zeros of a decimal", long("dec", "0.", "0")),
        ("an exponent's digits", long("dec", "1e", "7")),
        ("digits of a duration", long("dur", "PT", "7")),
        ("parts of a duration", long("dur", "PT", "1H")),
        ("bytes", long("bytes", "", "AAAA")),
        ("no bytes", long("bytes", "", "=")),
        (
            "a fraction of a second",
            long("when", "2026-01-01T00:00:00.", "0"),
        ),
        ("letters for a pattern", long("pat", "", "a")),
        ("brackets as json", filled("\"any\":", repeated("["), "")),
        ("pairs as json", filled("\"any\":[", repeated("[],"), "]")),
        (
            "objects as json",
            filled("\"any\":[", repeated("{\"\":1},"), "]"),
        ),
        ("integers as json", filled("\"any\":[", repeated("1,"), "]")),
        (
            "huge numbers as json",
            filled("\"any\":[", repeated("1e99,"), "]"),
        ),
        ("digits as json", filled("\"any\":", repeated("7"), "")),
        (
            "keys as json",
            filled("\"any\":{", |at| format!("\"{at:x}\":1,"), "}"),
        ),
        ("keys that look alike", filled("\"any\":{", alike, "}")),
        (
            "wrong keys",
            filled("\"map\":{", |at| format!("\"{at:x}\":1,"), "}"),
        ),
        (
            "whole keys",
            filled("\"whole\":{", |at| format!("\"{}\":1,", at + 1), "}"),
        ),
        (
            "deep values of no branch",
            filled("\"sums\":[", move |_| wrong.clone(), "]"),
        ),
        (
            "deep values of unions",
            filled("\"sums\":[", move |_| right.clone(), "]"),
        ),
        (
            "tags of no branch",
            filled("\"tags\":[", repeated("{\"kind\":\"no\"},"), "]"),
        ),
        (
            "values of no enum",
            filled("\"hues\":[", repeated("\"value x\","), "]"),
        ),
        (
            "elements of a list that is too long",
            filled("\"short\":[", repeated("[1],"), "]"),
        ),
    ]
}

/// Patterns that take those who try one way after the other longer than anybody waits.
#[test]
fn no_pattern_goes_back() {
    for pattern in [
        r"^(?:a+)+$",
        r"(a|a)*$",
        r"(a|aa)+$",
        r"^(?:.*a){20}$",
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
        r"(?:\w+)*x$",
        r"^(a?){50}a{50}$",
        r"(x+x+)+y",
        r"([a-zA-Z]+)*$",
        r"^(\w+\s?)*$",
        r"(.*)*=(.*)*$",
        r"^(?:a|b|ab)*c$",
        r"[ab]*a[ab]{50}c",
        r"^\s+|\s+$",
        r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
    ] {
        let read = Pattern::new(pattern);
        assert!(read.is_ok(), "{pattern}: {read:?}");
        let Ok(read) = read else { continue };
        for letter in ["a", " ", "x"] {
            let text = letter.repeat(1 << 14) + "!";
            let before = spent();
            read.is_in(&text);
            let cost = spent().saturating_sub(before);
            assert!(cost < BOUND, "{pattern} on `{letter}`s: {cost:?}");
        }
    }
}

#[test]
fn no_body_is_dear() {
    let graph = graph();
    let repeated = |part: &'static str| move |_: usize| part.to_owned();
    let bodies = [
        ("brackets", filled("\"l\":", repeated("["), "")),
        ("pairs of brackets", filled("\"l\":[", repeated("[],"), "]")),
        ("digits of an integer", filled("\"n\":", repeated("7"), "")),
        ("digits of a number", filled("\"x\":", repeated("7"), "")),
        (
            "digits of a fraction",
            filled("\"x\":0.", repeated("7"), ""),
        ),
        (
            "digits of an exponent",
            filled("\"n\":1e", repeated("7"), ""),
        ),
        ("integers", filled("\"l\":[", repeated("1,"), "]")),
        ("wrong elements", filled("\"l\":[", repeated("\"\","), "]")),
        (
            "unknown names",
            filled("", |at| format!("\"{at:x}\":1,"), ""),
        ),
        (
            "names in falling order",
            filled("", |at| format!("\"{:x}\":1,", LIMIT - at), ""),
        ),
        (
            "unknown fields",
            filled("\"node\":{", |at| format!("\"{at:x}\":1,"), "}"),
        ),
        ("one name", filled("", repeated("\"a\":1,"), "")),
        (
            "escapes",
            filled("\"node\":{\"f0\":\"", repeated("\\u00e9"), "\"}"),
        ),
        ("spaces", filled("", repeated(" "), "")),
        ("quotes", filled("", repeated("\""), "")),
    ]
    .into_iter()
    .chain(bodies_of_other_types());
    for (what, body) in bodies {
        assert!(body.len() > LIMIT - 1024, "{what}: {} bytes", body.len());
        let before = spent();
        let decoded = graph
            .as_ref()
            .map(|graph| graph.decode_args("f", body.as_bytes()));
        let cost = spent().saturating_sub(before);
        assert!(decoded.is_some());
        assert!(cost < BOUND, "{what}: {cost:?}");
    }
}
