//! A function with targets is two: the one that other code calls, which tells a running call what it drops, and what was
//! written, which a call from outside runs. Page: `ir/protocol/registry.md`, Rust declarations.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, FnArg, Ident, ItemFn, Pat, Visibility, ext::IdentExt};

use crate::{argument::Argument, client, doc};

/// Both functions, and the name of the one that was written.
pub fn split(item: ItemFn, arguments: &[Argument]) -> (TokenStream, Ident) {
    let name = item.sig.ident.unraw().to_string();
    let mut outer = item.sig.clone();
    for input in &mut outer.inputs {
        // That the body changes its argument is the body's own.
        if let FnArg::Typed(input) = input
            && let Pat::Ident(pattern) = &mut *input.pat
        {
            pattern.mutability = None;
        }
    }
    let mut inner = item;
    let run = format_ident!("__mizan_{name}", span = inner.sig.ident.span());
    inner.sig.ident = run.clone();
    let visibility = std::mem::replace(&mut inner.vis, Visibility::Inherited);
    let outside: Vec<Attribute> = inner
        .attrs
        .iter()
        .filter(|attribute| is_of_callers(attribute) || is_of_both(attribute))
        .cloned()
        .collect();
    inner.attrs.retain(|attribute| !is_of_callers(attribute));
    let given = arguments.iter().map(|Argument { ident, name, .. }| {
        quote!((#name, ::mizan::__private::Argument::joined(&#ident)))
    });
    let idents = arguments.iter().map(|argument| &argument.ident);
    let wait = outer.asyncness.map(|_| quote!(.await));
    let written = client::written(&inner);
    let functions = quote! {
        #written

        #(#outside)*
        // Most functions are called from outside alone, and this one is for those that are not.
        #[allow(dead_code, clippy::needless_pass_by_value)]
        #visibility #outer {
            ::mizan::__private::join(#name, || ::std::vec![#(#given),*]);
            #run(#(#idents),*)#wait
        }
    };
    (functions, run)
}

/// What is said to whoever calls it.
fn is_of_callers(attribute: &Attribute) -> bool {
    doc::is_doc(attribute)
        || ["must_use", "deprecated"]
            .iter()
            .any(|name| attribute.path().is_ident(name))
}

/// What holds for the signature as well as for the body.
fn is_of_both(attribute: &Attribute) -> bool {
    ["allow", "cfg"]
        .iter()
        .any(|name| attribute.path().is_ident(name))
}
