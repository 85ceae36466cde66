//! The numbers of a document: by the grammar, and by value at once where they are short. Page: `ir/protocol/types.md`,
//! strict JSON.

use std::borrow::Cow;

use super::{Reader, SyntaxError, Tree};

/// The most digits of a [`Tree::Whole`] and a [`Tree::Fraction`]: whole numbers of so many are floats exactly, and no
/// two numbers of so many have one float.
const FEW_DIGITS: usize = 15;

/// The first whole number with more digits.
pub(super) const MANY: u64 = 1_000_000_000_000_000;

/// The powers of ten that a fraction of few digits is divided by; all are floats exactly.
const POWERS: [f64; FEW_DIGITS] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
];

/// A number that was read, as a [`Tree`] has it.
pub(crate) enum Number<'a> {
    Whole(i64),
    Fraction(f64),
    Long(&'a str),
}

impl<'a> From<Number<'a>> for Tree<'a> {
    fn from(number: Number<'a>) -> Self {
        match number {
            Number::Whole(value) => Self::Whole(value),
            Number::Fraction(value) => Self::Fraction(value),
            Number::Long(text) => Self::Number(Cow::Borrowed(text)),
        }
    }
}

impl<'a> Reader<'a> {
    /// Most numbers are short, and are read while they are looked at.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<Number<'a>, SyntaxError> {
        let rest = self.rest();
        let negative = rest.first() == Some(&b'-');
        let start = usize::from(negative);
        let mut value: u64 = 0;
        let point = digits(rest, start, &mut value);
        if point == start || (point > start + 1 && rest.get(start) == Some(&b'0')) {
            return Err(SyntaxError::Number);
        }
        let mut end = point;
        let mut places = 0;
        if rest.get(point) == Some(&b'.') {
            end = digits(rest, point + 1, &mut value);
            places = end - point - 1;
            if places == 0 {
                return Err(SyntaxError::Number);
            }
        }
        let goes_on = matches!(rest.get(end), Some(b'.' | b'e' | b'E' | b'+' | b'-'));
        let is_long = point - start + places > FEW_DIGITS;
        if goes_on || is_long || (negative && value == 0 && places == 0) {
            return self.long_number(rest, end).map(Number::Long);
        }
        self.at += end;
        let whole = value.cast_signed();
        if let Some(power) = POWERS.get(places)
            && places > 0
        {
            // Both are exact, so that their quotient is the nearest float.
            let value = float(whole) / power;
            return Ok(Number::Fraction(if negative { -value } else { value }));
        }
        Ok(Number::Whole(if negative { -whole } else { whole }))
    }

    /// The text of a number that may have an exponent at this place of the rest.
    fn long_number(&mut self, rest: &[u8], mut at: usize) -> Result<&'a str, SyntaxError> {
        if matches!(rest.get(at), Some(b'e' | b'E')) {
            at += 1;
            if matches!(rest.get(at), Some(b'+' | b'-')) {
                at += 1;
            }
            let start = at;
            at = digits(rest, start, &mut 0);
            if at == start {
                return Err(SyntaxError::Number);
            }
        }
        if matches!(rest.get(at), Some(b'.' | b'e' | b'E' | b'+' | b'-')) {
            return Err(SyntaxError::Number);
        }
        let start = self.at;
        self.at += at;
        Ok(&self.text[start..self.at])
    }
}

/// The place after the digits that begin at another. They are added to a value, which is of use where they are few.
#[inline]
fn digits(bytes: &[u8], start: usize, value: &mut u64) -> usize {
    let mut at = start;
    for byte in bytes.get(start..).unwrap_or_default() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        *value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    at
}

/// The float that a [`Tree::Whole`] is.
#[allow(
    clippy::cast_precision_loss,
    reason = "floats hold whole numbers of so few digits exactly"
)]
pub(crate) fn float(whole: i64) -> f64 {
    whole as f64
}
