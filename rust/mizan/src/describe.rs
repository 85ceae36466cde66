//! What makes a Rust type a type of the wire.
//!
//! Twin: `python/mizan/types.py`. Page: `ir/protocol/types.md`.

use mizan_core::ir;
use serde_json::Value as Json;

use crate::describer::{Describer, Fields};

/// A type that travels. `#[derive(mizan::Type)]` makes a struct or an enum one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type of the wire",
    note = "`#[derive(mizan::Type)]` makes a struct or an enum one; see `ir/protocol/types.md` for the others"
)]
pub trait Type: 'static {
    /// Which constraints it takes.
    #[doc(hidden)]
    type Kind;

    /// Its type in the IR; the named types that it reaches are declared on the way.
    fn describe(form: Form, into: &mut Describer<'_>) -> ir::Type;

    /// Its part in the name of a generic type that holds it: `Order`, `Integer`, `ListInteger`.
    fn label() -> String;

    /// What its absence means, where that is not a fault.
    fn absent() -> Option<Json> {
        None
    }
}

/// A type that lists may hold and generic types be made of: all but `u8`, since a `Vec<u8>` is bytes.
#[diagnostic::on_unimplemented(
    message = "there is no list of `{Self}` on the wire",
    note = "a `Vec<u8>` is bytes; a list of small numbers is a `Vec<u16>`"
)]
pub trait Item: Type {}

/// A struct with named fields, which can be put together with a tag.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no fields that could stand beside the tag",
    note = "with `#[serde(tag = \"…\")]` a variant is empty, has named fields or holds one struct with named fields; `#[serde(tag = \"…\", content = \"…\")]` takes any type"
)]
pub trait Record: Type {
    /// Its fields in declared order.
    fn describe_fields(fields: &mut Fields<'_, '_>);
}

/// `Option<T>`, for fields that may be absent.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` has no value that says that it is absent",
    note = "a field that may be absent without a default is an `Option`"
)]
pub trait Omittable: Type {
    /// What it is when it is there.
    type Present: Type;

    /// Its value when it is there.
    fn present(&self) -> Option<&Self::Present>;

    /// What it is when this was there.
    fn from_present(present: Option<Self::Present>) -> Self;
}

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Sent by the client.
    Input,
    /// Answered by the server.
    Output,
}
