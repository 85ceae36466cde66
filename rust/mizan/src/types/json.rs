//! `serde_json::Value`: any JSON that the wire has.

use mizan_core::ir;
use serde_json::Value as Json;

use crate::{
    judge,
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

described_item!(Json, Plain, "Json", ir::Type::Json);

impl Read for Json {
    fn read(json: Json) -> Result<Self, Misfit> {
        Ok(json)
    }
}

/// A whole number beyond ±(2^53−1) and a key `__proto__` are not written.
impl Write for Json {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        if let Some(fault) = judge::of_json(self) {
            return Err(Misfit::of_fault(fault, "json"));
        }
        into.plain(self);
        Ok(())
    }
}
