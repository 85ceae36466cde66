use serde_json::{Value as Json, json};

use super::{EncodeError, Graph, GraphError, UnknownName};
use crate::{
    envelope::Refusal,
    errors::{Fault, Segment},
    invalidation::Tier,
    ir_text::Docs,
    secret::Secret,
    types::{Args, Struct, Value, WriteError},
};

fn graph() -> Graph {
    let integer = json!({"type": "integer"});
    let string = json!({"type": "string"});
    let nothing = json!({"type": "null"});
    let optional = |item: &Json| json!({"type": "optional", "item": item});
    let list = |item: &Json| json!({"type": "list", "item": item});
    let ir = json!({
        "version": 1,
        "types": [{"kind": "struct", "name": "Profile", "fields": [
            {"name": "id", "type": integer}, {"name": "tags", "type": list(&string)}]}],
        "contexts": [{"name": "user", "identity": "user_id", "view": ["page"]}, {"name": "site"}],
        "functions": [
            {"name": "user_profile", "context": "user", "auth": "self",
             "args": [{"name": "user_id", "type": integer}], "result": {"type": "ref", "name": "Profile"}},
            {"name": "user_orders", "context": "user", "auth": "self",
             "args": [{"name": "user_id", "type": integer}, {"name": "page", "type": integer, "default": 1},
                      {"name": "status", "type": optional(&string), "default": null},
                      {"name": "tags", "type": list(&string)},
                      {"name": "since", "type": optional(&json!({"type": "datetime"})), "default": null}],
             "result": list(&optional(&string))},
            {"name": "rename_user", "auth": "self", "affects": [{"context": "user"}],
             "args": [{"name": "user_id", "type": integer}, {"name": "name", "type": string},
                      {"name": "note", "type": string, "default": "none"}],
             "result": nothing},
            {"name": "ship", "affects": [{"context": "user", "function": "user_orders", "scope": {"user_id": "owner"}},
                                         {"context": "site"}],
             "args": [{"name": "owner", "type": optional(&integer)}], "result": nothing},
            {"name": "site_news", "context": "site", "result": nothing},
            {"name": "ping", "result": nothing},
        ],
    });
    match Graph::new(ir.to_string().as_bytes()) {
        Ok(graph) => graph,
        Err(error) => unreachable!("the graph is legal: {error}"),
    }
}

fn json_of(args: &Args) -> Json {
    args.iter()
        .map(|(name, value)| (name.to_string(), value.to_json()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn places(faults: &[Fault]) -> Vec<String> {
    let segment = |segment: &Segment| match segment {
        Segment::Index(index) => format!("/{index}"),
        Segment::Name(name) => format!("/{name}"),
    };
    let place = |fault: &Fault| {
        format!(
            "{} {}",
            fault.path.iter().map(segment).collect::<String>(),
            fault.code.as_str()
        )
    };
    faults.iter().map(place).collect()
}

/// The status and the faults, or the values.
fn said(refusal: &Refusal) -> (u16, Vec<String>) {
    match refusal {
        Refusal::Syntax { faults, .. } => (400, places(faults)),
        Refusal::Invalid(faults) => (422, places(faults)),
        Refusal::Unknown => (404, vec![]),
    }
}

#[test]
fn what_is_said_in_two_ways_becomes_one() {
    let graph = |view: Json, default: &str| {
        let ir = json!({
            "version": 1,
            "contexts": [{"name": "log", "view": view}],
            "functions": [{"name": "lines", "context": "log", "result": {"type": "null"}, "args": [
                {"name": "page", "type": {"type": "integer"}, "default": 1},
                {"name": "since", "type": {"type": "datetime"}, "default": default}]}],
        });
        Graph::new(ir.to_string().as_bytes())
    };
    let plain = graph(json!(["page", "since"]), "2026-01-02T03:04:05.5Z");
    for default in [
        "2026-01-02T03:04:05.500Z",
        "2026-01-02t05:04:05.500000+02:00",
    ] {
        let again = graph(json!(["since", "page", "since", "page"]), default);
        let ir = again.as_ref().map(Graph::ir);
        assert_eq!(
            ir.map(|ir| json!([
                ir.contexts[0].view,
                ir.functions[0].args[1].default,
                ir.contexts[0].params[1].default
            ])),
            Ok(json!([
                ["page", "since"],
                "2026-01-02T03:04:05.5Z",
                "2026-01-02T03:04:05.5Z"
            ]))
        );
        assert_eq!(ir, plain.as_ref().map(Graph::ir));
    }
}

#[test]
fn the_body_of_a_call_gives_checked_arguments() {
    let graph = graph();
    let decode = |body: &str| {
        graph
            .decode_args("rename_user", body.as_bytes())
            .map(|args| json_of(&args))
            .map_err(|refusal| said(&refusal))
    };
    assert_eq!(
        decode(r#"{"args":{"user_id":5.0,"name":"x"}}"#),
        Ok(json!({"user_id": 5, "name": "x", "note": "none"}))
    );
    let refused = |body: &str, status: u16, faults: &[&str]| {
        let faults = faults.iter().map(|fault| (*fault).to_owned()).collect();
        assert_eq!(decode(body), Err((status, faults)), "{body}");
    };
    refused("{}", 422, &["/args/name missing", "/args/user_id missing"]);
    refused(
        r#"{"args":{"user_id":"5","name":5,"x":1}}"#,
        422,
        &["/args/name type", "/args/user_id type", "/args/x unknown"],
    );
    refused(
        r#"{"args":{"user_id":1e300,"name":""},"nothing":1}"#,
        422,
        &["/args/user_id range", "/nothing unknown"],
    );
    refused(
        r#"{"args":5,"refresh":[]}"#,
        422,
        &["/args type", "/refresh unknown"],
    );
    refused(
        r#"{"args":{"user_id":null,"name":null}}"#,
        422,
        &["/args/name type", "/args/user_id type"],
    );
    refused("[]", 400, &[]);
    refused(r#"{"args":{"user_id":5,"user_id":6}}"#, 400, &[]);
    let unknown = graph.decode_args("nobody", b"{}");
    assert_eq!(unknown, Err(Refusal::Unknown));
    assert_eq!(graph.decode_args("ping", b"{}"), Ok(Args::new()));
}

#[test]
fn the_query_of_a_bundle_gives_each_member_its_own_arguments() {
    let graph = graph();
    let decode = |query: &str| {
        let members = graph
            .decode_params("user", query.as_bytes())
            .map_err(|refusal| said(&refusal))?;
        Ok::<_, (u16, Vec<String>)>(
            members
                .into_iter()
                .map(|(name, args)| (name, json_of(&args)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        )
    };
    let orders = |page: i64, status: Json, tags: Json, since: Json| {
        json!({
            "user_orders": {"user_id": 5, "page": page, "status": status, "tags": tags, "since": since},
            "user_profile": {"user_id": 5},
        })
    };
    assert_eq!(
        decode("user_id=5"),
        Ok(orders(1, json!(null), json!([]), json!(null)))
    );
    assert_eq!(
        decode("page=2&since=2026-01-02T03:04:05Z&status=&tags=b&tags=a&tags=b&user_id=5"),
        Ok(orders(
            2,
            json!(""),
            json!(["b", "a", "b"]),
            json!("2026-01-02T03:04:05Z")
        ))
    );
    let refused = |query: &str, status: u16, faults: &[&str]| {
        let faults = faults.iter().map(|fault| (*fault).to_owned()).collect();
        assert_eq!(decode(query), Err((status, faults)), "{query}");
    };
    refused("", 422, &["/params/user_id missing"]);
    refused(
        "page=9007199254740992",
        422,
        &["/params/page range", "/params/user_id missing"],
    );
    refused("user_id=05", 400, &["/params/user_id format"]);
    refused("user_id=", 400, &["/params/user_id format"]);
    refused("user_id", 400, &["/params/user_id format"]);
    refused("user_id=5&user_id=5", 400, &["/params/user_id type"]);
    refused("user_id=5;page=2", 400, &["/params/user_id format"]);
    refused(
        "user_id=5&x=1&User_id=5",
        400,
        &["/params/User_id unknown", "/params/x unknown"],
    );
    refused(
        "user_id=5&tags=%ff&status=%zz",
        400,
        &["/params/status format", "/params/tags format"],
    );
    // Another spelling goes before what is missing.
    refused("page=x", 400, &["/params/page format"]);
    refused("user_id=5&", 400, &[]);
    refused("=5&user_id=5", 400, &[]);
    assert_eq!(graph.decode_params("nothing", b""), Err(Refusal::Unknown));
    assert_eq!(
        graph.decode_params("site", b""),
        Ok(vec![("site_news".to_owned(), Args::new())])
    );
}

#[test]
fn results_and_arguments_are_written_by_type() {
    let graph = graph();
    let profile = Value::Struct(Struct::from(vec![
        (
            "tags".into(),
            Value::List(vec![Value::String("a\"b".to_owned())]),
        ),
        ("id".into(), Value::Integer(5)),
    ]));
    assert_eq!(
        graph.encode_result("user_profile", &&profile),
        Ok(r#"{"id":5,"tags":["a\"b"]}"#.to_owned())
    );
    assert_eq!(
        graph.encode_result("ping", &&Value::Null),
        Ok("null".to_owned())
    );
    let wrong = graph.encode_result("ping", &&Value::Integer(1));
    assert!(matches!(
        wrong,
        Err(EncodeError::Write(WriteError::Unfit(_)))
    ));
    assert!(matches!(
        graph.encode_result("nobody", &&Value::Null),
        Err(EncodeError::Unknown(_))
    ));
    let args = Value::Struct(Struct::from(vec![
        ("user_id".into(), Value::Integer(5)),
        ("name".into(), Value::String("x".to_owned())),
        ("note".into(), Value::String(String::new())),
    ]));
    assert_eq!(
        graph.encode_args("rename_user", &&args),
        Ok(r#"{"name":"x","note":"","user_id":5}"#.to_owned())
    );
}

fn args(members: &[(&str, Value)]) -> Value {
    Value::Struct(
        members
            .iter()
            .map(|(name, value)| ((*name).into(), value.clone()))
            .collect(),
    )
}

#[test]
fn self_is_the_caller_by_canonical_bytes() {
    let graph = graph();
    let five = args(&[("user_id", Value::Integer(5))]);
    for (caller, own) in [
        ("5", true),
        ("6", false),
        ("05", false),
        ("5.0", false),
        (" 5", false),
        ("", false),
    ] {
        for function in ["user_profile", "rename_user"] {
            assert_eq!(
                graph.is_self(function, &&five, caller),
                Ok(own),
                "{function} {caller}"
            );
        }
    }
    assert_eq!(graph.is_self("ping", &&args(&[]), "5"), Ok(false));
    assert_eq!(graph.is_self("user_profile", &&args(&[]), "5"), Ok(false));
}

#[test]
fn a_call_drops_its_targets_and_those_of_the_calls_that_joined_it() {
    let graph = graph();
    let rename = args(&[
        ("user_id", Value::Integer(5)),
        ("name", Value::String("x".to_owned())),
    ]);
    let ship = args(&[("owner", Value::Integer(7))]);
    let calls = [("rename_user", &rename), ("ship", &ship), ("ship", &ship)];
    let Ok(dropped) = graph.invalidation(&calls, Some("9"), false, &[]) else {
        unreachable!("both functions are there");
    };
    let tiers: Vec<Tier> = dropped.exact().iter().map(|(_, tier)| *tier).collect();
    assert_eq!(tiers, [Tier::Argument, Tier::Explicit, Tier::Broad]);
    // 7 is neither the caller's nor an argument of the outermost call.
    assert_eq!(
        dropped.body(),
        r#"[{"context":"user","params":{"user_id":5}},{"context":"user","function":"user_orders"},"site"]"#
    );
    assert_eq!(
        dropped.header().as_deref(),
        Some("user;user_id=5, user/user_orders, site")
    );
    let exact: Vec<_> = dropped
        .exact()
        .iter()
        .map(|(target, _)| target.clone())
        .collect();
    let secret = Secret::new(b"mizan-test-secret-0123456789abcdef");
    assert_eq!(
        dropped.tags(&secret),
        crate::tags::tags(&secret, &graph.scoping().purge_tags_of(&exact))
    );
    assert!(dropped.tags(&secret).len() >= 3);

    let nothing = graph.invalidation(&[("ping", &args(&[]))], None, false, &[]);
    let nothing = nothing.map(|dropped| (dropped.body(), dropped.header(), dropped.exact().len()));
    assert_eq!(nothing, Ok(("[]".to_owned(), None, 0)));
    assert!(
        graph
            .invalidation(&[("nobody", &args(&[]))], None, false, &[])
            .is_err()
    );
}

#[test]
fn an_argument_that_does_not_fit_drops_more() {
    let graph = graph();
    for wrong in [
        args(&[("owner", Value::String("7".to_owned()))]),
        args(&[]),
        args(&[("owner", Value::Null)]),
    ] {
        let dropped = graph
            .invalidation(&[("ship", &wrong)], None, false, &[])
            .map(|dropped| dropped.body());
        assert_eq!(
            dropped.as_deref(),
            Ok(r#"[{"context":"user","function":"user_orders"},"site"]"#)
        );
    }
}

#[test]
fn the_normalised_ir_is_its_own_normal_form() {
    let graph = graph();
    let again = Graph::new(graph.ir_json().as_bytes());
    assert_eq!(again.as_ref().map(Graph::ir_json), Ok(graph.ir_json()));
    assert_eq!(again.as_ref().map(Graph::schema), Ok(graph.schema()));
    let ir: Json = serde_json::from_str(&graph.ir_json()).unwrap_or_default();
    assert_eq!(
        ir["contexts"],
        json!([
            {"name": "site", "view": [], "params": []},
            {"name": "user", "identity": "user_id", "view": ["page"], "params": [
                {"name": "page", "type": {"type": "integer"}, "default": 1},
                {"name": "since", "type": {"type": "optional", "item": {"type": "datetime"}}, "default": null},
                {"name": "status", "type": {"type": "optional", "item": {"type": "string"}}, "default": null},
                {"name": "tags", "type": {"type": "list", "item": {"type": "string"}}},
                {"name": "user_id", "type": {"type": "integer"}},
            ]},
        ])
    );
    let names: Vec<_> = graph
        .ir()
        .functions
        .iter()
        .map(|function| function.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "ping",
            "rename_user",
            "ship",
            "site_news",
            "user_orders",
            "user_profile"
        ]
    );
}

#[test]
fn defaults_are_put_into_canonical_form() {
    let field = |name: &str, kind: &str, default: Json| json!({"name": name, "type": {"type": kind}, "default": default});
    let ir = json!({"version": 1,
        "types": [{"kind": "struct", "name": "T", "fields": [
            {"name": "a", "type": {"type": "integer"}},
            field("b", "datetime", json!("2026-01-02t03:04:05.50+01:00"))]}],
        "functions": [{"name": "f", "result": {"type": "null"}, "args": [
            field("i", "integer", json!(5.0)), field("n", "number", json!(2.0)), field("r", "number", json!(0.1)),
            field("u", "uuid", json!("0E37DF36-F698-11E6-8DD4-CB9CED3DF976")),
            {"name": "t", "type": {"type": "list", "item": {"type": "ref", "name": "T"}}, "default": [{"a": 1.0}]}]}]});
    let graph = Graph::new(ir.to_string().as_bytes());
    let ir: Json = graph.map(|graph| json!(graph.ir())).unwrap_or_default();
    let defaults: Vec<_> = ir["functions"][0]["args"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|arg| arg["default"].to_string())
        .collect();
    let date = "2026-01-02T02:04:05.5Z";
    let list = format!("[{{\"a\":1,\"b\":\"{date}\"}}]");
    assert_eq!(
        defaults,
        [
            "5",
            "2",
            "0.1",
            &list,
            "\"0e37df36-f698-11e6-8dd4-cb9ced3df976\""
        ]
    );
    assert_eq!(ir["types"][0]["fields"][1]["default"], date);
}

#[test]
fn what_is_no_ir_is_said_to_be_none() {
    for document in [
        "",
        "[]",
        "{}",
        r#"{"version":2}"#,
        r#"{"version":1,"more":[]}"#,
        r#"{"version":1,"types":5}"#,
    ] {
        let graph = Graph::new(document.as_bytes());
        assert!(matches!(graph, Err(GraphError::Document(_))), "{document}");
    }
    let empty = Graph::new(br#"{"version":1}"#).map(|graph| graph.text(Docs::With));
    assert_eq!(empty.as_deref(), Ok("mizan version=1\n"));
}

#[test]
fn the_schema_follows_declarations_and_not_docs() {
    let ir = |doc: Option<&str>, result: &str| {
        let ir = json!({"version": 1, "functions": [{"name": "f", "doc": doc, "result": {"type": result}}]});
        Graph::new(ir.to_string().as_bytes()).map(|graph| graph.schema().to_owned())
    };
    assert_eq!(ir(None, "null"), ir(Some("more"), "null"));
    assert_ne!(ir(None, "null"), ir(None, "string"));
    let schema = ir(None, "null").unwrap_or_default();
    assert!(
        schema.len() == 16 && schema.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "{schema}"
    );
}

#[test]
fn the_schema_of_a_member_is_that_of_section_4() {
    let graph = graph();
    let text = concat!(
        "function \"user_profile\" auth=\"self\" context=\"user\" {\n    arg \"user_id\" {\n        integer\n    }\n",
        "    result {\n        ref \"Profile\"\n    }\n}\n",
        "struct \"Profile\" {\n    field \"id\" {\n        integer\n    }\n    field \"tags\" {\n        list {\n",
        "            string\n        }\n    }\n}\n",
        r#"[[[],["user_id"]],[]]"#
    );
    assert_eq!(
        graph.member_schema("user", "user_profile"),
        Some(super::short_hash(text))
    );
    assert_ne!(
        graph.member_schema("user", "user_orders"),
        graph.member_schema("user", "user_profile")
    );
    assert_eq!(graph.member_schema("user", "ping"), None);
    assert_eq!(graph.member_schema("nothing", "user_profile"), None);
}

#[test]
fn the_data_of_a_domain_error_is_written_by_its_type() {
    let ir = json!({"version": 1,
        "types": [{"kind": "struct", "name": "Left", "fields": [{"name": "pieces", "type": {"type": "integer", "minimum": 0}}]}],
        "errors": [{"code": "OUT_OF_STOCK", "data": {"type": "ref", "name": "Left"}}, {"code": "SOLD_OUT", "status": 410}],
        "functions": [{"name": "f", "result": {"type": "null"}, "raises": ["OUT_OF_STOCK", "SOLD_OUT"]}]});
    let Ok(graph) = Graph::new(ir.to_string().as_bytes()) else {
        unreachable!("the graph is legal")
    };
    let left = |pieces: i64| args(&[("pieces", Value::Integer(pieces))]);
    let written = graph.encode_error("OUT_OF_STOCK", &&left(3));
    assert_eq!(written, Ok(r#"{"pieces":3}"#.to_owned()));
    let unfit = graph.encode_error("OUT_OF_STOCK", &&left(-1));
    assert!(
        matches!(unfit, Err(EncodeError::Write(WriteError::Unfit(unfit))) if unfit.path == ["pieces".into()])
    );
    for code in ["SOLD_OUT", "NOBODY", "INTERNAL"] {
        let unknown = graph.encode_error(code, &&left(3));
        assert_eq!(
            unknown,
            Err(EncodeError::Unknown(UnknownName(code.to_owned())))
        );
    }
}

#[test]
fn fields_are_numbered_once() {
    let graph = graph();
    let definitions = graph.types().definitions().len();
    let mut ids: Vec<_> = graph.arguments().map(|(_, args)| args.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), graph.ir().functions.len());
    assert!(ids.iter().all(|id| *id >= definitions));
    let profile = graph.types().place("Profile");
    assert_eq!(profile, Some(0));
    assert_eq!(graph.types().place("Nobody"), None);
}
