//! `num_bigint::BigInt`: whole numbers of at most 4,300 digits.

use mizan_core::{
    errors::FaultCode,
    ir::{self, Big},
    types,
};
use num_bigint::BigInt;
use serde_json::Value as Json;

use super::text;
use crate::{
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

described_item!(BigInt, Bigint, "Bigint", ir::Type::Bigint(Big::default()));

impl Read for BigInt {
    fn read(json: Json) -> Result<Self, Misfit> {
        text::read(&json, "bigint", |text| {
            text.parse().map_err(|_| FaultCode::Format)
        })
    }
}

impl Write for BigInt {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        let written = self.to_string();
        let canonical = types::Bigint::parse(&written).ok();
        text::write(
            canonical.as_ref().map(types::Bigint::as_str),
            "bigint",
            into,
        )
    }
}
