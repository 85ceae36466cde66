//! The text of doc comments: one space after the slashes is no part of it, blank lines around it neither.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The text of the doc comments among `attributes`, as an `Option<&str>` expression.
///
/// Documentation that is computed (`#[doc = include_str!(…)]`) cannot be read here and is left out.
pub fn text(attributes: &[Attribute]) -> TokenStream {
    let mut lines = Vec::new();
    for attribute in attributes.iter().filter(|attribute| is_doc(attribute)) {
        if let Meta::NameValue(pair) = &attribute.meta
            && let Expr::Lit(ExprLit {
                lit: Lit::Str(line),
                ..
            }) = &pair.value
        {
            lines.extend(
                line.value()
                    .split('\n')
                    .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()),
            );
        }
    }
    let joined = lines.join("\n");
    let text = joined.trim_matches('\n');
    if text.is_empty() {
        quote!(::core::option::Option::None)
    } else {
        quote!(::core::option::Option::Some(#text))
    }
}

/// Whether it is a doc comment.
pub fn is_doc(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
}
