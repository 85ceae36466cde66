//! `#[derive(mizan::Error)]`: a struct is one domain error, an enum one for each variant, or those that variants hold.
//!
//! Refuses what has no place in a declaration; which codes are the protocol's own is asked of the core, by a constant.
//! Page: `ir/protocol/envelope.md`, domain errors.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{
    Attribute, Data, DeriveInput, Field, Fields, Ident, LitInt, LitStr, Type, Variant,
    ext::IdentExt, spanned::Spanned,
};

use crate::{case, doc, said};

/// What a domain error has when nothing is said.
const USUAL_STATUS: u16 = 409;

/// Expands one item.
pub fn expand(item: &DeriveInput) -> syn::Result<TokenStream> {
    if !item.generics.params.is_empty() {
        return Err(syn::Error::new_spanned(
            &item.generics,
            "a domain error is not generic: it has one code, and data of one type",
        ));
    }
    let ident = &item.ident;
    let cases = match &item.data {
        Data::Struct(data) => {
            let said = Said::read(&item.attrs, Place::Struct)?;
            let error = Declared::read(ident, &item.attrs, &said, &data.fields)?;
            vec![(quote!(#ident), Case::Own(error))]
        }
        Data::Enum(data) if data.variants.is_empty() => {
            let why = "an enum of domain errors has one variant or more: a function ends with one of them";
            return Err(syn::Error::new_spanned(ident, why));
        }
        Data::Enum(data) => {
            // Nothing is said about an enum as a whole.
            Said::read(&item.attrs, Place::Enum)?;
            let case = |variant: &Variant| {
                let name = &variant.ident;
                Case::read(variant).map(|case| (quote!(#ident::#name), case))
            };
            data.variants
                .iter()
                .map(case)
                .collect::<syn::Result<Vec<_>>>()?
        }
        Data::Union(_) => {
            return Err(syn::Error::new_spanned(
                ident,
                "a union does not know which error it holds: take an enum",
            ));
        }
    };
    twice(&cases)?;
    let declared = cases.iter().map(|(_, case)| case.declared());
    let arms = cases.iter().map(|(path, case)| case.arm(path));
    let made = cases.iter().map(|(path, case)| case.made_of(ident, path));
    let checks = cases.iter().map(|(_, case)| case.check());
    Ok(quote! {
        impl ::mizan::Error for #ident {
            fn declare(into: &mut ::mizan::__private::Errors<'_>) {
                #(#declared)*
            }
        }

        impl ::core::convert::From<#ident> for ::mizan::Problem {
            fn from(error: #ident) -> Self {
                match error {
                    #(#arms)*
                }
            }
        }

        #(#made)*
        #(#checks)*
    })
}

/// What a struct or a variant is.
enum Case {
    /// An error of its own.
    Own(Declared),
    /// The error that it holds, of this type; `from`: it is made of it.
    Held { kind: Box<Type>, from: bool },
}

/// One error, as the IR declares it.
struct Declared {
    code: String,
    at: Span,
    status: u16,
    doc: TokenStream,
    data: Option<Box<Type>>,
}

impl Case {
    fn read(variant: &Variant) -> syn::Result<Self> {
        let said = Said::read(&variant.attrs, Place::Variant)?;
        let one = match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.first(),
            _ => None,
        };
        let from = variant.fields.iter().try_fold(None, |found, field| {
            syn::Result::Ok(found.or(is_from(field)?))
        })?;
        let Some(held) = said.transparent.clone().or(from.clone()) else {
            return Declared::read(&variant.ident, &variant.attrs, &said, &variant.fields)
                .map(Self::Own);
        };
        let Some(one) = one else {
            let why = "a variant is the error that it holds where it holds one: `Stock(#[mizan(from)] OutOfStock)`";
            return Err(syn::Error::new(held.span(), why));
        };
        if let Some(given) = said.code.as_ref().map(Spanned::span).or(said.status_at) {
            let why =
                "the error that this variant holds has its own code and status: they stand there";
            return Err(syn::Error::new(given, why));
        }
        Ok(Self::Held {
            kind: Box::new(one.ty.clone()),
            from: from.is_some(),
        })
    }

    /// Statements upon `into`.
    fn declared(&self) -> TokenStream {
        match self {
            Self::Held { kind, .. } => {
                quote_spanned!(kind.span()=> <#kind as ::mizan::Error>::declare(into);)
            }
            Self::Own(Declared {
                code,
                status,
                doc,
                data,
                ..
            }) => match data {
                None => quote!(into.plain(#code, #status, #doc);),
                Some(data) => {
                    quote_spanned!(data.span()=> into.with_data::<#data>(#code, #status, #doc);)
                }
            },
        }
    }

    /// Its arm in the `match` that makes a problem of it.
    fn arm(&self, path: &TokenStream) -> TokenStream {
        match self {
            Self::Held { .. } => quote!(#path(held) => ::core::convert::Into::into(held),),
            Self::Own(Declared {
                code,
                status,
                doc,
                data,
                ..
            }) => {
                let words = quote!(#code, #status, #doc);
                if data.is_none() {
                    quote!(#path => ::mizan::__private::domain::plain(#words),)
                } else {
                    quote!(#path(data) => ::mizan::__private::domain::with_data(#words, &data),)
                }
            }
        }
    }

    /// What makes the enum of what a variant holds.
    fn made_of(&self, ident: &Ident, path: &TokenStream) -> TokenStream {
        match self {
            Self::Held { kind, from: true } => quote! {
                impl ::core::convert::From<#kind> for #ident {
                    fn from(held: #kind) -> Self {
                        #path(held)
                    }
                }
            },
            _ => TokenStream::new(),
        }
    }

    /// Compiles only where the code is the author's to give.
    fn check(&self) -> TokenStream {
        match self {
            Self::Own(Declared { code, at, .. }) => {
                quote_spanned!(*at=> const _: () = ::mizan::__private::domain::own_code(#code);)
            }
            Self::Held { .. } => TokenStream::new(),
        }
    }
}

impl Declared {
    fn read(
        ident: &Ident,
        attributes: &[Attribute],
        said: &Said,
        fields: &Fields,
    ) -> syn::Result<Self> {
        let data = match fields {
            Fields::Unit => None,
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let field = &fields.unnamed[0];
                if let Some(from) = is_from(field)? {
                    let why = "`from` stands in a variant of an enum, which is then the error that it holds";
                    return Err(syn::Error::new(from.span(), why));
                }
                Some(Box::new(field.ty.clone()))
            }
            _ => {
                let why = format!(
                    "a domain error has no data, `{ident};`, or data of one type, `{ident}(StockLeft);`, which has the fields"
                );
                return Err(syn::Error::new_spanned(ident, why));
            }
        };
        let (code, at) = match &said.code {
            Some(given) => (given.value(), given.span()),
            None => (
                case::words(&ident.unraw().to_string()).to_uppercase(),
                ident.span(),
            ),
        };
        let form = code.starts_with(|first: char| first.is_ascii_uppercase())
            && code
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        if !form {
            let why = format!(
                "the code `{code}` is not of the form `[A-Z][A-Z0-9_]*`: give it one, `#[mizan(code = \"…\")]`"
            );
            return Err(syn::Error::new(at, why));
        }
        Ok(Self {
            code,
            at,
            status: said.status,
            doc: doc::text(attributes),
            data,
        })
    }
}

fn twice(cases: &[(TokenStream, Case)]) -> syn::Result<()> {
    let mut met: Vec<&str> = Vec::new();
    for (_, case) in cases {
        if let Case::Own(Declared { code, at, .. }) = case {
            if met.contains(&code.as_str()) {
                let why = format!("two variants have the code `{code}`");
                return Err(syn::Error::new(*at, why));
            }
            met.push(code);
        }
    }
    Ok(())
}

/// Where attributes stand.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Struct,
    Enum,
    Variant,
}

/// What `#[mizan(…)]` says about a struct or a variant.
struct Said {
    code: Option<LitStr>,
    status: u16,
    status_at: Option<Span>,
    transparent: Option<Ident>,
}

impl Said {
    fn read(attributes: &[Attribute], place: Place) -> syn::Result<Self> {
        let mut said = Self {
            code: None,
            status: USUAL_STATUS,
            status_at: None,
            transparent: None,
        };
        for attribute in attributes.iter().filter(|each| said::is_ours(each)) {
            attribute.parse_nested_meta(|meta| {
                if place == Place::Enum {
                    return Err(meta.error("each variant is an error: this stands there"));
                }
                if meta.path.is_ident("code") {
                    said.code = Some(meta.value()?.parse()?);
                } else if meta.path.is_ident("status") {
                    let status: LitInt = meta.value()?.parse()?;
                    said.status_at = Some(status.span());
                    said.status = (status.base10_parse().ok())
                        .filter(|status| (400..=499).contains(status))
                        .ok_or_else(|| {
                            let why = "a domain error's status is one of 400 to 499";
                            syn::Error::new(status.span(), why)
                        })?;
                } else if place == Place::Variant && meta.path.is_ident("transparent") {
                    said.transparent = meta.path.get_ident().cloned();
                } else {
                    return Err(meta.error(match place {
                        Place::Variant => {
                            "unknown option: a variant takes `code = \"…\"`, `status = 409` and `transparent`"
                        }
                        _ => "unknown option: a domain error takes `code = \"…\"` and `status = 409`",
                    }));
                }
                Ok(())
            })?;
        }
        Ok(said)
    }
}

/// Where `#[mizan(from)]` stands on what a variant holds.
fn is_from(field: &Field) -> syn::Result<Option<Ident>> {
    let mut from = None;
    for attribute in field.attrs.iter().filter(|each| said::is_ours(each)) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("from") {
                return Err(meta.error(
                    "unknown option: constraints stand on the fields of the data's own type, and an error takes `from`",
                ));
            }
            from = meta.path.get_ident().cloned();
            Ok(())
        })?;
    }
    Ok(from)
}
