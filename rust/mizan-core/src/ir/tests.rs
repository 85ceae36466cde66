use serde_json::{Value as Json, json};

use super::{Function, Ir, Method, Named, Type, TypeDef};
use crate::graph::Graph;

fn types(types: Json) -> Vec<TypeDef> {
    serde_json::from_value(types).unwrap_or_default()
}

fn kind(kind: Json) -> Type {
    match serde_json::from_value(kind) {
        Ok(kind) => kind,
        Err(error) => unreachable!("a type: {error}"),
    }
}

fn reference(name: &str) -> Json {
    json!({"type": "ref", "name": name})
}

#[test]
fn what_is_not_of_a_type_is_refused() {
    for unknown in [
        json!({"type": "list", "item": {"type": "null"}, "minimum": 1}),
        json!({"type": "map", "item": {"type": "null"}, "pattern": "a"}),
        json!({"type": "bytes", "min_lenght": 1}),
        json!({"type": "string", "minimum": 1}),
        json!({"type": "integer", "minimum": 1.5}),
        json!({"type": "integer", "minimum": true}),
        json!({"type": "bigint", "minimum": 1}),
        json!({"type": "string", "min_length": -1}),
        json!({"type": "enum", "values": [1.5]}),
        json!({"type": "uuid", "minimum": 1}),
        json!({"type": "null", "doc": "none"}),
        json!({"type": "boolean", "minimum": null}),
        json!({"minimum": 1, "type": "time"}),
        json!({"type": "duration", "minimum": "PT0S"}),
        json!({"type": "json", "max_length": 3}),
        json!({"type": "blob"}),
        json!({"type": "list"}),
    ] {
        assert!(
            serde_json::from_value::<Type>(unknown.clone()).is_err(),
            "{unknown}"
        );
    }
}

#[test]
fn what_is_shown_is_without_what_private_functions_alone_reach() -> Result<(), serde_json::Error> {
    let strukt = |name: &str, of: &str| json!({"kind": "struct", "name": name, "fields": [{"name": "a", "type": reference(of)}]});
    let leaf = |name: &str| json!({"kind": "alias", "name": name, "type": {"type": "string"}});
    let ir: Ir = serde_json::from_value(json!({
        "version": 1,
        "types": [strukt("Hidden", "Both"), strukt("Shown", "Both"), leaf("Both"), leaf("Free"), strukt("Freer", "OfFree"),
                  leaf("OfFree"), leaf("HiddenData"), leaf("ShownData")],
        "errors": [{"code": "BOTH", "data": reference("ShownData")}, {"code": "HIDDEN", "data": reference("HiddenData")}, {"code": "FREE"}],
        "functions": [
            {"name": "job", "private": true, "args": [{"name": "a", "type": reference("Hidden")}], "raises": ["BOTH", "HIDDEN"],
             "result": {"type": "null"}},
            {"name": "page", "route": "a/", "raises": ["BOTH"]},
            {"name": "call", "result": reference("Shown")},
        ],
    }))?;
    let shown = ir.shown();
    let types: Vec<_> = shown.types.iter().map(TypeDef::name).collect();
    assert_eq!(
        types,
        ["Shown", "Both", "Free", "Freer", "OfFree", "ShownData"]
    );
    let errors: Vec<_> = shown.errors.iter().map(|error| &error.code).collect();
    assert_eq!(errors, ["BOTH", "FREE"]);
    let functions: Vec<_> = shown.functions.iter().map(|each| &each.name).collect();
    assert_eq!(functions, ["page", "call"]);
    assert_eq!(shown.shown(), shown);
    Ok(())
}

#[test]
fn a_view_answers_what_it_says() -> Result<(), serde_json::Error> {
    let answers = |parts: Json| -> Result<Vec<&'static str>, serde_json::Error> {
        let mut whole = json!({"name": "f"});
        if let (Some(whole), Json::Object(parts)) = (whole.as_object_mut(), parts) {
            whole.extend(parts);
        }
        let function: Function = serde_json::from_value(whole)?;
        Ok(function.answers().into_iter().map(Method::word).collect())
    };
    assert_eq!(answers(json!({}))?, ["GET"]);
    assert_eq!(answers(json!({"affects": [{"context": "a"}]}))?, ["POST"]);
    assert_eq!(answers(json!({"methods": ["PUT", "GET"]}))?, ["PUT", "GET"]);
    Ok(())
}

#[test]
fn names_stand_for_what_they_stand_for() {
    let types = types(json!([
        {"kind": "alias", "name": "Hue", "type": reference("Colour")},
        {"kind": "alias", "name": "Colour", "type": {"type": "enum", "values": ["red"]}},
        {"kind": "alias", "name": "Loop", "type": reference("Loop")},
        {"kind": "struct", "name": "S", "fields": [
            {"name": "a", "type": {"type": "map", "key": reference("Hue"), "item": {"type": "tuple", "items": [reference("T")]}}}]},
        {"kind": "struct", "name": "T", "fields": [{"name": "s", "type": {"type": "optional", "item": reference("S")}}]},
        {"kind": "alias", "name": "Either", "type": {"type": "union", "of": [reference("T"), {"type": "uuid"}]}},
        {"kind": "struct", "name": "Alone", "fields": []},
        {"kind": "struct", "name": "Hue", "fields": []},
    ]));
    let named = Named::new(&types);
    let red = kind(json!({"type": "enum", "values": ["red"]}));
    assert_eq!(named.resolve(&kind(reference("Hue"))), &red);
    for name in ["S", "Loop", "Nowhere"] {
        assert_eq!(
            named.resolve(&kind(reference(name))),
            &kind(reference(name))
        );
    }
    let reached = |of: Json| {
        let of = kind(of);
        let met = named.reached([&of]).into_iter();
        met.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(reached(reference("Hue")), ["Colour", "Hue"]);
    assert_eq!(
        reached(json!({"type": "list", "item": reference("Either")})),
        ["Colour", "Either", "Hue", "S", "T"]
    );
    assert_eq!(reached(reference("Nowhere")), ["Nowhere"]);
    assert_eq!(reached(json!({"type": "json"})), [""; 0]);
}

/// The type of an argument once its graph is normalised.
fn normal(of: &Json) -> Json {
    let arg = json!({"name": "a", "type": {"type": "tuple", "items": [of]}});
    let ir = json!({"version": 1, "functions": [{"name": "f", "args": [arg], "result": {"type": "null"}}]});
    match Graph::new(ir.to_string().as_bytes()) {
        Ok(graph) => json!(graph.ir())["functions"][0]["args"][0]["type"]["items"][0].clone(),
        Err(error) => unreachable!("a graph: {error}"),
    }
}

#[test]
fn bounds_have_one_spelling() {
    for (of, canonical) in [
        (
            json!({"type": "decimal", "minimum": "-0", "maximum": "1.50e1", "exclusive_minimum": "-1E2", "exclusive_maximum": "1.e3"}),
            None,
        ),
        (
            json!({"type": "decimal", "minimum": "-0", "maximum": "1.50e1", "exclusive_minimum": "-1E2"}),
            Some(
                json!({"type": "decimal", "minimum": "0", "maximum": "15", "exclusive_minimum": "-100"}),
            ),
        ),
        (
            json!({"type": "number", "minimum": -0.0, "maximum": 5.0, "exclusive_minimum": -0.5, "exclusive_maximum": 9_007_199_254_740_993_u64}),
            Some(
                json!({"type": "number", "minimum": 0, "maximum": 5, "exclusive_minimum": -0.5, "exclusive_maximum": 9_007_199_254_740_992.0}),
            ),
        ),
        (
            json!({"type": "datetime", "minimum": "2026-01-01t00:30:00.120000+01:00"}),
            Some(json!({"type": "datetime", "minimum": "2025-12-31T23:30:00.12Z"})),
        ),
        (
            json!({"type": "map", "key": {"type": "string"}, "item": {"type": "bigint", "maximum": "-5"}}),
            Some(json!({"type": "map", "item": {"type": "bigint", "maximum": "-5"}})),
        ),
        (
            json!({"type": "map", "key": {"type": "string", "min_length": 1}, "item": {"type": "null"}}),
            Some(
                json!({"type": "map", "key": {"type": "string", "min_length": 1}, "item": {"type": "null"}}),
            ),
        ),
    ] {
        match canonical {
            Some(canonical) => assert_eq!(normal(&of), canonical),
            None => assert!(
                Graph::new(
                    json!({"version": 1, "types": [{"kind": "alias", "name": "A", "type": of}]})
                        .to_string()
                        .as_bytes()
                )
                .is_err()
            ),
        }
    }
}

#[test]
fn defaults_have_one_spelling_whatever_their_type() {
    let types = json!([
        {"kind": "alias", "name": "Price", "type": {"type": "decimal"}},
        {"kind": "struct", "name": "Line", "fields": [
            {"name": "price", "type": reference("Price"), "default": "1.0"},
            {"name": "note", "type": {"type": "string"}, "omittable": true},
            {"name": "kind", "type": {"type": "enum", "values": [1, 2]}}]},
    ]);
    for (of, default, canonical) in [
        (json!({"type": "bigint"}), json!("-5"), json!("-5")),
        (json!({"type": "number"}), json!(1.0), json!(1)),
        (reference("Price"), json!("1.50e1"), json!("15")),
        (
            json!({"type": "date"}),
            json!("2026-02-28"),
            json!("2026-02-28"),
        ),
        (
            json!({"type": "time"}),
            json!("01:02:03.50"),
            json!("01:02:03.5"),
        ),
        (json!({"type": "duration"}), json!("P1W"), json!("P7D")),
        (json!({"type": "bytes"}), json!("AAA"), json!("AAA")),
        (
            json!({"type": "uuid"}),
            json!("0E37DF36-F698-11E6-8DD4-CB9CED3DF976"),
            json!("0e37df36-f698-11e6-8dd4-cb9ced3df976"),
        ),
        (
            json!({"type": "json"}),
            json!({"b": 1.0, "a": [null]}),
            json!({"a": [null], "b": 1}),
        ),
        (
            json!({"type": "tuple", "items": [reference("Price"), {"type": "null"}]}),
            json!(["1e1", null]),
            json!(["10", null]),
        ),
        (
            json!({"type": "map", "key": {"type": "integer"}, "item": reference("Price")}),
            json!({"-5": "0.50"}),
            json!({"-5": "0.5"}),
        ),
        (
            json!({"type": "union", "of": [{"type": "integer"}, reference("Line")]}),
            json!({"kind": 2.0}),
            json!({"price": "1", "kind": 2}),
        ),
        (
            json!({"type": "optional", "item": reference("Line")}),
            json!({"kind": 1, "note": ""}),
            json!({"price": "1", "note": "", "kind": 1}),
        ),
    ] {
        let arg = json!({"name": "a", "type": of, "default": default});
        let ir = json!({"version": 1, "types": types, "functions": [{"name": "f", "args": [arg], "result": {"type": "null"}}]});
        let graph = Graph::new(ir.to_string().as_bytes());
        let found =
            graph.map(|graph| json!(graph.ir())["functions"][0]["args"][0]["default"].clone());
        assert_eq!(found, Ok(canonical), "{of}");
    }
}

#[test]
fn errors_are_part_of_the_schema_and_come_in_one_order() {
    let graph = |status: u16, doc: Option<&str>, raises: &[&str]| {
        let errors = json!([{"code": "GONE", "status": status, "doc": doc}, {"code": "A", "data": {"type": "uuid"}}]);
        let function =
            json!({"name": "f", "args": [], "result": {"type": "null"}, "raises": raises});
        Graph::new(
            json!({"version": 1, "errors": errors, "functions": [function]})
                .to_string()
                .as_bytes(),
        )
    };
    let schema = |graph: Result<Graph, _>| graph.map(|graph| graph.schema().to_owned());
    let one = schema(graph(410, None, &["A", "GONE"]));
    assert_eq!(
        schema(graph(410, Some("No more."), &["GONE", "A", "GONE"])),
        one
    );
    assert_ne!(schema(graph(409, None, &["A", "GONE"])), one);
    assert_ne!(schema(graph(410, None, &["A"])), one);
    let ir = graph(410, None, &["GONE", "A", "GONE"]).map(|graph| json!(graph.ir()));
    let parts = ir.map(|ir| (ir["errors"].clone(), ir["functions"][0]["raises"].clone()));
    let errors = json!([{"code": "A", "status": 409, "data": {"type": "uuid"}}, {"code": "GONE", "status": 410}]);
    assert_eq!(parts, Ok((errors, json!(["A", "GONE"]))));
}

#[test]
fn a_default_of_null_is_not_the_lack_of_one() {
    let fields = json!([{"name": "a", "type": {"type": "null"}, "default": null}, {"name": "b", "type": {"type": "null"}}]);
    let ir = json!({"version": 1, "types": [{"kind": "struct", "name": "S", "fields": fields}]});
    let ir: Result<Ir, _> = serde_json::from_value(ir);
    let written = ir.map(|ir| json!(ir)["types"][0]["fields"].clone()).ok();
    assert_eq!(written, Some(fields));
}
