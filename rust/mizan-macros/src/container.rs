//! What a struct and an enum have in common: a name, a place, parameters, and the frame of each implementation.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, GenericParam, Ident, LitStr, ext::IdentExt};

use crate::{doc, said};

/// A type that travels.
pub struct Container<'a> {
    /// As written.
    pub item: &'a DeriveInput,
    name: String,
    inline: bool,
    parameters: Vec<&'a Ident>,
}

impl<'a> Container<'a> {
    /// Of this item; `rename` is what serde calls it.
    pub fn new(item: &'a DeriveInput, rename: Option<&LitStr>) -> syn::Result<Self> {
        let mut parameters = Vec::new();
        for parameter in &item.generics.params {
            match parameter {
                GenericParam::Type(parameter) => parameters.push(&parameter.ident),
                GenericParam::Lifetime(lifetime) => {
                    return Err(syn::Error::new_spanned(
                        lifetime,
                        "a type of the wire is owned: it has no lifetimes",
                    ));
                }
                GenericParam::Const(parameter) => {
                    return Err(syn::Error::new_spanned(
                        parameter,
                        "a number has no place in the name of a type of the wire",
                    ));
                }
            }
        }
        let (given, inline) = said::container(&item.attrs, matches!(item.data, Data::Enum(_)))?;
        let name = given.as_ref().or(rename).map(LitStr::value);
        Ok(Self {
            item,
            name: name.unwrap_or_else(|| item.ident.unraw().to_string()),
            inline,
            parameters,
        })
    }

    /// Its name, the arguments of a generic type apart.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The parts that arguments of a generic type add to its name, as statements upon `label`.
    pub fn arguments(&self) -> TokenStream {
        let parameters = &self.parameters;
        quote!(#(label.push_str(&<#parameters as ::mizan::Type>::label());)*)
    }

    /// How it is introduced by its own name.
    pub fn own(&self) -> TokenStream {
        named(
            &quote!(<Self as ::mizan::Type>::label()),
            &doc::text(&self.item.attrs),
        )
    }

    /// How an enum is introduced: as another name for what it is, or without a name where it stands.
    pub fn introduced(&self) -> TokenStream {
        if self.inline {
            quote!(transparent)
        } else {
            quote!(alias)
        }
    }

    /// The implementation of a trait of `::mizan::__private`, whose parameters need the bounds.
    pub fn implement(
        &self,
        which: &TokenStream,
        bounds: &TokenStream,
        clause: &TokenStream,
        body: &TokenStream,
    ) -> TokenStream {
        let (ident, parameters) = (&self.item.ident, &self.parameters);
        let (generics, arguments, written) = self.item.generics.split_for_impl();
        let written = written.map(|clause| &clause.predicates);
        quote! {
            impl #generics #which for #ident #arguments
            where
                #(#parameters: #bounds,)*
                #clause
                #written
            {
                #body
            }
        }
    }

    /// `Type` and `Item`: its kind, and what describes it, from `form` and `into`.
    pub fn described(&self, kind: &TokenStream, describe: &TokenStream) -> TokenStream {
        let (name, arguments) = (&self.name, self.arguments());
        let mutable = (!self.parameters.is_empty()).then(|| quote!(mut));
        let item = quote!(::mizan::__private::Item);
        let kinds = self.implement(
            &quote!(::mizan::Type),
            &item,
            &TokenStream::new(),
            &quote! {
                type Kind = #kind;

                fn describe(
                    form: ::mizan::__private::Form,
                    into: &mut ::mizan::__private::Describer<'_>,
                ) -> ::mizan::__private::IrType {
                    #describe
                }

                fn label() -> ::std::string::String {
                    let #mutable label = ::std::string::String::from(#name);
                    #arguments
                    label
                }
            },
        );
        let items = self.implement(&item, &item, &TokenStream::new(), &TokenStream::new());
        quote!(#kinds #items)
    }

    /// `Read`, from `json`.
    pub fn read(&self, read: &TokenStream) -> TokenStream {
        self.implement(
            &quote!(::mizan::__private::Read),
            &quote!(::mizan::__private::Item + ::mizan::__private::Read),
            &TokenStream::new(),
            &quote! {
                fn read(
                    json: ::mizan::__private::Json,
                ) -> ::core::result::Result<Self, ::mizan::__private::Misfit> {
                    #read
                }
            },
        )
    }

    /// `Write`, of `self` and `into`.
    pub fn write(&self, write: &TokenStream) -> TokenStream {
        self.implement(
            &quote!(::mizan::__private::Write),
            &quote!(::mizan::__private::Item + ::mizan::__private::Write),
            &TokenStream::new(),
            &quote! {
                fn write(
                    &self,
                    into: &mut ::mizan::__private::Writer,
                ) -> ::core::result::Result<(), ::mizan::__private::Misfit> {
                    #write
                    ::core::result::Result::Ok(())
                }
            },
        )
    }
}

/// How a type is introduced, as an expression of `Named`, with a name that is an expression.
pub fn named(name: &TokenStream, doc: &TokenStream) -> TokenStream {
    quote! {
        ::mizan::__private::Named {
            name: #name,
            place: ::core::concat!(::core::file!(), ":", ::core::line!()),
            doc: #doc,
        }
    }
}
