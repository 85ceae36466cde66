//! Contexts and their params. Protocol, section 0.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Check, context_place, function_place, is_list, quoted};
use crate::ir::{Field, Function, Named, Type, canonical};

pub(super) fn check(check: &mut Check<'_>) {
    let ir = check.ir;
    for function in &ir.functions {
        if let Some(context) = &function.context
            && !check.contexts.contains_key(context.as_str())
        {
            let what = format!("its context {} is not declared", quoted(context));
            check.defect(&function_place(function), &what);
        }
    }
    for context in &ir.contexts {
        let place = context_place(context);
        let mut uses: BTreeMap<&str, Vec<(&Function, &Field)>> = BTreeMap::new();
        for member in check.members(&context.name) {
            for arg in &member.args {
                uses.entry(&arg.name).or_default().push((member, arg));
            }
            if context.identity.is_some() && member.auth.is_none() {
                let what = format!(
                    "it has an identity, and its member {} has no guard: whoever names a caller sees that caller's data",
                    quoted(&member.name)
                );
                check.warn(&place, &what);
            }
        }
        if let Some(identity) = &context.identity
            && !uses.contains_key(identity.as_str())
        {
            check.defect(
                &place,
                &format!("no member has its identity {}", quoted(identity)),
            );
        }
        for name in &context.view {
            if !uses.contains_key(name.as_str()) {
                check.defect(
                    &place,
                    &format!("no member has its view param {}", quoted(name)),
                );
            }
        }
        for (name, uses) in uses {
            param(check, &format!("{place}, param {}", quoted(name)), &uses);
        }
    }
}

fn param(check: &mut Check<'_>, place: &str, uses: &[(&Function, &Field)]) {
    for (member, arg) in uses {
        let place = format!("{place} (in {})", quoted(&member.name));
        if !is_allowed(&check.named, &arg.kind) {
            let what = "a param of a context is a boolean, string, integer, bigint, decimal, uuid, datetime, date or enum, \
                        or a list of those";
            check.defect(&place, what);
        }
        match &arg.default {
            Some(Json::Array(items))
                if is_list(&arg.kind) && !arg.kind.takes_null() && items.is_empty() => {}
            Some(Json::Null) | None => {}
            Some(_) if arg.kind.takes_null() => {
                check.defect(&place, "it takes null, and its default is not null");
            }
            Some(_) if is_list(&arg.kind) => {
                check.defect(&place, "it is a list, and its default is not empty");
            }
            Some(_) => {}
        }
    }
    let kinds: Vec<Type> = uses
        .iter()
        .map(|(_, arg)| plain(&check.named, &arg.kind))
        .collect();
    let mut kinds = kinds.into_iter();
    two_of_one_name(check, place, uses, "types", |_| kinds.next());
    let defaults: Vec<_> = uses
        .iter()
        .map(|(_, arg)| canonical_default(check, arg))
        .collect();
    let mut defaults = defaults.into_iter();
    two_of_one_name(check, place, uses, "defaults", |_| {
        defaults.next().flatten()
    });
}

/// A param is one thing, whichever member takes it.
fn two_of_one_name<'a, T: PartialEq>(
    check: &mut Check<'_>,
    place: &str,
    uses: &[(&'a Function, &'a Field)],
    what: &str,
    mut of: impl FnMut(&'a Field) -> Option<T>,
) {
    let mut given = uses
        .iter()
        .filter_map(|(member, arg)| of(arg).map(|given| (member, given)));
    let Some((first, one)) = given.next() else {
        return;
    };
    if let Some((other, _)) = given.find(|(_, given)| *given != one) {
        let members = format!("in {} and in {}", quoted(&first.name), quoted(&other.name));
        check.defect(place, &format!("it has two {what}, {members}"));
    }
}

/// Equal defaults have equal canonical bytes; what is none of a param's is left as it was declared.
fn canonical_default(check: &Check<'_>, arg: &Field) -> Option<Json> {
    let default = arg.default.as_ref()?;
    if !is_allowed(&check.named, &arg.kind) {
        return Some(default.clone());
    }
    Some(canonical(default, &arg.kind, &check.types).unwrap_or_else(|| default.clone()))
}

/// A param's type without null and without other names for it.
pub(super) fn plain(named: &Named<'_>, kind: &Type) -> Type {
    match named.resolve(kind.beside_null()) {
        Type::List { item, length } => Type::List {
            item: Box::new(named.resolve(item).clone()),
            length: length.clone(),
        },
        resolved => resolved.clone(),
    }
}

fn is_allowed(named: &Named<'_>, kind: &Type) -> bool {
    match kind.beside_null() {
        Type::List { item, .. } => is_scalar(named, item),
        kind => is_scalar(named, kind),
    }
}

/// Whether its values have a spelling in queries and paths.
pub(super) fn is_scalar(named: &Named<'_>, kind: &Type) -> bool {
    matches!(
        named.resolve(kind),
        Type::Boolean
            | Type::String(_)
            | Type::Integer(_)
            | Type::Bigint(_)
            | Type::Decimal(_)
            | Type::Uuid
            | Type::Datetime(_)
            | Type::Date(_)
            | Type::Enum { .. }
    )
}
