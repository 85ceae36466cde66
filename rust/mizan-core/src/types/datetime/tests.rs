use proptest::prelude::*;

use super::Datetime;
use crate::{
    errors::FaultCode,
    ir::Type,
    types::{Value, read_spelling},
};

#[test]
fn datetimes_are_those_of_rfc_3339() {
    let taken = [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"),
        ("2026-01-02t03:04:05z", "2026-01-02T03:04:05Z"),
        ("2026-01-02T03:04:05.120000Z", "2026-01-02T03:04:05.12Z"),
        ("2026-01-02T03:04:05.000000Z", "2026-01-02T03:04:05Z"),
        ("2026-01-02T03:04:05.000001Z", "2026-01-02T03:04:05.000001Z"),
        ("2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05Z"),
        ("2026-01-01T00:00:00+00:01", "2025-12-31T23:59:00Z"),
        ("2026-01-02T03:04:05-23:59", "2026-01-03T03:03:05Z"),
        ("2026-01-02T03:04:05-00:00", "2026-01-02T03:04:05Z"),
        ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
        ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
        ("0001-01-01T00:00:00-01:00", "0001-01-01T01:00:00Z"),
    ];
    for (text, canonical) in taken {
        let read = Datetime::parse(text).map(|value| value.to_string());
        assert_eq!(read, Ok(canonical.to_owned()), "{text}");
    }
    let format = [
        "",
        "2026-01-02",
        "2026-01-02 03:04:05Z",
        "2026-01-02T03:04:05",
        "2026-01-02T03:04Z",
        "2026-01-02T03:04:05.Z",
        "2026-01-02T03:04:05.1234567Z",
        "2026-01-02T03:04:05,5Z",
        "2026-01-02T03:04:05+0200",
        "2026-01-02T03:04:05+02",
        "2026-01-02T03:04:05 Z",
        "2026-01-02T03:04:05Z ",
        " 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05ZZ",
        "2026-1-2T03:04:05Z",
        "26-01-02T03:04:05Z",
        "+002026-01-02T03:04:05Z",
        "-2026-01-02T03:04:05Z",
        "12026-01-02T03:04:05Z",
        "20260102T030405Z",
        "2026-W01-5T03:04:05Z",
        "2026-01-02T03:04:05Z[UTC]",
        "2026-01-02T03:04:05+02:00[Europe/Paris]",
        "2026-01-02T03:04:05−02:00",
        "2026-01-02T٠٣:04:05Z",
        "now",
        "1767323045",
    ];
    for text in format {
        assert_eq!(Datetime::parse(text), Err(FaultCode::Format), "{text}");
    }
    let range = [
        "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "2026-01-02T24:00:00Z",
        "2026-01-02T03:60:00Z",
        "2026-01-02T03:04:60Z",
        "2016-12-31T23:59:60Z",
        "2026-01-02T03:04:05+24:00",
        "2026-01-02T03:04:05+02:60",
        "0000-01-01T00:00:00Z",
        "0000-12-31T23:59:59-01:00",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
    ];
    for text in range {
        assert_eq!(Datetime::parse(text), Err(FaultCode::Range), "{text}");
    }
}

fn a_datetime() -> impl Strategy<Value = Datetime> {
    (
        1..=9999_i16,
        1..=12_i8,
        1..=28_i8,
        0..24_i8,
        0..60_i8,
        0..60_i8,
        0..1_000_000_i32,
    )
        .prop_filter_map(
            "every such day exists",
            |(year, month, day, hour, minute, second, micro)| {
                Datetime::new(year, month, day, hour, minute, second, micro, 0)
            },
        )
}

proptest! {
    #[test]
    fn a_datetime_has_one_spelling(value in a_datetime()) {
        let text = value.to_string();
        prop_assert!(Datetime::is_canonical(&text));
        prop_assert_eq!(Datetime::parse(&text), Ok(value));
        prop_assert_eq!(read_spelling(&text, &Type::datetime()), Ok(Value::Datetime(value)));
    }

    #[test]
    fn any_text_is_a_datetime_or_not(text in "[0-9TtZz:.+ -]{0,32}") {
        if let Ok(value) = Datetime::parse(&text) {
            prop_assert_eq!(Datetime::parse(&value.to_string()), Ok(value));
        }
    }
}
