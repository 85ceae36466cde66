//! Null, truths, texts and numbers.

use mizan_core::{errors::FaultCode, ir, types::MAX_INTEGER};
use serde_json::Value as Json;

use crate::{
    describe::{Describer, Form, Item, Type},
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

macro_rules! described {
    ($rust:ty, $ir:expr) => {
        impl Type for $rust {
            fn describe(_: Form, _: &mut Describer<'_>) -> ir::Type {
                $ir
            }
        }
    };
}

macro_rules! items {
    ($($rust:ty),*) => {
        $(impl Item for $rust {})*
    };
}

items!(
    (),
    bool,
    String,
    &'static str,
    f64,
    i8,
    i16,
    i32,
    i64,
    u16,
    u32,
    u64
);

described!((), ir::Type::Null);
described!(bool, ir::Type::Boolean);
described!(String, ir::Type::string());
described!(&'static str, ir::Type::string());
described!(f64, ir::Type::number());

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

macro_rules! integer {
    ($($rust:ty),*) => {$(
        described!($rust, ir::Type::integer());

        impl Read for $rust {
            fn read(json: Json) -> Result<Self, Misfit> {
                let Json::Number(number) = json else {
                    return Err(Misfit::new(FaultCode::Type, "integer"));
                };
                let small = number.as_i64().map(Self::try_from);
                small.and_then(Result::ok).ok_or_else(|| Misfit::new(FaultCode::Range, stringify!($rust)))
            }
        }

        impl Write for $rust {
            fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
                if i128::from(*self).unsigned_abs() > MAX_INTEGER.unsigned_abs().into() {
                    return Err(Misfit::new(FaultCode::Range, "integer"));
                }
                into.plain(&Json::from(*self));
                Ok(())
            }
        }
    )*};
}

integer!(i8, i16, i32, i64, u8, u16, u32, u64);
