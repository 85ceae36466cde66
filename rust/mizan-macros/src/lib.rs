//! `#[mizan::client]` and `#[derive(mizan::Type)]`.
//!
//! The door alone. Both expand to data for the registry and hold no policy: what a legal graph is, `mizan-core`
//! decides. Page: `ir/protocol/registry.md`.

mod argument;
mod client;
mod default;
mod derive;
mod doc;
mod options;

use proc_macro::TokenStream;
use syn::{DeriveInput, ItemFn, parse_macro_input};

/// Makes a plain or async function callable from clients.
///
/// Options: `context = USER` makes it a read of that context; `affects = [USER, USER.member("user_orders")]` says what
/// it drops (also `USER.all()` and `USER.scope(&[("user_id", "owner")])`); `auth = true` asks for somebody,
/// `auth = "self"` for the caller whom the identity names; `cache = false` keeps a member's answer out of caches.
///
/// Arguments are wire types, `mizan::State<T>`, `mizan::Caller` and `Option<mizan::Caller>`; the last three never reach
/// clients. An `Option<T>` may be left out and is then `None`; `#[mizan(default = 1)]` on an argument gives another
/// default. Doc comments of the function and of its arguments become their documentation.
///
/// The result is a wire type or a `Result` of one, whose error is `Into<mizan::Problem>`.
#[proc_macro_attribute]
pub fn client(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(options as options::Options);
    let item = parse_macro_input!(item as ItemFn);
    client::expand(&options, item)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes a struct with named fields a type of the wire: its fields travel in declared order, under their own names.
///
/// A field with `#[mizan(default = 1)]`, or of `Option<T>`, may be left out by who sends the struct. Doc comments of the
/// struct and of its fields become their documentation.
#[proc_macro_derive(Type, attributes(mizan, serde))]
pub fn derive_type(item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as DeriveInput);
    derive::expand(&item)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
