//! An enum whose variants hold something: a union, by serde's four ways of saying which variant this is.
//!
//! The IR tells branches apart as `ir/protocol/ir.md` says: a tag is a field with an enum of one value, in a struct of
//! the variant's own; without a tag the first branch that fits is meant, which the core decides when it is read.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    argument::option,
    container::{self, Container},
    content::{described, pattern, read, written},
    enumeration::skipped,
    field::Named,
    serde,
    variant::{Holds, Variant},
};

/// Whether it is an enum of texts alone.
pub fn is_plain(variants: &[Variant], serde: &serde::Container) -> bool {
    serde.tag.is_none() && !serde.untagged && variants.iter().all(Variant::holds_nothing)
}

/// How a reader is told which variant this is.
enum Told {
    /// `{"Cat": …}`
    Outside,
    /// `{"kind": "Cat", …}`
    Inside(String),
    /// `{"kind": "Cat", "is": …}`
    Beside(String, String),
    /// `…`
    Nowhere,
}

fn told(serde: &serde::Container) -> syn::Result<Told> {
    match (&serde.tag, &serde.content, serde.untagged) {
        (None, None, false) => Ok(Told::Outside),
        (None, None, true) => Ok(Told::Nowhere),
        (Some(tag), None, false) => Ok(Told::Inside(tag.value())),
        (Some(tag), Some(content), false) if tag.value() != content.value() => {
            Ok(Told::Beside(tag.value(), content.value()))
        }
        (Some(tag), Some(_), false) => Err(syn::Error::new(
            tag.span(),
            "the tag and the content are two fields",
        )),
        (None, Some(content), _) => Err(syn::Error::new(
            content.span(),
            "`content` goes with a `tag`",
        )),
        (Some(tag), _, true) => Err(syn::Error::new(
            tag.span(),
            "an enum has a tag or is untagged",
        )),
    }
}

/// Expands it.
pub fn expand(
    container: &Container<'_>,
    serde: &serde::Container,
    variants: &[Variant],
) -> syn::Result<TokenStream> {
    let told = told(serde)?;
    let travelling: Vec<&Variant> = variants.iter().filter(|variant| !variant.skip).collect();
    let mut taken = vec![container.name().to_owned()];
    for variant in &travelling {
        refuse(&told, variant)?;
        for name in structs(container, &told, variant) {
            if taken.contains(&name) {
                let why = format!(
                    "two types of this enum are called `{name}`: give this variant's struct another with `#[mizan(name = \"…\")]`"
                );
                return Err(syn::Error::new_spanned(&variant.ident, why));
            }
            taken.push(name);
        }
    }
    let (own, introduced) = (container.own(), container.introduced());
    let tag = match &told {
        Told::Inside(tag) | Told::Beside(tag, _) => Some(quote!(#tag)),
        Told::Outside | Told::Nowhere => None,
    };
    let (tag, branches) = (option(tag), branches(container, &told, &travelling));
    let described = container.described(
        &quote!(::mizan::__private::kind::Plain),
        &quote! {
            into.#introduced::<Self>(form, #own, |describer, form| {
                ::mizan::__private::union(::std::vec![#(#branches),*], #tag)
            })
        },
    );
    let read = container.read(&reading(&told, &travelling));
    let arms = travelling.iter().map(|variant| {
        let (pattern, write) = (pattern(variant), writing(&told, variant));
        quote!(#pattern => { #write })
    });
    let skipped = skipped(variants);
    let write = container.write(&quote!(match self { #(#arms)* #skipped }));
    Ok(quote!(#described #read #write))
}

/// What the structs of a variant are called, the arguments of a generic enum apart.
fn structs(container: &Container<'_>, told: &Told, variant: &Variant) -> Vec<String> {
    let has_fields = matches!(variant.holds, Holds::Fields(_));
    let (own, content) = match told {
        Told::Outside => (!variant.holds_nothing(), has_fields),
        Told::Inside(_) => (true, false),
        Told::Beside(..) => (true, has_fields),
        Told::Nowhere => (has_fields, false),
    };
    let endings = [own.then_some(""), content.then_some("Content")];
    let named = |ending| variant.name_of(container.name(), ending);
    endings.into_iter().flatten().map(named).collect()
}

/// What serde refuses as well, or what has no place in the IR.
fn refuse(told: &Told, variant: &Variant) -> syn::Result<()> {
    let refusal = |why: &str| Err(syn::Error::new_spanned(&variant.ident, why));
    match (told, &variant.holds) {
        (Told::Inside(_), Holds::Tuple(_)) => {
            refusal("what is in a tuple has no names that could stand beside the tag")
        }
        (Told::Nowhere, Holds::Nothing) => refusal(
            "an untagged variant that holds nothing is null: leave it out and take an `Option` of the enum",
        ),
        (Told::Inside(tag), Holds::Fields(fields))
            if fields.iter().any(|field| field.is_called(tag)) =>
        {
            refusal("one of its fields has the name of the tag")
        }
        _ => Ok(()),
    }
}

/// The branches of the union, as expressions.
fn branches(container: &Container<'_>, told: &Told, variants: &[&Variant]) -> Vec<TokenStream> {
    let mut branches = Vec::new();
    let mut texts = false;
    for variant in variants {
        let outside = matches!(told, Told::Outside);
        if outside && variant.holds_nothing() {
            // The texts of all of them are one branch, where the first of them stands.
            if !texts {
                let names = variants
                    .iter()
                    .filter(|variant| variant.holds_nothing())
                    .map(|variant| &variant.name);
                branches.push(quote!(::mizan::__private::texts(&[#(#names),*])));
                texts = true;
            }
            continue;
        }
        branches.push(branch(container, told, variant));
    }
    branches
}

fn branch(container: &Container<'_>, told: &Told, variant: &Variant) -> TokenStream {
    let name = &variant.name;
    let structure = |fields: &TokenStream| {
        let named = container::named(&variant.label(container, ""), &variant.doc);
        quote!(describer.structure::<Self>(form, #named, |fields| { #fields }))
    };
    let content = described(container, variant);
    match told {
        Told::Nowhere => match &variant.holds {
            Holds::Fields(fields) => {
                let fields = fields.iter().map(Named::describe);
                structure(&quote!(let _ = &fields; #(#fields)*))
            }
            _ => content,
        },
        Told::Outside => structure(&quote!(fields.content(#name, |describer, form| #content);)),
        Told::Inside(tag) => structure(&match &variant.holds {
            Holds::Nothing | Holds::Tuple(_) => quote!(fields.tag(#tag, #name);),
            Holds::One(one) => {
                let record = one.merged();
                quote!(fields.tag(#tag, #name); #record)
            }
            Holds::Fields(fields) => {
                let fields = fields.iter().map(Named::describe);
                quote!(fields.tag(#tag, #name); #(#fields)*)
            }
        }),
        Told::Beside(tag, _) if variant.holds_nothing() => {
            structure(&quote!(fields.tag(#tag, #name);))
        }
        Told::Beside(tag, held) => structure(&quote! {
            fields.tag(#tag, #name);
            fields.content(#held, |describer, form| #content);
        }),
    }
}

/// What reads it, from `json`.
fn reading(told: &Told, variants: &[&Variant]) -> TokenStream {
    let unknown = quote! {
        ::core::result::Result::Err(::mizan::__private::Misfit::new(
            ::mizan::__private::FaultCode::Enum,
            "variant",
        ))
    };
    match told {
        Told::Nowhere if variants.len() == 1 => read(variants[0]),
        Told::Nowhere => {
            let arms = variants.iter().enumerate().map(|(at, variant)| {
                let read = read(variant);
                quote!(::core::option::Option::Some(#at) => #read,)
            });
            quote! {
                match ::mizan::__private::branch::<Self>(&json) {
                    #(#arms)*
                    _ => ::core::result::Result::Err(::mizan::__private::Misfit::new(
                        ::mizan::__private::FaultCode::Type,
                        "union",
                    )),
                }
            }
        }
        Told::Outside => {
            let (units, others): (Vec<&Variant>, Vec<&Variant>) =
                variants.iter().partition(|variant| variant.holds_nothing());
            let texts = units.iter().map(|Variant { ident, name, .. }| {
                quote!(#name => ::core::result::Result::Ok(Self::#ident),)
            });
            let arms = others.iter().map(|variant| {
                let (name, read) = (&variant.name, read(variant));
                quote!(#name => ::mizan::__private::under(#name, || #read),)
            });
            quote! {
                if let ::mizan::__private::Json::String(text) = &json {
                    return match text.as_str() {
                        #(#texts)*
                        _ => #unknown,
                    };
                }
                let (name, json) = ::mizan::__private::only_entry(json)?;
                match name.as_str() {
                    #(#arms)*
                    _ => #unknown,
                }
            }
        }
        Told::Inside(tag) => {
            let arms = variants.iter().map(|variant| {
                let (name, read) = (&variant.name, read(variant));
                quote!(#name => { let json = fields.rest(); #read })
            });
            quote! {
                let mut fields = ::mizan::__private::FieldsOf::new(json)?;
                let tag = fields.tag(#tag)?;
                match tag.as_str() {
                    #(#arms)*
                    _ => #unknown,
                }
            }
        }
        Told::Beside(tag, content) => {
            let arms = variants.iter().map(|variant| {
                let (name, ident, read) = (&variant.name, &variant.ident, read(variant));
                if variant.holds_nothing() {
                    quote!(#name => fields.end().map(|()| Self::#ident),)
                } else {
                    quote!(#name => {
                        let json = fields.take::<::mizan::__private::Json>(#content)?;
                        fields.end()?;
                        ::mizan::__private::under(#content, || #read)
                    })
                }
            });
            quote! {
                let mut fields = ::mizan::__private::FieldsOf::new(json)?;
                let tag = fields.tag(#tag)?;
                match tag.as_str() {
                    #(#arms)*
                    _ => #unknown,
                }
            }
        }
    }
}

/// Statements that write a variant whose parts are bound.
fn writing(told: &Told, variant: &Variant) -> TokenStream {
    let (name, content) = (&variant.name, written(variant));
    match told {
        Told::Nowhere => content,
        Told::Outside if variant.holds_nothing() => quote!(into.text(#name);),
        Told::Outside => quote! {
            into.open();
            into.content(#name, |into| { #content ::core::result::Result::Ok(()) })?;
            into.close();
        },
        Told::Inside(tag) => {
            let fields = match &variant.holds {
                Holds::Nothing | Holds::Tuple(_) => TokenStream::new(),
                Holds::One(_) => quote!(into.fields_of(__mizan_0)?;),
                Holds::Fields(fields) => fields.iter().map(Named::write_bound).collect(),
            };
            quote! {
                into.open();
                into.field(#tag, &#name)?;
                #fields
                into.close();
            }
        }
        Told::Beside(tag, held) => {
            let content = (!variant.holds_nothing()).then(|| {
                quote! {
                    into.content(#held, |into| { #content ::core::result::Result::Ok(()) })?;
                }
            });
            quote! {
                into.open();
                into.field(#tag, &#name)?;
                #content
                into.close();
            }
        }
    }
}
