//! `Vec<u8>` is bytes, and never a list: base64url without padding.

use data_encoding::BASE64URL_NOPAD;
use mizan_core::{
    errors::FaultCode,
    ir::{self, Length},
};
use serde_json::Value as Json;

use super::text;
use crate::{
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

described_item!(Vec<u8>, Sized, "Bytes", ir::Type::Bytes(Length::default()));

impl Read for Vec<u8> {
    fn read(json: Json) -> Result<Self, Misfit> {
        text::read(&json, "bytes", |text| {
            BASE64URL_NOPAD
                .decode(text.as_bytes())
                .map_err(|_| FaultCode::Format)
        })
    }
}

impl Write for Vec<u8> {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        into.bytes(self);
        Ok(())
    }
}
