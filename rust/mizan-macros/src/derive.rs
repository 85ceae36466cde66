//! The expansion of `#[derive(mizan::Type)]`: how a struct is described, read and written.
//!
//! One list of fields serves all three, so that what is described is what travels.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, Data, DeriveInput, Field, Fields, ext::IdentExt};

use crate::{default, doc};

/// Expands one struct.
pub fn expand(item: &DeriveInput) -> syn::Result<TokenStream> {
    let fields = fields(item)?;
    no_serde(&item.attrs)?;
    if let Some(attribute) = item
        .attrs
        .iter()
        .find(|attribute| default::is_ours(attribute))
    {
        return Err(syn::Error::new_spanned(
            attribute,
            "`#[mizan(…)]` stands on fields, not on the struct",
        ));
    }
    let mut described = Vec::new();
    for field in &fields {
        no_serde(&field.attrs)?;
        described.push(describe(field)?);
    }
    let idents: Vec<_> = fields
        .iter()
        .filter_map(|field| field.ident.as_ref())
        .collect();
    let names: Vec<_> = idents
        .iter()
        .map(|ident| ident.unraw().to_string())
        .collect();
    let places: Vec<_> = (0..idents.len())
        .map(|place| format_ident!("__mizan_{place}"))
        .collect();
    let (ident, doc) = (&item.ident, doc::text(&item.attrs));
    let name = ident.unraw().to_string();
    Ok(quote! {
        impl ::mizan::Type for #ident {
            fn describe(
                form: ::mizan::__private::Form,
                into: &mut ::mizan::__private::Describer<'_>,
            ) -> ::mizan::__private::IrType {
                into.structure::<Self>(form, #name, #doc, |fields| { #(#described)* })
            }
        }

        impl ::mizan::__private::Item for #ident {}

        impl ::mizan::__private::Read for #ident {
            fn read(json: ::mizan::__private::Json) -> ::core::result::Result<Self, ::mizan::__private::Misfit> {
                let mut fields = ::mizan::__private::FieldsOf::new(json)?;
                #(let #places = fields.take(#names)?;)*
                fields.end()?;
                ::core::result::Result::Ok(Self { #(#idents: #places),* })
            }
        }

        impl ::mizan::__private::Write for #ident {
            fn write(
                &self,
                into: &mut ::mizan::__private::Writer,
            ) -> ::core::result::Result<(), ::mizan::__private::Misfit> {
                into.open();
                #(into.field(#names, &self.#idents)?;)*
                into.close();
                ::core::result::Result::Ok(())
            }
        }
    })
}

fn fields(item: &DeriveInput) -> syn::Result<Vec<&Field>> {
    if !item.generics.params.is_empty() {
        return Err(syn::Error::new_spanned(
            &item.generics,
            "a generic struct has no one name on the wire",
        ));
    }
    match &item.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Ok(fields.named.iter().collect()),
            Fields::Unnamed(_) | Fields::Unit => Err(syn::Error::new_spanned(
                &item.ident,
                "a struct on the wire has named fields",
            )),
        },
        Data::Enum(_) | Data::Union(_) => Err(syn::Error::new_spanned(
            &item.ident,
            "enums and unions are not there yet; supported are structs with named fields",
        )),
    }
}

fn describe(field: &Field) -> syn::Result<TokenStream> {
    let Some(ident) = &field.ident else {
        return Err(syn::Error::new_spanned(
            field,
            "a struct on the wire has named fields",
        ));
    };
    let (name, kind) = (ident.unraw().to_string(), &field.ty);
    let (default, doc) = (default::json(&field.attrs)?, doc::text(&field.attrs));
    Ok(quote!(fields.field::<#kind>(#name, #default, #doc);))
}

fn no_serde(attributes: &[Attribute]) -> syn::Result<()> {
    match attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("serde"))
    {
        None => Ok(()),
        Some(attribute) => Err(syn::Error::new_spanned(
            attribute,
            "a struct travels as it is declared: `#[serde(…)]` would not be followed, so it is refused",
        )),
    }
}
