//! The largest bodies cost little: 100 ms of CPU for 1 MiB, whatever is in it (protocol, section 3).
//!
//! A body that is taken costs what the declared types make of it: many small structs with many defaults are as
//! dear as they are large once they are filled in.

use std::{fs, time::Duration};

use mizan_core::graph::Graph;
use serde_json::json;

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
    let ir = json!({
        "version": 1,
        "types": [{"kind": "struct", "name": "Node", "fields": fields}],
        "functions": [{"name": "f", "result": {"type": "null"}, "args": [
            {"name": "node", "type": node, "default": {}},
            {"name": "nodes", "type": {"type": "list", "item": node}, "default": []},
            {"name": "n", "type": {"type": "integer"}, "default": 0},
            {"name": "x", "type": {"type": "number"}, "default": 0},
            {"name": "l", "type": {"type": "list", "item": {"type": "integer"}}, "default": []},
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
    ];
    for (what, body) in bodies {
        assert!(body.len() > LIMIT - 16, "{what}: {} bytes", body.len());
        let before = spent();
        let decoded = graph
            .as_ref()
            .map(|graph| graph.decode_args("f", body.as_bytes()));
        let cost = spent().saturating_sub(before);
        assert!(decoded.is_some());
        assert!(cost < BOUND, "{what}: {cost:?}");
    }
}
