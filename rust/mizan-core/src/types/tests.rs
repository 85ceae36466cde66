mod composed;
mod made;

use proptest::prelude::*;
use serde_json::json;

use super::{Faults, Types, Uuid, Value, read_spelling, validate, write};
use crate::{
    errors::{FaultCode, Segment},
    ir::{Type, TypeDef},
    json,
};

type Judged = Result<String, Vec<(String, &'static str)>>;

pub(super) fn kind(text: &str) -> Type {
    let word = |word: &str| json!({"type": word});
    let named = |name: &str| json!({"type": "ref", "name": name});
    let json = match text.split_once(' ') {
        Some(("list", item)) => json!({"type": "list", "item": kind(item)}),
        Some(("optional", item)) => json!({"type": "optional", "item": kind(item)}),
        _ if text.starts_with(char::is_uppercase) => named(text),
        _ => word(text),
    };
    serde_json::from_value(json).unwrap_or(Type::Null)
}

pub(super) fn types() -> Types {
    let field = |name: &str, of: &str| json!({"name": name, "type": kind(of)});
    let defaulted = |name: &str, of: &str, default: serde_json::Value| json!({"name": name, "type": kind(of), "default": default});
    let definitions: Vec<TypeDef> = serde_json::from_value(json!([
        {"kind": "struct", "name": "Point", "fields": [field("y", "integer"), field("x", "integer")]},
        {"kind": "struct", "name": "Node", "fields": [
            field("value", "Point"), defaulted("children", "list Node", json!([])),
            defaulted("note", "optional string", json!(null)), defaulted("at", "Point", json!({"x": 1.0, "y": 2}))]},
        {"kind": "struct", "name": "Empty", "fields": []},
    ]))
    .unwrap_or_default();
    Types::new(&definitions)
}

pub(super) fn path(path: &[Segment]) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Index(index) => format!("/{index}"),
        Segment::Name(name) => format!("/{name}"),
    };
    path.iter().map(segment).collect()
}

/// What a value is by a type, as JSON.
fn judge(of: &str, text: &str) -> Judged {
    let tree = json::parse(text.as_bytes()).map_err(|_| vec![(String::new(), "syntax")])?;
    let types = types();
    let mut faults = Faults::default();
    let value = validate(&tree, &kind(of), &types, &mut faults);
    match value {
        Some(value) if faults.is_empty() => {
            let mut out = String::new();
            let written = write(&types.kind(&kind(of)), &&value, &types, &mut out);
            assert_eq!(written, Ok(()), "what was taken can be written");
            Ok(out)
        }
        Some(_) => Err(vec![(String::new(), "a value and faults")]),
        None => Err(faults
            .into_sorted()
            .iter()
            .map(|fault| (path(&fault.path), fault.code.as_str()))
            .collect()),
    }
}

fn at_top(code: &'static str) -> Judged {
    Err(vec![(String::new(), code)])
}

#[test]
fn what_scalars_take() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("null", &[("null", "null")]),
        ("boolean", &[("true", "true"), ("false", "false")]),
        (
            "string",
            &[
                (r#""""#, r#""""#),
                (r#""\u0000\u001f\"\\é""#, r#""\u0000\u001f\"\\é""#),
            ],
        ),
        (
            "integer",
            &[
                ("5", "5"),
                ("5.0", "5"),
                ("50e-1", "5"),
                ("-0", "0"),
                ("-0.0e9", "0"),
                ("0e999999999999999999999", "0"),
                ("0.05e2", "5"),
                ("-1.20E+2", "-120"),
                ("9007199254740991", "9007199254740991"),
                ("-9007199254740991", "-9007199254740991"),
                ("9007199254740991.000", "9007199254740991"),
                ("90071992547409910e-1", "9007199254740991"),
                ("1000000000000000e0", "1000000000000000"),
            ],
        ),
        (
            "number",
            &[
                ("5", "5"),
                ("-0", "0"),
                ("1.5", "1.5"),
                ("0.1", "0.1"),
                ("1e21", "1e+21"),
                ("1e-7", "1e-7"),
                ("123456789012345678901234567890", "1.2345678901234568e+29"),
                ("1e-400", "0"),
                ("1.7976931348623157e308", "1.7976931348623157e+308"),
                ("9007199254740993", "9007199254740992"),
            ],
        ),
        (
            "datetime",
            &[(
                r#""2026-01-02t03:04:05.50+02:00""#,
                r#""2026-01-02T01:04:05.5Z""#,
            )],
        ),
        (
            "uuid",
            &[(
                r#""0E37DF36-f698-11e6-8dd4-cb9ced3df976""#,
                r#""0e37df36-f698-11e6-8dd4-cb9ced3df976""#,
            )],
        ),
        ("optional integer", &[("null", "null"), ("5", "5")]),
        (
            "list boolean",
            &[("[]", "[]"), ("[ true , false ]", "[true,false]")],
        ),
        (
            "list optional string",
            &[(r#"[null,"a"]"#, r#"[null,"a"]"#)],
        ),
    ];
    for (of, values) in cases {
        for (text, canonical) in *values {
            assert_eq!(judge(of, text), Ok((*canonical).to_owned()), "{of} {text}");
        }
    }
}

#[test]
fn what_scalars_refuse() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("null", "type", &["false", "0", "\"\"", "[]", "{}"]),
        (
            "boolean",
            "type",
            &["1", "0", "\"true\"", "null", "[]", "{}"],
        ),
        ("string", "type", &["5", "true", "null", "[]", "{}"]),
        (
            "integer",
            "type",
            &[
                "\"5\"",
                "true",
                "null",
                "[5]",
                "{}",
                "5.5",
                "1e-1",
                "-0.5",
                "1e-999999999999999999999",
            ],
        ),
        (
            "integer",
            "range",
            &[
                "9007199254740992",
                "-9007199254740992",
                "9007199254740993.0",
                "1e16",
                "1e400",
                "-1e999999999999999999999999",
                "123456789012345678901234567890",
            ],
        ),
        ("number", "type", &["\"1\"", "true", "null", "[]", "{}"]),
        (
            "number",
            "range",
            &[
                "1e309",
                "-1e309",
                "1e999999999999999999999",
                "1.7976931348623159e308",
            ],
        ),
        ("uuid", "type", &["5", "null", "[]"]),
        (
            "uuid",
            "format",
            &[
                "\"\"",
                "\"0e37df36f69811e68dd4cb9ced3df976\"",
                "\"{0e37df36-f698-11e6-8dd4-cb9ced3df976}\"",
                "\"urn:uuid:0e37df36-f698-11e6-8dd4-cb9ced3df976\"",
                "\"0e37df36-f698-11e6-8dd4-cb9ced3df97g\"",
                "\"0e37df36-f698-11e6-8dd4-cb9ced3df9760\"",
                "\"0e37df36-f69811e6--8dd4-cb9ced3df976\"",
                "\"0e37df36-f698-11e6-8dd4-cb9ced3df9é\"",
            ],
        ),
        ("datetime", "type", &["0", "null", "{}"]),
        ("datetime", "format", &["\"\"", "\"now\""]),
        ("datetime", "range", &["\"2026-02-30T00:00:00Z\""]),
        ("list integer", "type", &["null", "{}", "5", "\"[]\""]),
        ("optional integer", "type", &["\"\"", "[]", "false"]),
        ("Point", "type", &["null", "[]", "5", "\"{}\""]),
    ];
    for (of, code, values) in cases {
        for text in *values {
            assert_eq!(judge(of, text), at_top(code), "{of} {text}");
        }
    }
}

#[test]
fn structs_are_written_in_declared_order_with_defaults_filled_in() {
    assert_eq!(
        judge("Point", r#"{"x":1,"y":2.0}"#),
        Ok(r#"{"y":2,"x":1}"#.to_owned())
    );
    assert_eq!(judge("Empty", "{}"), Ok("{}".to_owned()));
    assert_eq!(
        judge("Node", r#"{"children":[{"value":{"x":3,"y":4},"note":""}],"value":{"x":1,"y":2}}"#),
        Ok(concat!(
            r#"{"value":{"y":2,"x":1},"children":[{"value":{"y":4,"x":3},"children":[],"note":"","at":{"y":2,"x":1}}],"#,
            r#""note":null,"at":{"y":2,"x":1}}"#
        )
        .to_owned())
    );
}

#[test]
fn every_fault_is_reported_at_its_place() {
    let node = r#"{"children":[{"value":{"x":1,"y":2}},{"valeu":5},[],{"value":{"x":"1","y":1.5,"z":0}}],"note":5,"at":null}"#;
    assert_eq!(
        judge("Node", node),
        Err(vec![
            ("/at".to_owned(), "type"),
            ("/children/1/valeu".to_owned(), "unknown"),
            ("/children/1/value".to_owned(), "missing"),
            ("/children/2".to_owned(), "type"),
            ("/children/3/value/x".to_owned(), "type"),
            ("/children/3/value/y".to_owned(), "type"),
            ("/children/3/value/z".to_owned(), "unknown"),
            ("/note".to_owned(), "type"),
            ("/value".to_owned(), "missing"),
        ])
    );
}

#[test]
fn of_many_faults_the_first_are_kept() {
    let text = format!("[{}]", vec!["true"; 1000].join(","));
    let expected = (0..32).map(|index| (format!("/{index}"), "type")).collect();
    assert_eq!(judge("list integer", &text), Err(expected));
    let names: Vec<String> = (0..1000)
        .rev()
        .map(|name| format!("\"{name:04}\":1"))
        .collect();
    let expected = (0..32)
        .map(|name| (format!("/{name:04}"), "unknown"))
        .collect();
    assert_eq!(
        judge("Empty", &format!("{{{}}}", names.join(","))),
        Err(expected)
    );
}

#[test]
fn long_numbers_are_judged_by_value() {
    let digits = "1".repeat(1_000_000);
    let zeros = "0".repeat(1_000_000);
    assert_eq!(judge("integer", &digits), at_top("range"));
    assert_eq!(judge("number", &digits), at_top("range"));
    assert_eq!(judge("integer", &format!("5.{zeros}")), Ok("5".to_owned()));
    assert_eq!(
        judge("integer", &format!("0.{zeros}5e1000001")),
        Ok("5".to_owned())
    );
    assert_eq!(
        judge("integer", &format!("5{zeros}e-1000000")),
        Ok("5".to_owned())
    );
    assert_eq!(judge("integer", &format!("0.{digits}")), at_top("type"));
    assert_eq!(judge("integer", &format!("1e{digits}")), at_top("range"));
    assert_eq!(judge("integer", &format!("1e-{digits}")), at_top("type"));
    assert_eq!(judge("integer", &format!("0e{digits}")), Ok("0".to_owned()));
}

#[test]
fn a_query_has_one_spelling_for_each_value() {
    let taken = [
        ("boolean", "true", json!(true)),
        ("boolean", "false", json!(false)),
        ("integer", "0", json!(0)),
        ("integer", "-7", json!(-7)),
        (
            "integer",
            "9007199254740991",
            json!(9_007_199_254_740_991_i64),
        ),
        ("string", "", json!("")),
        ("string", "null", json!("null")),
        ("optional integer", "5", json!(5)),
        (
            "uuid",
            "0e37df36-f698-11e6-8dd4-cb9ced3df976",
            json!("0e37df36-f698-11e6-8dd4-cb9ced3df976"),
        ),
        (
            "datetime",
            "2026-01-02T03:04:05Z",
            json!("2026-01-02T03:04:05Z"),
        ),
        (
            "datetime",
            "2026-01-02T03:04:05.5Z",
            json!("2026-01-02T03:04:05.5Z"),
        ),
    ];
    for (of, text, value) in taken {
        let read = read_spelling(text, &kind(of)).map(|value| value.to_json());
        assert_eq!(read, Ok(value), "{of} {text}");
    }
    let refused: &[(&str, FaultCode, &[&str])] = &[
        (
            "boolean",
            FaultCode::Format,
            &["True", "1", "", "yes", " true"],
        ),
        (
            "integer",
            FaultCode::Format,
            &[
                "", "-", "+5", "05", "-0", "00", "5.0", "5e0", " 5", "5 ", "1_000", "٣", "0x1",
                "null",
            ],
        ),
        (
            "integer",
            FaultCode::Range,
            &["9007199254740992", "-99999999999999999999999999"],
        ),
        (
            "uuid",
            FaultCode::Format,
            &["0E37DF36-F698-11E6-8DD4-CB9CED3DF976", ""],
        ),
        (
            "datetime",
            FaultCode::Format,
            &[
                "2026-01-02T03:04:05+00:00",
                "2026-01-02t03:04:05Z",
                "2026-01-02T03:04:05z",
                "2026-01-02T03:04:05.0Z",
                "2026-01-02T03:04:05.50Z",
                "2026-02-30T03:04:05.50Z",
            ],
        ),
        (
            "datetime",
            FaultCode::Range,
            &["2026-02-30T03:04:05Z", "0000-01-01T00:00:00Z"],
        ),
        ("number", FaultCode::Format, &["5", "1.5"]),
        ("null", FaultCode::Format, &["null", ""]),
        ("Point", FaultCode::Format, &["{}"]),
    ];
    for (of, code, texts) in refused {
        for text in *texts {
            assert_eq!(read_spelling(text, &kind(of)), Err(*code), "{of} {text}");
        }
    }
}

proptest! {
    #[test]
    fn an_integer_is_read_as_its_value(value in -9_007_199_254_740_991..=9_007_199_254_740_991_i64, zeros in 0_usize..4) {
        let nil = "0".repeat(zeros);
        prop_assert_eq!(judge("integer", &value.to_string()), Ok(value.to_string()));
        prop_assert_eq!(judge("integer", &format!("{value}{nil}e-{zeros}")), Ok(value.to_string()));
        prop_assert_eq!(read_spelling(&value.to_string(), &Type::integer()), Ok(Value::Integer(value)));
    }

    #[test]
    fn an_integer_moved_by_a_point_keeps_its_value(digits in 1..1_000_000_i64, places in 1_usize..12) {
        let padded = format!("{digits:013}");
        let (whole, fraction) = padded.split_at(13 - places);
        let text = format!("{}.{fraction}e{places}", whole.trim_start_matches('0').parse::<i64>().unwrap_or(0));
        prop_assert_eq!(judge("integer", &text), Ok(digits.to_string()));
    }

    #[test]
    fn a_uuid_is_read_in_either_case(bytes in any::<[u8; 16]>()) {
        let text = Uuid(bytes).to_string();
        prop_assert_eq!(Uuid::parse(&text), Some(Uuid(bytes)));
        prop_assert_eq!(Uuid::parse(&text.to_uppercase()), Some(Uuid(bytes)));
    }
}
