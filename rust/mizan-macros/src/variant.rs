//! The variants of an enum, as they travel: names, what they hold, what their structs are called.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DataEnum, Fields, Ident, LitStr, ext::IdentExt};

use crate::{
    case::Case,
    container::Container,
    doc,
    field::{Around, Named, Unnamed},
    said,
    serde::{self, Both},
};

/// A variant, as it travels.
pub struct Variant {
    /// In Rust.
    pub ident: Ident,
    /// On the wire.
    pub name: String,
    /// It does not travel.
    pub skip: bool,
    /// What it holds.
    pub holds: Holds,
    /// What its struct is called, where its author says so.
    given: Option<LitStr>,
    /// The author's documentation, an expression.
    pub doc: TokenStream,
}

/// What a variant holds.
pub enum Holds {
    /// `Cat`
    Nothing,
    /// `Cat(Cat)`
    One(Box<Unnamed>),
    /// `Cat(Cat, u8)`
    Tuple(Vec<Unnamed>),
    /// `Cat { lives: u8 }`
    Fields(Vec<Named>),
}

/// Reads the variants of an enum.
pub fn variants(data: &DataEnum, serde: &serde::Container) -> syn::Result<Vec<Variant>> {
    let case = one_case(&serde.rename_all, data)?;
    let mut found: Vec<Variant> = Vec::new();
    for variant in &data.variants {
        let own = serde::variant(&variant.attrs)?;
        let rust = variant.ident.unraw().to_string();
        let renamed = case.map_or_else(|| rust.clone(), |case| case.of_variant(&rust));
        let name = own.rename.as_ref().map_or(renamed, LitStr::value);
        let cases = Both {
            input: own.rename_all.input.or(serde.rename_all_fields.input),
            output: own.rename_all.output.or(serde.rename_all_fields.output),
        };
        let around = Around {
            cases: &cases,
            default: None,
        };
        let holds = match &variant.fields {
            // What does not travel may be anything.
            _ if own.skip => Holds::Nothing,
            Fields::Unit => Holds::Nothing,
            Fields::Unnamed(fields) => {
                let items = fields.unnamed.iter().map(Unnamed::read);
                let mut items = items.collect::<syn::Result<Vec<_>>>()?;
                match (items.pop(), items.is_empty()) {
                    (None, _) => {
                        let why = "a variant with nothing in it is written without parentheses";
                        return Err(syn::Error::new_spanned(variant, why));
                    }
                    (Some(only), true) => Holds::One(Box::new(only)),
                    (Some(last), false) => {
                        items.push(last);
                        Holds::Tuple(items)
                    }
                }
            }
            Fields::Named(fields) => {
                let fields = fields.named.iter().map(|field| Named::read(field, &around));
                Holds::Fields(fields.collect::<syn::Result<_>>()?)
            }
        };
        if !own.skip && found.iter().any(|other| !other.skip && other.name == name) {
            let why = format!("two variants are called `{name}` on the wire");
            return Err(syn::Error::new_spanned(&variant.ident, why));
        }
        found.push(Variant {
            ident: variant.ident.clone(),
            name,
            skip: own.skip,
            holds,
            given: said::name(&variant.attrs)?,
            doc: doc::text(&variant.attrs),
        });
    }
    if found.iter().all(|variant| variant.skip) {
        return Err(syn::Error::new_spanned(
            data.enum_token,
            "an enum of the wire has a value: one variant or more",
        ));
    }
    Ok(found)
}

/// Variants have one name, whichever way they travel.
fn one_case(cases: &Both<Case>, data: &DataEnum) -> syn::Result<Option<Case>> {
    if cases.input == cases.output {
        Ok(cases.input)
    } else {
        let why = "a variant has one name, whichever way it travels: `rename_all` says two";
        Err(syn::Error::new_spanned(data.enum_token, why))
    }
}

impl Variant {
    /// The name of its struct, as an expression; `ending` is for the struct inside of that.
    pub fn label(&self, container: &Container<'_>, ending: &str) -> TokenStream {
        let Some(given) = &self.given else {
            let own = format!("{}{ending}", self.ident.unraw());
            return quote!(<Self as ::mizan::Type>::label() + #own);
        };
        let (given, arguments) = (given.value() + ending, container.arguments());
        quote!({
            #[allow(unused_mut)]
            let mut label = ::std::string::String::from(#given);
            #arguments
            label
        })
    }

    /// The name of its struct, in an enum of this name that is not generic.
    pub fn name_of(&self, container: &str, ending: &str) -> String {
        match &self.given {
            Some(given) => given.value() + ending,
            None => format!("{container}{}{ending}", self.ident.unraw()),
        }
    }

    /// Whether its name is all.
    pub fn holds_nothing(&self) -> bool {
        matches!(self.holds, Holds::Nothing)
    }
}
