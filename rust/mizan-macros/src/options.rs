//! What stands in `#[mizan::client(…)]`. An option that does nothing yet is refused where it is written.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Expr, ExprLit, Ident, Lit, Token,
    parse::{Parse, ParseStream},
};

/// The options, as they were written.
#[derive(Default)]
pub struct Options {
    /// The context that the function is a member of.
    pub context: Option<Expr>,
    /// What it drops, in declared order.
    pub affects: Vec<Expr>,
    /// The guard, as an expression of the IR's `Auth`.
    pub auth: Option<TokenStream>,
    /// `cache = false` was given.
    pub uncached: bool,
}

const SUPPORTED: &str = "`context`, `affects`, `auth` and `cache`";
const LATER: [&str; 8] = [
    "public",
    "private",
    "route",
    "methods",
    "websocket",
    "rev",
    "raises",
    "refresh",
];

impl Parse for Options {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut options = Self::default();
        let mut seen: Vec<Ident> = Vec::new();
        while !input.is_empty() {
            let name: Ident = input.call(syn::ext::IdentExt::parse_any)?;
            if seen.contains(&name) {
                return Err(syn::Error::new(
                    name.span(),
                    format!("`{name}` is given twice"),
                ));
            }
            options.one(&name, input)?;
            seen.push(name);
            if input.is_empty() {
                break;
            }
            input.parse::<Token![,]>()?;
        }
        Ok(options)
    }
}

impl Options {
    fn one(&mut self, name: &Ident, input: ParseStream) -> syn::Result<()> {
        let text = name.to_string();
        if LATER.contains(&text.as_str()) {
            return Err(syn::Error::new(
                name.span(),
                format!("`{text}` is not there yet; supported are {SUPPORTED}"),
            ));
        }
        if !["context", "affects", "auth", "cache"].contains(&text.as_str()) {
            return Err(syn::Error::new(
                name.span(),
                format!("unknown option `{text}`; supported are {SUPPORTED}"),
            ));
        }
        input.parse::<Token![=]>()?;
        let value: Expr = input.parse()?;
        match text.as_str() {
            "context" => self.context = Some(value),
            "affects" => self.affects = targets(value)?,
            "auth" => self.auth = Some(auth(&value)?),
            _ => self.uncached = uncached(&value)?,
        }
        Ok(())
    }
}

fn targets(value: Expr) -> syn::Result<Vec<Expr>> {
    match value {
        Expr::Array(list) if list.elems.is_empty() => Err(syn::Error::new_spanned(
            list,
            "`affects` names nothing; leave it out for a plain call",
        )),
        Expr::Array(list) => Ok(list.elems.into_iter().collect()),
        one => Ok(vec![one]),
    }
}

fn auth(value: &Expr) -> syn::Result<TokenStream> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Bool(truth),
            ..
        }) if truth.value => Ok(quote!(::mizan::__private::Auth::Required)),
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) if text.value() == "self" => Ok(quote!(::mizan::__private::Auth::Own)),
        _ => Err(syn::Error::new_spanned(
            value,
            "`auth` takes `true` or `\"self\"`; roles and callables are not there yet",
        )),
    }
}

fn uncached(value: &Expr) -> syn::Result<bool> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Bool(truth),
            ..
        }) => Ok(!truth.value),
        _ => Err(syn::Error::new_spanned(
            value,
            "`cache` takes `true` or `false`; seconds are not there yet",
        )),
    }
}
