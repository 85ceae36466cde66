//! One field of a struct or a variant: one description, from which it is described, read and written.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Field, Ident, LitStr, Type, ext::IdentExt, spanned::Spanned};

use crate::{
    argument::option,
    case::Case,
    constraint::Constraints,
    doc, said,
    serde::{self, Both, Filled},
};

/// A field with a name.
pub struct Named {
    /// In Rust.
    pub ident: Ident,
    /// As written.
    pub kind: Type,
    /// On the wire, in what is read and in what is written; `None` where it is not.
    names: Both<String>,
    // An `Option<Result<Json, Misfit>>`, and what stands where it is not read.
    default: TokenStream,
    filler: TokenStream,
    doc: TokenStream,
    required: bool,
    constraints: Constraints,
    way: Way,
}

/// An item of a tuple, or what a newtype holds.
pub struct Unnamed {
    /// As written.
    pub kind: Type,
    /// Beside those of its type.
    pub constraints: Constraints,
}

enum Way {
    Plain,
    Omittable,
    UnlessNone,
}

/// What a container says about the fields in it.
pub struct Around<'a> {
    /// How fields are renamed.
    pub cases: &'a Both<Case>,
    /// Where the fields of a struct come from that are absent.
    pub default: Option<&'a Filled>,
}

impl Named {
    /// Reads a field.
    pub fn read(field: &Field, around: &Around<'_>) -> syn::Result<Self> {
        let Some(ident) = field.ident.clone() else {
            return Err(syn::Error::new_spanned(field, "this field has no name"));
        };
        let (serde, said) = (serde::field(&field.attrs)?, said::of_place(&field.attrs)?);
        let rust = ident.unraw().to_string();
        let name = |given: Option<&LitStr>, case: Option<Case>| {
            let renamed = case.map(|case| case.of_field(&rust));
            given
                .map(LitStr::value)
                .or(renamed)
                .unwrap_or_else(|| rust.clone())
        };
        let names = Both {
            input: (!serde.unread).then(|| name(serde.rename.input.as_ref(), around.cases.input)),
            output: (!serde.unwritten)
                .then(|| name(serde.rename.output.as_ref(), around.cases.output)),
        };
        if serde.default.is_some() && said.default.is_some() {
            return Err(syn::Error::new_spanned(
                &ident,
                "the default is given twice, by `#[serde(…)]` and by `#[mizan(…)]`",
            ));
        }
        let kind = field.ty.clone();
        let filler = filler(serde.default.as_ref(), around, &ident);
        let way = match &said.omittable {
            Some(_) => Way::Omittable,
            None if serde.unless_none => Way::UnlessNone,
            None => Way::Plain,
        };
        if let (Some(omittable), Some(Filled::By(_))) = (&said.omittable, &serde.default) {
            let why =
                "a field that is omittable is absent for the function as well: it has no default";
            return Err(syn::Error::new(omittable.span(), why));
        }
        if let Some(required) = &said.required
            && (serde.default.is_some() || around.default.is_some())
        {
            let why = "what is required is never absent: serde's `default` would fill it";
            return Err(syn::Error::new(required.span(), why));
        }
        let absent = names.input.is_none();
        let has_default = serde.default.is_some() || around.default.is_some();
        let default = match said.default {
            _ if absent || matches!(way, Way::Omittable) => None,
            Some(json) => Some(quote!(::core::result::Result::Ok(#json))),
            None if has_default => Some(quote! {
                { let value: #kind = #filler; ::mizan::__private::json_of(&value) }
            }),
            None => None,
        };
        if let Some(name) = said.constraints.first()
            && names.input.is_none()
            && names.output.is_none()
        {
            let why = "this field does not travel, so that nothing would look at the constraint";
            return Err(syn::Error::new(name.span(), why));
        }
        Ok(Self {
            names,
            default: option(default),
            filler,
            doc: doc::text(&field.attrs),
            required: said.required.is_some(),
            constraints: said.constraints,
            way,
            ident,
            kind,
        })
    }

    /// Whether it is on the wire at all.
    pub fn travels(&self) -> bool {
        self.names.input.is_some() || self.names.output.is_some()
    }

    /// Whether this name is one of its own.
    pub fn is_called(&self, name: &str) -> bool {
        let is = |own: &Option<String>| own.as_deref() == Some(name);
        is(&self.names.input) || is(&self.names.output)
    }

    /// Statements upon `fields`.
    pub fn describe(&self) -> TokenStream {
        let Self {
            kind,
            default,
            doc,
            required,
            way,
            ..
        } = self;
        if !self.travels() {
            return TokenStream::new();
        }
        let text = |name: &Option<String>| option(name.as_ref().map(|name| quote!(#name)));
        let (input, output) = (text(&self.names.input), text(&self.names.output));
        let (checks, constraints) = (self.constraints.checks(kind), self.constraints.value());
        let method = match way {
            Way::Plain => quote!(field),
            Way::Omittable => quote!(omittable),
            Way::UnlessNone => quote!(unless_none),
        };
        quote_spanned! {kind.span()=>
            #checks
            fields.#method::<#kind>(&::mizan::__private::Slot {
                input: #input,
                output: #output,
                default: #default,
                doc: #doc,
                required: #required,
                constraints: #constraints,
            });
        }
    }

    /// The value, from `fields`.
    pub fn read_from(&self) -> TokenStream {
        let (kind, filler) = (&self.kind, &self.filler);
        match (&self.names.input, &self.way) {
            (None, _) => quote!(#filler),
            (Some(name), Way::Omittable) => quote_spanned! {kind.span()=>
                fields.take_omittable::<#kind>(#name)?
            },
            (Some(name), _) => quote_spanned!(kind.span()=> fields.take::<#kind>(#name)?),
        }
    }

    /// Whether it is in what is written.
    pub fn is_written(&self) -> bool {
        self.names.output.is_some()
    }

    /// The pattern that binds it, to a name that no expansion uses for anything else.
    pub fn bind(&self) -> TokenStream {
        let (ident, bound) = (&self.ident, self.bound());
        quote!(#ident: #bound)
    }

    /// Statements that write it where it is bound to a reference.
    pub fn write_bound(&self) -> TokenStream {
        let bound = self.bound();
        self.write(&quote!(#bound))
    }

    fn bound(&self) -> Ident {
        format_ident!("__mizan_{}", self.ident)
    }

    /// Statements that write `value`, a reference, `into` a writer.
    pub fn write(&self, value: &TokenStream) -> TokenStream {
        let Some(name) = &self.names.output else {
            return TokenStream::new();
        };
        match self.way {
            // What needs no escape in JSON is written as it stands.
            Way::Plain
                if name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') =>
            {
                let key = format!("\"{name}\":");
                quote!(into.keyed(#key, #value)?;)
            }
            Way::Plain => quote!(into.field(#name, #value)?;),
            Way::Omittable | Way::UnlessNone => quote!(into.omittable(#name, #value)?;),
        }
    }
}

/// What stands in a field that nobody sent.
fn filler(own: Option<&Filled>, around: &Around<'_>, ident: &Ident) -> TokenStream {
    match (own, around.default) {
        (Some(Filled::By(path)), _) => quote!(#path()),
        (None, Some(Filled::Plain)) => {
            quote!(<Self as ::core::default::Default>::default().#ident)
        }
        (None, Some(Filled::By(path))) => quote!({ let whole: Self = #path(); whole.#ident }),
        (Some(Filled::Plain), _) | (None, None) => quote!(::core::default::Default::default()),
    }
}

impl Unnamed {
    /// Reads an item of a tuple, or what a newtype holds.
    pub fn read(field: &Field) -> syn::Result<Self> {
        serde::none(&field.attrs)?;
        let said = said::of_place(&field.attrs)?;
        if said.default.is_some() || said.omittable.is_some() || said.required.is_some() {
            return Err(syn::Error::new_spanned(
                &field.ty,
                "what has no name is never absent: a default is for fields with names",
            ));
        }
        Ok(Self {
            kind: field.ty.clone(),
            constraints: said.constraints,
        })
    }

    /// Statements upon `fields` that describe the fields of the struct that it is.
    pub fn merged(&self) -> TokenStream {
        let kind = &self.kind;
        let checks = self.constraints.checks(kind);
        quote_spanned! {kind.span()=>
            #checks
            <#kind as ::mizan::__private::Record>::describe_fields(fields);
        }
    }

    /// Its type in the IR, from a `describer` and a `form`.
    pub fn describe(&self) -> TokenStream {
        let Self { kind, constraints } = self;
        let (checks, constraints) = (constraints.checks(kind), constraints.value());
        quote_spanned! {kind.span()=>
            { #checks describer.constrained::<#kind>(form, #constraints) }
        }
    }
}
