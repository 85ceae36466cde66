use proptest::prelude::*;

use super::Duration;
use crate::errors::FaultCode;

fn duration(text: &str) -> Result<String, FaultCode> {
    Duration::parse(text).map(|value| value.to_string())
}

#[test]
fn a_duration_has_one_text() {
    for (text, canonical) in [
        ("PT0S", "PT0S"),
        ("P0D", "PT0S"),
        ("-P0DT0H", "PT0S"),
        ("P0W", "PT0S"),
        ("P1D", "P1D"),
        ("P2W", "P14D"),
        ("PT24H", "P1D"),
        ("PT25H61M61S", "P1DT2H2M1S"),
        ("PT90M", "PT1H30M"),
        ("PT3600S", "PT1H"),
        ("P1DT0.5S", "P1DT0.5S"),
        ("PT1.500000S", "PT1.5S"),
        ("PT0.000001S", "PT0.000001S"),
        ("-PT1.5S", "-PT1.5S"),
        ("-P1DT12H", "-P1DT12H"),
        ("P01DT002H", "P1DT2H"),
        ("PT0H5M", "PT5M"),
        ("P999999999D", "P999999999D"),
        ("-P999999999D", "-P999999999D"),
        ("PT86399999913600S", "P999999999D"),
        ("P142857142W", "P999999994D"),
    ] {
        assert_eq!(duration(text), Ok(canonical.to_owned()), "{text}");
        assert_eq!(duration(canonical), Ok(canonical.to_owned()), "{canonical}");
    }
    for text in [
        "",
        "P",
        "PT",
        "-P",
        "P1",
        "1D",
        "P1Y",
        "P1M",
        "P1DT",
        "PT1D",
        "P1H",
        "PT1M1H",
        "PT1S1M",
        "PT1S1S",
        "P1W1D",
        "P1D1W",
        "P1WT1H",
        "PT1W",
        "P1.5D",
        "PT1.5H",
        "PT1.5M",
        "PT1.S",
        "PT.5S",
        "PT1.1234567S",
        "PT1,5S",
        "+P1D",
        "P-1D",
        "p1d",
        "P1d",
        "P1D ",
        " P1D",
        "PTT1S",
        "P1DTT1S",
        "P1DT1HT1S",
        "--P1D",
        "PT1.5",
        "P٣D",
        "P1D\0",
    ] {
        assert_eq!(duration(text), Err(FaultCode::Format), "{text}");
    }
    for text in [
        "P1000000000D",
        "-P1000000000D",
        "P999999999DT0.000001S",
        "P142857143W",
        "PT86399999913600.000001S",
        &format!("P{}D", "9".repeat(1_000_000)),
        &format!("PT{}S", "9".repeat(1_000_000)),
    ] {
        assert_eq!(duration(text), Err(FaultCode::Range), "{text:.80}");
    }
}

proptest! {
    #[test]
    fn a_duration_is_read_as_it_is_written(days in -999_999_999..=999_999_998_i64, seconds in 0..86_400_i64, micros in 0..1_000_000_i64) {
        let value = Duration::new(days, seconds, micros);
        let text = value.map(|value| value.to_string()).unwrap_or_default();
        prop_assert_eq!(Duration::parse(&text).ok(), value);
        prop_assert_eq!(value.map(|value| (value.days(), value.seconds(), value.micros())), Some((days, seconds, micros)));
    }

    #[test]
    fn any_text_is_a_duration_or_not(text in "-?P?[0-9T.DHMSW]{0,10}") {
        if let Ok(value) = Duration::parse(&text) {
            prop_assert_eq!(Duration::parse(&value.to_string()), Ok(value));
        }
    }
}
