//! What a view's route says: the neutral form, and which argument stands where. Page: `ir/protocol/ir.md`, "Routes".
//!
//! Whether a host can serve it beside the others is the host's to tell.

use std::collections::BTreeSet;

use super::{Check, function_place, quoted};
use crate::ir::Function;

pub(super) fn check(check: &mut Check<'_>) {
    for function in &check.ir.functions {
        let Some(route) = &function.route else {
            continue;
        };
        let place = function_place(function);
        if route.starts_with('/') {
            check.defect(&place, "its route begins with a slash, and takes none");
        }
        match arguments(route) {
            None => check.defect(
                &place,
                "its route has a brace that is none of `{argument}` or `{*argument}`",
            ),
            Some(named) if function.is_view() => {
                for what in misnamed(function, &named) {
                    check.defect(&place, &what);
                }
            }
            Some(_) => {}
        }
    }
}

fn misnamed(function: &Function, named: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut met = BTreeSet::new();
    for name in named {
        if !met.insert(*name) {
            found.push(format!("its route has {} twice", quoted(name)));
        } else if function.args.iter().all(|arg| arg.name != *name) {
            found.push(format!(
                "its route has {}, which is no argument of it",
                quoted(&format!("{{{name}}}"))
            ));
        }
    }
    for arg in &function.args {
        if arg.default.is_none() && !met.contains(arg.name.as_str()) {
            found.push(format!(
                "its argument {} is neither in the route nor has it a default, and nothing else could give it",
                quoted(&arg.name)
            ));
        }
    }
    found
}

/// The names within braces, in the order of the route; `None` where a brace is out of place.
pub(crate) fn arguments(route: &str) -> Option<Vec<&str>> {
    let mut names = Vec::new();
    let mut rest = route;
    while let Some((before, opened)) = rest.split_once('{') {
        let (inside, after) = opened.split_once('}')?;
        let name = inside.strip_prefix('*').unwrap_or(inside);
        if before.contains('}') || name.is_empty() || name.contains(['{', '*']) {
            return None;
        }
        names.push(name);
        rest = after;
    }
    (!rest.contains('}')).then_some(names)
}
