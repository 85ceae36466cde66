//! An enum of unit variants: one of some texts.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{container::Container, variant::Variant};

/// Expands it.
pub fn expand(container: &Container<'_>, variants: &[Variant]) -> TokenStream {
    let travelling: Vec<&Variant> = variants.iter().filter(|variant| !variant.skip).collect();
    let names: Vec<&String> = travelling.iter().map(|variant| &variant.name).collect();
    let idents: Vec<_> = travelling.iter().map(|variant| &variant.ident).collect();
    let (own, introduced) = (container.own(), container.introduced());
    let described = container.described(
        &quote!(::mizan::__private::kind::Plain),
        &quote! {
            into.#introduced::<Self>(form, #own, |_, _| ::mizan::__private::texts(&[#(#names),*]))
        },
    );
    let unspell = quote! {
        match text {
            #(#names => ::core::result::Result::Ok(Self::#idents),)*
            _ => ::core::result::Result::Err(::mizan::__private::FaultCode::Enum),
        }
    };
    let read = container.read(&quote! {
        ::mizan::__private::read_name(&json, |text| #unspell)
    });
    let skipped = skipped(variants);
    let write = container.write(&quote! {
        into.text(match self {
            #(Self::#idents => #names,)*
            #skipped
        });
    });
    let nowhere = variants
        .iter()
        .filter(|variant| variant.skip)
        .map(|variant| &variant.ident);
    // As a key, a variant that does not travel is spelled as what no key may be.
    let key = container.implement(
        &quote!(::mizan::__private::Key),
        &quote!(::mizan::__private::Item),
        &TokenStream::new(),
        &quote! {
            fn describe_key(
                _: &mut ::mizan::__private::Describer<'_>,
            ) -> ::core::option::Option<::mizan::__private::IrType> {
                ::core::option::Option::Some(::mizan::__private::texts(&[#(#names),*]))
            }

            fn spell(&self) -> ::std::string::String {
                ::std::string::String::from(match self {
                    #(Self::#idents => #names,)*
                    #(Self::#nowhere => "__proto__",)*
                })
            }

            fn unspell(
                text: &str,
            ) -> ::core::result::Result<Self, ::mizan::__private::FaultCode> {
                #unspell
            }
        },
    );
    quote!(#described #read #write #key)
}

/// The arms of what cannot be written.
pub fn skipped(variants: &[Variant]) -> TokenStream {
    let arms = variants
        .iter()
        .filter(|variant| variant.skip)
        .map(|variant| {
            let ident = &variant.ident;
            quote! {
                Self::#ident { .. } => {
                    return ::core::result::Result::Err(::mizan::__private::Misfit::new(
                        ::mizan::__private::FaultCode::Enum,
                        "variant that travels",
                    ));
                }
            }
        });
    quote!(#(#arms)*)
}
