//! `jiff::Timestamp`: RFC 3339 in UTC. The wire has microseconds; what is finer is cut off.

use jiff::{Timestamp, tz::TimeZone};
use mizan_core::{errors::FaultCode, ir};
use serde_json::Value as Json;

use crate::{
    describe::{Describer, Form, Item, Type},
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

impl Type for Timestamp {
    fn describe(_: Form, _: &mut Describer<'_>) -> ir::Type {
        ir::Type::Datetime
    }
}

impl Item for Timestamp {}

impl Read for Timestamp {
    fn read(json: Json) -> Result<Self, Misfit> {
        let text = json
            .as_str()
            .ok_or_else(|| Misfit::new(FaultCode::Type, "datetime"))?;
        text.parse()
            .map_err(|_| Misfit::new(FaultCode::Format, "datetime"))
    }
}

impl Write for Timestamp {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        let misfit = || Misfit::new(FaultCode::Range, "datetime");
        // Cut towards the past, as everything finer than the unit of a clock is.
        let whole = Self::from_microsecond(
            self.as_nanosecond()
                .div_euclid(1000)
                .try_into()
                .map_err(|_| misfit())?,
        )
        .map_err(|_| misfit())?;
        let utc = whole.to_zoned(TimeZone::UTC);
        if !(1..=9999).contains(&utc.year()) {
            return Err(misfit());
        }
        into.text(&utc.strftime("%Y-%m-%dT%H:%M:%S%.fZ").to_string());
        Ok(())
    }
}
