//! What types are made of: enums, keys, fields, branches; and errors and params, which are made of types.

use serde_json::{Value as Json, json};

use super::{
    call, defects, field, kind,
    types::{alias, of_type, reference, tagged},
};

#[test]
fn enums_and_keys_have_values_that_travel() {
    let values = |values: Json| json!({"type": "enum", "values": values});
    let long = "a".repeat(129);
    let cases = [
        (values(json!([])), vec!["the enum has no values".to_owned()]),
        (values(json!(["a", 1])), vec!["the enum has strings and integers".to_owned()]),
        (values(json!(["a", "b", "a"])), vec!["the enum has a value twice: `a`".to_owned()]),
        (values(json!([9_007_199_254_740_992_i64])), vec!["the enum's value `9007199254740992`: it is not within ±(2^53−1)".to_owned()]),
        (values(json!(["__proto__"])), vec!["the enum's value `__proto__`: the name has a meaning of its own in JavaScript".to_owned()]),
        (values(json!(["a\u{202e}"])), vec!["the enum's value `a\\u{202e}`: it has a character that no screen shows, or that turns text around".to_owned()]),
        (values(json!([long])), vec![format!("the enum's value `{}…`: it has more than 128 characters", "a".repeat(120))]),
        (values(json!(["", "größe", "a b", "€"])), vec![]),
        (values(json!([0, -1, 9_007_199_254_740_991_i64])), vec![]),
    ];
    for (kind, what) in cases {
        assert_eq!(of_type(&json!([]), &kind), what, "{kind}");
    }
    let types = json!([alias("Key", &values(json!(["a"]))), alias("Number", &values(json!([1]))), {"kind": "struct", "name": "S", "fields": []}]);
    let map = |key: Json| json!({"type": "map", "key": key, "item": {"type": "string"}});
    for key in [
        json!({"type": "string", "max_length": 3}),
        json!({"type": "uuid"}),
        json!({"type": "integer"}),
        reference("Key"),
    ] {
        assert_eq!(of_type(&types, &map(key.clone())), [""; 0], "{key}");
    }
    for key in [
        json!({"type": "boolean"}),
        json!({"type": "datetime"}),
        reference("Number"),
        reference("S"),
        json!({"type": "optional", "item": {"type": "string"}}),
    ] {
        let found = of_type(&types, &map(key.clone()));
        let start =
            "a key of a map is a string, an enum of strings, a uuid or an integer, and not ";
        assert!(
            matches!(found.as_slice(), [one] if one.starts_with(start)),
            "{key}: {found:?}"
        );
    }
}

#[test]
fn fields_are_named_as_people_name_them() {
    let strukt = |name: &str| json!({"types": [{"kind": "struct", "name": "S", "fields": [{"name": name, "type": {"type": "null"}}]}]});
    for name in [
        "größe",
        "a b",
        "class",
        "1",
        "$",
        "a-b",
        "\"",
        "\\",
        "`",
        &"a".repeat(128),
        "😀",
    ] {
        assert_eq!(defects(strukt(name)), [""; 0], "{name}");
    }
    for (name, why) in [
        ("", "the name is empty"),
        (
            "constructor",
            "the name has a meaning of its own in JavaScript",
        ),
        (
            "a\nb",
            "it has a character that no screen shows, or that turns text around",
        ),
        (
            "\u{7f}",
            "it has a character that no screen shows, or that turns text around",
        ),
        (
            "\u{9f}",
            "it has a character that no screen shows, or that turns text around",
        ),
        (
            "\u{2066}",
            "it has a character that no screen shows, or that turns text around",
        ),
        (
            "\u{feff}",
            "it has a character that no screen shows, or that turns text around",
        ),
        (&"é".repeat(129), "it has more than 128 characters"),
    ] {
        let found = defects(strukt(name));
        assert!(
            matches!(found.as_slice(), [one] if one.ends_with(&format!(": {why}"))),
            "{name:?}: {found:?}"
        );
    }
}

#[test]
fn a_field_may_be_absent_in_one_way() {
    let omittable = |mut field: Json| {
        field["omittable"] = json!(true);
        field
    };
    let ir = json!({
        "types": [{"kind": "struct", "name": "S", "fields": [omittable(field("a: string")), omittable(field("b: string = \"\""))]}],
        "functions": [{"name": "f", "args": [omittable(field("a: string"))], "result": kind("null")}],
    });
    assert_eq!(
        defects(ir),
        [
            "struct `S`, field `b`: it is omittable and has a default, which are two meanings of absence",
            "function `f`, argument `a`: it is omittable, which fields of structs alone are",
        ]
    );
}

#[test]
fn a_named_type_takes_no_null() {
    for of in [kind("null"), kind("json"), kind("optional string")] {
        let ir = json!({"types": [alias("A", &of.clone())]});
        assert_eq!(
            defects(ir),
            ["alias `A`: a named type takes no null; what refers to it may"],
            "{of}"
        );
    }
    let ir = json!({"types": [alias("A", &kind("string"))], "functions": [call("f", json!([]), &["a: optional A = null"])]});
    assert_eq!(defects(ir), [""; 0]);
}

#[test]
fn branches_differ() {
    let union = |of: &[Json]| json!({"type": "union", "of": of});
    let types = json!([
        alias("Either", &union(&[kind("string"), kind("integer")])),
        alias("Text", &kind("string")),
        tagged("S", &json!(["s"])),
        tagged("T", &json!(["t"])),
        alias(
            "Both",
            &json!({"type": "union", "tag": "kind", "of": [reference("S"), reference("T")]})
        ),
    ]);
    let cases = [
        (
            union(&[kind("string")]),
            vec!["a union has two branches or more, and this one has 1"],
        ),
        (
            union(&[]),
            vec!["a union has two branches or more, and this one has 0"],
        ),
        (
            union(&[kind("string"), kind("null")]),
            vec!["a branch of a union takes null, which only the union as a whole may"],
        ),
        (
            union(&[kind("string"), kind("json")]),
            vec!["a branch of a union takes null, which only the union as a whole may"],
        ),
        (
            union(&[kind("boolean"), kind("optional string")]),
            vec!["a branch of a union takes null, which only the union as a whole may"],
        ),
        (
            union(&[kind("boolean"), reference("Either")]),
            vec!["a branch of a union is a union without a tag itself"],
        ),
        (
            union(&[kind("boolean"), union(&[kind("string"), kind("integer")])]),
            vec!["a branch of a union is a union without a tag itself"],
        ),
        (
            union(&[kind("string"), kind("boolean"), kind("string")]),
            vec!["the union has a branch twice: a string"],
        ),
        (
            union(&[kind("string"), reference("Text")]),
            vec!["the union has a branch twice: a `Text`"],
        ),
        (union(&[kind("string"), reference("Both")]), vec![]),
        (
            union(&[kind("string"), json!({"type": "string", "max_length": 3})]),
            vec![],
        ),
        (
            union(&[reference("S"), reference("T"), kind("list S")]),
            vec![],
        ),
    ];
    for (kind, what) in cases {
        assert_eq!(of_type(&types, &kind), what, "{kind}");
    }
}

#[test]
fn a_tag_tells_branches_apart() {
    let union = |tag: &str, of: &[&str]| json!({"type": "union", "tag": tag, "of": of.iter().map(|name| reference(name)).collect::<Vec<_>>()});
    let strukt =
        |name: &str, field: Json| json!({"kind": "struct", "name": name, "fields": [field]});
    let kinds = |values: &[&str]| json!({"type": "enum", "values": values});
    let types = json!([
        tagged("A", &json!(["a", "b"])),
        tagged("B", &json!(["b", "c"])),
        tagged("C", &json!(["c"])),
        tagged("One", &json!([1])),
        alias("Cs", &reference("C")),
        alias("Inner", &union("kind", &["B", "One"])),
        alias("Other", &union("sort", &["X", "Y"])),
        strukt("X", json!({"name": "sort", "type": kinds(&["x"])})),
        strukt("Y", json!({"name": "sort", "type": reference("Sort")})),
        alias("Sort", &kinds(&["y"])),
        alias("Word", &kind("string")),
        strukt(
            "NoEnum",
            json!({"name": "kind", "type": {"type": "string"}})
        ),
        strukt(
            "Default",
            json!({"name": "kind", "type": kinds(&["d"]), "default": "d"})
        ),
        strukt(
            "Omitted",
            json!({"name": "kind", "type": kinds(&["o"]), "omittable": true})
        ),
    ]);
    let cases = [
        (union("kind", &["A", "Cs", "One"]), vec![]),
        (union("sort", &["X", "Y"]), vec![]),
        (
            union("kind", &["Inner", "C"]),
            vec!["the value `c` of the tag `kind` names two branches"],
        ),
        (
            union("kind", &["A", "B"]),
            vec!["the value `b` of the tag `kind` names two branches"],
        ),
        (
            union("kind", &["A", "Other"]),
            vec!["a branch of a union with the tag `kind` is a `Other`, and not a named struct"],
        ),
        (
            union("kind", &["A", "Word"]),
            vec!["a branch of a union with the tag `kind` is a `Word`, and not a named struct"],
        ),
        (
            union("kind", &["A", "X"]),
            vec!["the tag `kind` of `X` is no field of it"],
        ),
        (
            union("kind", &["A", "NoEnum"]),
            vec!["the tag `kind` of `NoEnum` is no enum"],
        ),
        (
            union("kind", &["A", "Default"]),
            vec!["the tag `kind` of `Default` is not required"],
        ),
        (
            union("kind", &["A", "Omitted"]),
            vec!["the tag `kind` of `Omitted` is not required"],
        ),
        (
            union("kind", &["A", "Gone"]),
            vec!["the type `Gone` is not declared"],
        ),
        (
            json!({"type": "union", "tag": "kind", "of": [reference("A"), kind("string")]}),
            vec!["a branch of a union with the tag `kind` is a string, and not a named struct"],
        ),
    ];
    for (kind, what) in cases {
        assert_eq!(of_type(&types, &kind), what, "{kind}");
    }
    let nowhere = of_type(&types, &union("constructor", &["A", "C"]));
    assert_eq!(
        nowhere.first().map(String::as_str),
        Some("the tag `constructor`: the name has a meaning of its own in JavaScript")
    );
}

#[test]
fn errors_have_codes_of_their_own() {
    let raising =
        |codes: Json| json!({"name": "f", "args": [], "result": {"type": "null"}, "raises": codes});
    let ir = json!({
        "errors": [
            {"code": "GONE", "status": 410, "data": {"type": "list", "item": {"type": "ref", "name": "Gone"}}},
            {"code": "GONE"}, {"code": "gone"}, {"code": "_A"}, {"code": ""}, {"code": "NOT_FOUND"},
            {"code": "A", "status": 399}, {"code": "B", "status": 500}, {"code": "C9_", "status": 400},
            {"code": "D", "status": 65_936},
        ],
        "functions": [raising(json!(["GONE", "LOST", "C9_"]))],
    });
    assert_eq!(
        defects(ir),
        [
            "error `gone`: the code is not `[A-Z][A-Z0-9_]*`",
            "error `_A`: the code is not `[A-Z][A-Z0-9_]*`",
            "error ``: the code is not `[A-Z][A-Z0-9_]*`",
            "error `NOT_FOUND`: the protocol has this code itself",
            "error `A`: the status is 399, and not from 400 to 499",
            "error `B`: the status is 500, and not from 400 to 499",
            "error `D`: the status is 65936, and not from 400 to 499",
            "two errors of one name: `GONE`",
            "function `f`: it raises `LOST`, which is no declared error",
            "error `GONE`, data: the type `Gone` is not declared",
        ]
    );
}

#[test]
fn constraints_are_part_of_a_params_type_and_not_of_what_scopes() {
    let arg = |kind: Json| json!([{"name": "a", "type": kind}]);
    let get = |name: &str, kind: Json| json!({"name": name, "context": "c", "auth": "required", "args": arg(kind), "result": {"type": "null"}});
    let set = |kind: Json| json!({"name": "set", "affects": [{"context": "c"}], "args": arg(kind), "result": {"type": "null"}});
    let graph = |functions: &[Json]| {
        defects(json!({
            "contexts": [{"name": "c"}],
            "functions": functions,
            "types": [alias("Hue", &json!({"type": "enum", "values": ["red", "green"]})),
                      alias("Other", &json!({"type": "enum", "values": ["red", "blue"]}))],
        }))
    };
    let decimal = |minimum: &str| json!({"type": "decimal", "minimum": minimum});
    let colour = |values: &[&str]| json!({"type": "enum", "values": values});
    // One bound in two spellings is one bound, and an alias is what it stands for.
    assert_eq!(
        graph(&[get("m", decimal("1.50")), get("n", decimal("15e-1"))]),
        [""; 0]
    );
    assert_eq!(
        graph(&[
            get("m", reference("Hue")),
            get("n", colour(&["red", "green"]))
        ]),
        [""; 0]
    );
    let two = "context `c`, param `a`: it has two types, in `m` and in `n`";
    assert_eq!(
        graph(&[get("m", decimal("1.5")), get("n", decimal("1.6"))]),
        [two]
    );
    assert_eq!(
        graph(&[get("m", reference("Hue")), get("n", reference("Other"))]),
        [two]
    );
    let list =
        |minimum: i64| json!({"type": "list", "item": {"type": "integer", "minimum": minimum}});
    assert_eq!(graph(&[get("m", list(1)), get("n", list(2))]), [two]);
    // What scopes is a value of the param's.
    assert_eq!(
        graph(&[get("m", decimal("1")), set(json!({"type": "decimal"}))]),
        [""; 0]
    );
    assert_eq!(
        graph(&[
            get("m", reference("Hue")),
            set(json!({"type": "optional", "item": colour(&["green", "red"])}))
        ]),
        [""; 0]
    );
    for other in [reference("Other"), json!({"type": "string"})] {
        let found = graph(&[get("m", reference("Hue")), set(other.clone())]);
        assert!(
            matches!(found.as_slice(), [one] if one.starts_with("function `set`: its argument `a` takes ")),
            "{other}: {found:?}"
        );
    }
}
