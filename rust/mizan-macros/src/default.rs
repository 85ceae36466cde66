//! `#[mizan(default = …)]`: a literal, `None`, `[]` or `{}`, turned into the JSON that it means.
//!
//! Whether the type takes it is judged with the graph, as for every other host language.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprArray, ExprBlock, ExprLit, ExprPath, ExprUnary, Lit, UnOp};

/// The JSON of a default, as an expression.
pub fn literal(value: &Expr) -> syn::Result<TokenStream> {
    let refusal = || syn::Error::new_spanned(value, "a default is a literal, `None`, `[]` or `{}`");
    let json = quote!(::mizan::__private::Json);
    match value {
        Expr::Lit(ExprLit { lit, .. }) => match lit {
            Lit::Int(number) if number.suffix().is_empty() => {
                let number: u64 = number.base10_parse()?;
                Ok(quote!(#json::from(#number)))
            }
            Lit::Float(number) if number.suffix().is_empty() => {
                let number: f64 = number.base10_parse()?;
                Ok(quote!(#json::from(#number)))
            }
            Lit::Bool(truth) => Ok(quote!(#json::from(#truth))),
            Lit::Str(text) => Ok(quote!(#json::from(#text))),
            _ => Err(refusal()),
        },
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => match &**expr {
            Expr::Lit(ExprLit {
                lit: Lit::Int(number),
                ..
            }) if number.suffix().is_empty() => {
                let number: i64 = format!("-{}", number.base10_digits())
                    .parse()
                    .map_err(|_| {
                        syn::Error::new_spanned(
                            value,
                            "a default is no smaller than a 64-bit integer",
                        )
                    })?;
                Ok(quote!(#json::from(#number)))
            }
            Expr::Lit(ExprLit {
                lit: Lit::Float(number),
                ..
            }) if number.suffix().is_empty() => {
                let number: f64 = number.base10_parse()?;
                Ok(quote!(#json::from(-#number)))
            }
            _ => Err(refusal()),
        },
        Expr::Path(ExprPath {
            qself: None, path, ..
        }) if path.is_ident("None") => Ok(quote!(#json::Null)),
        Expr::Array(ExprArray { elems, .. }) if elems.is_empty() => {
            Ok(quote!(#json::Array(::std::vec::Vec::new())))
        }
        Expr::Block(ExprBlock {
            attrs,
            label: None,
            block,
        }) if attrs.is_empty() && block.stmts.is_empty() => {
            Ok(quote!(#json::Object(::core::default::Default::default())))
        }
        _ => Err(refusal()),
    }
}
