//! `jiff::Timestamp`: RFC 3339 in UTC. The wire has microseconds; what is finer is cut off.
//!
//! The wire's year 9999 is some hours longer than jiff's: an argument after [`Timestamp::MAX`],
//! 9999-12-30T22:00:00.999999999Z, is the caller's `range` fault. Page: `ir/protocol/types.md`, values.

use jiff::{Timestamp, civil, tz::Offset};
use mizan_core::{errors::FaultCode, ir, types::Datetime};
use serde_json::Value as Json;

use crate::{
    describe::{Describer, Form, Item, Type},
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

impl Type for Timestamp {
    fn describe(_: Form, _: &mut Describer<'_>) -> ir::Type {
        ir::Type::datetime()
    }
}

impl Item for Timestamp {}

/// A datetime of the last hours of the year 9999 is a `range` fault: jiff's time ends before them.
impl Read for Timestamp {
    fn read(json: Json) -> Result<Self, Misfit> {
        let misfit = |code| Misfit::new(code, "datetime");
        let text = json.as_str().ok_or_else(|| misfit(FaultCode::Type))?;
        let time = Datetime::parse(text).map_err(misfit)?;
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
        .map_err(|_| misfit(FaultCode::Range))
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
        )
        .ok_or_else(|| Misfit::new(FaultCode::Range, "datetime"))?;
        into.text(&time.to_string());
        Ok(())
    }
}
