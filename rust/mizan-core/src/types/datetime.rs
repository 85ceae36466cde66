//! Points in time, days and times of day: RFC 3339 by the letter. Page: `ir/protocol/types.md`, values.
//!
//! The grammar is our own, since readers of dates are lenient in different ways; the calendar is jiff's.

use std::fmt;

use jiff::{SignedDuration, civil};

use crate::{
    digits::{write_fewest, write_padded, write_two},
    errors::FaultCode,
};

/// A point in time in UTC, year 0001 to 9999, to the microsecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Datetime(civil::DateTime);

impl Datetime {
    /// Reads RFC 3339 with `T` and an offset, in any case, at most six digits of a second's fraction.
    ///
    /// # Errors
    /// `format` for another grammar; `range` for fields that are in form where no such time exists: a leap second,
    /// hour 24, 30 February, year 0000, an offset of more than 23:59, or a year that leaves 0001 to 9999 in UTC.
    pub fn parse(text: &str) -> Result<Self, FaultCode> {
        let mut reader = Reader(text.as_bytes());
        let fields = reader.datetime().ok_or(FaultCode::Format)?;
        if !reader.0.is_empty() {
            return Err(FaultCode::Format);
        }
        fields.resolve().ok_or(FaultCode::Range)
    }

    /// Whether the text is the one that this time is written as.
    pub fn is_canonical(text: &str) -> bool {
        let plain = match text.strip_suffix('Z') {
            Some(rest) => rest
                .split_once('.')
                .is_none_or(|(_, fraction)| !fraction.ends_with('0')),
            None => false,
        };
        plain && !text.contains('t')
    }

    /// From the fields of a host's own value; `offset` is in microseconds east of UTC.
    ///
    /// `None` if no such time exists within the bounds.
    #[allow(
        clippy::too_many_arguments,
        reason = "these are the fields that every host's value has"
    )]
    pub fn new(
        year: i16,
        month: i8,
        day: i8,
        hour: i8,
        minute: i8,
        second: i8,
        micro: i32,
        offset: i64,
    ) -> Option<Self> {
        let nano = micro.checked_mul(1000)?;
        let local = civil::DateTime::new(year, month, day, hour, minute, second, nano).ok()?;
        let utc = if offset == 0 {
            local
        } else {
            local
                .checked_sub(SignedDuration::from_micros(offset))
                .ok()?
        };
        ((1..=9999).contains(&year) && (1..=9999).contains(&utc.year())).then_some(Self(utc))
    }

    /// 1 to 9999.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// 0 to 23.
    pub fn hour(self) -> i8 {
        self.0.hour()
    }

    /// 0 to 59.
    pub fn minute(self) -> i8 {
        self.0.minute()
    }

    /// 0 to 59.
    pub fn second(self) -> i8 {
        self.0.second()
    }

    /// 0 to 999,999.
    pub fn micro(self) -> i32 {
        self.0.subsec_nanosecond() / 1000
    }

    /// Writes its text, as [`Display`](fmt::Display) shows it, without a formatter between: lists are full of them.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_to(self, out: &mut impl fmt::Write) -> fmt::Result {
        write_date(out, self.0.date())?;
        out.write_char('T')?;
        write_time(out, self.0.time())?;
        out.write_char('Z')
    }
}

impl fmt::Display for Datetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_to(f)
    }
}

/// `YYYY-MM-DD`.
fn write_date(out: &mut impl fmt::Write, date: civil::Date) -> fmt::Result {
    write_padded(out, date.year().unsigned_abs().into(), 4)?;
    for value in [date.month(), date.day()] {
        out.write_char('-')?;
        write_two(out, value.unsigned_abs())?;
    }
    Ok(())
}

/// `HH:MM:SS`, and a fraction if there is one.
fn write_time(out: &mut impl fmt::Write, time: civil::Time) -> fmt::Result {
    write_two(out, time.hour().unsigned_abs())?;
    for value in [time.minute(), time.second()] {
        out.write_char(':')?;
        write_two(out, value.unsigned_abs())?;
    }
    write_fraction(out, time.subsec_nanosecond() / 1000)
}

/// The fraction of a second, without zeros that say nothing.
pub(super) fn write_fraction(out: &mut impl fmt::Write, micro: i32) -> fmt::Result {
    if micro == 0 {
        return Ok(());
    }
    out.write_char('.')?;
    write_fewest(out, micro.unsigned_abs().into(), 6)
}

/// A day, year 0001 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Date {
    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// `format` for another grammar, `range` where no such day exists.
    pub fn parse(text: &str) -> Result<Self, FaultCode> {
        let mut reader = Reader(text.as_bytes());
        let (year, month, day) = reader.date().ok_or(FaultCode::Format)?;
        if !reader.0.is_empty() {
            return Err(FaultCode::Format);
        }
        Self::new(year, month, day).ok_or(FaultCode::Range)
    }

    /// From the fields of a host's own value; `None` if no such day exists within the bounds.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        let date = civil::Date::new(year, month, day).ok()?;
        (1..=9999).contains(&year).then_some(Self(date))
    }

    /// 1 to 9999.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_date(f, self.0)
    }
}

/// A time of day, to the microsecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(civil::Time);

impl Time {
    /// Reads `HH:MM:SS` and a fraction of one to six digits.
    ///
    /// # Errors
    /// `format` for another grammar, an offset among them; `range` for hour 24, minute 60, second 60.
    pub fn parse(text: &str) -> Result<Self, FaultCode> {
        let mut reader = Reader(text.as_bytes());
        let (hour, minute, second, micro) = reader.time().ok_or(FaultCode::Format)?;
        if !reader.0.is_empty() {
            return Err(FaultCode::Format);
        }
        Self::new(hour, minute, second, micro).ok_or(FaultCode::Range)
    }

    /// From the fields of a host's own value; `None` if no such time exists.
    pub fn new(hour: i8, minute: i8, second: i8, micro: i32) -> Option<Self> {
        let nano = micro.checked_mul(1000)?;
        civil::Time::new(hour, minute, second, nano).ok().map(Self)
    }

    /// 0 to 23.
    pub fn hour(self) -> i8 {
        self.0.hour()
    }

    /// 0 to 59.
    pub fn minute(self) -> i8 {
        self.0.minute()
    }

    /// 0 to 59.
    pub fn second(self) -> i8 {
        self.0.second()
    }

    /// 0 to 999,999.
    pub fn micro(self) -> i32 {
        self.0.subsec_nanosecond() / 1000
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_time(f, self.0)
    }
}

/// What the text says, in form.
struct Fields {
    year: i16,
    month: i8,
    day: i8,
    hour: i8,
    minute: i8,
    second: i8,
    micro: i32,
    negative: bool,
    offset_hour: i8,
    offset_minute: i8,
}

impl Fields {
    fn resolve(&self) -> Option<Datetime> {
        if self.offset_hour > 23 || self.offset_minute > 59 {
            return None;
        }
        let minutes = i64::from(self.offset_hour) * 60 + i64::from(self.offset_minute);
        let offset = minutes * 60_000_000;
        Datetime::new(
            self.year,
            self.month,
            self.day,
            self.hour,
            self.minute,
            self.second,
            self.micro,
            if self.negative { -offset } else { offset },
        )
    }
}

pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl Reader<'_> {
    fn date(&mut self) -> Option<(i16, i8, i8)> {
        let year = i16::from(self.two()?) * 100 + i16::from(self.two()?);
        self.one_of(b"-")?;
        let month = self.two()?;
        self.one_of(b"-")?;
        Some((year, month, self.two()?))
    }

    fn time(&mut self) -> Option<(i8, i8, i8, i32)> {
        let hour = self.two()?;
        self.one_of(b":")?;
        let minute = self.two()?;
        self.one_of(b":")?;
        let second = self.two()?;
        let micro = if self.0.first() == Some(&b'.') {
            self.fraction()?
        } else {
            0
        };
        Some((hour, minute, second, micro))
    }

    fn datetime(&mut self) -> Option<Fields> {
        let (year, month, day) = self.date()?;
        self.one_of(b"Tt")?;
        let (hour, minute, second, micro) = self.time()?;
        let (mut offset_hour, mut offset_minute) = (0, 0);
        let sign = self.one_of(b"Zz+-")?;
        if matches!(sign, b'+' | b'-') {
            offset_hour = self.two()?;
            self.one_of(b":")?;
            offset_minute = self.two()?;
        }
        let negative = sign == b'-';
        Some(Fields {
            year,
            month,
            day,
            hour,
            minute,
            second,
            micro,
            negative,
            offset_hour,
            offset_minute,
        })
    }

    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        bytes.contains(first).then_some(*first)
    }

    fn digit(&mut self) -> Option<i8> {
        let digit = self.one_of(b"0123456789")?;
        i8::try_from(digit - b'0').ok()
    }

    fn two(&mut self) -> Option<i8> {
        Some(self.digit()? * 10 + self.digit()?)
    }

    /// A point and one to six digits, in microseconds.
    pub(super) fn fraction(&mut self) -> Option<i32> {
        self.one_of(b".")?;
        let mut micro = i32::from(self.digit()?);
        for _ in 1..6 {
            let more = self.0.first().is_some_and(u8::is_ascii_digit);
            micro = micro * 10 + if more { i32::from(self.digit()?) } else { 0 };
        }
        Some(micro)
    }
}

#[cfg(test)]
mod tests;
