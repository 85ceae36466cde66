//! `uuid::Uuid`: lower case with hyphens.

use mizan_core::{errors::FaultCode, ir};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{
    describe::{Describer, Form, Item, Type},
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

impl Type for Uuid {
    fn describe(_: Form, _: &mut Describer<'_>) -> ir::Type {
        ir::Type::Uuid
    }
}

impl Item for Uuid {}

impl Read for Uuid {
    fn read(json: Json) -> Result<Self, Misfit> {
        let text = json
            .as_str()
            .ok_or_else(|| Misfit::new(FaultCode::Type, "uuid"))?;
        Self::try_parse(text).map_err(|_| Misfit::new(FaultCode::Format, "uuid"))
    }
}

impl Write for Uuid {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        into.text(
            self.as_hyphenated()
                .encode_lower(&mut Self::encode_buffer()),
        );
        Ok(())
    }
}
