//! Whole numbers: integers of the wire up to 64 bits, bigints above. A narrow one says its bounds.

use mizan_core::{
    errors::FaultCode,
    ir::{self, Big, Whole},
    types::MAX_INTEGER,
};
use serde_json::Value as Json;

use super::text;
use crate::{
    describe::Item,
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

macro_rules! integer {
    ($($rust:ty, $label:literal, $minimum:expr, $maximum:expr;)*) => {$(
        described!($rust, Integer, $label, ir::Type::Integer(Whole {
            minimum: $minimum,
            maximum: $maximum,
            multiple_of: None,
        }));

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
                let whole = i64::try_from(i128::from(*self)).ok();
                let whole = whole.filter(|whole| whole.unsigned_abs() <= MAX_INTEGER.unsigned_abs());
                into.whole(whole.ok_or_else(|| Misfit::new(FaultCode::Range, "integer"))?);
                Ok(())
            }
        }
    )*};
}

// Two types of one label would give two structs one name, where a generic type holds them.
integer! {
    i8, "I8", Some(i8::MIN.into()), Some(i8::MAX.into());
    i16, "I16", Some(i16::MIN.into()), Some(i16::MAX.into());
    i32, "I32", Some(i32::MIN.into()), Some(i32::MAX.into());
    i64, "Integer", None, None;
    u8, "U8", Some(0), Some(u8::MAX.into());
    u16, "U16", Some(0), Some(u16::MAX.into());
    u32, "U32", Some(0), Some(u32::MAX.into());
    u64, "U64", Some(0), None;
}

macro_rules! bigint {
    ($($rust:ty, $label:literal;)*) => {$(
        described!($rust, Bigint, $label, ir::Type::Bigint(Big {
            minimum: Some(<$rust>::MIN.to_string()),
            maximum: Some(<$rust>::MAX.to_string()),
        }));

        impl Read for $rust {
            fn read(json: Json) -> Result<Self, Misfit> {
                text::read(&json, stringify!($rust), |text| text.parse().map_err(|_| FaultCode::Range))
            }
        }

        impl Write for $rust {
            fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
                text::write(Some(self), "bigint", into)
            }
        }
    )*};
}

bigint! {
    i128, "I128";
    u128, "U128";
}

macro_rules! items {
    ($($rust:ty),*) => {
        $(impl Item for $rust {})*
    };
}

// All but `u8`.
items!(i8, i16, i32, i64, i128, u16, u32, u64, u128);
