//! Types, constraints and defaults.

use serde_json::{Value as Json, json};

use super::{defects, fields, kind, structs};

/// The defects of one type, as the argument of a function beside some named types.
pub(super) fn of_type(types: &Json, kind: &Json) -> Vec<String> {
    let arg = json!({"name": "a", "type": kind});
    let ir = json!({"types": types, "functions": [{"name": "f", "args": [arg], "result": {"type": "null"}}]});
    let defects = defects(ir);
    let place = "function `f`, argument `a`: ";
    let bare = defects
        .iter()
        .map(|defect| defect.strip_prefix(place).unwrap_or(defect).to_owned());
    bare.collect()
}

pub(super) fn alias(name: &str, of: &Json) -> Json {
    json!({"kind": "alias", "name": name, "type": of})
}

pub(super) fn reference(name: &str) -> Json {
    json!({"type": "ref", "name": name})
}

pub(super) fn tagged(name: &str, values: &Json) -> Json {
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
            json!([alias("T", &tuple(&[reference("T")]))]),
            vec!["alias `T`"],
        ),
        (json!([alias("T", &list(reference("T"), 0))]), vec![]),
        (
            json!([alias(
                "T",
                &json!({"type": "map", "item": reference("T"), "min_length": 2})
            )]),
            vec!["alias `T`"],
        ),
        (
            json!([alias(
                "T",
                &union(&[
                    text(),
                    list(reference("T"), 0),
                    json!({"type": "map", "item": reference("T")})
                ])
            )]),
            vec![],
        ),
        (
            json!([strukt("A", reference("T")), alias("T", &reference("A"))]),
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
        json!([alias("A", &reference("A"))]),
        json!([alias("A", &union(&[text(), reference("A")]))]),
    ] {
        assert_eq!(
            defects(json!({"types": types})),
            ["alias `A`: it leads to itself"],
            "{types}"
        );
    }
    let two = json!([
        alias("A", &reference("B")),
        alias("B", &json!({"type": "optional", "item": reference("A")}))
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
            .map(|at| alias(&format!("A{at}"), &next(at)))
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
            .map(|at| {
                let next =
                    json!({"name": "s", "type": reference(&format!("S{}", at + 1)), "default": {}});
                let fields: &[Json] = if at + 1 == count { &[] } else { &[next] };
                json!({"kind": "struct", "name": format!("S{at}"), "fields": fields})
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
