use proptest::prelude::*;

use super::{Bigint, Decimal, Scaled};
use crate::errors::FaultCode;

fn decimal(text: &str) -> Result<String, FaultCode> {
    Decimal::parse(text).map(|value| value.as_str().to_owned())
}

#[test]
fn a_decimal_has_one_text() {
    for (text, canonical) in [
        ("0", "0"),
        ("-0", "0"),
        ("-0.00e9", "0"),
        ("0e999999999999999999999999", "0"),
        ("5", "5"),
        ("5.0", "5"),
        ("-1.50", "-1.5"),
        ("15e-1", "1.5"),
        ("0.5", "0.5"),
        ("0.05E1", "0.5"),
        ("5e-3", "0.005"),
        ("5e3", "5000"),
        ("1.25e1", "12.5"),
        ("1.25e+2", "125"),
        ("0.00120e4", "12"),
        ("120e-2", "1.2"),
        ("1e63", &format!("1{}", "0".repeat(63))),
        ("1e-64", &format!("0.{}1", "0".repeat(63))),
        (
            &format!("{}.{}", "1".repeat(32), "2".repeat(32)),
            &format!("{}.{}", "1".repeat(32), "2".repeat(32)),
        ),
        (
            &format!("0.{}", "3".repeat(64)),
            &format!("0.{}", "3".repeat(64)),
        ),
        (&format!("1{}e-1000000", "0".repeat(1_000_000)), "1"),
        (&format!("0.{}1e1000001", "0".repeat(1_000_000)), "1"),
    ] {
        assert_eq!(decimal(text), Ok(canonical.to_owned()), "{text:.80}");
        assert_eq!(
            decimal(canonical),
            Ok(canonical.to_owned()),
            "{canonical:.80}"
        );
        assert!(Decimal::is_canonical(canonical), "{canonical:.80}");
        assert_eq!(Decimal::is_canonical(text), text == canonical, "{text:.80}");
    }
    for text in [
        "", "-", "+1", "01", "-01", ".5", "5.", "1e", "1e+", "1.e1", " 1", "1 ", "1_000", "NaN",
        "Infinity", "0x1", "1,5", "٣", "1.5.2", "--1", "1e1e1", "1e1.5",
    ] {
        assert_eq!(decimal(text), Err(FaultCode::Format), "{text}");
    }
    for text in [
        "1e64",
        "1e-65",
        "1e999999999999999999999",
        "-1e-999999999999999999999",
        &"1".repeat(65),
        &format!("{}.5", "1".repeat(64)),
        &format!("0.{}", "1".repeat(65)),
        &"1".repeat(1_000_000),
        &format!("0.{}1", "0".repeat(1_000_000)),
    ] {
        assert_eq!(decimal(text), Err(FaultCode::Range), "{text:.80}");
    }
}

#[test]
fn digits_are_those_that_are_written() {
    for (text, digits, places) in [
        ("0", 1, 0),
        ("0.5", 1, 1),
        ("-0.05", 2, 2),
        ("10.5", 3, 1),
        ("100", 3, 0),
    ] {
        let counted = Decimal::parse(text).map(|value| (value.digits(), value.places()));
        assert_eq!(counted, Ok((digits, places)), "{text}");
    }
}

#[test]
fn a_bigint_is_its_text() {
    for text in [
        "0",
        "5",
        "-5",
        "18446744073709551616",
        &"9".repeat(4300),
        &format!("-{}", "9".repeat(4300)),
    ] {
        assert_eq!(
            Bigint::parse(text).map(|value| value.as_str().to_owned()),
            Ok(text.to_owned())
        );
    }
    for text in [
        "", "-", "-0", "00", "05", "+5", "5.0", "5e0", " 5", "٣", "5_0",
    ] {
        assert_eq!(Bigint::parse(text), Err(FaultCode::Format), "{text}");
    }
    for text in [
        "9".repeat(4301),
        format!("-1{}", "0".repeat(4300)),
        "1".repeat(1_000_000),
    ] {
        assert_eq!(Bigint::parse(&text), Err(FaultCode::Range));
    }
}

/// The text of a number of thousandths.
fn thousandths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!(
        "{sign}{}.{:03}",
        value.unsigned_abs() / 1000,
        value.unsigned_abs() % 1000
    )
}

proptest! {
    #[test]
    fn decimals_are_ordered_by_value(a in -3000..3000_i64, b in any::<i64>(), c in any::<i64>()) {
        for (a, b) in [(a, b % 3000), (b, c), (a, c), (b, b)] {
            let texts = (thousandths(a), thousandths(b));
            let order = Decimal::parse(&texts.0).and_then(|a| Ok(a.cmp(&Decimal::parse(&texts.1)?)));
            prop_assert_eq!(order, Ok(a.cmp(&b)));
        }
    }

    #[test]
    fn a_decimal_keeps_its_value_wherever_its_point_is(value in any::<i64>(), places in 0..18_usize) {
        let text = thousandths(value);
        let moved = format!("{value}{}e-{}", "0".repeat(places), places + 3);
        prop_assert_eq!(decimal(&moved), decimal(&text));
    }

    #[test]
    fn bigints_are_ordered_by_value(a in any::<i128>(), b in any::<i128>(), shift in 0..127) {
        for (a, b) in [(a, b), (a >> shift, b), (a >> shift, b >> shift), (a, -(a >> 1))] {
            let texts = (a.to_string(), b.to_string());
            let order = Bigint::parse(&texts.0).and_then(|a| Ok(a.cmp(&Bigint::parse(&texts.1)?)));
            prop_assert_eq!(order, Ok(a.cmp(&b)));
        }
    }

    #[test]
    fn any_text_is_a_number_or_not(text in "[-+0-9.eE]{0,12}") {
        // JSON's own reader is the judge of the grammar.
        let sound = serde_json::from_str::<serde_json::Value>(&text).is_ok_and(|value| value.is_number())
            || text.contains(['e', 'E']) && crate::json::parse(text.as_bytes()).is_ok();
        prop_assert_eq!(decimal(&text) != Err(FaultCode::Format), sound, "{}", text);
    }
}

fn scaled(unscaled: i128, places: u32) -> Option<String> {
    let mut text = String::new();
    let written = Scaled::new(unscaled, places)?.write_to(&mut text);
    written.ok().map(|()| text)
}

#[test]
fn what_is_no_longer_than_a_word_is_written_from_it() {
    let most = i128::from(u64::MAX);
    assert_eq!(scaled(0, 9).as_deref(), Some("0"));
    assert_eq!(scaled(-1500, 3).as_deref(), Some("-1.5"));
    assert_eq!(scaled(most, 19).as_deref(), Some("1.8446744073709551615"));
    assert_eq!(scaled(most + 1, 0), None);
    assert_eq!(scaled(1, 20), None);
}

proptest! {
    #[test]
    fn it_is_the_text_that_is_read(digits in any::<u64>(), less in 0_u32..64, negative: bool, places in 0_u32..20) {
        let digits = i128::from(digits >> less);
        let unscaled = if negative { -digits } else { digits };
        prop_assert_eq!(scaled(unscaled, places), decimal(&format!("{unscaled}e-{places}")).ok());
    }
}
