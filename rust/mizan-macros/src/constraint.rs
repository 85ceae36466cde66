//! `#[mizan(min_length = 1, …)]`: constraints as data, and a question to the compiler whether the type takes them.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{
    Expr, ExprLit, ExprUnary, Ident, Lit, LitInt, LitStr, Type, UnOp, meta::ParseNestedMeta,
};

use crate::upload;

/// The names of all of them.
pub const NAMES: [&str; 12] = [
    "min_length",
    "max_length",
    "pattern",
    "minimum",
    "maximum",
    "exclusive_minimum",
    "exclusive_maximum",
    "multiple_of",
    "max_digits",
    "decimal_places",
    "max_size",
    "accept",
];

/// What stands on one place.
#[derive(Default)]
pub struct Constraints(Vec<One>);

struct One {
    name: Ident,
    // The function that compiles only for types that take it.
    check: Ident,
    value: TokenStream,
}

impl Constraints {
    /// The next one, if `meta` is one.
    pub fn take(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<bool> {
        let Some(name) = meta.path.get_ident() else {
            return Ok(false);
        };
        let text = name.to_string();
        if !NAMES.contains(&text.as_str()) {
            return Ok(false);
        }
        if self.0.iter().any(|one| one.name == *name) {
            return Err(meta.error(format!("`{text}` is given twice")));
        }
        let (check, value) = match text.as_str() {
            "min_length" | "max_length" => ("length".to_owned(), count(meta, 0)?),
            "max_digits" => ("digits".to_owned(), count(meta, 1)?),
            "decimal_places" => ("digits".to_owned(), count(meta, 0)?),
            "pattern" => {
                let pattern: LitStr = meta.value()?.parse()?;
                ("pattern".to_owned(), quote!(#pattern))
            }
            "max_size" => ("file".to_owned(), upload::size(&meta.value()?.parse()?)?),
            "accept" => ("file".to_owned(), upload::types(&meta.value()?.parse()?)?),
            "multiple_of" => {
                let number: LitInt = meta.value()?.parse()?;
                let value: i64 = number.base10_parse()?;
                if value <= 0 {
                    let why = "this is a positive number";
                    return Err(syn::Error::new(number.span(), why));
                }
                ("multiple_of".to_owned(), quote!(#value))
            }
            side => {
                let (form, value) = bound(&meta.value()?.parse()?)?;
                let exclusive = side.starts_with("exclusive");
                let check = if exclusive { "exclusive" } else { "bound" };
                (format!("{form}_{check}"), value)
            }
        };
        self.0.push(One {
            name: name.clone(),
            check: Ident::new(&check, name.span()),
            value,
        });
        Ok(true)
    }

    /// The first one's name, if there is one.
    pub fn first(&self) -> Option<&Ident> {
        self.0.first().map(|one| &one.name)
    }

    /// As an `Option<&'static Constraints>`.
    pub fn value(&self) -> TokenStream {
        if self.0.is_empty() {
            return quote!(::core::option::Option::None);
        }
        let set = self
            .0
            .iter()
            .map(|One { name, value, .. }| quote!(#name: ::core::option::Option::Some(#value)));
        quote!(::core::option::Option::Some(const {
            &::mizan::__private::Constraints {
                #(#set,)*
                ..::mizan::__private::Constraints::NONE
            }
        }))
    }

    /// Statements that compile only where the type takes them.
    pub fn checks(&self, kind: &Type) -> TokenStream {
        let checks = self.0.iter().map(|One { check, .. }| {
            quote_spanned!(check.span()=> ::mizan::__private::kind::#check::<#kind>();)
        });
        quote!(#(#checks)*)
    }
}

fn count(meta: &ParseNestedMeta<'_>, least: u32) -> syn::Result<TokenStream> {
    let number: LitInt = meta.value()?.parse()?;
    match number.base10_parse::<u32>() {
        Ok(value) if value >= least => Ok(quote!(#value)),
        _ => {
            let why = format!("this is a number from {least} to {}", u32::MAX);
            Err(syn::Error::new(number.span(), why))
        }
    }
}

/// A bound's form and its value.
fn bound(value: &Expr) -> syn::Result<(&'static str, TokenStream)> {
    let bound = quote!(::mizan::__private::Bound);
    let (negative, literal) = match value {
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => (true, &**expr),
        other => (false, other),
    };
    let Expr::Lit(ExprLit { lit, .. }) = literal else {
        return Err(not_a_bound(value));
    };
    let sign = if negative { "-" } else { "" };
    match lit {
        Lit::Int(number) if number.suffix().is_empty() => {
            let whole: i64 = format!("{sign}{}", number.base10_digits())
                .parse()
                .map_err(|_| {
                    let why = "this is beyond 64 bits: a bigint's bound is written as text";
                    syn::Error::new_spanned(value, why)
                })?;
            Ok(("whole", quote!(#bound::Whole(#whole))))
        }
        Lit::Float(number) if number.suffix().is_empty() => {
            let float: f64 = format!("{sign}{}", number.base10_digits())
                .parse()
                .map_err(|_| not_a_bound(value))?;
            if !float.is_finite() {
                return Err(syn::Error::new_spanned(
                    value,
                    "this is beyond any 64-bit float",
                ));
            }
            Ok(("float", quote!(#bound::Float(#float))))
        }
        Lit::Str(text) if !negative => Ok(("text", quote!(#bound::Text(#text)))),
        _ => Err(not_a_bound(value)),
    }
}

fn not_a_bound(value: &Expr) -> syn::Error {
    syn::Error::new_spanned(
        value,
        "a bound is a number, or the text of a bigint, a decimal, a datetime or a date",
    )
}
