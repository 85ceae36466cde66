//! Exact numbers of more digits than a float has, as canonical text. Page: `ir/protocol/types.md`, values.

use std::{borrow::Cow, cmp::Ordering, fmt};

use super::numbers::{length, saturating_exponent};
use crate::{
    digits::{write_fewest, write_whole},
    errors::FaultCode,
};

/// The most digits of a bigint.
pub const MOST_BIGINT_DIGITS: usize = 4300;

/// The most digits of a decimal that is written out, a lone zero before the point apart.
pub const MOST_DECIMAL_DIGITS: usize = 64;

/// `0|-?[1-9][0-9]*`
pub fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    text == "0"
        || (matches!(digits.as_bytes(), [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit)))
}

/// A whole number of any size, ordered by value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bigint<'a>(Cow<'a, str>);

impl<'a> Bigint<'a> {
    /// Reads the canonical text.
    ///
    /// # Errors
    /// `format` for another grammar, `range` for more than [`MOST_BIGINT_DIGITS`].
    pub fn parse(text: &'a str) -> Result<Self, FaultCode> {
        if !is_integer(text) {
            Err(FaultCode::Format)
        } else if text.strip_prefix('-').unwrap_or(text).len() > MOST_BIGINT_DIGITS {
            Err(FaultCode::Range)
        } else {
            Ok(Self(Cow::Borrowed(text)))
        }
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same, of its own.
    pub fn into_owned(self) -> Bigint<'static> {
        Bigint(Cow::Owned(self.0.into_owned()))
    }
}

impl Ord for Bigint<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        by_value((self.as_str(), ""), (other.as_str(), ""))
    }
}

impl PartialOrd for Bigint<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An exact decimal number, ordered by value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal<'a>(Cow<'a, str>);

impl<'a> Decimal<'a> {
    /// Reads a number in the grammar of JSON.
    ///
    /// # Errors
    /// `format` for another grammar, `range` for one that is written with more than [`MOST_DECIMAL_DIGITS`].
    pub fn parse(text: &'a str) -> Result<Self, FaultCode> {
        if let Some(digits) = canonical_digits(text) {
            let short = digits <= MOST_DECIMAL_DIGITS;
            return short
                .then_some(Self(Cow::Borrowed(text)))
                .ok_or(FaultCode::Range);
        }
        let parts = Parts::of(text).ok_or(FaultCode::Format)?;
        let decimal = if parts.are_canonical() {
            Self(Cow::Borrowed(text))
        } else {
            Self(Cow::Owned(parts.canonical().ok_or(FaultCode::Range)?))
        };
        if decimal.digits() > MOST_DECIMAL_DIGITS {
            Err(FaultCode::Range)
        } else {
            Ok(decimal)
        }
    }

    /// Whether a text has the form in which decimals are written, however long it is.
    pub fn is_canonical(text: &str) -> bool {
        Parts::of(text).is_some_and(|parts| parts.are_canonical())
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same, of its own.
    pub fn into_owned(self) -> Decimal<'static> {
        Decimal(Cow::Owned(self.0.into_owned()))
    }

    fn parts(&self) -> (&str, &str) {
        self.0.split_once('.').unwrap_or((&self.0, ""))
    }

    /// How many digits it is written with, a lone zero before the point apart.
    pub fn digits(&self) -> usize {
        let (whole, fraction) = self.parts();
        let whole = whole.strip_prefix('-').unwrap_or(whole);
        let lone = whole == "0" && !fraction.is_empty();
        whole.len() + fraction.len() - usize::from(lone)
    }

    /// How many of them stand after the point.
    pub fn places(&self) -> usize {
        self.parts().1.len()
    }
}

impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        by_value(self.parts(), other.parts())
    }
}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A decimal that is no longer than a machine's word, as libraries keep them: written without its text being made first.
#[derive(Clone, Copy, Debug)]
pub struct Scaled {
    negative: bool,
    whole: u64,
    fraction: u64,
    places: u32,
}

impl Scaled {
    /// A whole number, so many of whose digits stand after the point. `None` of a longer one.
    pub fn new(unscaled: i128, places: u32) -> Option<Self> {
        let digits = u64::try_from(unscaled.unsigned_abs()).ok()?;
        let point = 10_u64.checked_pow(places)?;
        Some(Self {
            negative: unscaled < 0,
            whole: digits / point,
            fraction: digits % point,
            places,
        })
    }

    /// Writes the canonical text.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_to(self, out: &mut impl fmt::Write) -> fmt::Result {
        if self.negative {
            out.write_char('-')?;
        }
        write_whole(out, self.whole)?;
        if self.fraction == 0 {
            return Ok(());
        }
        out.write_char('.')?;
        write_fewest(out, self.fraction, self.places)
    }
}

/// Compares canonical numbers, each by what stands before its point and after it.
fn by_value(a: (&str, &str), b: (&str, &str)) -> Ordering {
    match (a.0.strip_prefix('-'), b.0.strip_prefix('-')) {
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (None, None) => by_size(a, b),
        (Some(whole), Some(other)) => by_size((other, b.1), (whole, a.1)),
    }
}

/// Without signs. Neither side has zeros that say nothing, so that more digits before the point are more.
fn by_size(a: (&str, &str), b: (&str, &str)) -> Ordering {
    (a.0.len().cmp(&b.0.len()))
        .then_with(|| a.0.cmp(b.0))
        .then_with(|| a.1.cmp(b.1))
}

/// A number in the grammar of JSON, taken apart.
struct Parts<'a> {
    negative: bool,
    whole: &'a str,
    /// Without its point.
    fraction: Option<&'a str>,
    exponent: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (rest, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (mantissa, None),
        };
        let unsigned =
            exponent.map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
        let sound = are_digits(whole)
            && (whole == "0" || !whole.starts_with('0'))
            && fraction.is_none_or(are_digits)
            && unsigned.is_none_or(are_digits);
        sound.then_some(Self {
            negative,
            whole,
            fraction,
            exponent,
        })
    }

    fn are_canonical(&self) -> bool {
        self.exponent.is_none()
            && self
                .fraction
                .is_none_or(|fraction| !fraction.ends_with('0'))
            && !(self.negative && self.whole == "0" && self.fraction.is_none())
    }

    /// The canonical text, if it is no longer than any decimal's.
    fn canonical(&self) -> Option<String> {
        let fraction = self.fraction.unwrap_or_default();
        let digits = || self.whole.bytes().chain(fraction.bytes());
        let Some(first) = digits().position(|digit| digit != b'0') else {
            return Some("0".to_owned());
        };
        let zeros = digits().rev().take_while(|digit| *digit == b'0').count();
        let significant = self.whole.len() + fraction.len() - zeros - first;
        let most = length(MOST_DECIMAL_DIGITS);
        // The value is `0.` and the significant digits, times ten to this power.
        let power = saturating_exponent(self.exponent.unwrap_or("0")) + length(self.whole.len())
            - length(first);
        let places = length(significant) - power;
        if power > most || places > most || significant > MOST_DECIMAL_DIGITS {
            return None;
        }
        let mut out = String::from(if self.negative { "-" } else { "" });
        let significant = digits().skip(first).take(significant).map(char::from);
        if power <= 0 {
            out.push_str("0.");
            out.extend((power..0).map(|_| '0'));
            out.extend(significant);
        } else {
            let mut left = power;
            for digit in significant {
                if left == 0 {
                    out.push('.');
                }
                out.push(digit);
                left -= 1;
            }
            out.extend((0..left).map(|_| '0'));
        }
        Some(out)
    }
}

/// How many digits a number has, a lone zero before the point apart, if it is canonical as it stands, which nearly all
/// are: told in one pass. `None` of another.
fn canonical_digits(text: &str) -> Option<usize> {
    let text = text.as_bytes();
    let unsigned = text.strip_prefix(b"-").unwrap_or(text);
    let places = unsigned.iter().take_while(|byte| byte.is_ascii_digit());
    let (whole, rest) = unsigned.split_at_checked(places.count())?;
    match (whole, rest) {
        ([] | [b'0', _, ..], _) => None,
        (b"0", []) => (unsigned.len() == text.len()).then_some(1),
        (_, []) => Some(whole.len()),
        (_, [b'.', fraction @ .., b'1'..=b'9']) if fraction.iter().all(u8::is_ascii_digit) => {
            Some(whole.len() + fraction.len() + 1 - usize::from(whole == b"0"))
        }
        _ => None,
    }
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests;
