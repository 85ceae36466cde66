//! Lengths of time: ISO 8601, of days and smaller units. Page: `ir/protocol/types.md`, values.

use std::fmt;

use super::datetime::{Reader, write_fraction};
use crate::errors::FaultCode;

const SECOND: i128 = 1_000_000;
const MINUTE: i128 = 60 * SECOND;
const HOUR: i128 = 60 * MINUTE;
const DAY: i128 = 24 * HOUR;
const WEEK: i128 = 7 * DAY;

/// The longest either way.
const MOST: i128 = 999_999_999 * DAY;

/// A length of time to the microsecond, at most 999,999,999 days either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(i128);

impl Duration {
    /// Reads `P3DT4H5M6.7S` and its parts, or weeks alone; a minus may go before.
    ///
    /// # Errors
    /// `format` for another grammar, years and months among them; `range` for more than 999,999,999 days.
    pub fn parse(text: &str) -> Result<Self, FaultCode> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let micros = unsigned(rest).ok_or(FaultCode::Format)?;
        if micros > MOST {
            return Err(FaultCode::Range);
        }
        Ok(Self(if negative { -micros } else { micros }))
    }

    /// From the fields of a host's own value, which are added up; `None` beyond the bounds.
    pub fn new(days: i64, seconds: i64, micros: i64) -> Option<Self> {
        let all = i128::from(days) * DAY + i128::from(seconds) * SECOND + i128::from(micros);
        (-MOST..=MOST).contains(&all).then_some(Self(all))
    }

    /// Whole days, rounded down; with [`Duration::seconds`] and [`Duration::micros`] the whole length.
    pub fn days(self) -> i64 {
        narrow(self.0.div_euclid(DAY))
    }

    /// 0 to 86,399.
    pub fn seconds(self) -> i64 {
        narrow(self.0.rem_euclid(DAY) / SECOND)
    }

    /// 0 to 999,999.
    pub fn micros(self) -> i64 {
        narrow(self.0.rem_euclid(SECOND))
    }
}

/// Within the bounds no part is wider.
fn narrow(part: i128) -> i64 {
    i64::try_from(part).unwrap_or_default()
}

/// The microseconds of what stands after the sign; of more than the longest some number that is longer too.
fn unsigned(text: &str) -> Option<i128> {
    let mut rest = text.strip_prefix('P')?.as_bytes();
    let mut micros = 0;
    // The units that may still come: a unit takes those before it away.
    let mut units: &[(u8, i128)] = &[(b'W', WEEK), (b'D', DAY)];
    let (mut timed, mut parts) = (false, 0);
    while !rest.is_empty() {
        if rest[0] == b'T' && !timed {
            rest = &rest[1..];
            units = &[(b'H', HOUR), (b'M', MINUTE), (b'S', SECOND)];
            timed = true;
            parts = 0;
            continue;
        }
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, after) = rest.split_at(digits);
        let mut reader = Reader(after);
        let fraction = match after.first()? {
            _ if digits == 0 => return None,
            b'.' => Some(reader.fraction()?),
            _ => None,
        };
        let (unit, after) = reader.0.split_first()?;
        let at = units.iter().position(|(own, _)| own == unit)?;
        if fraction.is_some() && *unit != b'S' {
            return None;
        }
        micros += counted(number) * units[at].1 + i128::from(fraction.unwrap_or(0));
        if *unit == b'W' {
            // Weeks stand alone.
            return (after.is_empty() && parts == 0).then_some(micros);
        }
        units = &units[at + 1..];
        rest = after;
        parts += 1;
    }
    (parts > 0).then_some(micros)
}

/// The number that digits are, as far as it matters here.
fn counted(digits: &[u8]) -> i128 {
    digits.iter().fold(0, |value, digit| {
        (value * 10 + i128::from(digit - b'0')).min(MOST + 1)
    })
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.0.unsigned_abs().cast_signed();
        f.write_str(if self.0 < 0 { "-P" } else { "P" })?;
        if all >= DAY {
            write!(f, "{}D", all / DAY)?;
        }
        let left = all % DAY;
        if left > 0 || all == 0 {
            f.write_str("T")?;
        }
        for (unit, more, size) in [('H', DAY, HOUR), ('M', HOUR, MINUTE)] {
            let count = left % more / size;
            if count > 0 {
                write!(f, "{count}{unit}")?;
            }
        }
        let seconds = left % MINUTE;
        if seconds > 0 || all == 0 {
            write!(f, "{}", seconds / SECOND)?;
            write_fraction(f, i32::try_from(seconds % SECOND).unwrap_or_default())?;
            f.write_str("S")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
