//! What stands in `#[mizan::client(…)]`. An option that does nothing yet is refused where it is written.

use std::ops::RangeInclusive;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Expr, ExprLit, ExprPath, Ident, Lit, LitStr, Path, Token, Type, TypePath,
    parse::{Parse, ParseStream},
    spanned::Spanned,
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
    /// The guard's own function, where it is one.
    pub guard: Option<Path>,
    /// How long its answer is kept, as an expression of the IR's `Cache`.
    pub cache: Option<TokenStream>,
    /// `cache = false` was given.
    pub never: bool,
    /// The address of a view.
    pub route: Option<LitStr>,
    /// The methods that it answers there, as expressions of the IR's `Method`.
    pub methods: Vec<TokenStream>,
    /// `public = true` was given.
    pub public: bool,
    /// `private = true` was given.
    pub private: bool,
    /// The revision.
    pub rev: u32,
    /// The domain errors that it may end with.
    pub raises: Vec<Type>,
}

const SUPPORTED: &str = "`context`, `affects`, `auth`, `cache`, `methods`, `public`, `private`, `raises`, `rev` and `route`";
const LATER: [&str; 2] = ["websocket", "refresh"];

/// What the IR has for each method.
const METHODS: [(&str, &str); 5] = [
    ("DELETE", "Delete"),
    ("GET", "Get"),
    ("PATCH", "Patch"),
    ("POST", "Post"),
    ("PUT", "Put"),
];

/// The most seconds that an answer is kept.
const LONGEST: u32 = 3600;

/// The greatest revision.
const MAX_REV: u32 = 0x7fff_ffff;

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
        let given = |text: &str| seen.iter().find(|name| *name == text);
        if let Some(raises) = given("raises")
            && options.private
            && options.route.is_none()
        {
            let why =
                "`raises` does nothing on a private function without a route: it answers nobody";
            return Err(syn::Error::new(raises.span(), why));
        }
        if let Some(methods) = given("methods")
            && options.route.is_none()
        {
            let why = "`methods` are those of a `route`: a function without one is called by POST";
            return Err(syn::Error::new(methods.span(), why));
        }
        if let (Some(context), Some(_)) = (given("context"), &options.route) {
            let why = "a function with a `route` answers with a response, which no context can hold: leave one of them out";
            return Err(syn::Error::new(context.span(), why));
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
        let known = SUPPORTED.split('`').any(|each| each == text);
        if !known {
            return Err(syn::Error::new(
                name.span(),
                format!("unknown option `{text}`; supported are {SUPPORTED}"),
            ));
        }
        if !input.peek(Token![=]) {
            return Err(syn::Error::new(
                name.span(),
                format!("`{text}` takes a value: `{text} = …`"),
            ));
        }
        input.parse::<Token![=]>()?;
        let value: Expr = input.parse()?;
        match text.as_str() {
            "context" => self.context = Some(value),
            "affects" => self.affects = targets(value)?,
            "auth" => {
                self.auth = Some(auth(&value)?);
                if let Expr::Path(guard) = &value {
                    self.guard = Some(guard.path.clone());
                }
            }
            "route" => self.route = Some(route(&value)?),
            "methods" => self.methods = methods(&value)?,
            "public" => self.public = truth(&value, "public")?,
            "private" => self.private = truth(&value, "private")?,
            "raises" => self.raises = errors(&value)?,
            "rev" => {
                self.rev = whole(
                    &value,
                    0..=MAX_REV,
                    "`rev` takes a whole number from 0 to 2^31−1",
                )?;
            }
            _ => {
                self.never = matches!(&value, Expr::Lit(ExprLit { lit: Lit::Bool(truth), .. }) if !truth.value);
                self.cache = Some(cache(&value)?);
            }
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

fn errors(value: &Expr) -> syn::Result<Vec<Type>> {
    let why = "`raises` takes a list of domain errors: `raises = [OutOfStock]`, each a type with `#[derive(mizan::Error)]`";
    let refusal = |tokens: &Expr| syn::Error::new_spanned(tokens, why);
    let Expr::Array(list) = value else {
        return Err(refusal(value));
    };
    if list.elems.is_empty() {
        return Err(refusal(value));
    }
    let one = |each: &Expr| match each {
        Expr::Path(ExprPath { qself, path, .. }) => Ok(Type::Path(TypePath {
            qself: qself.clone(),
            path: path.clone(),
        })),
        other => Err(refusal(other)),
    };
    list.elems.iter().map(one).collect()
}

fn auth(value: &Expr) -> syn::Result<TokenStream> {
    let guard = quote!(::mizan::__private::Auth);
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Bool(truth),
            ..
        }) if truth.value => Ok(quote!(#guard::Required)),
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Ok(match text.value().as_str() {
            "self" => quote!(#guard::Own),
            "staff" => quote!(#guard::Staff),
            "superuser" => quote!(#guard::Superuser),
            _ => quote!(#guard::Role(::std::string::String::from(#text))),
        }),
        Expr::Path(ExprPath { qself: None, .. }) => Ok(quote!(#guard::Custom)),
        _ => Err(syn::Error::new_spanned(
            value,
            "`auth` takes `true`, `\"self\"`, `\"staff\"`, `\"superuser\"`, another role, or the name of a guard, which is a `fn(&mizan::Asked) -> bool`",
        )),
    }
}

fn route(value: &Expr) -> syn::Result<LitStr> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Ok(text.clone()),
        _ => Err(syn::Error::new_spanned(
            value,
            "`route` takes a relative path with arguments in braces: `\"board/{shelf}/\"`, `\"files/{*rest}\"`",
        )),
    }
}

fn methods(value: &Expr) -> syn::Result<Vec<TokenStream>> {
    let names = METHODS.map(|(name, _)| name).join("`, `");
    let refusal = |tokens: &Expr| {
        let why = format!("`methods` takes a list of `{names}` as texts; HEAD goes with GET");
        syn::Error::new_spanned(tokens, why)
    };
    let one = |each: &Expr| {
        let Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) = each
        else {
            return Err(refusal(each));
        };
        let text = text.value();
        let found = METHODS.iter().find(|(name, _)| *name == text);
        let (_, variant) = found.ok_or_else(|| refusal(each))?;
        let variant = Ident::new(variant, each.span());
        Ok(quote!(::mizan::__private::Method::#variant))
    };
    match value {
        Expr::Array(list) if !list.elems.is_empty() => list.elems.iter().map(one).collect(),
        other => Err(refusal(other)),
    }
}

fn cache(value: &Expr) -> syn::Result<TokenStream> {
    let kept = quote!(::mizan::__private::Cache);
    if let Expr::Lit(ExprLit {
        lit: Lit::Bool(truth),
        ..
    }) = value
    {
        return Ok(if truth.value {
            quote!(#kept::Usual)
        } else {
            quote!(#kept::Never)
        });
    }
    let why = "`cache` takes `true`, `false` or 1 to 3600 seconds";
    let seconds = whole(value, 1..=LONGEST, why)?;
    Ok(quote!(#kept::Seconds(#seconds)))
}

fn truth(value: &Expr, name: &str) -> syn::Result<bool> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Bool(truth),
            ..
        }) => Ok(truth.value),
        _ => Err(syn::Error::new_spanned(
            value,
            format!("`{name}` takes `true` or `false`"),
        )),
    }
}

fn whole(value: &Expr, within: RangeInclusive<u32>, why: &str) -> syn::Result<u32> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => number.base10_parse().ok(),
        _ => None,
    }
    .filter(|number| within.contains(number))
    .ok_or_else(|| syn::Error::new_spanned(value, why))
}
