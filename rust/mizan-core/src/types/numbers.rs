//! Numbers, judged by the value of their text. Page: `ir/protocol/types.md`, values.

use crate::errors::FaultCode;

/// 2^53−1: the largest integer that every client holds exactly.
pub const MAX_INTEGER: i64 = 9_007_199_254_740_991;

/// More digits than any integer within the bounds has.
const MANY_DIGITS: usize = 16;

/// No text of a request is so long that an exponent beyond this could be made up for by digits.
const HUGE_EXPONENT: i64 = 1 << 40;

/// The integer that a JSON number is: `5`, `5.0` and `50e-1` are 5.
///
/// # Errors
/// `type` for a value with a fraction, `range` for a whole one beyond [`MAX_INTEGER`].
pub fn integer(text: &str) -> Result<i64, FaultCode> {
    plain_integer(text).map_or_else(|| integer_by_value(text), Ok)
}

/// The integer of a text of few digits and nothing else, as most are.
fn plain_integer(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || digits.len() >= MANY_DIGITS {
        return None;
    }
    let mut value: i64 = 0;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(if negative { -value } else { value })
}

fn integer_by_value(text: &str) -> Result<i64, FaultCode> {
    let (negative, text) = text
        .strip_prefix('-')
        .map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    let Some(first) = digits().position(|digit| digit != b'0') else {
        return Ok(0);
    };
    let zeros = digits().rev().take_while(|digit| *digit == b'0').count();
    let last = whole.len() + fraction.len() - zeros;
    let significant = last - first;
    // The value is the significant digits, times ten to this power.
    let power = saturating_exponent(exponent) + length(zeros) - length(fraction.len());
    if power < 0 {
        return Err(FaultCode::Type);
    }
    if power + length(significant) > length(MANY_DIGITS) {
        return Err(FaultCode::Range);
    }
    let mut value: i64 = digits()
        .skip(first)
        .take(significant)
        .fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
    for _ in 0..power {
        value *= 10;
    }
    if value > MAX_INTEGER {
        return Err(FaultCode::Range);
    }
    Ok(if negative { -value } else { value })
}

pub(super) fn saturating_exponent(text: &str) -> i64 {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut value: i64 = 0;
    for digit in digits.bytes() {
        value = (value * 10 + i64::from(digit - b'0')).min(HUGE_EXPONENT);
    }
    if negative { -value } else { value }
}

pub(super) fn length(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(HUGE_EXPONENT)
}

/// The 64-bit float that a JSON number is nearest to.
///
/// # Errors
/// `range` if that is infinite.
pub fn number(text: &str) -> Result<f64, FaultCode> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(FaultCode::Range),
        Err(_) => Err(FaultCode::Type),
    }
}

/// The integer that a float of few digits is; `None` where it has a fraction.
#[allow(
    clippy::cast_possible_truncation,
    reason = "it has no fraction and is within the bounds of integers"
)]
pub fn whole(value: f64) -> Option<i64> {
    (value.fract() == 0.0).then_some(value as i64)
}

/// A number of plain JSON.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Plain {
    /// Within ±(2^53−1).
    Whole(i64),
    /// With a fraction, or of 10^21 and more.
    Float(f64),
}

/// The number of plain JSON that a text is: the float that it is nearest to.
///
/// # Errors
/// `range` where that is infinite, or whole, less than 10^21 either way and beyond ±(2^53−1).
pub fn plain(text: &str) -> Result<Plain, FaultCode> {
    match plain_integer(text) {
        Some(value) => Ok(Plain::Whole(value)),
        None => plain_float(number(text)?),
    }
}

/// The number of plain JSON that a float is.
///
/// # Errors
/// As [`plain`].
pub fn plain_float(value: f64) -> Result<Plain, FaultCode> {
    if !value.is_finite() {
        Err(FaultCode::Range)
    } else if value.fract() != 0.0 || value.abs() >= EXPONENTS {
        Ok(Plain::Float(value))
    } else {
        integer(ryu_js::Buffer::new().format_finite(value)).map(Plain::Whole)
    }
}

/// From here on canonical JSON writes whole numbers with an exponent.
const EXPONENTS: f64 = 1e21;

/// A finite float as JSON, whole ones without a fraction: 1.0 and 1 are one value and have one form.
pub fn to_json(value: f64) -> serde_json::Value {
    let text = ryu_js::Buffer::new().format_finite(value).to_owned();
    match integer(&text) {
        Ok(value) => serde_json::Value::from(value),
        Err(_) => serde_json::Value::from(value),
    }
}
