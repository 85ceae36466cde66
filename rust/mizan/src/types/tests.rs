use std::fmt::Debug;

use jiff::Timestamp;
use mizan_core::errors::FaultCode;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::{
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

fn written(value: &impl Write) -> Result<String, Misfit> {
    let mut writer = Writer::default();
    value.write(&mut writer)?;
    Ok(String::from_utf8_lossy(&writer.end()).into_owned())
}

/// Written so, and the same again when it is read.
fn holds<T: Read + Write + PartialEq + Debug>(value: &T, json: &Json) {
    assert_eq!(written(value), Ok(json.to_string()));
    assert_eq!(T::read(json.clone()).as_ref(), Ok(value));
}

fn refuses<T: Read + PartialEq + Debug>(json: Json, code: FaultCode, expected: &'static str) {
    assert_eq!(T::read(json), Err(Misfit::new(code, expected)));
}

#[test]
fn scalars() {
    holds(&(), &Json::Null);
    holds(&true, &json!(true));
    holds(&"é\n\"".to_owned(), &json!("é\n\""));
    holds(&0.1, &json!(0.1));
    holds(&-7_i8, &json!(-7));
    holds(
        &9_007_199_254_740_991_u64,
        &json!(9_007_199_254_740_991_u64),
    );
    holds(
        &-9_007_199_254_740_991_i64,
        &json!(-9_007_199_254_740_991_i64),
    );
    holds(&vec![Some(1_i64), None], &json!([1, null]));
    assert_eq!(f64::read(json!(5)), Ok(5.0));
    assert_eq!(written(&5.0), Ok("5".to_owned()));
    assert_eq!(written(&"text"), Ok("\"text\"".to_owned()));
}

#[test]
fn no_coercion() {
    refuses::<()>(json!(0), FaultCode::Type, "null");
    refuses::<bool>(json!(1), FaultCode::Type, "boolean");
    refuses::<String>(json!(5), FaultCode::Type, "string");
    refuses::<i64>(json!("5"), FaultCode::Type, "integer");
    refuses::<f64>(json!("5"), FaultCode::Type, "number");
    refuses::<Vec<i64>>(json!({}), FaultCode::Type, "list");
    refuses::<u8>(json!(256), FaultCode::Range, "u8");
    refuses::<Uuid>(json!("x"), FaultCode::Format, "uuid");
    refuses::<Timestamp>(json!("2026"), FaultCode::Format, "datetime");
}

#[test]
fn what_the_wire_does_not_have() {
    let misfit = |expected| Err(Misfit::new(FaultCode::Range, expected));
    assert_eq!(written(&(1_i64 << 53)), misfit("integer"));
    assert_eq!(written(&i64::MIN), misfit("integer"));
    assert_eq!(written(&u64::MAX), misfit("integer"));
    assert_eq!(written(&f64::NAN), misfit("number"));
    assert_eq!(written(&f64::NEG_INFINITY), misfit("number"));
    assert_eq!(written(&Timestamp::MIN), misfit("datetime"));
    assert_eq!(
        written(&vec![1.0, f64::NAN]),
        misfit("number").map_err(|it: Misfit| it.under(1))
    );
}

#[test]
fn uuids() {
    holds(
        &Uuid::from_u128(0x0e37_df36_f698_11e6_8dd4_cb9c_ed3d_f976),
        &json!("0e37df36-f698-11e6-8dd4-cb9ced3df976"),
    );
}

#[test]
fn a_time_that_jiff_does_not_have_is_out_of_range() {
    let last = "9999-12-30T22:00:00.999999Z";
    assert_eq!(
        Timestamp::read(json!(last)).and_then(|time| written(&time)),
        Ok(format!("\"{last}\""))
    );
    for after in ["9999-12-31T00:00:00Z", "9999-12-31T23:59:59.999999Z"] {
        refuses::<Timestamp>(json!(after), FaultCode::Range, "datetime");
    }
}

#[test]
fn timestamps_have_microseconds_and_no_trailing_zeros() {
    for (nanoseconds, text) in [
        (0, "1970-01-01T00:00:00Z"),
        (1_500_000_000, "1970-01-01T00:00:01.5Z"),
        (1_999, "1970-01-01T00:00:00.000001Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (-62_135_596_800_000_000_000, "0001-01-01T00:00:00Z"),
    ] {
        let written = Timestamp::from_nanosecond(nanoseconds).map(|time| written(&time));
        assert_eq!(written.ok(), Some(Ok(format!("\"{text}\""))));
    }
    assert_eq!(
        Timestamp::read(json!("1970-01-01T00:00:01.5Z")).ok(),
        Timestamp::from_millisecond(1500).ok()
    );
}
