//! `#[derive(mizan::Type)]`: which expansion an item gets.

use proc_macro2::TokenStream;
use syn::{Data, DeriveInput, Fields};

use crate::{container::Container, enumeration, newtype, record, serde, union, variant};

/// Expands one item.
pub fn expand(item: &DeriveInput) -> syn::Result<TokenStream> {
    let is_enum = matches!(item.data, Data::Enum(_));
    let serde = serde::container(&item.attrs, is_enum)?;
    let container = Container::new(item, serde.rename.as_ref())?;
    match &item.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if serde.transparent => newtype::of_named(&container, fields),
            Fields::Named(fields) => record::expand(&container, &serde, fields),
            Fields::Unnamed(fields) => newtype::expand(&container, &serde, fields),
            Fields::Unit => Err(syn::Error::new_spanned(
                &item.ident,
                "a struct without fields is null: take `()`, or an empty struct `{}`",
            )),
        },
        Data::Enum(data) => {
            let variants = variant::variants(data, &serde)?;
            if union::is_plain(&variants, &serde) {
                Ok(enumeration::expand(&container, &variants))
            } else {
                union::expand(&container, &serde, &variants)
            }
        }
        Data::Union(_) => Err(syn::Error::new_spanned(
            &item.ident,
            "a union does not know what it holds: take an enum",
        )),
    }
}
