//! Null, truths, texts and floats. A float of 32 bits does not travel: what a client sends would be rounded unseen.

use mizan_core::{errors::FaultCode, ir};
use serde_json::Value as Json;

use crate::{
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

described_item!((), Plain, "Null", ir::Type::Null);
described_item!(bool, Plain, "Boolean", ir::Type::Boolean);
described_item!(String, Text, "String", ir::Type::string());
described_item!(&'static str, Text, "String", ir::Type::string());
described_item!(f64, Number, "Number", ir::Type::number());

impl Read for () {
    fn read(json: Json) -> Result<Self, Misfit> {
        json.as_null()
            .ok_or_else(|| Misfit::new(FaultCode::Type, "null"))
    }
}

impl Write for () {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        into.plain(&Json::Null);
        Ok(())
    }
}

impl Read for bool {
    fn read(json: Json) -> Result<Self, Misfit> {
        json.as_bool()
            .ok_or_else(|| Misfit::new(FaultCode::Type, "boolean"))
    }
}

impl Write for bool {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        into.plain(&Json::Bool(*self));
        Ok(())
    }
}

impl Read for String {
    fn read(json: Json) -> Result<Self, Misfit> {
        match json {
            Json::String(text) => Ok(text),
            _ => Err(Misfit::new(FaultCode::Type, "string")),
        }
    }
}

impl Write for String {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        into.text(self);
        Ok(())
    }
}

impl Write for &'static str {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        into.text(self);
        Ok(())
    }
}

impl Read for f64 {
    fn read(json: Json) -> Result<Self, Misfit> {
        json.as_f64()
            .ok_or_else(|| Misfit::new(FaultCode::Type, "number"))
    }
}

impl Write for f64 {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        let number = serde_json::Number::from_f64(*self)
            .ok_or_else(|| Misfit::new(FaultCode::Range, "number"))?;
        into.plain(&Json::Number(number));
        Ok(())
    }
}
