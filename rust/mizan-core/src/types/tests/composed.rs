//! Types that are made of others, and constraints.

use serde_json::{Value as Json, json};

use super::path;
use crate::{
    ir::{Type, TypeDef},
    json,
    types::{Faults, Types, Values, make, write},
};

type Judged = Result<String, Vec<(String, &'static str)>>;

pub(super) fn types(definitions: Json) -> Types {
    let definitions: Vec<TypeDef> = serde_json::from_value(definitions).unwrap_or_default();
    Types::new(&definitions)
}

/// What a value is by a type, as it is written again, and what that is once more.
fn judge(of: &Json, named: &Types, text: &str) -> Judged {
    let Ok(kind) = serde_json::from_value::<Type>(of.clone()) else {
        unreachable!("{of} is no type")
    };
    assert_eq!(named.flaws(&kind), Vec::<String>::new());
    let kind = named.kind(&kind);
    let tree = json::parse(text.as_bytes()).map_err(|_| vec![(String::new(), "syntax")])?;
    let mut faults = Faults::default();
    let Ok(value) = make(&tree, &kind, named, &mut faults, &mut Values) else {
        let faults = faults.into_sorted();
        assert!(!faults.is_empty());
        return Err(faults
            .iter()
            .map(|fault| (path(&fault.path), fault.code.as_str()))
            .collect());
    };
    assert!(faults.is_empty());
    let mut out = String::new();
    assert_eq!(
        write(&kind, &&value, named, &mut out),
        Ok(()),
        "what was taken can be written"
    );
    Ok(out)
}

fn takes(of: &Json, named: &Types, texts: &[(&str, &str)]) {
    for (text, canonical) in texts {
        assert_eq!(
            judge(of, named, text),
            Ok((*canonical).to_owned()),
            "{of} {text}"
        );
        assert_eq!(
            judge(of, named, canonical),
            Ok((*canonical).to_owned()),
            "{of} {canonical}"
        );
    }
}

fn refuses(of: &Json, named: &Types, text: &str, faults: &[(&str, &'static str)]) {
    let faults = faults
        .iter()
        .map(|(path, code)| ((*path).to_owned(), *code))
        .collect();
    assert_eq!(judge(of, named, text), Err(faults), "{of} {text:.80}");
}

#[test]
fn maps_have_keys_of_their_type() {
    let none = Types::default();
    let map = |key: Json| json!({"type": "map", "key": key, "item": {"type": "integer"}, "min_length": 1, "max_length": 3});
    let plain = json!({"type": "map", "item": {"type": "integer"}});
    takes(
        &plain,
        &none,
        &[
            ("{}", "{}"),
            (
                r#"{"\uffff":1,"b":2.0,"":3,"😀":4}"#,
                "{\"\":3,\"b\":2,\"\u{ffff}\":1,\"😀\":4}",
            ),
        ],
    );
    refuses(
        &plain,
        &none,
        r#"{"__proto__":"x","a":"x","":1}"#,
        &[("/__proto__", "unknown"), ("/a", "type")],
    );
    refuses(&plain, &none, "[]", &[("", "type")]);
    let long = "k".repeat(65);
    refuses(
        &plain,
        &none,
        &format!("{{\"{long}\":true}}"),
        &[(&format!("/{}…", "k".repeat(64)), "type")],
    );
    let short = map(json!({"type": "string", "min_length": 2, "max_length": 3, "pattern": "^a"}));
    takes(
        &short,
        &none,
        &[(r#"{"ab":1,"aaa":2}"#, r#"{"aaa":2,"ab":1}"#)],
    );
    refuses(
        &short,
        &none,
        r#"{"b":"x","bbbb":1,"ab":"x"}"#,
        &[
            ("/ab", "type"),
            ("/b", "length"),
            ("/b", "pattern"),
            ("/bbbb", "length"),
        ],
    );
    refuses(&short, &none, "{}", &[("", "length")]);
    refuses(
        &short,
        &none,
        r#"{"ab":"x","b":1,"ac":1,"ad":1}"#,
        &[("", "length")],
    );
    let hues = map(json!({"type": "enum", "values": ["red", "blue"]}));
    takes(
        &hues,
        &none,
        &[(r#"{"red":1,"blue":2}"#, r#"{"blue":2,"red":1}"#)],
    );
    refuses(&hues, &none, r#"{"green":"x"}"#, &[("/green", "enum")]);
    let uuids = map(json!({"type": "uuid"}));
    takes(
        &uuids,
        &none,
        &[(
            r#"{"0e37df36-f698-11e6-8dd4-cb9ced3df976":1}"#,
            r#"{"0e37df36-f698-11e6-8dd4-cb9ced3df976":1}"#,
        )],
    );
    refuses(
        &uuids,
        &none,
        r#"{"0E37DF36-F698-11E6-8DD4-CB9CED3DF976":1}"#,
        &[("/0E37DF36-F698-11E6-8DD4-CB9CED3DF976", "format")],
    );
    let numbers = map(json!({"type": "integer", "minimum": -10}));
    takes(
        &numbers,
        &none,
        &[(r#"{"9":1,"10":2,"-1":3}"#, r#"{"-1":3,"10":2,"9":1}"#)],
    );
    refuses(
        &numbers,
        &none,
        r#"{"05":1,"-11":1,"9007199254740992":1}"#,
        &[
            ("/-11", "range"),
            ("/05", "format"),
            ("/9007199254740992", "range"),
        ],
    );
    let named = types(json!([
        {"kind": "alias", "name": "Key", "type": {"type": "ref", "name": "Hue"}},
        {"kind": "alias", "name": "Hue", "type": {"type": "enum", "values": ["red"]}}]));
    let aliased = map(json!({"type": "ref", "name": "Key"}));
    takes(&aliased, &named, &[(r#"{"red":1}"#, r#"{"red":1}"#)]);
    refuses(&aliased, &named, r#"{"blue":1}"#, &[("/blue", "enum")]);
}

#[test]
fn tuples_enums_and_plain_json() {
    let none = Types::default();
    let pair = json!({"type": "tuple", "items": [{"type": "integer"}, {"type": "optional", "item": {"type": "date"}}]});
    takes(
        &pair,
        &none,
        &[
            ("[1.0,null]", "[1,null]"),
            (r#"[0,"2024-02-29"]"#, r#"[0,"2024-02-29"]"#),
        ],
    );
    refuses(&pair, &none, r#"["x"]"#, &[("", "length")]);
    refuses(&pair, &none, r#"["x","2023-02-29",1]"#, &[("", "length")]);
    refuses(
        &pair,
        &none,
        r#"["x","2023-02-29"]"#,
        &[("/0", "type"), ("/1", "range")],
    );
    takes(
        &json!({"type": "tuple", "items": []}),
        &none,
        &[("[]", "[]")],
    );
    let whole = json!({"type": "enum", "values": [5, 1, -3]});
    takes(&whole, &none, &[("5.0", "5"), ("-30e-1", "-3")]);
    for (text, code) in [
        ("2", "enum"),
        ("5.5", "enum"),
        ("1e400", "enum"),
        ("\"5\"", "type"),
        ("true", "type"),
        ("null", "type"),
    ] {
        refuses(&whole, &none, text, &[("", code)]);
    }
    let many: Vec<String> = (0..100).map(|at| format!("v{at}")).collect();
    let many = json!({"type": "enum", "values": many});
    takes(
        &many,
        &none,
        &[("\"v0\"", "\"v0\""), ("\"v99\"", "\"v99\"")],
    );
    refuses(&many, &none, "\"v100\"", &[("", "enum")]);
    refuses(&many, &none, "5", &[("", "type")]);
    let any = json!({"type": "json"});
    takes(
        &any,
        &none,
        &[
            ("null", "null"),
            (
                r#"{"b":[5.0,true,null,"x"],"a":{"\ufb01":1,"😀":1e-7}}"#,
                "{\"a\":{\"😀\":1e-7,\"\u{fb01}\":1},\"b\":[5,true,null,\"x\"]}",
            ),
            ("1e21", "1e+21"),
            ("-123456789012345678901234567890", "-1.2345678901234568e+29"),
            ("-0.0", "0"),
            ("0.1", "0.1"),
            ("9007199254740991", "9007199254740991"),
        ],
    );
    refuses(
        &any,
        &none,
        r#"{"a":[9007199254740992,1e400,999999999999999.0e5],"__proto__":{"x":1e400}}"#,
        &[
            ("/__proto__", "unknown"),
            ("/a/0", "range"),
            ("/a/1", "range"),
            ("/a/2", "range"),
        ],
    );
}

#[test]
fn constraints_are_judged_after_the_type() {
    let none = Types::default();
    let list = json!({"type": "list", "item": {"type": "integer", "minimum": 0, "maximum": 9, "multiple_of": 3}, "min_length": 2, "max_length": 3});
    takes(&list, &none, &[("[0,9]", "[0,9]"), ("[3,6,9]", "[3,6,9]")]);
    refuses(&list, &none, "[12]", &[("", "length"), ("/0", "range")]);
    refuses(
        &list,
        &none,
        "[-3,4,\"x\"]",
        &[("/0", "range"), ("/1", "range"), ("/2", "type")],
    );
    refuses(&list, &none, "[-3,4,1,1]", &[("", "length")]);
    let text = json!({"type": "string", "min_length": 2, "max_length": 3, "pattern": "^é+$"});
    takes(
        &text,
        &none,
        &[("\"éé\"", "\"éé\""), ("\"ééé\"", "\"ééé\"")],
    );
    refuses(&text, &none, "\"é\"", &[("", "length")]);
    refuses(&text, &none, "\"e\"", &[("", "length"), ("", "pattern")]);
    refuses(&text, &none, "\"eeee\"", &[("", "length")]);
    refuses(&text, &none, "\"ee\"", &[("", "pattern")]);
    let bytes = json!({"type": "bytes", "min_length": 1, "max_length": 2});
    takes(
        &bytes,
        &none,
        &[("\"_-8\"", "\"_-8\""), ("\"AA\"", "\"AA\"")],
    );
    for (text, code) in [
        ("\"\"", "length"),
        ("\"AAAA\"", "length"),
        ("\"AB\"", "format"),
        ("\"AA==\"", "format"),
        ("\"+/8\"", "format"),
        ("\"A\"", "format"),
        ("5", "type"),
    ] {
        refuses(&bytes, &none, text, &[("", code)]);
    }
}

#[test]
fn bounds_are_judged_after_the_type() {
    let none = Types::default();
    let decimal = json!({"type": "decimal", "exclusive_minimum": "-1.5", "maximum": "10", "max_digits": 3, "decimal_places": 2});
    takes(
        &decimal,
        &none,
        &[
            ("\"10\"", "\"10\""),
            ("\"-1.49\"", "\"-1.49\""),
            ("\"1.230\"", "\"1.23\""),
        ],
    );
    for text in ["\"-1.5\"", "\"10.01\"", "\"0.123\"", "\"1.2345\""] {
        refuses(&decimal, &none, text, &[("", "range")]);
    }
    refuses(&decimal, &none, "5", &[("", "type")]);
    let big = json!({"type": "bigint", "minimum": "-5", "maximum": "100000000000000000000"});
    takes(
        &big,
        &none,
        &[
            ("\"-5\"", "\"-5\""),
            ("\"99999999999999999999\"", "\"99999999999999999999\""),
        ],
    );
    refuses(&big, &none, "\"100000000000000000001\"", &[("", "range")]);
    refuses(&big, &none, "\"-6\"", &[("", "range")]);
    refuses(&big, &none, "5", &[("", "type")]);
    let number = json!({"type": "number", "minimum": 0, "exclusive_maximum": 0.5});
    takes(&number, &none, &[("-0", "0"), ("0.25", "0.25")]);
    refuses(&number, &none, "0.5", &[("", "range")]);
    refuses(&number, &none, "-1e-9", &[("", "range")]);
    let span = json!({"type": "datetime", "minimum": "2026-01-01T00:00:00Z", "maximum": "2026-12-31T00:00:00Z"});
    takes(
        &span,
        &none,
        &[("\"2026-01-01T02:00:00+02:00\"", "\"2026-01-01T00:00:00Z\"")],
    );
    refuses(
        &span,
        &none,
        "\"2026-01-01T02:00:00+02:01\"",
        &[("", "range")],
    );
    let days = json!({"type": "date", "minimum": "2026-01-01", "maximum": "2026-12-31"});
    takes(&days, &none, &[("\"2026-12-31\"", "\"2026-12-31\"")]);
    refuses(&days, &none, "\"2025-12-31\"", &[("", "range")]);
    refuses(&days, &none, "\"2026-1-1\"", &[("", "format")]);
    let time = json!({"type": "time"});
    takes(
        &time,
        &none,
        &[
            ("\"23:59:59.1200\"", "\"23:59:59.12\""),
            ("\"00:00:00\"", "\"00:00:00\""),
        ],
    );
    for (text, code) in [
        ("\"24:00:00\"", "range"),
        ("\"00:00:60\"", "range"),
        ("\"00:00\"", "format"),
        ("\"00:00:00Z\"", "format"),
        ("0", "type"),
    ] {
        refuses(&time, &none, text, &[("", code)]);
    }
}

fn shapes() -> Types {
    let kind = |values: Json| json!({"name": "kind", "type": {"type": "enum", "values": values}});
    types(json!([
        {"kind": "struct", "name": "House", "fields": [kind(json!(["house", "hut"])), {"name": "rooms", "type": {"type": "integer"}}]},
        {"kind": "struct", "name": "Flat", "fields": [{"name": "floor", "type": {"type": "integer"}, "default": 0}, kind(json!(["flat"]))]},
        {"kind": "alias", "name": "Flats", "type": {"type": "ref", "name": "Flat"}},
        {"kind": "alias", "name": "Home", "type": {"type": "union", "tag": "kind", "of": [{"type": "ref", "name": "House"}, {"type": "ref", "name": "Flats"}]}},
        {"kind": "struct", "name": "Add", "fields": [{"name": "left", "type": {"type": "ref", "name": "Sum"}}, {"name": "right", "type": {"type": "ref", "name": "Sum"}}]},
        {"kind": "struct", "name": "Sub", "fields": [{"name": "left", "type": {"type": "ref", "name": "Sum"}}, {"name": "right", "type": {"type": "ref", "name": "Sum"}, "default": 0}]},
        {"kind": "alias", "name": "Sum", "type": {"type": "union", "of": [{"type": "integer"}, {"type": "ref", "name": "Add"}, {"type": "ref", "name": "Sub"}]}},
        {"kind": "alias", "name": "Loop", "type": {"type": "union", "of": [{"type": "ref", "name": "Pool"}, {"type": "integer"}]}},
        {"kind": "alias", "name": "Pool", "type": {"type": "union", "of": [{"type": "string"}, {"type": "ref", "name": "Loop"}]}},
        {"kind": "struct", "name": "Patch", "fields": [{"name": "name", "type": {"type": "string"}, "omittable": true},
            {"name": "note", "type": {"type": "optional", "item": {"type": "string"}}, "omittable": true},
            {"name": "page", "type": {"type": "integer"}, "default": 1}]},
    ]))
}

#[test]
fn a_plain_union_takes_the_first_branch_that_fits_whole() {
    let none = Types::default();
    let of = json!({"type": "union", "of": [{"type": "uuid"}, {"type": "string", "max_length": 3}, {"type": "integer"}, {"type": "number"},
        {"type": "list", "item": {"type": "integer"}}, {"type": "list", "item": {"type": "json"}}]});
    takes(
        &of,
        &none,
        &[
            (
                "\"0E37DF36-F698-11E6-8DD4-CB9CED3DF976\"",
                "\"0e37df36-f698-11e6-8dd4-cb9ced3df976\"",
            ),
            ("\"abc\"", "\"abc\""),
            ("5.0", "5"),
            ("5.5", "5.5"),
            ("1e20", "100000000000000000000"),
            ("[1.0]", "[1]"),
            ("[1.0,\"x\"]", "[1,\"x\"]"),
        ],
    );
    for text in ["\"abcd\"", "true", "null", "{}", "[1e20]"] {
        refuses(&of, &none, text, &[("", "type")]);
    }
    let named = shapes();
    let sum = json!({"type": "ref", "name": "Sum"});
    takes(
        &sum,
        &named,
        &[
            ("5", "5"),
            (
                r#"{"right":1,"left":{"left":2}}"#,
                r#"{"left":{"left":2,"right":0},"right":1}"#,
            ),
        ],
    );
    refuses(
        &json!({"type": "list", "item": sum}),
        &named,
        r#"[{"left":1,"right":"x"},1,"x"]"#,
        &[("/0", "type"), ("/2", "type")],
    );
    // What leads to itself takes nothing, and comes to an end.
    refuses(
        &json!({"type": "ref", "name": "Loop"}),
        &named,
        "5",
        &[("", "type")],
    );
}

#[test]
fn a_tag_chooses_the_branch() {
    let named = shapes();
    let home = json!({"type": "ref", "name": "Home"});
    takes(
        &home,
        &named,
        &[
            (r#"{"rooms":3,"kind":"hut"}"#, r#"{"kind":"hut","rooms":3}"#),
            (r#"{"kind":"flat"}"#, r#"{"floor":0,"kind":"flat"}"#),
        ],
    );
    for (text, at, code) in [
        ("5", "", "type"),
        ("null", "", "type"),
        ("[]", "", "type"),
        ("{}", "", "enum"),
        (r#"{"rooms":3}"#, "", "enum"),
        (r#"{"kind":"tent","x":1}"#, "", "enum"),
        (r#"{"kind":5}"#, "", "enum"),
        (r#"{"kind":null}"#, "", "enum"),
        (r#"{"kind":"house"}"#, "/rooms", "missing"),
        (r#"{"kind":"flat","rooms":1}"#, "/rooms", "unknown"),
    ] {
        refuses(&home, &named, text, &[(at, code)]);
    }
    // A union in a union with the same tag.
    let wider = json!({"type": "union", "tag": "kind", "of": [{"type": "ref", "name": "Home"}, {"type": "ref", "name": "House"}]});
    takes(
        &wider,
        &named,
        &[(r#"{"kind":"flat"}"#, r#"{"floor":0,"kind":"flat"}"#)],
    );
}

#[test]
fn a_deep_value_is_judged_once_by_each_branch() {
    let named = shapes();
    let sum = json!({"type": "ref", "name": "Sum"});
    // Each way down would be tried twice at each level, if what was found were not remembered.
    let deep = format!(
        "{}\"x\"{}",
        r#"{"right":0,"left":"#.repeat(62),
        "}".repeat(62)
    );
    refuses(&sum, &named, &deep, &[("", "type")]);
    let deep = format!("{}5{}", r#"{"left":"#.repeat(62), "}".repeat(62));
    assert!(judge(&sum, &named, &deep).is_ok());
}

#[test]
fn what_is_omitted_is_absent() {
    let named = shapes();
    let patch = json!({"type": "ref", "name": "Patch"});
    takes(
        &patch,
        &named,
        &[
            ("{}", r#"{"page":1}"#),
            (r#"{"note":null}"#, r#"{"note":null,"page":1}"#),
            (r#"{"page":2,"name":""}"#, r#"{"name":"","page":2}"#),
        ],
    );
    refuses(&patch, &named, r#"{"name":null}"#, &[("/name", "type")]);
}

#[test]
fn what_makes_no_sense_is_said() {
    let none = Types::default();
    let flaws = |of: Json| {
        let kind: Type = serde_json::from_value(of).unwrap_or(Type::Null);
        none.flaws(&kind)
    };
    assert_eq!(
        flaws(json!({"type": "list", "item": {"type": "string", "pattern": "a(?=b)"}})),
        ["the pattern `a(?=b)`: lookaround is not portable, at character 3"]
    );
    assert_eq!(
        flaws(json!({"type": "bigint", "minimum": "05"})),
        ["`minimum` `05` is no bigint"]
    );
    assert_eq!(
        flaws(json!({"type": "decimal", "exclusive_maximum": "1.2.3"})),
        ["`exclusive_maximum` `1.2.3` is no decimal"]
    );
    assert_eq!(
        flaws(json!({"type": "datetime", "maximum": "2026-02-30T00:00:00Z"})),
        ["`maximum` `2026-02-30T00:00:00Z` is no datetime"]
    );
    assert_eq!(
        flaws(json!({"type": "date", "maximum": "x"})),
        ["`maximum` `x` is no date"]
    );
    assert_eq!(
        flaws(json!({"type": "integer", "multiple_of": 0})),
        ["`multiple_of` is not positive"]
    );
    assert_eq!(flaws(json!({"type": "map", "key": {"type": "string", "pattern": "["}, "item": {"type": "null"}})).len(), 1);
    assert_eq!(
        flaws(json!({"type": "ref", "name": "Nobody"})),
        Vec::<String>::new()
    );
}
