//! `#[mizan::client]`, `#[derive(mizan::Type)]` and `#[derive(mizan::Error)]`.
//!
//! The door alone. All expand to data for the registry and hold no policy: what a legal graph is, `mizan-core`
//! decides. Page: `ir/protocol/registry.md`.

mod argument;
mod case;
mod client;
mod constraint;
mod container;
mod content;
mod default;
mod derive;
mod doc;
mod domain;
mod enumeration;
mod field;
mod joining;
mod newtype;
mod options;
mod record;
mod said;
mod serde;
mod union;
mod upload;
mod variant;

use proc_macro::TokenStream;
use syn::{DeriveInput, ItemFn, parse_macro_input};

/// Makes a plain or async function callable from clients.
///
/// Options: `context = USER` makes it a read of that context; `affects = [USER, USER.member("user_orders")]` says what
/// it drops (also `USER.all()` and `USER.scope(&[("user_id", "owner")])`); `auth = true` asks for somebody,
/// `auth = "self"` for the caller whom the identity names, `auth = "staff"`, `"superuser"` or another text for a caller of
/// that role, `auth = is_early` for whom a function of the author's own lets pass, `fn(&mizan::Asked) -> bool`, which may be
/// async and may answer a `Result<bool, mizan::Problem>`; `cache = false` keeps a member's answer out of caches, `cache = 60` keeps it for so many seconds, and another
/// `rev = 1` drops what was kept; `public = true` says that a member's answer is one for everyone, which is why it takes no
/// caller, and `private = true` that a function is called by the app alone. `raises = [OutOfStock]` names the domain
/// errors that it may end with, each a type with `#[derive(mizan::Error)]`. `route = "board/{shelf}/"` makes it a view, which
/// is found there by GET, or by POST if it drops something, or by `methods = ["PUT"]`, and answers with a `mizan::Response`.
///
/// Arguments are wire types, files as `mizan::Upload` (also in an `Option` or a `Vec`, with `#[mizan(max_size = "2 MB",
/// accept = ["image/*"])]`), and what never reaches clients: `mizan::State<T>`, `mizan::Caller`, `Option<mizan::Caller>`,
/// `mizan::Request` and `mizan::Running`. An `Option<T>` may be left out and is then `None`; `#[mizan(default = 1)]` on an argument gives another
/// default, and constraints stand beside it: `#[mizan(minimum = 1, default = 1)]`. Doc comments of the function and of its arguments become their documentation.
///
/// The result is a wire type or a `Result` of one, whose error is a `mizan::Problem`, a type with `#[derive(mizan::Error)]`
/// or anything else that is `Into<mizan::Problem>`. A domain error that `raises` does not name is the function's own fault:
/// the caller gets INTERNAL, and the log says which.
///
/// A function with targets that another one calls while it runs joins it: what it drops, the call drops. What is stale only by
/// what a function finds out is dropped by `mizan::invalidate`. Pages: `ir/protocol/registry.md`, `ir/protocol/envelope.md`.
#[proc_macro_attribute]
pub fn client(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(options as options::Options);
    let item = parse_macro_input!(item as ItemFn);
    client::expand(&options, item)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes a struct or an enum a type of the wire.
///
/// - A struct with named fields is a struct. One without names is what it holds: a newtype its field, a longer one a tuple.
/// - An enum of unit variants is an enum of their names, another one a union: by serde's `tag`, `tag` and `content`,
///   `untagged`, or by the name around what a variant holds. A variant's struct is called `PetCat`.
/// - A generic type is called after its arguments: `Page<Order>` is `PageOrder`. `#[mizan(name = "…")]` gives a type, or
///   the struct of a variant, another name. An enum with `#[mizan(inline)]` has none, and stands where it is used.
///
/// A field of `Option<T>` may be left out by who sends the struct, and so may one with `#[mizan(default = 1)]` (a literal,
/// `None`, `[]` or `{}`) or `#[serde(default)]`. With `#[mizan(omittable)]` an `Option<T>` may be absent both ways, is
/// `None` then, and null is a value only of an `Option<Option<T>>`; with `#[mizan(required)]` it may be null and not absent. The constraints of `ir/protocol/types.md` stand on
/// fields: `#[mizan(min_length = 1, max_length = 80, pattern = "^[a-z]+$")]`, `#[mizan(minimum = 0, maximum = 9)]`.
///
/// serde's attributes are followed as serde follows them (`rename`, `rename_all`, `rename_all_fields`, `default`, `skip`,
/// `skip_serializing`, `skip_deserializing`, `skip_serializing_if = "Option::is_none"`, `transparent`, the tags), or
/// refused. Doc comments become documentation. Page: `ir/protocol/types.md`.
#[proc_macro_derive(Type, attributes(mizan, serde))]
pub fn derive_type(item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as DeriveInput);
    derive::expand(&item)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Makes a struct or an enum a domain error: a problem of the author's own, which `raises` names.
///
/// - `struct SoldOut;` has no data, `struct OutOfStock(StockLeft);` has a `StockLeft`, which is any type of the wire.
/// - In an enum each variant is an error of its own, `SoldOut` or `OutOfStock(StockLeft)`. A variant with
///   `#[mizan(transparent)]` is the error that it holds, and one with `#[mizan(from)]` on what it holds is made of it by
///   `?` as well. A `mizan::Problem` may be held so.
///
/// The code is the name in upper case, `OUT_OF_STOCK`, and the status 409, unless `#[mizan(code = "…", status = 422)]` says
/// otherwise; the first line of the doc comment is the title. Two types of one code are a defect, unless they are declared
/// alike. Page: `ir/protocol/envelope.md`, domain errors.
#[proc_macro_derive(Error, attributes(mizan))]
pub fn derive_error(item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as DeriveInput);
    domain::expand(&item)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
