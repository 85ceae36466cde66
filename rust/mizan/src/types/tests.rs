use std::{
    collections::{BTreeMap, HashMap},
    fmt::Debug,
};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
};
use mizan_core::errors::FaultCode;
use num_bigint::BigInt;
use rust_decimal::Decimal;
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

/// What the wire does not have is said by the type that it is no value of.
fn unwritten(value: &impl Write, code: FaultCode, expected: &'static str) {
    assert_eq!(written(value), Err(Misfit::new(code, expected)));
}

#[test]
fn narrow_integers_end_where_rust_ends() {
    holds(&i8::MIN, &json!(-128));
    holds(&i16::MAX, &json!(32_767));
    holds(&i32::MIN, &json!(-2_147_483_648_i64));
    holds(&u8::MAX, &json!(255));
    holds(&u16::MAX, &json!(65_535));
    holds(&u32::MAX, &json!(4_294_967_295_u32));
    refuses::<i8>(json!(-129), FaultCode::Range, "i8");
    refuses::<u32>(json!(-1), FaultCode::Range, "u32");
    refuses::<i16>(json!(0.5), FaultCode::Range, "i16");
}

#[test]
fn wide_integers_are_texts() {
    holds(
        &i128::MIN,
        &json!("-170141183460469231731687303715884105728"),
    );
    holds(
        &u128::MAX,
        &json!("340282366920938463463374607431768211455"),
    );
    refuses::<u128>(json!("-1"), FaultCode::Range, "u128");
    refuses::<i128>(json!(5), FaultCode::Type, "i128");
    holds(&BigInt::from(-5), &json!("-5"));
    holds(&BigInt::from(0), &json!("0"));
    let most: BigInt = BigInt::from(10).pow(4300) - 1;
    assert_eq!(written(&most).map(|text| text.len()), Ok(4302));
    unwritten(&(most + 1), FaultCode::Range, "bigint");
}

#[test]
fn decimals_are_canonical_and_no_longer_than_rusts() {
    let decimal = |text: &str| text.parse::<Decimal>().unwrap_or_default();
    holds(&decimal("1.5"), &json!("1.5"));
    holds(
        &decimal("-79228162514264337593543950335"),
        &json!("-79228162514264337593543950335"),
    );
    holds(
        &decimal("0.0000000000000000000000000001"),
        &json!("0.0000000000000000000000000001"),
    );
    for (from, to) in [
        ("1.500", "1.5"),
        ("100", "100"),
        ("-0.00", "0"),
        ("7.0", "7"),
    ] {
        assert_eq!(written(&decimal(from)), Ok(format!("\"{to}\"")));
    }
    refuses::<Decimal>(
        json!("79228162514264337593543950336"),
        FaultCode::Range,
        "decimal",
    );
    refuses::<Decimal>(
        json!("0.00000000000000000000000000001"),
        FaultCode::Range,
        "decimal",
    );
    refuses::<Decimal>(json!(1), FaultCode::Type, "decimal");
}

#[test]
fn bytes_are_never_lists() {
    holds(&Vec::<u8>::new(), &json!(""));
    holds(&vec![0xfb_u8, 0xff], &json!("-_8"));
    holds(&[1_u8, 2, 3], &json!("AQID"));
    holds(&vec![Some(1_u8), None], &json!([1, null]));
    refuses::<Vec<u8>>(json!([1]), FaultCode::Type, "bytes");
    refuses::<Vec<u8>>(json!("AQ=="), FaultCode::Format, "bytes");
    refuses::<Vec<u8>>(json!("AR"), FaultCode::Format, "bytes");
    refuses::<[u8; 2]>(json!("AQID"), FaultCode::Length, "bytes");
}

#[test]
fn arrays_tuples_and_boxes() {
    holds(&[1_i64, 2], &json!([1, 2]));
    holds(&[[true]; 2], &json!([[true], [true]]));
    refuses::<[i64; 2]>(json!([1]), FaultCode::Length, "list");
    holds(&(5_u8,), &json!([5]));
    holds(
        &(1_u8, "x".to_owned(), vec![2_u8], None::<bool>),
        &json!([1, "x", "Ag", null]),
    );
    holds(
        &(1, 2, 3, 4, 5, 6, 7, 8_i64),
        &json!([1, 2, 3, 4, 5, 6, 7, 8]),
    );
    refuses::<(u8, u8)>(json!([1]), FaultCode::Length, "tuple");
    refuses::<(u8, u8)>(json!([1, 2, 3]), FaultCode::Length, "tuple");
    refuses::<(u8, u8)>(json!({}), FaultCode::Type, "tuple");
    assert_eq!(
        <(u8, u8)>::read(json!([1, 256])),
        Err(Misfit::new(FaultCode::Range, "u8").under(1))
    );
    unwritten(&(0.5, f64::NAN).1, FaultCode::Range, "number");
    assert_eq!(
        written(&(0.5, f64::NAN)),
        Err(Misfit::new(FaultCode::Range, "number").under(1))
    );
    holds(&Box::new(vec![Box::new(1_i64)]), &json!([1]));
}

type Small = BTreeMap<u8, u8>;

#[test]
fn maps_have_their_keys_in_byte_order() {
    let map = BTreeMap::from([("b".to_owned(), 1_i64), ("a".to_owned(), 2)]);
    holds(&map, &json!({"a": 2, "b": 1}));
    // In a `BTreeMap` -1 goes before 10 and 9; as texts 10 goes before 9.
    let numbers: HashMap<i32, bool> = [(9, true), (10, false), (-1, true)].into();
    assert_eq!(
        written(&numbers),
        Ok(r#"{"-1":true,"10":false,"9":true}"#.to_owned())
    );
    assert_eq!(
        HashMap::read(json!({"9": true, "10": false, "-1": true})),
        Ok(numbers)
    );
    let uuid = Uuid::from_u128(7);
    holds(
        &BTreeMap::from([(uuid, 1_i64)]),
        &json!({"00000000-0000-0000-0000-000000000007": 1}),
    );
    let named = |code, expected, key: &str| Err(Misfit::new(code, expected).under(key));
    assert_eq!(
        Small::read(json!({"256": 1})),
        named(FaultCode::Range, "key", "256")
    );
    assert_eq!(
        Small::read(json!({"1": 256})),
        named(FaultCode::Range, "u8", "1")
    );
    refuses::<Small>(json!([]), FaultCode::Type, "map");
    let named = |code, expected, key: &str| Err(Misfit::new(code, expected).under(key));
    assert_eq!(
        written(&BTreeMap::from([("__proto__", 1_i64)])),
        named(FaultCode::Unknown, "key", "__proto__")
    );
    assert_eq!(
        written(&BTreeMap::from([("x", f64::NAN)])),
        named(FaultCode::Range, "number", "x")
    );
}

#[test]
fn json_is_what_the_wire_has_of_it() {
    holds(
        &json!({"a": [1, 0.5, null, true, "x"]}),
        &json!({"a": [1, 0.5, null, true, "x"]}),
    );
    let misfit = |code| Misfit::new(code, "json");
    assert_eq!(
        written(&json!({"a": [1_u64 << 53]})),
        Err(misfit(FaultCode::Range).under(0).under("a"))
    );
    assert_eq!(
        written(&json!({"a": {"__proto__": 1}})),
        Err(misfit(FaultCode::Unknown).under("__proto__").under("a"))
    );
}

#[test]
fn days_times_and_lengths_of_jiff() {
    holds(&Date::constant(2026, 2, 28), &json!("2026-02-28"));
    holds(
        &Time::constant(23, 59, 59, 500_000_000),
        &json!("23:59:59.5"),
    );
    assert_eq!(
        written(&Time::constant(1, 2, 3, 999)),
        Ok("\"01:02:03\"".to_owned())
    );
    unwritten(&Date::constant(-1, 1, 1), FaultCode::Range, "date");
    holds(
        &SignedDuration::new(90_061, 500_000_000),
        &json!("P1DT1H1M1.5S"),
    );
    holds(&SignedDuration::from_micros(-1), &json!("-PT0.000001S"));
    holds(&SignedDuration::ZERO, &json!("PT0S"));
    holds(
        &SignedDuration::from_secs(-999_999_999 * 86_400),
        &json!("-P999999999D"),
    );
    // What is finer than a microsecond is cut off, towards zero.
    for (length, text) in [(-1999, "-PT0.000001S"), (1999, "PT0.000001S"), (-1, "PT0S")] {
        assert_eq!(
            written(&SignedDuration::from_nanos(length)),
            Ok(format!("\"{text}\""))
        );
    }
    unwritten(&SignedDuration::MAX, FaultCode::Range, "duration");
    refuses::<Date>(json!("2026-02-30"), FaultCode::Range, "date");
    refuses::<Time>(json!("24:00:00"), FaultCode::Range, "time");
    refuses::<SignedDuration>(json!("P1Y"), FaultCode::Format, "duration");
}

#[test]
fn the_same_of_chrono() {
    let date = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let time = |nano| NaiveTime::from_hms_nano_opt(23, 59, 59, nano).unwrap_or_default();
    holds(&date(2026, 2, 28), &json!("2026-02-28"));
    holds(&time(500_000_000), &json!("23:59:59.5"));
    assert_eq!(written(&time(999)), Ok("\"23:59:59\"".to_owned()));
    holds(
        &date(9999, 12, 31).and_time(time(999_999_000)).and_utc(),
        &json!("9999-12-31T23:59:59.999999Z"),
    );
    holds(&TimeDelta::milliseconds(-1500), &json!("-PT1.5S"));
    holds(&TimeDelta::days(999_999_999), &json!("P999999999D"));
    assert_eq!(
        written(&TimeDelta::nanoseconds(-1999)),
        Ok("\"-PT0.000001S\"".to_owned())
    );
    // A leap second, and years that the wire does not have.
    unwritten(&time(1_500_000_000), FaultCode::Range, "time");
    unwritten(&NaiveDate::MAX, FaultCode::Range, "date");
    unwritten(&DateTime::<Utc>::MIN_UTC, FaultCode::Range, "datetime");
    unwritten(&TimeDelta::MAX, FaultCode::Range, "duration");
    refuses::<DateTime<Utc>>(json!("2026-02-28"), FaultCode::Format, "datetime");
    refuses::<NaiveDate>(json!("2026-02-30"), FaultCode::Range, "date");
    refuses::<NaiveTime>(json!("01:02"), FaultCode::Format, "time");
    refuses::<TimeDelta>(json!(5), FaultCode::Type, "duration");
}
