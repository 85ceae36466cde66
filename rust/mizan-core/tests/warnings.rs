//! What an author is told at start about a legal graph whose targets drop more than they say.
#![allow(clippy::unwrap_used, reason = "tests")]

use mizan_core::graph::Graph;
use serde_json::{Value, json};

fn field(name: &str) -> Value {
    json!({"name": name, "type": {"type": "integer"}})
}

/// A context of one member, and a mutation for each of the sets of params.
fn graph(sets: &[&[&str]], member: Option<&str>) -> Graph {
    let args = ["a", "b", "c", "d"].map(field);
    let mut functions = vec![json!({
        "name": "stock", "context": "shelf", "result": {"type": "null"},
        "args": args,
    })];
    for (index, params) in sets.iter().enumerate() {
        let args: Vec<Value> = params.iter().map(|name| field(name)).collect();
        functions.push(json!({
            "name": format!("m{index}"), "result": {"type": "null"},
            "affects": [{"context": "shelf", "function": member}],
            "args": args,
        }));
    }
    let ir = json!({"version": 1, "contexts": [{"name": "shelf"}], "functions": functions});
    Graph::new(ir.to_string().as_bytes()).unwrap()
}

const EIGHT: [&[&str]; 8] = [
    &["a"],
    &["b"],
    &["c"],
    &["d"],
    &["a", "b"],
    &["a", "c"],
    &["a", "d"],
    &["b", "c"],
];

#[test]
fn shapes_beyond_eight_are_named() {
    // With the empty one they are nine: the last by size and name is found by fewer params.
    let warned = "it is scoped in more than eight ways, so what is scoped by `b`, `c` is dropped by fewer params";
    assert_eq!(
        graph(&EIGHT, None).warnings(),
        [format!("context `shelf`: {warned}")]
    );
    assert_eq!(
        graph(&EIGHT, Some("stock")).warnings(),
        [format!("context `shelf`, member `stock`: {warned}")]
    );
    assert_eq!(graph(&EIGHT[..7], None).warnings(), [""; 0]);
}
