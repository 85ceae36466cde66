//! A struct with named fields.

use proc_macro2::TokenStream;
use quote::quote;
use syn::FieldsNamed;

use crate::{
    container::Container,
    field::{Around, Named},
    serde,
};

/// Expands it.
pub fn expand(
    container: &Container<'_>,
    serde: &serde::Container,
    fields: &FieldsNamed,
) -> syn::Result<TokenStream> {
    let around = Around {
        cases: &serde.rename_all,
        default: serde.default.as_ref(),
    };
    let fields: Vec<Named> = fields
        .named
        .iter()
        .map(|field| Named::read(field, &around))
        .collect::<syn::Result<_>>()?;
    let own = container.own();
    let described = container.described(
        &quote!(::mizan::__private::kind::Plain),
        &quote! {
            into.structure::<Self>(form, #own, <Self as ::mizan::__private::Record>::describe_fields)
        },
    );
    let describe = fields.iter().map(Named::describe);
    let record = container.implement(
        &quote!(::mizan::__private::Record),
        &quote!(::mizan::__private::Item),
        &TokenStream::new(),
        &quote! {
            fn describe_fields(fields: &mut ::mizan::__private::Fields<'_, '_>) {
                let _ = &fields;
                #(#describe)*
            }
        },
    );
    let taken = taken(&fields);
    let read = container.read(&quote! {
        #[allow(unused_mut)]
        let mut fields = ::mizan::__private::FieldsOf::new(json)?;
        let value = Self { #taken };
        fields.end()?;
        ::core::result::Result::Ok(value)
    });
    let writes = fields.iter().map(|field| {
        let ident = &field.ident;
        field.write(&quote!(&self.#ident))
    });
    let write = container.write(&quote! {
        into.open();
        #(#writes)*
        into.close();
    });
    Ok(quote!(#described #record #read #write))
}

/// The fields of a struct expression, taken from `fields`.
pub fn taken(fields: &[Named]) -> TokenStream {
    let taken = fields.iter().map(|field| {
        let (ident, value) = (&field.ident, field.read_from());
        quote!(#ident: #value)
    });
    quote!(#(#taken),*)
}
