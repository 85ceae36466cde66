//! The expansion of `#[mizan::client]`: the function as it was written, and an entry of the registry beside it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Ident, ItemFn, ReturnType, Signature, Type, ext::IdentExt, spanned::Spanned};

use crate::{
    argument::{self, Argument, option},
    doc, joining,
    options::Options,
};

/// Expands one function.
pub fn expand(options: &Options, mut item: ItemFn) -> syn::Result<TokenStream> {
    refuse(&item.sig)?;
    let arguments = item
        .sig
        .inputs
        .iter_mut()
        .map(argument::read)
        .collect::<syn::Result<Vec<_>>>()?;
    let declare = declaration(options, &item, &arguments);
    let needs = needs(&arguments);
    let is_async = item.sig.asyncness.is_some();
    let guard = guard(options);
    let raises = options
        .raises
        .iter()
        .map(|error| quote_spanned!(error.span()=> errors.of::<#error>();));
    let name = item.sig.ident.unraw().to_string();
    let (functions, run) = if options.affects.is_empty() {
        let run = item.sig.ident.clone();
        (written(&item), run)
    } else {
        joining::split(item.clone(), &arguments)
    };
    let call = call(&item.sig, &run, &arguments);
    let checks = checks(options, &item.sig, &arguments);
    Ok(quote! {
        #functions

        const _: () = {
            fn raises(errors: &mut ::mizan::__private::Errors<'_>) {
                let _ = &errors;
                #(#raises)*
            }

            #[::mizan::__private::linkme::distributed_slice(::mizan::__private::ENTRIES)]
            #[linkme(crate = ::mizan::__private::linkme)]
            static __MIZAN_ENTRY: ::mizan::__private::Entry = ::mizan::__private::Entry {
                name: #name,
                place: ::core::concat!(::core::file!(), ":", ::core::line!()),
                is_async: #is_async,
                declare: |into| #declare,
                needs: || #needs,
                guard: #guard,
                // One body for all three, so that a type that does not fit is told once.
                call: |invocation| #call,
            };

            #checks
        };
    })
}

/// The function as it was written.
pub fn written(item: &ItemFn) -> TokenStream {
    quote! {
        // Arguments are owned, whatever the body does with them: they come from a request.
        #[allow(clippy::needless_pass_by_value)]
        #item
    }
}

/// What does not compile where it makes no sense together.
fn checks(options: &Options, signature: &Signature, arguments: &[Argument]) -> TokenStream {
    let routed = options.route.is_some();
    let answers = match &signature.output {
        ReturnType::Default => {
            let at = signature.ident.span();
            quote_spanned!(at=> const _: () = ::mizan::__private::serving::answers::<()>(#routed);)
        }
        ReturnType::Type(_, kind) => quote_spanned! {kind.span()=>
            const _: () = ::mizan::__private::serving::answers::<#kind>(#routed);
        },
    };
    let is_kept = options.context.is_some() && !options.never;
    let kept = arguments.iter().filter(|_| is_kept).map(|Argument { kind, .. }| {
        quote_spanned!(kind.span()=> const _: () = ::mizan::__private::serving::kept_without::<#kind>();)
    });
    quote!(#answers #(#kept)*)
}

/// The author's own guard, as an `Option<Guard>`.
fn guard(options: &Options) -> TokenStream {
    option(options.guard.as_ref().map(|guard| {
        quote_spanned! {guard.span()=>
            ::mizan::__private::Guard {
                is_async: ::mizan::__private::serving::waits(&#guard),
                ask: |asked| ::mizan::__private::serving::ask(#guard, asked),
            }
        }
    }))
}

fn refuse(signature: &Signature) -> syn::Result<()> {
    let refusal =
        |tokens: &dyn quote::ToTokens, why: &str| Err(syn::Error::new_spanned(tokens, why));
    if !signature.generics.params.is_empty() {
        return refusal(
            &signature.generics,
            "a client function is not generic: its types are part of the wire",
        );
    }
    if let Some(unsafety) = &signature.unsafety {
        return refusal(unsafety, "a client function is safe to call");
    }
    if let Some(abi) = &signature.abi {
        return refusal(abi, "a client function has no ABI of its own");
    }
    if let Some(variadic) = &signature.variadic {
        return refusal(variadic, "a client function has a fixed list of arguments");
    }
    if let ReturnType::Type(_, kind) = &signature.output
        && let Type::ImplTrait(_) = &**kind
    {
        return refusal(
            kind,
            "name the type: `impl Trait` says nothing about the wire",
        );
    }
    Ok(())
}

fn declaration(options: &Options, item: &ItemFn, arguments: &[Argument]) -> TokenStream {
    let name = item.sig.ident.unraw().to_string();
    let doc = doc::text(&item.attrs);
    let context = options
        .context
        .iter()
        .map(|context| quote_spanned!(context.span()=> function.context(&#context);));
    let affects = options
        .affects
        .iter()
        .map(|target| quote_spanned!(target.span()=> function.affects(#target);));
    let auth = options
        .auth
        .iter()
        .map(|auth| quote!(function.auth(#auth);));
    let cache = options
        .cache
        .iter()
        .map(|cache| quote!(function.cache(#cache);));
    let route = options
        .route
        .iter()
        .map(|route| quote!(function.route(#route);));
    let methods = (!options.methods.is_empty()).then(|| {
        let methods = &options.methods;
        quote!(function.methods(&[#(#methods),*]);)
    });
    let public = options.public.then(|| quote!(function.public();));
    let private = options.private.then(|| quote!(function.private();));
    let rev = (options.rev != 0).then(|| {
        let rev = options.rev;
        quote!(function.rev(#rev);)
    });
    let arguments = arguments.iter().map(
        |Argument {
             name,
             kind,
             default,
             doc,
             constraints,
             ..
         }| {
            let (checks, constraints) = (constraints.checks(kind), constraints.value());
            quote_spanned!(kind.span()=> #checks function.argument::<#kind>(#name, #default, #doc, #constraints);)
        },
    );
    let result = result(&item.sig);
    quote! {
        {
            let mut function = ::mizan::__private::Declaration::new(#name, #doc);
            #(#context)*
            #(#affects)*
            #(#auth)*
            #(#cache)*
            #(#route)*
            #methods
            #public
            #private
            #rev
            function.raises(raises);
            #(#arguments)*
            #result
            function.declare(into);
        }
    }
}

fn result(signature: &Signature) -> TokenStream {
    match &signature.output {
        ReturnType::Default => quote!(function.result::<()>();),
        ReturnType::Type(_, kind) => quote_spanned!(kind.span()=> function.result::<#kind>();),
    }
}

fn needs(arguments: &[Argument]) -> TokenStream {
    let kinds = arguments.iter().map(|argument| &argument.kind);
    let count = arguments.len();
    quote! {
        {
            let needs: [::core::option::Option<::mizan::__private::Need>; #count] =
                [#(<#kinds as ::mizan::__private::Argument>::need()),*];
            needs.into_iter().flatten().collect()
        }
    }
}

fn call(signature: &Signature, function: &Ident, arguments: &[Argument]) -> TokenStream {
    let places: Vec<_> = (0..arguments.len())
        .map(|place| format_ident!("__mizan_{place}"))
        .collect();
    let takes = places
        .iter()
        .zip(arguments)
        .map(|(place, Argument { name, kind, .. })| {
            quote_spanned!(kind.span()=> let #place = arguments.take::<#kind>(#name)?;)
        });
    let wait = signature.asyncness.map(|_| quote!(.await));
    let mutable = (!arguments.is_empty()).then(|| quote!(mut));
    let answer = match &signature.output {
        ReturnType::Default => quote!(::mizan::__private::answer),
        ReturnType::Type(_, kind) => {
            quote_spanned!(kind.span()=> ::mizan::__private::answer::<#kind>)
        }
    };
    quote! {
        {
            ::std::boxed::Box::pin(async move {
                let #mutable arguments = ::mizan::__private::Arguments::new(invocation)?;
                #(#takes)*
                #answer(#function(#(#places),*)#wait, raises)
            })
        }
    }
}
