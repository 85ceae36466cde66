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

const NODES: &str = r#"mizan version=1
alias "Colour" {
    doc "What it may be painted in."
    enum {
        value "red"
        value "gr\u{202e}\"een"
        value ""
    }
}
alias "Home" {
    union tag="kind" {
        ref "House"
        ref "Flat"
    }
}
context "c"
error "GONE" status=410
error "OUT_OF_STOCK" status=409 {
    doc "Too many."
    data {
        map max_length=9 min_length=1 {
            key {
                uuid
            }
            tuple {
                decimal decimal_places=2 exclusive_maximum="1" exclusive_minimum="-1" max_digits=8 maximum="0.5" minimum="0"
                number exclusive_maximum="9007199254740992" exclusive_minimum=0 maximum="0.5" minimum=-9007199254740991
            }
        }
    }
}
function "f" {
    arg "a" {
        string max_length=20 min_length=1 pattern="^\\w+$"
    }
    arg "b" {
        integer maximum=9 minimum=-9 multiple_of=3
    }
    arg "c" {
        bigint maximum="9007199254740993" minimum="-1"
    }
    arg "d" {
        datetime maximum="2027-01-01T00:00:00Z" minimum="2026-01-01T00:00:00Z"
    }
    arg "e" {
        date maximum="2027-01-01" minimum="2026-01-01"
    }
    arg "f" {
        bytes max_length=4294967295 min_length=0
    }
    arg "g" {
        list max_length=2 min_length=1 {
            time
        }
    }
    arg "h" {
        map {
            duration
        }
    }
    arg "i" {
        union {
            boolean
            enum {
                value 1
                value -2
            }
            ref "Home"
        }
    }
    arg "j" {
        json
    }
    arg "k" {
        tuple
    }
    raises "GONE"
    raises "OUT_OF_STOCK"
    result {
        "null"
    }
}
struct "Flat" {
    field "kind" {
        enum {
            value "flat"
        }
    }
}
struct "House" {
    field "kind" {
        enum {
            value "house"
        }
    }
    field "größe \u{feff}\"x\"" omittable=#true {
        doc "In metres."
        optional {
            integer
        }
    }
}
"#;

const SERVED: &str = r#"mizan version=1
context "c" {
    param "id" {
        integer
    }
}
function "member" cache=60 context="c" public=#true rev=2 {
    arg "id" {
        integer
    }
    result {
        "null"
    }
}
function "page" auth="role:a \"b\"" route="p/{id}/" {
    affects "c" all=#true
    arg "id" {
        integer
    }
    method "DELETE"
    method "POST"
}
function "upload" auth="custom" {
    arg "a" {
        file max_size=5 {
            accept "image/*"
            accept "text/plain"
        }
    }
    arg "b" {
        list max_length=2 {
            file
        }
    }
    result {
        "null"
    }
}
function "webhook" private=#true route=""
"#;

#[test]
fn what_a_function_says_of_itself_has_its_text() -> Result<(), serde_json::Error> {
    let null = json!({"type": "null"});
    let id = json!([{"name": "id", "type": {"type": "integer"}}]);
    let file =
        json!({"type": "file", "max_size": 5, "accept": ["text/plain", "IMAGE/*", "image/*"]});
    let mut ir = json!({
        "version": 1,
        "contexts": [{"name": "c"}],
        "functions": [
            {"name": "webhook", "private": true, "public": false, "route": "", "rev": 0, "methods": [], "auth": null, "cache": true},
            {"name": "upload", "auth": "custom", "result": null,
             "args": [{"name": "b", "type": {"type": "list", "item": {"type": "file"}, "max_length": 2}}, {"name": "a", "type": file}]},
            {"name": "page", "auth": "role:a \"b\"", "route": "p/{id}/", "methods": ["POST", "DELETE", "POST"], "args": id,
             "affects": [{"context": "c", "all": true}]},
            {"name": "member", "context": "c", "public": true, "rev": 2, "cache": 60, "args": id, "result": null},
        ],
    });
    for name in [1, 3] {
        ir["functions"][name]["result"] = null.clone();
    }
    let graph = Graph::new(ir.to_string().as_bytes());
    assert_eq!(
        graph
            .as_ref()
            .map(|graph| graph.text(Docs::With))
            .as_deref(),
        Ok(SERVED)
    );
    // What was written has nothing that is usual, and is read again.
    let written: serde_json::Value =
        serde_json::from_str(&graph.map(|graph| graph.ir_json()).unwrap_or_default())?;
    assert_eq!(
        written["functions"][3],
        json!({"name": "webhook", "private": true, "route": "", "affects": [], "args": [], "cache": true, "raises": []})
    );
    let again = Graph::new(written.to_string().as_bytes());
    assert_eq!(
        again.map(|graph| graph.text(Docs::With)).as_deref(),
        Ok(SERVED)
    );
    Ok(())
}

#[test]
fn every_node_has_its_text() -> Result<(), serde_json::Error> {
    let kind = |name: &str| json!({"name": "kind", "type": {"type": "enum", "values": [name]}});
    let reference = |name: &str| json!({"type": "ref", "name": name});
    let plain = |name: &str| json!({"type": name});
    let arg = |name: &str, kind: serde_json::Value| json!({"name": name, "type": kind});
    let ir: Ir = serde_json::from_value(json!({
        "version": 1,
        "types": [
            {"kind": "alias", "name": "Colour", "doc": "What it may be painted in.",
             "type": {"type": "enum", "values": ["red", "gr\u{202e}\"een", ""]}},
            {"kind": "struct", "name": "Flat", "fields": [kind("flat")]},
            {"kind": "alias", "name": "Home",
             "type": {"type": "union", "tag": "kind", "of": [reference("House"), reference("Flat")]}},
            {"kind": "struct", "name": "House", "fields": [kind("house"),
                {"name": "größe \u{feff}\"x\"", "omittable": true, "doc": "In metres.",
                 "type": {"type": "optional", "item": plain("integer")}}]},
        ],
        "contexts": [{"name": "c"}],
        "errors": [
            {"code": "GONE", "status": 410},
            {"code": "OUT_OF_STOCK", "doc": "Too many.", "data": {
                "type": "map", "min_length": 1, "max_length": 9, "key": plain("uuid"), "item": {"type": "tuple", "items": [
                    {"type": "decimal", "minimum": "0", "maximum": "0.5", "exclusive_minimum": "-1",
                     "exclusive_maximum": "1", "max_digits": 8, "decimal_places": 2},
                    {"type": "number", "minimum": -9_007_199_254_740_991_i64, "maximum": 0.5, "exclusive_minimum": 0.0,
                     "exclusive_maximum": 9_007_199_254_740_992_u64},
                ]}}},
        ],
        "functions": [{"name": "f", "raises": ["GONE", "OUT_OF_STOCK"], "result": plain("null"), "args": [
            arg("a", json!({"type": "string", "min_length": 1, "max_length": 20, "pattern": "^\\w+$"})),
            arg("b", json!({"type": "integer", "minimum": -9, "maximum": 9, "multiple_of": 3})),
            arg("c", json!({"type": "bigint", "minimum": "-1", "maximum": "9007199254740993"})),
            arg("d", json!({"type": "datetime", "minimum": "2026-01-01T00:00:00Z", "maximum": "2027-01-01T00:00:00Z"})),
            arg("e", json!({"type": "date", "minimum": "2026-01-01", "maximum": "2027-01-01"})),
            arg("f", json!({"type": "bytes", "min_length": 0, "max_length": 4_294_967_295_u32})),
            arg("g", json!({"type": "list", "item": plain("time"), "min_length": 1, "max_length": 2})),
            arg("h", json!({"type": "map", "item": plain("duration")})),
            arg("i", json!({"type": "union", "of": [plain("boolean"), {"type": "enum", "values": [1, -2]}, reference("Home")]})),
            arg("j", plain("json")),
            arg("k", json!({"type": "tuple", "items": []})),
        ]}],
    }))?;
    assert_eq!(document(&ir, Docs::With), NODES);
    Ok(())
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
