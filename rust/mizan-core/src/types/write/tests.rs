use std::convert::Infallible;

use proptest::prelude::*;
use serde_json::json;

use super::{Unfit, WriteError, take, write};
use crate::types::{
    Struct, Value,
    tests::{kind, path, types},
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
