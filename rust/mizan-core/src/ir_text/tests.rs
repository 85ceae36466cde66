use serde_json::json;

use super::{Docs, definition, document, function};
use crate::{graph::Graph, ir::Ir};

const PAGE: &str = r#"mizan version=1
context "user" identity="user_id" {
    view "page"
    param "page" {
        default "1"
        integer
    }
    param "user_id" {
        integer
    }
}
function "rename_user" auth="self" {
    doc "Gives a user another name."
    affects "user" function="user_orders" {
        scope "user_id" argument="user_id"
    }
    affects "user" all=#true
    arg "name" {
        doc "Not empty."
        default "\"x\""
        string
    }
    arg "user_id" {
        integer
    }
    result {
        ref "Profile"
    }
}
function "user_orders" auth="required" cache=#false context="user" {
    arg "page" {
        default "1"
        integer
    }
    arg "user_id" {
        integer
    }
    result {
        list {
            optional {
                string
            }
        }
    }
}
struct "Empty"
struct "Profile" {
    doc "Who\nthat is."
    field "id" {
        integer
    }
    field "at" {
        default "null"
        optional {
            datetime
        }
    }
}
"#;

fn page() -> serde_json::Value {
    let integer = json!({"type": "integer"});
    let optional = |item: serde_json::Value| json!({"type": "optional", "item": item});
    json!({
        "version": 1,
        "types": [
            {"kind": "struct", "name": "Profile", "doc": "Who\nthat is.", "fields": [
                {"name": "id", "type": integer},
                {"name": "at", "type": optional(json!({"type": "datetime"})), "default": null}]},
            {"kind": "struct", "name": "Empty", "fields": []},
        ],
        "contexts": [{"name": "user", "identity": "user_id", "view": ["page"], "params": []}],
        "functions": [
            {"name": "user_orders", "context": "user", "auth": "required", "cache": false,
             "args": [{"name": "user_id", "type": integer}, {"name": "page", "type": integer, "default": 1.0}],
             "result": {"type": "list", "item": optional(json!({"type": "string"}))}},
            {"name": "rename_user", "doc": "Gives a user another name.", "auth": "self",
             "affects": [{"context": "user", "function": "user_orders", "scope": {"user_id": "user_id"}},
                         {"context": "user", "all": true}],
             "args": [{"name": "user_id", "type": integer},
                      {"name": "name", "type": {"type": "string"}, "default": "x", "doc": "Not empty."}],
             "result": {"type": "ref", "name": "Profile"}},
        ],
    })
}

#[test]
fn a_document_is_written_in_one_way_whatever_the_order_of_declarations() {
    let mut ir = page();
    let text = |ir: &serde_json::Value| {
        Graph::new(ir.to_string().as_bytes()).map(|graph| graph.text(Docs::With))
    };
    assert_eq!(text(&ir).as_deref(), Ok(PAGE));
    for list in ["types", "functions"] {
        if let Some(items) = ir[list].as_array_mut() {
            items.reverse();
        }
    }
    assert_eq!(text(&ir).as_deref(), Ok(PAGE));
}

#[test]
fn without_docs_nothing_of_them_is_left() {
    let graph = Graph::new(page().to_string().as_bytes());
    let text = graph.map(|graph| graph.text(Docs::Without));
    let bare: String = PAGE
        .split_inclusive('\n')
        .filter(|line| !line.trim_start().starts_with("doc "))
        .collect();
    assert_eq!(text, Ok(bare));
}

#[test]
fn a_part_is_what_the_document_without_docs_has_of_it() {
    let Ok(graph) = Graph::new(page().to_string().as_bytes()) else {
        unreachable!("the graph is legal");
    };
    let text = graph.text(Docs::Without);
    let mut parts = String::new();
    for part in &graph.ir().functions {
        parts += &function(part);
    }
    for part in &graph.ir().types {
        parts += &definition(part);
    }
    assert!(text.ends_with(&parts), "{parts}");
}

#[test]
fn texts_are_escaped() {
    let cases = [
        ("a\\b\"c", r#""a\\b\"c""#),
        ("\n\r\t\u{8}\u{c}", r#""\n\r\t\b\f""#),
        (
            "\0\u{1}\u{b}\u{1f}\u{7f}\u{85}",
            r#""\u{0}\u{1}\u{b}\u{1f}\u{7f}\u{85}""#,
        ),
        (
            "\u{200d}\u{200e}\u{200f}\u{2010}",
            "\"\u{200d}\\u{200e}\\u{200f}\u{2010}\"",
        ),
        (
            "\u{2027}\u{2028}\u{2029}\u{202a}\u{202e}\u{202f}",
            "\"\u{2027}\\u{2028}\\u{2029}\\u{202a}\\u{202e}\u{202f}\"",
        ),
        (
            "\u{2065}\u{2066}\u{2069}\u{206a}\u{feff}",
            "\"\u{2065}\\u{2066}\\u{2069}\u{206a}\\u{feff}\"",
        ),
        ("*/ #\"/- // ${x} `é😀", "\"*/ #\\\"/- // ${x} `é😀\""),
        ("", "\"\""),
    ];
    for (doc, quoted) in cases {
        let ir: Result<Ir, _> = serde_json::from_value(json!({
            "version": 1,
            "types": [{"kind": "struct", "name": "T", "doc": doc, "fields": []}],
        }));
        let text = ir.map(|ir| document(&ir, Docs::With)).ok();
        assert_eq!(
            text,
            Some(format!(
                "mizan version=1\nstruct \"T\" {{\n    doc {quoted}\n}}\n"
            ))
        );
    }
}
