//! Maps, and what their keys may be: texts, integers, uuids and enums of unit variants.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher, Hash},
};

use mizan_core::{
    errors::FaultCode,
    ir::{self, Length},
    types::{NO_KEY, Value, read_spelling},
};
use serde_json::Value as Json;

use crate::{
    describe::{Form, Item, Type},
    describer::Describer,
    kind,
    misfit::Misfit,
    read::Read,
    write::{Write, Writer},
};

/// What names values in a map.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a map",
    note = "a key is a `String`, an integer, a `Uuid` or an enum of unit variants, or a newtype of one"
)]
pub trait Key: Type {
    /// The type of keys that are not plain text.
    fn describe_key(into: &mut Describer<'_>) -> Option<ir::Type> {
        // A key has one form: no key is left out.
        Some(Self::describe(Form::Output, into))
    }

    /// Its part in the name of a generic type; keys of plain text have none.
    fn key_label() -> String {
        Self::label()
    }

    /// Its text.
    fn spell(&self) -> String;

    /// The key of a text.
    ///
    /// # Errors
    /// Text that the Rust type does not hold.
    fn unspell(text: &str) -> Result<Self, FaultCode>
    where
        Self: Sized;
}

impl Key for String {
    fn describe_key(_: &mut Describer<'_>) -> Option<ir::Type> {
        None
    }

    fn key_label() -> String {
        String::new()
    }

    fn spell(&self) -> String {
        self.clone()
    }

    fn unspell(text: &str) -> Result<Self, FaultCode> {
        Ok(text.to_owned())
    }
}

impl Key for &'static str {
    fn describe_key(_: &mut Describer<'_>) -> Option<ir::Type> {
        None
    }

    fn key_label() -> String {
        String::new()
    }

    fn spell(&self) -> String {
        (*self).to_owned()
    }

    fn unspell(_: &str) -> Result<Self, FaultCode> {
        // Nobody can send one: it is no argument.
        Err(FaultCode::Type)
    }
}

macro_rules! whole {
    ($($rust:ty),*) => {$(
        impl Key for $rust {
            fn spell(&self) -> String {
                self.to_string()
            }

            fn unspell(text: &str) -> Result<Self, FaultCode> {
                match read_spelling(text, &ir::Type::integer())? {
                    Value::Integer(value) => Self::try_from(value).map_err(|_| FaultCode::Range),
                    _ => Err(FaultCode::Format),
                }
            }
        }
    )*};
}

whole!(i8, i16, i32, i64, u8, u16, u32, u64);

/// The entries of an object, each under its key.
fn read<K: Key, T: Read, M: FromIterator<(K, T)>>(json: Json) -> Result<M, Misfit> {
    let Json::Object(entries) = json else {
        return Err(Misfit::new(FaultCode::Type, "map"));
    };
    let entry = |(name, value): (String, Json)| {
        let read = K::unspell(&name)
            .map_err(|code| Misfit::new(code, "key"))
            .and_then(|key| Ok((key, T::read(value)?)));
        read.map_err(|misfit| misfit.under(name.as_str()))
    };
    entries.into_iter().map(entry).collect()
}

/// An object, its keys in byte order.
fn write<'a, K: Key, T: Write>(
    entries: impl Iterator<Item = (&'a K, &'a T)>,
    into: &mut Writer,
) -> Result<(), Misfit> {
    let mut spelled: Vec<(String, &T)> = entries.map(|(key, value)| (key.spell(), value)).collect();
    spelled.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    into.open();
    for (key, value) in spelled {
        if key == NO_KEY {
            return Err(Misfit::new(FaultCode::Unknown, "key").under(key.as_str()));
        }
        into.field(&key, value)?;
    }
    into.close();
    Ok(())
}

macro_rules! map {
    ($map:ident [$($param:ident: $($bound:path)|*),*] $($key:path)|*) => {
        impl<K: Key, T: Type, $($param: $($bound +)* 'static),*> Type for $map<K, T, $($param),*> {
            type Kind = kind::Sized;

            fn describe(form: Form, into: &mut Describer<'_>) -> ir::Type {
                ir::Type::Map {
                    key: K::describe_key(into).map(Box::new),
                    item: Box::new(T::describe(form, into)),
                    length: Length::default(),
                }
            }

            fn label() -> String {
                format!("Map{}{}", K::key_label(), T::label())
            }
        }

        impl<K: Key, T: Type, $($param: $($bound +)* 'static),*> Item for $map<K, T, $($param),*> {}

        impl<K: Key $(+ $key)*, T: Read, $($param: $($bound +)* 'static),*> Read for $map<K, T, $($param),*> {
            fn read(json: Json) -> Result<Self, Misfit> {
                read(json)
            }
        }

        impl<K: Key, T: Write, $($param: $($bound +)* 'static),*> Write for $map<K, T, $($param),*> {
            fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
                write(self.iter(), into)
            }
        }
    };
}

map!(BTreeMap [] Ord);
map!(HashMap [S: BuildHasher | Default] Eq | Hash);
