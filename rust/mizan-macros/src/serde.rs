//! What `#[serde(…)]` says about a type that travels: each attribute is followed as serde follows it, or refused.

use syn::{Attribute, ExprPath, LitStr, meta::ParseNestedMeta, token::Paren};

use crate::case::Case;

/// What may differ between what is read and what is written.
#[derive(Clone, Debug)]
pub struct Both<T> {
    /// Of what is read.
    pub input: Option<T>,
    /// Of what is written.
    pub output: Option<T>,
}

impl<T> Default for Both<T> {
    fn default() -> Self {
        Self {
            input: None,
            output: None,
        }
    }
}

/// How absent fields are filled.
#[derive(Clone)]
pub enum Filled {
    /// By `Default`.
    Plain,
    /// By this function.
    By(ExprPath),
}

/// What stands on a struct or an enum.
#[derive(Default)]
pub struct Container {
    /// The name; it is none of JSON's, and names the type.
    pub rename: Option<LitStr>,
    /// Of fields, or of variants.
    pub rename_all: Both<Case>,
    /// Of the fields of all variants.
    pub rename_all_fields: Both<Case>,
    /// Of a struct: where absent fields come from.
    pub default: Option<Filled>,
    /// The field that says which variant this is.
    pub tag: Option<LitStr>,
    /// The field that holds what the variant holds.
    pub content: Option<LitStr>,
    /// No variant is named.
    pub untagged: bool,
    /// A struct of one field is that field.
    pub transparent: bool,
}

/// What stands on a field.
#[derive(Default)]
pub struct OnField {
    /// Its name.
    pub rename: Both<LitStr>,
    /// What its absence means.
    pub default: Option<Filled>,
    /// It is not read.
    pub unread: bool,
    /// It is not written.
    pub unwritten: bool,
    /// It is left out where it is `None`.
    pub unless_none: bool,
}

/// What stands on a variant.
#[derive(Default)]
pub struct OnVariant {
    /// Its name.
    pub rename: Option<LitStr>,
    /// Of its fields.
    pub rename_all: Both<Case>,
    /// It does not travel.
    pub skip: bool,
}

/// Reads the attributes of a struct or an enum.
pub fn container(attributes: &[Attribute], is_enum: bool) -> syn::Result<Container> {
    let mut said = Container::default();
    each(attributes, |name, meta| {
        match name {
            "rename" => said.rename = Some(one_name(meta, "a type")?),
            "rename_all" => said.rename_all = cases(meta)?,
            "rename_all_fields" if is_enum => said.rename_all_fields = cases(meta)?,
            "default" if !is_enum => said.default = Some(filled(meta)?),
            "tag" if is_enum => said.tag = Some(meta.value()?.parse()?),
            "content" if is_enum => said.content = Some(meta.value()?.parse()?),
            "untagged" if is_enum => said.untagged = true,
            "transparent" if !is_enum => said.transparent = true,
            // Unknown fields never fit.
            "deny_unknown_fields" => {}
            // These say nothing of the bytes.
            "crate" | "expecting" => {
                meta.value()?.parse::<LitStr>()?;
            }
            _ => return Err(refused(name, meta)),
        }
        Ok(())
    })?;
    Ok(said)
}

/// Reads the attributes of a field.
pub fn field(attributes: &[Attribute]) -> syn::Result<OnField> {
    let mut said = OnField::default();
    each(attributes, |name, meta| {
        match name {
            "rename" => said.rename = both(meta)?,
            "default" => said.default = Some(filled(meta)?),
            "skip" => (said.unread, said.unwritten) = (true, true),
            "skip_deserializing" => said.unread = true,
            "skip_serializing" => said.unwritten = true,
            "skip_serializing_if" => {
                let path: LitStr = meta.value()?.parse()?;
                if path.value() != "Option::is_none" {
                    return Err(syn::Error::new(
                        path.span(),
                        "a field is left out where it is `None`, by `Option::is_none`; what another function decides is not in the IR",
                    ));
                }
                said.unless_none = true;
            }
            _ => return Err(refused(name, meta)),
        }
        Ok(())
    })?;
    Ok(said)
}

/// Reads the attributes of a variant.
pub fn variant(attributes: &[Attribute]) -> syn::Result<OnVariant> {
    let mut said = OnVariant::default();
    each(attributes, |name, meta| {
        match name {
            "rename" => said.rename = Some(one_name(meta, "a variant")?),
            "rename_all" => said.rename_all = cases(meta)?,
            "skip" => said.skip = true,
            _ => return Err(refused(name, meta)),
        }
        Ok(())
    })?;
    Ok(said)
}

/// Refuses whatever serde would do to a place that has no name: an item of a tuple, the field of a newtype.
pub fn none(attributes: &[Attribute]) -> syn::Result<()> {
    each(attributes, |name, meta| Err(refused(name, meta)))
}

fn each(
    attributes: &[Attribute],
    mut take: impl FnMut(&str, &ParseNestedMeta<'_>) -> syn::Result<()>,
) -> syn::Result<()> {
    let mut seen: Vec<String> = Vec::new();
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        attribute.parse_nested_meta(|meta| {
            let name = meta.path.get_ident().map(ToString::to_string);
            let name = name.unwrap_or_default();
            if seen.contains(&name) {
                return Err(meta.error(format!("`{name}` is given twice")));
            }
            take(&name, &meta)?;
            seen.push(name);
            Ok(())
        })?;
    }
    Ok(())
}

fn refused(name: &str, meta: &ParseNestedMeta<'_>) -> syn::Error {
    meta.error(match name {
        "flatten" => "`flatten` is refused: the fields would depend on another type; name them here, or use a tag",
        "alias" => "`alias` is refused: a name on the wire is one name",
        "with" | "serialize_with" | "deserialize_with" => {
            "what a function reads or writes has no type in the IR: write a newtype"
        }
        "from" | "try_from" | "into" | "remote" | "getter" => {
            "what another type reads or writes has no place here: let that type travel"
        }
        _ => "this would not be followed exactly as serde does, so it is refused",
    })
}

fn one_name(meta: &ParseNestedMeta<'_>, whose: &str) -> syn::Result<LitStr> {
    if meta.input.peek(Paren) {
        return Err(meta.error(format!("{whose} has one name, whichever way it travels")));
    }
    meta.value()?.parse()
}

fn both(meta: &ParseNestedMeta<'_>) -> syn::Result<Both<LitStr>> {
    let mut found = Both::default();
    if meta.input.peek(Paren) {
        meta.parse_nested_meta(|inner| {
            let place = if inner.path.is_ident("serialize") {
                &mut found.output
            } else if inner.path.is_ident("deserialize") {
                &mut found.input
            } else {
                return Err(inner.error("serde knows `serialize` and `deserialize` here"));
            };
            *place = Some(inner.value()?.parse()?);
            Ok(())
        })?;
    } else {
        let name: LitStr = meta.value()?.parse()?;
        found.input = Some(name.clone());
        found.output = Some(name);
    }
    Ok(found)
}

fn cases(meta: &ParseNestedMeta<'_>) -> syn::Result<Both<Case>> {
    let Both { input, output } = both(meta)?;
    Ok(Both {
        input: input.as_ref().map(Case::parse).transpose()?,
        output: output.as_ref().map(Case::parse).transpose()?,
    })
}

fn filled(meta: &ParseNestedMeta<'_>) -> syn::Result<Filled> {
    if meta.input.peek(syn::Token![=]) {
        let path: LitStr = meta.value()?.parse()?;
        return path.parse().map(Filled::By);
    }
    Ok(Filled::Plain)
}
