//! Who is served, by which way and for how long: guards, visibility, views. Page: `ir/protocol/ir.md`.
//!
//! Whether `self` makes sense is told in `affects`, beside the identity that it means.

use super::{Check, function_place, params, quoted};
use crate::{
    ir::{Auth, Cache, Function},
    ir_text::is_escaped,
};

/// At most so many characters has the name of a role.
const LONGEST_ROLE: usize = 64;

pub(super) fn check(check: &mut Check<'_>) {
    for function in &check.ir.functions {
        let place = function_place(function);
        for what in guard(function)
            .into_iter()
            .chain(visibility(function))
            .chain(kept(function))
            .chain(view(function))
        {
            check.defect(&place, what);
        }
        if function.is_view() {
            arguments(check, function);
        }
    }
}

fn guard(function: &Function) -> Vec<&'static str> {
    let Some(Auth::Role(role)) = &function.auth else {
        return Vec::new();
    };
    told([
        (
            role.is_empty() || role.chars().nth(LONGEST_ROLE).is_some(),
            "the name of a role has 1 to 64 characters",
        ),
        (
            role.contains(',')
                || role
                    .chars()
                    .any(|character| character.is_control() || is_escaped(character)),
            "the name of a role has a comma, or a character that no screen shows, or that turns text around",
        ),
        (
            role == "staff" || role == "superuser",
            "`staff` and `superuser` are guards of their own",
        ),
    ])
}

fn visibility(function: &Function) -> Vec<&'static str> {
    told([
        (
            function.public && function.context.is_none(),
            "it is public and no member of a context, whose answers alone are one for everyone",
        ),
        (
            function.public && function.auth.is_some(),
            "it is public and guarded, so that its answer is not one for everyone",
        ),
        (
            function.public && function.cache == Cache::Never,
            "it is public and not cached: what is one answer for everyone depends on its params alone",
        ),
        (
            function.private && function.context.is_some(),
            "it is private and a member of a context, which is read from outside",
        ),
        (
            function.private && function.auth.is_some(),
            "it is private and guarded, and nobody calls it of whom a guard could ask",
        ),
    ])
}

fn kept(function: &Function) -> Vec<&'static str> {
    let member = function.context.is_some();
    told([
        (
            !member && function.cache != Cache::Usual,
            "it is no member of a context, so that its answer is never kept: `cache` does nothing on it",
        ),
        (
            matches!(function.cache, Cache::Seconds(seconds) if !(1..=Cache::LONGEST).contains(&seconds)),
            "`cache` is `true`, `false` or 1 to 3600 seconds",
        ),
        (
            !member && function.rev != 0,
            "it is no member of a context, so that its answer is never kept: `rev` does nothing on it",
        ),
        (
            function.rev > Function::MAX_REV,
            "`rev` is a whole number from 0 to 2^31−1",
        ),
    ])
}

fn view(function: &Function) -> Vec<&'static str> {
    let route = function.route.as_deref();
    told([
        (
            function.is_view() && route.is_none(),
            "it answers with its host's own response, which takes a `route`",
        ),
        (
            !function.is_view() && route.is_some(),
            "it has a route and a result, and a route is for what answers with its host's own response",
        ),
        (
            route.is_some_and(|route| {
                route
                    .chars()
                    .any(|character| character.is_control() || is_escaped(character))
            }),
            "its route has a character that no screen shows, or that turns text around",
        ),
        (
            route.is_none() && !function.methods.is_empty(),
            "it has methods and no route that they could be of",
        ),
        (
            function.is_view() && function.context.is_some(),
            "it answers with its host's own response, which no context can hold",
        ),
        (
            !function.affects.is_empty() && function.methods.iter().any(|method| method.is_safe()),
            "it affects something by GET, which is a safe method: browsers fetch ahead and again as they like",
        ),
    ])
}

fn told<const N: usize>(cases: [(bool, &'static str); N]) -> Vec<&'static str> {
    cases
        .into_iter()
        .filter_map(|(broken, what)| broken.then_some(what))
        .collect()
}

/// A view's arguments are parts of its path.
fn arguments(check: &mut Check<'_>, function: &Function) {
    for arg in &function.args {
        if !params::is_scalar(&check.named, arg.kind.beside_null()) {
            let place = format!(
                "{}, argument {}",
                function_place(function),
                quoted(&arg.name)
            );
            let what = "an argument of a view is a boolean, string, integer, bigint, decimal, uuid, datetime, date or enum";
            check.defect(&place, what);
        }
    }
}
