//! `uuid::Uuid`: lower case with hyphens.

use mizan_core::{errors::FaultCode, ir, types};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{maps::Key, text};
use crate::{
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

described_item!(Uuid, Plain, "Uuid", ir::Type::Uuid);

impl Read for Uuid {
    fn read(json: Json) -> Result<Self, Misfit> {
        text::read(&json, "uuid", Self::unspell)
    }
}

impl Write for Uuid {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        text::write(Some(types::Uuid(self.into_bytes())), "uuid", into)
    }
}

impl Key for Uuid {
    fn spell(&self) -> String {
        types::Uuid(self.into_bytes()).to_string()
    }

    fn unspell(text: &str) -> Result<Self, FaultCode> {
        let uuid = types::Uuid::parse(text).ok_or(FaultCode::Format)?;
        Ok(Self::from_bytes(uuid.0))
    }
}
