//! chrono's moments in UTC, days, times of day and lengths of time. The wire has microseconds; what is finer is cut off.
//!
//! A `DateTime<FixedOffset>` does not travel: the wire's datetimes are in UTC, so that its offset would be lost.
//! A leap second is none of the wire's. Page: `ir/protocol/types.md`, values.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use mizan_core::{
    errors::FaultCode,
    ir::{self, Span},
    types::{Date, Datetime, Duration, Time},
};
use serde_json::Value as Json;

use super::text;
use crate::{
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

described_item!(DateTime<Utc>, Moment, "Datetime", ir::Type::datetime());
described_item!(NaiveDate, Moment, "Date", ir::Type::Date(Span::default()));
described_item!(NaiveTime, Plain, "Time", ir::Type::Time);
described_item!(TimeDelta, Plain, "Duration", ir::Type::Duration);

fn to_date(date: NaiveDate) -> Option<Date> {
    Date::new(
        i16::try_from(date.year()).ok()?,
        i8::try_from(date.month()).ok()?,
        i8::try_from(date.day()).ok()?,
    )
}

fn to_time(time: NaiveTime) -> Option<Time> {
    Time::new(
        i8::try_from(time.hour()).ok()?,
        i8::try_from(time.minute()).ok()?,
        i8::try_from(time.second()).ok()?,
        // In a leap second this is a second or more, which no time of the wire has.
        i32::try_from(time.nanosecond() / 1000).ok()?,
    )
}

fn from_date(year: i16, month: i8, day: i8) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(
        year.into(),
        u32::try_from(month).ok()?,
        u32::try_from(day).ok()?,
    )
}

fn from_time(hour: i8, minute: i8, second: i8, micro: i32) -> Option<NaiveTime> {
    NaiveTime::from_hms_micro_opt(
        u32::try_from(hour).ok()?,
        u32::try_from(minute).ok()?,
        u32::try_from(second).ok()?,
        u32::try_from(micro).ok()?,
    )
}

impl Read for DateTime<Utc> {
    fn read(json: Json) -> Result<Self, Misfit> {
        text::read(&json, "datetime", |text| {
            let at = Datetime::parse(text)?;
            let date = from_date(at.year(), at.month(), at.day());
            let time = from_time(at.hour(), at.minute(), at.second(), at.micro());
            let utc = date
                .zip(time)
                .map(|(date, time)| date.and_time(time).and_utc());
            utc.ok_or(FaultCode::Range)
        })
    }
}

impl Write for DateTime<Utc> {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        let (date, time) = (to_date(self.date_naive()), to_time(self.time()));
        let at = date.zip(time).and_then(|(date, time)| {
            Datetime::new(
                date.year(),
                date.month(),
                date.day(),
                time.hour(),
                time.minute(),
                time.second(),
                time.micro(),
                0,
            )
        });
        text::write_datetime(at, into)
    }
}

impl Read for NaiveDate {
    fn read(json: Json) -> Result<Self, Misfit> {
        text::read(&json, "date", |text| {
            let date = Date::parse(text)?;
            from_date(date.year(), date.month(), date.day()).ok_or(FaultCode::Range)
        })
    }
}

impl Write for NaiveDate {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        text::write(to_date(*self), "date", into)
    }
}

impl Read for NaiveTime {
    fn read(json: Json) -> Result<Self, Misfit> {
        text::read(&json, "time", |text| {
            let time = Time::parse(text)?;
            from_time(time.hour(), time.minute(), time.second(), time.micro())
                .ok_or(FaultCode::Range)
        })
    }
}

impl Write for NaiveTime {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        text::write(to_time(*self), "time", into)
    }
}

impl Read for TimeDelta {
    fn read(json: Json) -> Result<Self, Misfit> {
        text::read(&json, "duration", |text| {
            let length = Duration::parse(text)?;
            let seconds = Self::try_seconds(length.days() * 86_400 + length.seconds());
            seconds
                .and_then(|seconds| seconds.checked_add(&Self::microseconds(length.micros())))
                .ok_or(FaultCode::Range)
        })
    }
}

impl Write for TimeDelta {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        let micros = i64::from(self.subsec_nanos()) / 1000;
        text::write(
            Duration::new(0, self.num_seconds(), micros),
            "duration",
            into,
        )
    }
}
