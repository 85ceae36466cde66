//! One argument of a function: its name, its type and what its attributes say.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, Ident, Pat, PatType, Type, ext::IdentExt};

use crate::{constraint::Constraints, doc, said};

/// An argument, read from a signature.
pub struct Argument {
    /// In Rust.
    pub ident: Ident,
    /// The name on the wire.
    pub name: String,
    /// As written.
    pub kind: Type,
    /// `Option<Json>`, an expression.
    pub default: TokenStream,
    /// `Option<&str>`, an expression.
    pub doc: TokenStream,
    /// Beside those of its type.
    pub constraints: Constraints,
}

/// Reads an argument and takes away the attributes that the compiler would refuse there.
pub fn read(input: &mut FnArg) -> syn::Result<Argument> {
    let FnArg::Typed(PatType { attrs, pat, ty, .. }) = input else {
        return Err(syn::Error::new_spanned(
            input,
            "a client function is a free function: it takes no `self`",
        ));
    };
    let Pat::Ident(ident) = &**pat else {
        return Err(syn::Error::new_spanned(
            pat,
            "an argument needs a plain name: it is part of the wire",
        ));
    };
    if let Some((at, _)) = &ident.subpat {
        return Err(syn::Error::new_spanned(
            at,
            "an argument needs a plain name: it is part of the wire",
        ));
    }
    match &**ty {
        Type::ImplTrait(_) => {
            return Err(syn::Error::new_spanned(
                ty,
                "name the type: `impl Trait` says nothing about the wire",
            ));
        }
        Type::Reference(_) => {
            return Err(syn::Error::new_spanned(
                ty,
                "an argument is owned: take `String` or `Vec<T>`, not a reference",
            ));
        }
        _ => {}
    }
    let said = said::of_place(attrs)?;
    if let Some(omittable) = said.omittable {
        return Err(syn::Error::new(
            omittable.span(),
            "an argument is there or has a default: only fields are omittable",
        ));
    }
    if let Some(required) = said.required {
        return Err(syn::Error::new(
            required.span(),
            "an `Option` may be left out of a call: only fields are required where null is a value",
        ));
    }
    let argument = Argument {
        ident: ident.ident.clone(),
        name: ident.ident.unraw().to_string(),
        kind: (**ty).clone(),
        default: option(said.default),
        doc: doc::text(attrs),
        constraints: said.constraints,
    };
    attrs.retain(|attribute| !doc::is_doc(attribute) && !said::is_ours(attribute));
    Ok(argument)
}

/// An `Option` of an expression, as an expression.
pub fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(
        || quote!(::core::option::Option::None),
        |value| quote!(::core::option::Option::Some(#value)),
    )
}
