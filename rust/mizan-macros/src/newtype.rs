//! A struct that is what it holds: a newtype, or a tuple with a name in Rust.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{FieldsNamed, FieldsUnnamed, Index};

use crate::{container::Container, field::Unnamed, serde};

/// Expands `struct Sku(String);`.
pub fn expand(
    container: &Container<'_>,
    serde: &serde::Container,
    fields: &FieldsUnnamed,
) -> syn::Result<TokenStream> {
    if serde.default.is_some() {
        return Err(syn::Error::new_spanned(
            &container.item.ident,
            "what has no names has no absent fields: a default would do nothing",
        ));
    }
    let items: Vec<Unnamed> = fields
        .unnamed
        .iter()
        .map(Unnamed::read)
        .collect::<syn::Result<_>>()?;
    match &items[..] {
        [] => Err(syn::Error::new_spanned(
            &container.item.ident,
            "a struct without fields is null: take `()`, or an empty struct `{}`",
        )),
        [only] => Ok(transparent(container, only, &quote!(self.0), &quote!(Self))),
        _ => Ok(tuple(container, &items)),
    }
}

/// Expands `#[serde(transparent)] struct Sku { text: String }`.
pub fn of_named(container: &Container<'_>, fields: &FieldsNamed) -> syn::Result<TokenStream> {
    let mut fields = fields.named.iter();
    match (fields.next(), fields.next()) {
        (Some(only), None) => {
            let held = Unnamed::read(only)?;
            let ident = &only.ident;
            let make = quote!(|held| Self { #ident: held });
            Ok(transparent(container, &held, &quote!(self.#ident), &make))
        }
        _ => Err(syn::Error::new_spanned(
            &container.item.ident,
            "a transparent struct has one field",
        )),
    }
}

fn transparent(
    container: &Container<'_>,
    held: &Unnamed,
    place: &TokenStream,
    make: &TokenStream,
) -> TokenStream {
    let (kind, describe, own) = (&held.kind, held.describe(), container.own());
    let described = container.described(
        &quote!(<#kind as ::mizan::Type>::Kind),
        &quote!(into.transparent::<Self>(form, #own, |describer, form| #describe)),
    );
    let read = container.read(&quote! {
        <#kind as ::mizan::__private::Read>::read(json).map(#make)
    });
    let write = container.write(&quote!(::mizan::__private::Write::write(&#place, into)?;));
    // A bound with a lifetime is looked at only where it is asked for: most newtypes are no keys.
    let key = container.implement(
        &quote!(::mizan::__private::Key),
        &quote!(::mizan::__private::Item),
        &quote!(for<'__mizan> #kind: ::mizan::__private::Key,),
        &quote! {
            fn describe_key(
                into: &mut ::mizan::__private::Describer<'_>,
            ) -> ::core::option::Option<::mizan::__private::IrType> {
                let key = <Self as ::mizan::Type>::describe(::mizan::__private::Form::Output, into);
                ::mizan::__private::key(key)
            }

            fn spell(&self) -> ::std::string::String {
                ::mizan::__private::Key::spell(&#place)
            }

            fn unspell(
                text: &str,
            ) -> ::core::result::Result<Self, ::mizan::__private::FaultCode> {
                <#kind as ::mizan::__private::Key>::unspell(text).map(#make)
            }
        },
    );
    quote!(#described #read #write #key)
}

fn tuple(container: &Container<'_>, items: &[Unnamed]) -> TokenStream {
    let (describe, own) = (described_tuple(items), container.own());
    let described = container.described(
        &quote!(::mizan::__private::kind::Plain),
        &quote!(into.transparent::<Self>(form, #own, |describer, form| #describe)),
    );
    let (kinds, names): (Vec<_>, Vec<_>) = items
        .iter()
        .enumerate()
        .map(|(at, item)| (&item.kind, format_ident!("__mizan_{at}")))
        .unzip();
    let read = container.read(&quote! {
        let mut places = ::mizan::__private::Places::new(json)?;
        #(let #names = places.take::<#kinds>()?;)*
        places.end()?;
        ::core::result::Result::Ok(Self(#(#names),*))
    });
    let places: Vec<Index> = (0..items.len()).map(Index::from).collect();
    let write = container.write(&quote! {
        into.begin();
        #(into.place(#places, &self.#places)?;)*
        into.end_list();
    });
    quote!(#described #read #write)
}

/// A tuple's type in the IR, from a `describer` and a `form`.
pub fn described_tuple(items: &[Unnamed]) -> TokenStream {
    let items = items.iter().map(Unnamed::describe);
    quote! {
        ::mizan::__private::IrType::Tuple { items: ::std::vec![#(#items),*] }
    }
}
