//! Decimals of as many digits as the wire has, without another crate: text that is known to be a number.

use std::{cmp::Ordering, fmt, str::FromStr};

use mizan_core::{
    errors::FaultCode,
    ir::{self, Fixed},
    types,
};
use serde_json::Value as Json;

use super::text;
use crate::{
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

/// An exact decimal of up to 64 digits, ordered by value: for what is kept and handed on as it came.
///
/// It does no arithmetic. The feature `rust_decimal` has a type that does, of 28 digits; what a client sends beyond them is
/// its fault of `range`.
///
/// ```
/// let price: mizan::Decimal = "1.50".parse()?;
/// assert_eq!(price.as_str(), "1.5");
/// # Ok::<(), mizan::NoDecimal>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal(types::Decimal<'static>);

/// A text that is no number, or one of too many digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoDecimal;

impl fmt::Display for NoDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no decimal of up to 64 digits")
    }
}

impl std::error::Error for NoDecimal {}

impl Decimal {
    /// As it is written: without an exponent, and without zeros that say nothing.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for Decimal {
    type Err = NoDecimal;

    fn from_str(text: &str) -> Result<Self, NoDecimal> {
        types::Decimal::parse(text)
            .map(|decimal| Self(decimal.into_owned()))
            .map_err(|_| NoDecimal)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

described_item!(
    Decimal,
    Decimal,
    "Decimal",
    ir::Type::Decimal(Fixed::default())
);

impl Read for Decimal {
    fn read(json: Json) -> Result<Self, Misfit> {
        text::read(&json, "decimal", |text| {
            text.parse().map_err(|NoDecimal| FaultCode::Format)
        })
    }
}

impl Write for Decimal {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        text::write(Some(self.as_str()), "decimal", into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_as_exact_as_the_wire() {
        let long = format!("0.{}1", "0".repeat(62));
        for (text, written) in [
            ("1.50", "1.5"),
            ("-0", "0"),
            ("1e3", "1000"),
            (long.as_str(), long.as_str()),
        ] {
            let decimal: Result<Decimal, _> = text.parse();
            assert_eq!(decimal.as_ref().map(Decimal::as_str), Ok(written), "{text}");
            let read = Decimal::read(Json::from(written));
            assert_eq!(read.ok(), decimal.ok(), "{text}");
        }
        for text in [
            "",
            "x",
            "+1",
            ".5",
            "1e99",
            &format!("0.{}1", "0".repeat(64)),
        ] {
            assert_eq!(text.parse::<Decimal>(), Err(NoDecimal), "{text}");
        }
        assert!("9".parse::<Decimal>().ok() < "10".parse::<Decimal>().ok());
    }
}
