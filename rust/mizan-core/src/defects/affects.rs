//! What mutations may say of themselves: what is dropped, and whose a function is. Protocol, sections 0 and 5.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, context_place, function_place, is_list, needs_own, params, quoted};
use crate::{
    ir::{Affect, Context, Field, Function, Type},
    types::describe,
};

pub(super) fn check(check: &mut Check<'_>) {
    let ir = check.ir;
    for function in &ir.functions {
        let place = function_place(function);
        if function.context.is_some() && !function.affects.is_empty() {
            check.defect(
                &place,
                "a member of a context is read by a safe method, so that it affects nothing",
            );
        }
        for affect in &function.affects {
            target(check, function, affect);
        }
        if needs_own(function) {
            own(check, function);
        }
    }
}

fn target(check: &mut Check<'_>, function: &Function, affect: &Affect) {
    let place = function_place(function);
    let Some(context) = check.contexts.get(affect.context.as_str()).copied() else {
        let what = format!(
            "it affects the context {}, which is not declared",
            quoted(&affect.context)
        );
        check.defect(&place, &what);
        return;
    };
    if check.members(&context.name).is_empty() {
        let what = format!(
            "it affects the context {}, which has no members",
            quoted(&context.name)
        );
        check.defect(&place, &what);
        return;
    }
    if let Some(member) = &affect.function {
        let found = check.functions.get(member.as_str());
        if found.is_none_or(|found| found.context.as_ref() != Some(&affect.context)) {
            let (member, context) = (quoted(member), quoted(&affect.context));
            check.defect(
                &place,
                &format!("it affects {member}, which is no member of the context {context}"),
            );
            return;
        }
    }
    let params = check.target_params(affect);
    let args: BTreeMap<&str, &Field> = function
        .args
        .iter()
        .map(|arg| (arg.name.as_str(), arg))
        .collect();
    match &affect.scope {
        Some(_) if affect.all => {
            check.defect(&place, "it drops all of a context and scopes it at once");
        }
        Some(scope) => {
            if scope.is_empty() {
                check.defect(
                    &place,
                    "its scope names no param; to drop the whole context is `all()`",
                );
            }
            for (param, arg) in scope {
                scoped(
                    check,
                    &place,
                    context,
                    (param, params.get(param.as_str()).copied()),
                    (arg, args.get(arg.as_str()).copied()),
                );
            }
        }
        None if affect.all => {}
        None => named(check, &place, context, &params, &args),
    }
}

/// One param of a declared scope and the argument that it comes from.
fn scoped(
    check: &mut Check<'_>,
    place: &str,
    context: &Context,
    (param, declared): (&str, Option<&Field>),
    (arg, given): (&str, Option<&Field>),
) {
    let (param_text, arg_text) = (quoted(param), quoted(arg));
    let whose = quoted(&context.name);
    let Some(declared) = declared else {
        check.defect(
            place,
            &format!("its scope names {param_text}, which is no param of its target on {whose}"),
        );
        return;
    };
    if context.view.iter().any(|name| name == param) {
        check.defect(
            place,
            &format!("its scope names {param_text}, a view param of {whose}, which never scopes"),
        );
    }
    if is_list(&declared.kind) {
        check.defect(
            place,
            &format!("its scope names {param_text}, a list param of {whose}, which never scopes"),
        );
        return;
    }
    match given {
        None => check.defect(
            place,
            &format!("its scope takes {param_text} from {arg_text}, which is no argument"),
        ),
        Some(given) => same_type(check, place, context, declared, given),
    }
}

/// Arguments that scope because they bear the name of a param.
fn named(
    check: &mut Check<'_>,
    place: &str,
    context: &Context,
    params: &BTreeMap<&str, &Field>,
    args: &BTreeMap<&str, &Field>,
) {
    let scopes = |name: &str, param: &Field| {
        !is_list(&param.kind) && !context.view.iter().any(|view| view == name)
    };
    let mut matched = BTreeSet::new();
    for (name, param) in params {
        if let Some(arg) = args.get(name)
            && scopes(name, param)
        {
            same_type(check, place, context, param, arg);
            matched.insert(*name);
        }
    }
    if let Some(identity) = context.identity.as_deref()
        && !matched.is_empty()
        && !matched.contains(identity)
        && params
            .get(identity)
            .is_some_and(|param| scopes(identity, param))
    {
        let names: Vec<String> = matched.iter().map(|name| quoted(name)).collect();
        let what = format!(
            "it drops the {} of every caller with the same {}, since an argument of that name goes before the identity {}",
            context_place(context),
            names.join(" and "),
            quoted(identity)
        );
        check.warn(place, &what);
    }
}

fn same_type(check: &mut Check<'_>, place: &str, context: &Context, param: &Field, arg: &Field) {
    if values(check, arg) != values(check, param) {
        let what = format!(
            "its argument {} takes {}, while the param {} of {} that it scopes takes {}",
            quoted(&arg.name),
            describe(&arg.kind),
            quoted(&param.name),
            quoted(&context.name),
            describe(&param.kind)
        );
        check.defect(place, &what);
    }
}

/// The values that scope: null and constraints apart, and without other names for them.
fn values(check: &Check<'_>, field: &Field) -> Type {
    let mut kind = params::plain(&check.named, &field.kind).bare();
    if let Type::Enum { values } = &mut kind {
        values.sort();
    }
    kind
}

/// `self`: one identity, and an argument that bears its name.
fn own(check: &mut Check<'_>, function: &Function) {
    let place = function_place(function);
    let identities = identities(check, function);
    let mut names = identities.iter();
    let Some(identity) = names.next() else {
        check.defect(&place, "`self` needs a context that has an identity");
        return;
    };
    if let Some(other) = names.next() {
        let what = format!(
            "`self` is ambiguous: its contexts have different identities, {} and {}",
            quoted(identity),
            quoted(other)
        );
        check.defect(&place, &what);
        return;
    }
    let arg = function.args.iter().find(|arg| arg.name == *identity);
    if arg.is_none_or(|arg| arg.default.is_some() || is_list(&arg.kind)) {
        let what = format!(
            "`self` needs a required argument {} that is no list",
            quoted(identity)
        );
        check.defect(&place, &what);
    }
}

/// The identities that a function's `self` could mean: a member's is its context's.
fn identities<'a>(check: &Check<'a>, function: &Function) -> BTreeSet<&'a str> {
    let of = |context: &str| {
        check
            .contexts
            .get(context)
            .and_then(|context| context.identity.as_deref())
    };
    match &function.context {
        Some(context) => of(context).into_iter().collect(),
        None => function
            .affects
            .iter()
            .filter_map(|affect| of(&affect.context))
            .collect(),
    }
}
