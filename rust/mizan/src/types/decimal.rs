//! `rust_decimal::Decimal`: 96 bits and up to 28 digits after the point. What is longer is the caller's `range` fault.

use mizan_core::{
    errors::FaultCode,
    ir::{self, Fixed},
    types,
};
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::text;
use crate::{
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

described_item!(
    Decimal,
    Decimal,
    "Decimal",
    ir::Type::Decimal(Fixed::default())
);

impl Read for Decimal {
    fn read(json: Json) -> Result<Self, Misfit> {
        text::read(&json, "decimal", |text| {
            Self::from_str_exact(text).map_err(|_| FaultCode::Range)
        })
    }
}

impl Write for Decimal {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        if let Some(short) = types::Scaled::new(self.mantissa(), self.scale()) {
            into.spelled(|text| short.write_to(text));
            return Ok(());
        }
        let written = self.to_string();
        let canonical = types::Decimal::parse(&written).ok();
        text::write(
            canonical.as_ref().map(types::Decimal::as_str),
            "decimal",
            into,
        )
    }
}
