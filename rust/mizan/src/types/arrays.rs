//! Arrays: `[u8; N]` is N bytes, every other `[T; N]` a list of N.

use mizan_core::{
    errors::FaultCode,
    ir::{self, Length},
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

fn exactly<const N: usize>() -> Length {
    // A length beyond the IR's numbers is none that a request could have.
    let length = u32::try_from(N).ok();
    Length {
        min_length: length,
        max_length: length,
    }
}

fn whole<T, const N: usize>(items: Vec<T>, expected: &'static str) -> Result<[T; N], Misfit> {
    items
        .try_into()
        .map_err(|_| Misfit::new(FaultCode::Length, expected))
}

impl<const N: usize> Type for [u8; N] {
    type Kind = kind::Plain;

    fn describe(_: Form, _: &mut Describer<'_>) -> ir::Type {
        ir::Type::Bytes(exactly::<N>())
    }

    fn label() -> String {
        format!("Bytes{N}")
    }
}

impl<const N: usize> Item for [u8; N] {}

impl<const N: usize> Read for [u8; N] {
    fn read(json: Json) -> Result<Self, Misfit> {
        whole(Vec::<u8>::read(json)?, "bytes")
    }
}

impl<const N: usize> Write for [u8; N] {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        into.bytes(self);
        Ok(())
    }
}

impl<T: Item, const N: usize> Type for [T; N] {
    type Kind = kind::Plain;

    fn describe(form: Form, into: &mut Describer<'_>) -> ir::Type {
        ir::Type::List {
            item: Box::new(T::describe(form, into)),
            length: exactly::<N>(),
        }
    }

    fn label() -> String {
        format!("List{N}{}", T::label())
    }
}

impl<T: Item, const N: usize> Item for [T; N] {}

impl<T: Item + Read, const N: usize> Read for [T; N] {
    fn read(json: Json) -> Result<Self, Misfit> {
        whole(Vec::<T>::read(json)?, "list")
    }
}

impl<T: Item + Write, const N: usize> Write for [T; N] {
    fn write(&self, into: &mut Writer) -> Result<(), Misfit> {
        into.list(self.iter())
    }
}
