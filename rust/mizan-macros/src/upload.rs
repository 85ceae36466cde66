//! `#[mizan(max_size = "2 MB", accept = ["image/png"])]`: the limits of a file, as data.
//!
//! What a content type is, is judged with the graph. Twin: `python/mizan/uploads.py`. Page: `ir/protocol/uploads.md`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprArray, ExprLit, Lit};

/// MB are 1000², MiB 1024² bytes.
const UNITS: [(&str, u128); 7] = [
    ("B", 1),
    ("KB", 1000),
    ("MB", 1000 * 1000),
    ("GB", 1000 * 1000 * 1000),
    ("KIB", 1024),
    ("MIB", 1024 * 1024),
    ("GIB", 1024 * 1024 * 1024),
];

/// A number of bytes, or a text as `2 MB` and `1.5 KiB`.
pub fn size(value: &Expr) -> syn::Result<TokenStream> {
    let bytes = match value {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => number.base10_parse().ok(),
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => in_words(text.value().trim()),
        _ => None,
    };
    let why = "this is no size of a file: `\"2 MB\"`, or a number of bytes from 1 to 2^32−1";
    let bytes: u32 = bytes
        .and_then(|bytes| u32::try_from(bytes).ok())
        .filter(|bytes| *bytes > 0)
        .ok_or_else(|| syn::Error::new_spanned(value, why))?;
    Ok(quote!(#bytes))
}

fn in_words(text: &str) -> Option<u128> {
    let end = text.find(|each: char| !each.is_ascii_digit() && each != '.')?;
    let (number, unit) = text.split_at(end);
    let unit = unit.strip_prefix(' ').unwrap_or(unit).to_ascii_uppercase();
    let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let fits = (1..=12).contains(&whole.len()) && (1..=9).contains(&fraction.len());
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !fits || !digits(whole) || !digits(fraction) {
        return None;
    }
    let parts = 10_u128.pow(u32::try_from(fraction.len()).ok()?);
    let number = whole.parse::<u128>().ok()? * parts + fraction.parse::<u128>().ok()?;
    let bytes = number * factor;
    bytes.is_multiple_of(parts).then_some(bytes / parts)
}

/// The content types that a file may have.
pub fn types(value: &Expr) -> syn::Result<TokenStream> {
    let why = "`accept` takes a list of content types: `[\"image/png\", \"image/*\"]`";
    let refusal = || syn::Error::new_spanned(value, why);
    let Expr::Array(ExprArray { elems, .. }) = value else {
        return Err(refusal());
    };
    let mut types: Vec<String> = Vec::new();
    for each in elems {
        let Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) = each
        else {
            return Err(refusal());
        };
        let text = text.value().to_ascii_lowercase();
        if !types.contains(&text) {
            types.push(text);
        }
    }
    if types.is_empty() {
        return Err(refusal());
    }
    Ok(quote!(&[#(#types),*]))
}
