//! Lists and options.

use mizan_core::{errors::FaultCode, ir};
use serde_json::Value as Json;

use crate::{
    describe::{Describer, Form, Item, Type},
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

impl<T: Item> Type for Vec<T> {
    fn describe(form: Form, into: &mut Describer<'_>) -> ir::Type {
        ir::Type::list(T::describe(form, into))
    }
}

impl<T: Item> Item for Vec<T> {}

impl<T: Item + Read> Read for Vec<T> {
    fn read(json: Json) -> Result<Self, Misfit> {
        let Json::Array(items) = json else {
            return Err(Misfit::new(FaultCode::Type, "list"));
        };
        items
            .into_iter()
            .enumerate()
            .map(|(index, item)| T::read(item).map_err(|misfit| misfit.under(index)))
            .collect()
    }
}

impl<T: Item + Write> Write for Vec<T> {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        into.list(self.iter())
    }
}

impl<T: Type> Type for Option<T> {
    fn describe(form: Form, into: &mut Describer<'_>) -> ir::Type {
        ir::Type::Optional {
            item: Box::new(T::describe(form, into)),
        }
    }

    fn absent() -> Option<Json> {
        Some(Json::Null)
    }
}

impl<T: Type> Item for Option<T> {}

impl<T: Read> Read for Option<T> {
    fn read(json: Json) -> Result<Self, Misfit> {
        if json.is_null() {
            Ok(None)
        } else {
            T::read(json).map(Some)
        }
    }
}

impl<T: Write> Write for Option<T> {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        match self {
            None => ().write(into),
            Some(value) => value.write(into),
        }
    }
}
