//! What a variant holds, apart from how it is told: described, read from `json`, bound by a pattern, written.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use crate::{
    container::{self, Container},
    field::{Named, Unnamed},
    newtype::described_tuple,
    record::taken,
    variant::{Holds, Variant},
};

/// The names that a variant's places are bound to.
fn bound(items: &[Unnamed]) -> Vec<Ident> {
    (0..items.len())
        .map(|at| format_ident!("__mizan_{at}"))
        .collect()
}

/// Its type in the IR, from a `describer` and a `form`.
pub fn described(container: &Container<'_>, variant: &Variant) -> TokenStream {
    match &variant.holds {
        Holds::Nothing => TokenStream::new(),
        Holds::One(one) => one.describe(),
        Holds::Tuple(items) => described_tuple(items),
        Holds::Fields(fields) => {
            let none = quote!(::core::option::Option::None);
            let named = container::named(&variant.label(container, "Content"), &none);
            let fields = fields.iter().map(Named::describe);
            quote! {
                describer.structure::<Self>(form, #named, |fields| { let _ = &fields; #(#fields)* })
            }
        }
    }
}

/// A `Result` of it, from `json`.
pub fn read(variant: &Variant) -> TokenStream {
    let ident = &variant.ident;
    match &variant.holds {
        Holds::Nothing => quote! {{
            ::mizan::__private::FieldsOf::new(json)?.end()?;
            ::core::result::Result::Ok(Self::#ident)
        }},
        Holds::One(one) => {
            let kind = &one.kind;
            quote!(<#kind as ::mizan::__private::Read>::read(json).map(Self::#ident))
        }
        Holds::Tuple(items) => {
            let (names, kinds) = (bound(items), items.iter().map(|item| &item.kind));
            quote! {{
                let mut places = ::mizan::__private::Places::new(json)?;
                #(let #names = places.take::<#kinds>()?;)*
                places.end()?;
                ::core::result::Result::Ok(Self::#ident(#(#names),*))
            }}
        }
        Holds::Fields(fields) => {
            let taken = taken(fields);
            quote! {{
                #[allow(unused_mut)]
                let mut fields = ::mizan::__private::FieldsOf::new(json)?;
                let value = Self::#ident { #taken };
                fields.end()?;
                ::core::result::Result::Ok(value)
            }}
        }
    }
}

/// The pattern that binds what it holds.
pub fn pattern(variant: &Variant) -> TokenStream {
    let ident = &variant.ident;
    match &variant.holds {
        Holds::Nothing => quote!(Self::#ident),
        Holds::One(_) => quote!(Self::#ident(__mizan_0)),
        Holds::Tuple(items) => {
            let names = bound(items);
            quote!(Self::#ident(#(#names),*))
        }
        Holds::Fields(fields) => {
            let bound = fields
                .iter()
                .filter(|field| field.is_written())
                .map(Named::bind);
            quote!(Self::#ident { #(#bound,)* .. })
        }
    }
}

/// Statements that write what it holds, its parts bound.
pub fn written(variant: &Variant) -> TokenStream {
    match &variant.holds {
        Holds::Nothing => TokenStream::new(),
        Holds::One(_) => quote!(::mizan::__private::Write::write(__mizan_0, into)?;),
        Holds::Tuple(items) => {
            let (names, places) = (bound(items), 0..items.len());
            quote! {
                into.begin();
                #(into.place(#places, #names)?;)*
                into.end_list();
            }
        }
        Holds::Fields(fields) => {
            let fields = fields.iter().map(Named::write_bound);
            quote! {
                into.open();
                #(#fields)*
                into.close();
            }
        }
    }
}
