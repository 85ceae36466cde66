//! Lists, options and boxes.

use mizan_core::{errors::FaultCode, ir};
use serde_json::Value as Json;

use crate::{
    describe::{Form, Item, Omittable, Type},
    describer::Describer,
    kind,
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

impl<T: Item> Type for Vec<T> {
    type Kind = kind::Sized;

    fn describe(form: Form, into: &mut Describer<'_>) -> ir::Type {
        ir::Type::list(T::describe(form, into))
    }

    fn label() -> String {
        format!("List{}", T::label())
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
    type Kind = T::Kind;

    fn describe(form: Form, into: &mut Describer<'_>) -> ir::Type {
        ir::Type::Optional {
            item: Box::new(T::describe(form, into)),
        }
    }

    fn label() -> String {
        format!("Optional{}", T::label())
    }

    fn absent() -> Option<Json> {
        Some(Json::Null)
    }
}

impl<T: Type> Item for Option<T> {}

impl<T: Type> Omittable for Option<T> {
    type Present = T;

    fn present(&self) -> Option<&T> {
        self.as_ref()
    }

    fn from_present(present: Option<T>) -> Self {
        present
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

impl<T: Type> Type for Box<T> {
    type Kind = T::Kind;

    fn describe(form: Form, into: &mut Describer<'_>) -> ir::Type {
        T::describe(form, into)
    }

    fn label() -> String {
        T::label()
    }

    fn absent() -> Option<Json> {
        T::absent()
    }
}

impl<T: Item> Item for Box<T> {}

impl<T: Read> Read for Box<T> {
    fn read(json: Json) -> Result<Self, Misfit> {
        T::read(json).map(Self::new)
    }
}

impl<T: Write> Write for Box<T> {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        (**self).write(into)
    }
}
