//! jiff's timestamps, days, times of day and lengths of time. The wire has microseconds; what is finer is cut off.
//!
//! The wire's year 9999 is some hours longer than jiff's: an argument after [`Timestamp::MAX`],
//! 9999-12-30T22:00:00.999999999Z, is the caller's `range` fault. Page: `ir/protocol/types.md`, values.

use jiff::{
    SignedDuration, Timestamp,
    civil::{self, Date, Time},
    tz::Offset,
};
use mizan_core::{
    errors::FaultCode,
    ir::{self, Span},
    types::{self, Datetime, Duration},
};
use serde_json::Value as Json;

use super::text;
use crate::{
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

described_item!(Timestamp, Moment, "Datetime", ir::Type::datetime());
described_item!(Date, Moment, "Date", ir::Type::Date(Span::default()));
described_item!(Time, Plain, "Time", ir::Type::Time);
described_item!(SignedDuration, Plain, "Duration", ir::Type::Duration);

/// A datetime of the last hours of the year 9999 is a `range` fault: jiff's time ends before them.
impl Read for Timestamp {
    fn read(json: Json) -> Result<Self, Misfit> {
        text::read(&json, "datetime", |text| {
            let time = Datetime::parse(text)?;
            civil::DateTime::new(
                time.year(),
                time.month(),
                time.day(),
                time.hour(),
                time.minute(),
                time.second(),
                time.micro() * 1000,
            )
            .and_then(|utc| Offset::UTC.to_timestamp(utc))
            .map_err(|_| FaultCode::Range)
        })
    }
}

impl Write for Timestamp {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        let utc = Offset::UTC.to_datetime(*self);
        // The fields of a clock cut towards the past what is finer than their unit.
        let time = Datetime::new(
            utc.year(),
            utc.month(),
            utc.day(),
            utc.hour(),
            utc.minute(),
            utc.second(),
            utc.subsec_nanosecond() / 1000,
            0,
        );
        text::write_datetime(time, into)
    }
}

impl Read for Date {
    fn read(json: Json) -> Result<Self, Misfit> {
        text::read(&json, "date", |text| {
            let date = types::Date::parse(text)?;
            Self::new(date.year(), date.month(), date.day()).map_err(|_| FaultCode::Range)
        })
    }
}

impl Write for Date {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        let date = types::Date::new(self.year(), self.month(), self.day());
        text::write(date, "date", into)
    }
}

impl Read for Time {
    fn read(json: Json) -> Result<Self, Misfit> {
        text::read(&json, "time", |text| {
            let time = types::Time::parse(text)?;
            let nanosecond = time.micro() * 1000;
            Self::new(time.hour(), time.minute(), time.second(), nanosecond)
                .map_err(|_| FaultCode::Range)
        })
    }
}

impl Write for Time {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        let micro = self.subsec_nanosecond() / 1000;
        let time = types::Time::new(self.hour(), self.minute(), self.second(), micro);
        text::write(time, "time", into)
    }
}

impl Read for SignedDuration {
    fn read(json: Json) -> Result<Self, Misfit> {
        text::read(&json, "duration", |text| {
            let length = Duration::parse(text)?;
            // Within the wire's 999,999,999 days nothing overflows.
            let seconds = Self::from_secs(length.days() * 86_400 + length.seconds());
            Ok(seconds + Self::from_micros(length.micros()))
        })
    }
}

impl Write for SignedDuration {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        let length = Duration::new(0, self.as_secs(), self.subsec_micros().into());
        text::write(length, "duration", into)
    }
}
