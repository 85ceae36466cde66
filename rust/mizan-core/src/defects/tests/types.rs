//! Types, constraints, unions, errors and defaults.

use serde_json::{Value as Json, json};

use super::{call, defects, field, fields, kind, structs};

/// The defects of one type, as the argument of a function beside some named types.
fn of_type(types: &Json, kind: &Json) -> Vec<String> {
    let arg = json!({"name": "a", "type": kind});
    let ir = json!({"types": types, "functions": [{"name": "f", "args": [arg], "result": {"type": "null"}}]});
    let defects = defects(ir);
    let place = "function `f`, argument `a`: ";
    let bare = defects
        .iter()
        .map(|defect| defect.strip_prefix(place).unwrap_or(defect).to_owned());
    bare.collect()
}

fn alias(name: &str, of: Json) -> Json {
    json!({"kind": "alias", "name": name, "type": of})
}

fn reference(name: &str) -> Json {
    json!({"type": "ref", "name": name})
}

fn tagged(name: &str, values: Json) -> Json {
    json!({"kind": "struct", "name": name, "fields": [{"name": "kind", "type": {"type": "enum", "values": values}}]})
}

#[test]
fn types_are_declared_and_defaults_fit() {
    let ir = json!({
        "types": structs(&[("T", &["u: list optional Unknown", "o: optional optional string", "i: integer = \"5\"", "x: string = \"5\""])]),
        "functions": [
            {"name": "f", "result": kind("list Gone"),
             "args": fields(&["t: T = {}", "d: datetime = \"2026-01-02\"", "n: integer = null", "l: list integer = [1.5]", "b: boolean = 0"])},
        ],
    });
    assert_eq!(
        defects(ir),
        [
            "struct `T`, field `u`: the type `Unknown` is not declared",
            "struct `T`, field `o`: the type beside null takes null itself",
            "struct `T`, field `i`: the default is not an integer within ±(2^53−1)",
            "function `f`, result: the type `Gone` is not declared",
            "function `f`, argument `t`: the default is not a `T`",
            "function `f`, argument `d`: the default is not a datetime with an offset",
            "function `f`, argument `n`: the default is not an integer within ±(2^53−1)",
            "function `f`, argument `l`: the default is not a list, each element an integer within ±(2^53−1)",
            "function `f`, argument `b`: the default is not a boolean",
        ]
    );
}

#[test]
fn every_value_has_an_end() {
    let endless: &[(&str, &[&str])] = &[
        ("A", &["b: B"]),
        ("B", &["x: integer", "c: C"]),
        ("C", &["a: A"]),
        ("D", &["a: A"]),
        ("E", &["e: E"]),
        (
            "Fine",
            &[
                "list: list Fine",
                "maybe: optional Fine",
                "more: optional Fine = null",
            ],
        ),
    ];
    let at =
        |name: &str| format!("struct `{name}`: it requires itself, so that it can have no value");
    assert_eq!(
        defects(json!({"types": structs(endless)})),
        ["A", "B", "C", "E"].map(at)
    );
    let defaults: &[(&str, &[&str])] = &[
        ("A", &["b: B = {}"]),
        ("B", &["a: list A = [{}]", "n: integer = 1"]),
        (
            "C",
            &["b: B = {\"a\": []}", "c: optional C = {\"c\": null}"],
        ),
    ];
    let at =
        |place: &str| format!("struct {place}: the default needs itself, so that it has no value");
    assert_eq!(
        defects(json!({"types": structs(defaults)})),
        ["`A`, field `b`", "`B`, field `a`"].map(at)
    );
}

#[test]
fn whatever_has_one_value_at_least_has_an_end() {
    let list = |item: Json, min_length: u32| json!({"type": "list", "item": item, "min_length": min_length});
    let field = |name: &str, kind: Json| json!({"name": name, "type": kind});
    let strukt = |name: &str, kind: Json| json!({"kind": "struct", "name": name, "fields": [field("a", kind)]});
    let union = |of: &[Json]| json!({"type": "union", "of": of});
    let tuple = |of: &[Json]| json!({"type": "tuple", "items": of});
    let text = || json!({"type": "string"});
    let around = |name: &str| format!("{name}: it requires itself, so that it can have no value");
    for (types, endless) in [
        (
            json!([strukt("A", list(reference("A"), 1))]),
            vec!["struct `A`"],
        ),
        (json!([strukt("A", list(reference("A"), 0))]), vec![]),
        (
            json!([strukt("A", tuple(&[text(), reference("A")]))]),
            vec!["struct `A`"],
        ),
        (
            json!([strukt("A", union(&[text(), reference("A")]))]),
            vec![],
        ),
        (
            json!([
                strukt("A", union(&[reference("B"), reference("A")])),
                strukt("B", reference("A"))
            ]),
            vec!["struct `A`", "struct `B`"],
        ),
        (
            json!([alias("T", tuple(&[reference("T")]))]),
            vec!["alias `T`"],
        ),
        (json!([alias("T", list(reference("T"), 0))]), vec![]),
        (
            json!([alias(
                "T",
                json!({"type": "map", "item": reference("T"), "min_length": 2})
            )]),
            vec!["alias `T`"],
        ),
        (
            json!([alias(
                "T",
                union(&[
                    text(),
                    list(reference("T"), 0),
                    json!({"type": "map", "item": reference("T")})
                ])
            )]),
            vec![],
        ),
        (
            json!([strukt("A", reference("T")), alias("T", reference("A"))]),
            vec!["struct `A`", "alias `T`"],
        ),
        (
            json!([{"kind": "struct", "name": "A", "fields": [{"name": "a", "type": reference("A"), "omittable": true}]}]),
            vec![],
        ),
    ] {
        let mut expected: Vec<String> = endless.into_iter().map(around).collect();
        let mut found = defects(json!({"types": types}));
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{types}");
    }
    for types in [
        json!([alias("A", reference("A"))]),
        json!([alias("A", union(&[text(), reference("A")]))]),
    ] {
        assert_eq!(
            defects(json!({"types": types})),
            ["alias `A`: it leads to itself"],
            "{types}"
        );
    }
    let two = json!([
        alias("A", reference("B")),
        alias("B", json!({"type": "optional", "item": reference("A")}))
    ]);
    assert_eq!(
        defects(json!({"types": two})),
        [
            "alias `A`: it leads to itself",
            "alias `B`: it leads to itself"
        ]
    );
}

#[test]
fn nothing_goes_deeper_than_it_may() {
    let lists = |levels: usize| {
        (1..levels).fold(
            json!({"type": "string"}),
            |item, _| json!({"type": "list", "item": item}),
        )
    };
    assert_eq!(of_type(&json!([]), &lists(32)), [""; 0]);
    assert_eq!(
        of_type(&json!([]), &lists(33)),
        ["types are within each other deeper than 32 levels"]
    );
    let names = |count: usize| -> Json {
        let next = |at: usize| {
            if at + 1 == count {
                json!({"type": "string"})
            } else {
                reference(&format!("A{}", at + 1))
            }
        };
        (0..count)
            .map(|at| alias(&format!("A{at}"), next(at)))
            .collect()
    };
    assert_eq!(defects(json!({"types": names(32)})), [""; 0]);
    let deep = |name: &str| {
        format!("alias `{name}`: it stands for what stands for others, deeper than 32 levels")
    };
    assert_eq!(defects(json!({"types": names(34)})), ["A0", "A1"].map(deep));
    let default = |levels: usize| (1..levels).fold(json!([]), |item, _| json!([item]));
    let any = |levels| {
        json!({"functions": [{"name": "f", "args": [{"name": "a", "type": {"type": "json"}, "default": default(levels)}],
                                             "result": {"type": "null"}}]})
    };
    assert_eq!(
        defects(any(65)),
        ["function `f`, argument `a`: the default is nested deeper than 64 levels"]
    );
    // Defaults that fill each other in, each of one level.
    let chain = |count: usize| -> Json {
        (0..count)
            .map(|at| match at + 1 == count {
                true => json!({"kind": "struct", "name": format!("S{at}"), "fields": []}),
                false => json!({"kind": "struct", "name": format!("S{at}"),
                                "fields": [{"name": "s", "type": reference(&format!("S{}", at + 1)), "default": {}}]}),
            })
            .collect()
    };
    assert_eq!(defects(json!({"types": chain(65)})), [""; 0]);
    let deep = |at: usize| {
        format!(
            "struct `S{at}`, field `s`: the default, filled in, is nested deeper than 64 levels"
        )
    };
    assert_eq!(defects(json!({"types": chain(67)})), [deep(0), deep(1)]);
    let arg = json!({"name": "a", "type": reference("S0"), "default": {}});
    assert_eq!(
        defects(
            json!({"types": chain(65), "functions": [{"name": "f", "args": [arg], "result": {"type": "null"}}]})
        ),
        ["function `f`, argument `a`: the default, filled in, is nested deeper than 64 levels"]
    );
}

#[test]
fn constraints_leave_something() {
    let cases = [
        (
            json!({"type": "string", "min_length": 2, "max_length": 1}),
            "nothing is at least 2 and at most 1 long",
        ),
        (
            json!({"type": "bytes", "min_length": 2, "max_length": 1}),
            "nothing is at least 2 and at most 1 long",
        ),
        (
            json!({"type": "list", "item": {"type": "string"}, "min_length": 2, "max_length": 1}),
            "nothing is at least 2 and at most 1 long",
        ),
        (
            json!({"type": "map", "item": {"type": "string"}, "min_length": 2, "max_length": 1}),
            "nothing is at least 2 and at most 1 long",
        ),
        (
            json!({"type": "integer", "minimum": 2, "maximum": 1}),
            "no value is within `minimum` `2` and `maximum` `1`",
        ),
        (
            json!({"type": "integer", "minimum": -9_007_199_254_740_992_i64}),
            "`minimum` `-9007199254740992` is not an integer within ±(2^53−1)",
        ),
        (
            json!({"type": "integer", "minimum": 4, "maximum": 5, "multiple_of": 3}),
            "no multiple of 3 is from 4 to 5",
        ),
        (
            json!({"type": "integer", "multiple_of": 9_007_199_254_740_992_i64}),
            "`multiple_of` `9007199254740992` is not within ±(2^53−1)",
        ),
        (
            json!({"type": "number", "minimum": 2, "maximum": 1.5}),
            "no value is within `minimum` `2` and `maximum` `1.5`",
        ),
        (
            json!({"type": "number", "exclusive_minimum": 1, "maximum": 1.0}),
            "no value is within `exclusive_minimum` `1` and `maximum` `1`",
        ),
        (
            json!({"type": "number", "exclusive_minimum": 1, "exclusive_maximum": 1}),
            "no value is within `exclusive_minimum` `1` and `exclusive_maximum` `1`",
        ),
        (
            json!({"type": "bigint", "minimum": "9007199254740993", "maximum": "9007199254740992"}),
            "no value is within `minimum` `9007199254740993` and `maximum` `9007199254740992`",
        ),
        (
            json!({"type": "bigint", "minimum": "+5"}),
            "`minimum` `+5` is not a whole number",
        ),
        (
            json!({"type": "decimal", "exclusive_minimum": "0.10", "maximum": "0.1"}),
            "no value is within `exclusive_minimum` `0.1` and `maximum` `0.1`",
        ),
        (
            json!({"type": "decimal", "minimum": "a`b"}),
            "`minimum` `a\\u{60}b` is not a decimal",
        ),
        (
            json!({"type": "datetime", "minimum": "2026-01-01T00:00:00Z", "maximum": "2026-01-01T00:00:00+01:00"}),
            "no value is within `minimum` `2026-01-01T00:00:00Z` and `maximum` `2025-12-31T23:00:00Z`",
        ),
        (
            json!({"type": "datetime", "maximum": "2026-01-01"}),
            "`maximum` `2026-01-01` is not a datetime with an offset",
        ),
        (
            json!({"type": "date", "minimum": "2026-02-01", "maximum": "2026-01-01"}),
            "no value is within `minimum` `2026-02-01` and `maximum` `2026-01-01`",
        ),
        (
            json!({"type": "date", "minimum": "2026-02-30"}),
            "`minimum` `2026-02-30` is not a date",
        ),
    ];
    for (kind, what) in cases {
        assert_eq!(of_type(&json!([]), &kind), [what], "{kind}");
        // It is found wherever it is.
        let inside = json!({"type": "tuple", "items": [{"type": "optional", "item": {"type": "map", "item": kind}}]});
        assert_eq!(of_type(&json!([]), &inside), [what], "{inside}");
    }
    for kind in [
        json!({"type": "string", "min_length": 1, "max_length": 1, "pattern": "^a"}),
        json!({"type": "integer", "minimum": 1, "maximum": 1}),
        json!({"type": "integer", "minimum": 4, "maximum": 6, "multiple_of": 3}),
        json!({"type": "integer", "minimum": -4, "maximum": -3, "multiple_of": 3}),
        json!({"type": "number", "minimum": 1, "maximum": 1.0, "exclusive_minimum": 0, "exclusive_maximum": 2}),
        json!({"type": "bigint", "minimum": "5", "maximum": "5"}),
        json!({"type": "decimal", "minimum": "1.50", "maximum": "15e-1", "max_digits": 2, "decimal_places": 1}),
        json!({"type": "datetime", "minimum": "2026-01-01T00:00:00Z", "maximum": "2026-01-01T01:00:00+01:00"}),
    ] {
        assert_eq!(of_type(&json!([]), &kind), [""; 0], "{kind}");
    }
}

#[test]
fn a_pattern_or_a_step_that_is_none_is_told() {
    let told = of_type(&json!([]), &json!({"type": "string", "pattern": "(?=a)"}));
    assert!(
        matches!(told.as_slice(), [one] if one.starts_with("the pattern `(?=a)`: ")),
        "{told:?}"
    );
    assert_eq!(
        of_type(&json!([]), &json!({"type": "integer", "multiple_of": 0})),
        ["`multiple_of` is not positive"]
    );
}

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
    let types = json!([alias("Key", values(json!(["a"]))), alias("Number", values(json!([1]))), {"kind": "struct", "name": "S", "fields": []}]);
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
        let ir = json!({"types": [alias("A", of.clone())]});
        assert_eq!(
            defects(ir),
            ["alias `A`: a named type takes no null; what refers to it may"],
            "{of}"
        );
    }
    let ir = json!({"types": [alias("A", kind("string"))], "functions": [call("f", json!([]), &["a: optional A = null"])]});
    assert_eq!(defects(ir), [""; 0]);
}

#[test]
fn branches_differ() {
    let union = |of: &[Json]| json!({"type": "union", "of": of});
    let types = json!([
        alias("Either", union(&[kind("string"), kind("integer")])),
        alias("Text", kind("string")),
        tagged("S", json!(["s"])),
        tagged("T", json!(["t"])),
        alias(
            "Both",
            json!({"type": "union", "tag": "kind", "of": [reference("S"), reference("T")]})
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
        tagged("A", json!(["a", "b"])),
        tagged("B", json!(["b", "c"])),
        tagged("C", json!(["c"])),
        tagged("One", json!([1])),
        alias("Cs", reference("C")),
        alias("Inner", union("kind", &["B", "One"])),
        alias("Other", union("sort", &["X", "Y"])),
        strukt("X", json!({"name": "sort", "type": kinds(&["x"])})),
        strukt("Y", json!({"name": "sort", "type": reference("Sort")})),
        alias("Sort", kinds(&["y"])),
        alias("Word", kind("string")),
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
            "types": [alias("Hue", json!({"type": "enum", "values": ["red", "green"]})),
                      alias("Other", json!({"type": "enum", "values": ["red", "blue"]}))],
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
