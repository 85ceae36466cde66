//! Digits of whole numbers, appended to text: two at a time, and without a formatter between.
//!
//! Decides how they are put there, never which there are: that is `canonical_json`'s and `types`'. For what most answers
//! are full of; [`fmt::Write`] is asked for so that what shows a value and what writes it need not be two.

use std::fmt::{self, Write};

/// `00` to `99`.
const PAIRS: &str = "\
    0001020304050607080910111213141516171819\
    2021222324252627282930313233343536373839\
    4041424344454647484950515253545556575859\
    6061626364656667686970717273747576777879\
    8081828384858687888990919293949596979899";

/// Two digits of a number below 100.
#[inline]
pub(crate) fn write_two(out: &mut impl Write, value: u8) -> fmt::Result {
    let at = usize::from(value % 100) * 2;
    out.write_str(&PAIRS[at..at + 2])
}

/// As many digits as it has.
#[inline]
pub(crate) fn write_whole(out: &mut impl Write, value: u64) -> fmt::Result {
    if value < 10 {
        write_digit(out, value)
    } else {
        write_padded(out, value, value.ilog10() + 1)
    }
}

/// The last `places` digits of it, with zeros before those that it has.
pub(crate) fn write_padded(out: &mut impl Write, value: u64, places: u32) -> fmt::Result {
    match places {
        0 => Ok(()),
        1 => write_digit(out, value % 10),
        _ => {
            write_padded(out, value / 100, places - 2)?;
            write_two(out, below_hundred(value))
        }
    }
}

/// The digits after a point of a number that has so many of them and is not 0: without zeros at the end.
#[inline]
pub(crate) fn write_fewest(out: &mut impl Write, mut value: u64, mut places: u32) -> fmt::Result {
    while value.is_multiple_of(10) && places > 1 {
        value /= 10;
        places -= 1;
    }
    write_padded(out, value, places)
}

#[inline]
fn write_digit(out: &mut impl Write, digit: u64) -> fmt::Result {
    out.write_char(char::from(b'0' + below_hundred(digit) % 10))
}

#[inline]
fn below_hundred(value: u64) -> u8 {
    u8::try_from(value % 100).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_those_of_the_formatter() {
        let mut value = 1_u64;
        while let Some(next) = value.checked_mul(3) {
            for whole in [value - 1, value, value + 1] {
                let (mut own, mut padded) = (String::new(), String::new());
                assert_eq!(write_whole(&mut own, whole), Ok(()));
                assert_eq!(own, whole.to_string());
                assert_eq!(write_padded(&mut padded, whole, 20), Ok(()));
                assert_eq!(padded, format!("{whole:020}"));
            }
            value = next;
        }
        let mut most = String::new();
        assert_eq!(write_whole(&mut most, u64::MAX), Ok(()));
        assert_eq!(most, u64::MAX.to_string());
        let mut last = String::new();
        assert_eq!(write_padded(&mut last, 1_203, 3), Ok(()));
        assert_eq!(last, "203");
    }
}
