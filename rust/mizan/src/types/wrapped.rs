//! Lists and options.

use mizan_core::{errors::FaultCode, ir};
use serde_json::Value as Json;

use crate::{
    describe::{Describer, Form, Type},
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

impl<T: Type> Type for Vec<T> {
    fn describe(form: Form, into: &mut Describer<'_>) -> ir::Type {
        const {
            assert!(
                T::LISTS,
                "a `Vec<u8>` is bytes, which are not there yet; a list of numbers is a `Vec<u16>`"
            );
        }
        ir::Type::List {
            item: Box::new(T::describe(form, into)),
        }
    }
}

impl<T: Read> Read for Vec<T> {
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

impl<T: Write> Write for Vec<T> {
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
