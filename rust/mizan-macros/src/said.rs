//! What `#[mizan(…)]` says about a field, an item of a tuple, an argument, a type or a variant.

use proc_macro2::TokenStream;
use syn::{Attribute, Ident, LitStr, meta::ParseNestedMeta};

use crate::{
    constraint::{self, Constraints},
    default,
};

/// What stands on a field or an argument.
#[derive(Default)]
pub struct Said {
    /// The JSON that its absence means, as an expression.
    pub default: Option<TokenStream>,
    /// It may be absent and has no default.
    pub omittable: Option<Ident>,
    /// It may not be left out, though null is a value of it.
    pub required: Option<Ident>,
    /// Beside those of its type.
    pub constraints: Constraints,
}

/// Whether it is `#[mizan(…)]`.
pub fn is_ours(attribute: &Attribute) -> bool {
    attribute.path().is_ident("mizan")
}

/// What is said about a place that holds a value.
pub fn of_place(attributes: &[Attribute]) -> syn::Result<Said> {
    let mut said = Said::default();
    for attribute in attributes.iter().filter(|attribute| is_ours(attribute)) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("default") {
                if said.default.is_some() {
                    return Err(meta.error("`default` is given twice"));
                }
                said.default = Some(default::literal(&meta.value()?.parse()?)?);
            } else if let Some(name) = meta
                .path
                .get_ident()
                .filter(|name| *name == "omittable")
            {
                said.omittable = Some(name.clone());
            } else if let Some(name) = meta
                .path
                .get_ident()
                .filter(|name| *name == "required")
            {
                said.required = Some(name.clone());
            } else if !said.constraints.take(&meta)? {
                let names = constraint::NAMES.join("`, `");
                return Err(meta.error(format!(
                    "unknown option: a field takes `default`, `omittable`, `required` and the constraints `{names}`"
                )));
            }
            Ok(())
        })?;
    }
    if let Some(omittable) = &said.omittable
        && said.default.is_some()
    {
        let why = "a field that is omittable is absent for the function as well: it has no default";
        return Err(syn::Error::new(omittable.span(), why));
    }
    if let Some(required) = &said.required
        && (said.default.is_some() || said.omittable.is_some())
    {
        let why = "what is required is never absent: it has no default, and is not omittable";
        return Err(syn::Error::new(required.span(), why));
    }
    Ok(said)
}

/// The name that a type is given, and whether it stands where it is used, without one.
pub fn container(attributes: &[Attribute], is_enum: bool) -> syn::Result<(Option<LitStr>, bool)> {
    let mut inline = false;
    let name = read_name(attributes, |meta| {
        let is_inline = is_enum && meta.path.is_ident("inline");
        inline |= is_inline;
        is_inline
    })?;
    Ok((name, inline))
}

/// The name that a variant's struct is given.
pub fn name(attributes: &[Attribute]) -> syn::Result<Option<LitStr>> {
    read_name(attributes, |_| false)
}

fn read_name(
    attributes: &[Attribute],
    mut other: impl FnMut(&ParseNestedMeta<'_>) -> bool,
) -> syn::Result<Option<LitStr>> {
    let mut found = None;
    for attribute in attributes.iter().filter(|attribute| is_ours(attribute)) {
        attribute.parse_nested_meta(|meta| {
            if other(&meta) {
                return Ok(());
            }
            if !meta.path.is_ident("name") {
                return Err(meta.error(
                    "a type takes `name = \"…\"`, an enum `inline` as well: the rest stands on its fields",
                ));
            }
            let name: LitStr = meta.value()?.parse()?;
            let text = name.value();
            let form = !text.starts_with(|first: char| first.is_ascii_digit())
                && !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if !form {
                return Err(syn::Error::new(
                    name.span(),
                    "a type's name is `[A-Za-z_][A-Za-z0-9_]*`",
                ));
            }
            found = Some(name);
            Ok(())
        })?;
    }
    Ok(found)
}
