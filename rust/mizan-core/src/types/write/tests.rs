use std::convert::Infallible;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::{Unfit, WriteError, take, write};
use crate::{
    ir::{Type, TypeDef},
    types::{
        Struct, Types, Value,
        tests::{kind, path, types},
    },
};

fn written(of: &str, value: &Value) -> Result<String, (String, String)> {
    let mut out = String::new();
    let types = types();
    match write(&types.kind(&kind(of)), &value, &types, &mut out) {
        Ok(()) => Ok(out),
        Err(WriteError::Unfit(Unfit { path: at, expected })) => Err((path(&at), expected)),
        Err(WriteError::Source(never)) => match never {},
    }
}

fn take_by(of: &str, value: &Value) -> Result<Option<Value>, WriteError<Infallible>> {
    let types = types();
    take(&types.kind(&kind(of)), &value, &types)
}

fn integers(values: &[i64]) -> Value {
    Value::List(values.iter().copied().map(Value::Integer).collect())
}

#[test]
fn what_does_not_fit_is_refused_with_its_place() {
    let refused = |of: &str, value: Value, at: &str, expected: &str| {
        assert_eq!(
            written(of, &value),
            Err((at.to_owned(), expected.to_owned())),
            "{of}"
        );
    };
    refused(
        "integer",
        Value::Integer(9_007_199_254_740_992),
        "",
        "an integer within ±(2^53−1)",
    );
    refused(
        "integer",
        Value::Integer(i64::MIN),
        "",
        "an integer within ±(2^53−1)",
    );
    refused(
        "integer",
        Value::Bool(true),
        "",
        "an integer within ±(2^53−1)",
    );
    refused("integer", Value::Null, "", "an integer within ±(2^53−1)");
    refused("number", Value::Number(f64::NAN), "", "a finite number");
    refused(
        "number",
        Value::Number(f64::NEG_INFINITY),
        "",
        "a finite number",
    );
    refused("string", Value::Integer(5), "", "a string");
    refused("boolean", Value::Integer(1), "", "a boolean");
    refused("null", Value::Bool(false), "", "null");
    refused("uuid", Value::String("x".into()), "", "a uuid");
    refused(
        "datetime",
        Value::String("x".into()),
        "",
        "a datetime with an offset",
    );
    refused("optional string", Value::Integer(5), "", "a string");
    refused(
        "list integer",
        Value::Null,
        "",
        "a list, each element an integer within ±(2^53−1)",
    );
    refused(
        "list list integer",
        Value::List(vec![integers(&[1]), Value::List(vec![Value::Null])]),
        "/1/0",
        "an integer within ±(2^53−1)",
    );
    refused("Point", Value::Null, "", "a `Point`");
    let point = Value::Struct(Struct::from(vec![("y".into(), Value::Integer(1))]));
    refused(
        "Point",
        point,
        "/x",
        "an integer within ±(2^53−1), and nothing is there",
    );
}

#[test]
fn an_integer_is_a_number() {
    assert_eq!(written("number", &Value::Integer(5)), Ok("5".to_owned()));
    assert_eq!(written("number", &Value::Number(5.0)), Ok("5".to_owned()));
    assert!(written("integer", &Value::Number(5.0)).is_err());
}

#[test]
fn a_value_too_deep_is_refused() {
    let mut node = Value::List(Vec::new());
    for _ in 0..150 {
        let point = Value::Struct(Struct::from(vec![
            ("y".into(), Value::Integer(1)),
            ("x".into(), Value::Integer(1)),
        ]));
        let children = if node == Value::List(Vec::new()) {
            node
        } else {
            Value::List(vec![node])
        };
        node = Value::Struct(Struct::from(vec![
            ("value".into(), point.clone()),
            ("children".into(), children),
            ("note".into(), Value::Null),
            ("at".into(), point),
        ]));
    }
    assert_eq!(
        written("Node", &node).map_err(|(_, expected)| expected),
        Err("a value of at most 200 levels".to_owned())
    );
}

#[test]
fn only_scalars_are_taken() {
    assert_eq!(take_by("list integer", &integers(&[1])), Ok(None));
    assert_eq!(
        take_by("optional integer", &Value::Null),
        Ok(Some(Value::Null))
    );
    assert_eq!(
        take_by("optional string", &Value::String("a".to_owned())),
        Ok(Some(Value::String("a".to_owned())))
    );
    assert!(take_by("integer", &Value::Null).is_err());
}

proptest! {
    #[test]
    fn a_number_is_written_so_that_it_is_read_again(value in any::<f64>()) {
        prop_assume!(value.is_finite());
        let text = written("number", &Value::Number(value));
        let again = text.as_deref().map(str::parse::<f64>);
        prop_assert_eq!(again, Ok(Ok(value)));
    }

    #[test]
    fn text_is_written_as_another_writer_does(text in any::<String>()) {
        prop_assert_eq!(written("string", &Value::String(text.clone())), Ok(json!(text).to_string()));
    }
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn structure(of: Option<&str>, fields: &[(&str, Value)]) -> Value {
    let fields = fields
        .iter()
        .map(|(name, value)| ((*name).into(), value.clone()));
    Value::Struct(Struct {
        of: of.map(Into::into),
        fields: fields.collect(),
    })
}

/// A value of a type as JSON.
fn written_as(of: Json, value: &Value) -> Result<String, (String, String)> {
    let definitions: Vec<TypeDef> = serde_json::from_value(json!([
        {"kind": "struct", "name": "A", "fields": [
            {"name": "x", "type": {"type": "integer"}}, {"name": "y", "type": {"type": "integer"}}]},
        {"kind": "struct", "name": "B", "fields": [
            {"name": "y", "type": {"type": "integer"}}, {"name": "x", "type": {"type": "integer"}},
            {"name": "z", "type": {"type": "integer"}, "omittable": true}]},
        {"kind": "struct", "name": "Cat", "fields": [{"name": "is", "type": {"type": "enum", "values": ["cat", "tom"]}}]},
        {"kind": "struct", "name": "Dog", "fields": [{"name": "is", "type": {"type": "enum", "values": ["dog"]}}]},
    ]))
    .unwrap_or_default();
    let types = Types::new(&definitions);
    let kind: Type = serde_json::from_value(of).unwrap_or(Type::Null);
    let mut out = String::new();
    match write(&types.kind(&kind), &value, &types, &mut out) {
        Ok(()) => Ok(out),
        Err(WriteError::Unfit(Unfit { path: at, expected })) => Err((path(&at), expected)),
        Err(WriteError::Source(never)) => match never {},
    }
}

fn one_of(names: &[&str], tag: Option<&str>) -> Json {
    let of: Vec<_> = names
        .iter()
        .map(|name| json!({"type": "ref", "name": name}))
        .collect();
    json!({"type": "union", "of": of, "tag": tag})
}

#[test]
fn an_instance_is_written_by_its_own_class_alone() {
    let fields = [("x", Value::Integer(1)), ("y", Value::Integer(2))];
    let of = one_of(&["A", "B"], None);
    let as_a = Ok(r#"{"x":1,"y":2}"#.to_owned());
    let as_b = Ok(r#"{"y":2,"x":1}"#.to_owned());
    assert_eq!(written_as(of.clone(), &structure(Some("A"), &fields)), as_a);
    assert_eq!(written_as(of.clone(), &structure(Some("B"), &fields)), as_b);
    assert_eq!(written_as(of.clone(), &structure(None, &fields)), as_a);
    let other = written_as(of.clone(), &structure(Some("C"), &fields));
    assert_eq!(other, Err((String::new(), "a `A` or a `B`".to_owned())));
    // A mapping fits only a struct that has all of its keys.
    let more = [&fields[..], &[("z", Value::Integer(3))]].concat();
    assert_eq!(
        written_as(of.clone(), &structure(None, &more)),
        Ok(r#"{"y":2,"x":1,"z":3}"#.to_owned())
    );
    let unknown = [&fields[..], &[("w", Value::Integer(3))]].concat();
    assert!(written_as(of, &structure(None, &unknown)).is_err());
}

#[test]
fn a_tagged_union_is_written_by_the_branch_that_the_tag_names() {
    let of = one_of(&["Cat", "Dog"], Some("is"));
    for (class, tag) in [
        (None, "dog"),
        (None, "tom"),
        (Some("Dog"), "dog"),
        (Some("Cat"), "cat"),
    ] {
        let value = structure(class, &[("is", text(tag))]);
        assert_eq!(
            written_as(of.clone(), &value),
            Ok(json!({"is": tag}).to_string())
        );
    }
    for value in [
        structure(None, &[("is", text("cow"))]),
        structure(None, &[("is", Value::Integer(1))]),
        structure(None, &[]),
        structure(Some("Cow"), &[("is", text("cat"))]),
        Value::Null,
    ] {
        let refused = written_as(of.clone(), &value);
        assert_eq!(
            refused,
            Err((String::new(), "a `Cat` or a `Dog`, by its `is`".to_owned()))
        );
    }
    let wrong = structure(Some("Dog"), &[("is", text("cat"))]);
    assert_eq!(
        written_as(of, &wrong),
        Err(("/is".to_owned(), "one of `dog`".to_owned()))
    );
}

#[test]
fn constraints_hold_for_what_is_written() {
    for (of, value, expected) in [
        (
            json!({"type": "string", "min_length": 1, "max_length": 3, "pattern": "^a"}),
            text("b"),
            "a string (1 to 3 characters, that has `^a`)",
        ),
        (
            json!({"type": "integer", "minimum": 1, "multiple_of": 2}),
            Value::Integer(3),
            "an integer within ±(2^53−1) (at least 1, a multiple of 2)",
        ),
        (
            json!({"type": "bigint", "maximum": "5"}),
            Value::Bigint("6".to_owned()),
            "a whole number (at most 5)",
        ),
        (
            json!({"type": "bigint"}),
            Value::Bigint("06".to_owned()),
            "a whole number",
        ),
        (
            json!({"type": "number", "exclusive_minimum": 0}),
            Value::Number(0.0),
            "a finite number (more than 0)",
        ),
        (
            json!({"type": "decimal", "max_digits": 3, "decimal_places": 1}),
            Value::Decimal("1.25".to_owned()),
            "a decimal (at most 3 digits, at most 1 after the point)",
        ),
        (
            json!({"type": "decimal"}),
            Value::Decimal("NaN".to_owned()),
            "a decimal",
        ),
        (json!({"type": "decimal"}), Value::Number(1.5), "a decimal"),
        (
            json!({"type": "bytes", "max_length": 1}),
            Value::Bytes(vec![1, 2]),
            "bytes (at most 1 of them)",
        ),
    ] {
        let refused = written_as(of.clone(), &value);
        assert_eq!(refused, Err((String::new(), expected.to_owned())), "{of}");
    }
}

#[test]
fn what_is_not_of_its_type_is_not_written() {
    for (of, value, expected) in [
        (
            json!({"type": "list", "item": {"type": "null"}, "min_length": 1}),
            Value::List(vec![]),
            "a list, each element null (at least 1 elements)",
        ),
        (
            json!({"type": "map", "item": {"type": "null"}, "min_length": 1}),
            Value::Map(vec![]),
            "a map, each key a string, each value null (at least 1 entries)",
        ),
        (
            json!({"type": "tuple", "items": [{"type": "null"}]}),
            Value::Tuple(vec![]),
            "a tuple of null",
        ),
        (
            json!({"type": "enum", "values": ["a", "b"]}),
            text("c"),
            "one of `a`, `b`",
        ),
        (
            json!({"type": "enum", "values": [1]}),
            Value::Integer(2),
            "one of 1",
        ),
        (
            json!({"type": "enum", "values": [1]}),
            text("1"),
            "one of 1",
        ),
        (
            json!({"type": "json"}),
            Value::Number(f64::INFINITY),
            "any JSON",
        ),
        (
            json!({"type": "json"}),
            Value::Integer(9_007_199_254_740_992),
            "any JSON",
        ),
        (
            json!({"type": "json"}),
            Value::Number(9_007_199_254_740_992.0),
            "any JSON",
        ),
        (json!({"type": "json"}), Value::Bytes(vec![]), "any JSON"),
        (
            json!({"type": "time"}),
            Value::Null,
            "a time without an offset",
        ),
        (json!({"type": "duration"}), Value::Null, "a duration"),
        (json!({"type": "date"}), Value::Null, "a date"),
    ] {
        assert_eq!(
            written_as(of.clone(), &value),
            Err((String::new(), expected.to_owned())),
            "{of}"
        );
    }
}

#[test]
fn keys_are_written_once_in_byte_order() {
    let plain = json!({"type": "map", "item": {"type": "integer"}});
    let map = |keys: &[Value]| {
        Value::Map(
            keys.iter()
                .map(|key| (key.clone(), Value::Integer(1)))
                .collect(),
        )
    };
    assert_eq!(
        written_as(plain.clone(), &map(&[text("b"), text("a")])),
        Ok(r#"{"a":1,"b":1}"#.to_owned())
    );
    let expected = "a map, each key a string, each value an integer within ±(2^53−1)";
    for (keys, why) in [
        (&[text("a"), text("a")][..], "and a key is there twice"),
        (&[Value::Integer(1)], "and a key is none of it"),
        (&[text("__proto__")], "and a key is none of it"),
    ] {
        assert_eq!(
            written_as(plain.clone(), &map(keys)),
            Err((String::new(), format!("{expected}, {why}")))
        );
    }
    let whole = json!({"type": "map", "key": {"type": "integer"}, "item": {"type": "integer"}});
    assert_eq!(
        written_as(
            whole,
            &map(&[Value::Integer(10), Value::Integer(9), Value::Integer(-1)])
        ),
        Ok(r#"{"-1":1,"10":1,"9":1}"#.to_owned())
    );
    let below = Value::Map(vec![(text("a"), text("x"))]);
    assert_eq!(
        written_as(plain, &below),
        Err(("/a".to_owned(), "an integer within ±(2^53−1)".to_owned()))
    );
    // Names of plain JSON are in the order of canonical JSON, which is another.
    let names = [text("\u{fb01}"), text("\u{1f600}")];
    assert_eq!(
        written_as(json!({"type": "json"}), &map(&names)),
        Ok("{\"\u{1f600}\":1,\"\u{fb01}\":1}".to_owned())
    );
}

#[test]
fn a_deep_value_is_written_once_by_each_branch() {
    let side = |name: &str, right: &str| {
        json!({"kind": "struct", "name": name, "fields": [
            {"name": "left", "type": {"type": "optional", "item": {"type": "ref", "name": "Sum"}}},
            {"name": "right", "type": {"type": right}}]})
    };
    let definitions: Vec<TypeDef> = serde_json::from_value(json!([
        side("Add", "integer"), side("Sub", "string"),
        {"kind": "alias", "name": "Sum", "type": {"type": "union", "of": [
            {"type": "ref", "name": "Add"}, {"type": "ref", "name": "Sub"}]}}]))
    .unwrap_or_default();
    let types = Types::new(&definitions);
    let kind = types.kind(&Type::Ref {
        name: "Sum".to_owned(),
    });
    // Each level fits the second branch alone, which is known only after all that is below it was written.
    for leaf in [text("x"), Value::Null] {
        let mut value = structure(None, &[("left", Value::Null), ("right", leaf.clone())]);
        for _ in 0..100 {
            value = structure(None, &[("left", value), ("right", text("x"))]);
        }
        let mut out = String::new();
        let written = write(&kind, &&value, &types, &mut out);
        assert_eq!(written.is_ok(), leaf != Value::Null);
        let whole = value.to_json().to_string();
        assert_eq!(written.is_ok(), out == whole);
    }
}
