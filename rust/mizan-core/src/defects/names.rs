//! Names: their form, and that no two of them meet. Page: `ir/protocol/registry.md`, names.

use std::collections::BTreeMap;

use super::{Check, context_place, definition_place, function_place, quoted};
use crate::ir_text::is_escaped;

/// Names with a meaning of their own in JavaScript's objects.
const REFUSED: [&str; 3] = ["__proto__", "constructor", "prototype"];

/// At most so many characters has a name that is data.
const LONGEST: usize = 128;

pub(super) fn check(check: &mut Check<'_>) {
    let ir = check.ir;
    for context in &ir.contexts {
        wire_name(check, &context_place(context), &context.name);
    }
    for function in &ir.functions {
        let place = function_place(function);
        wire_name(check, &place, &function.name);
        for arg in &function.args {
            wire_name(
                check,
                &format!("{place}, argument {}", quoted(&arg.name)),
                &arg.name,
            );
        }
        let args = function.args.iter().map(|arg| arg.name.as_str());
        distinct(check, &format!("{place}: two arguments"), args.clone());
        distinct_in_camel_case(check, &format!("{place}: the arguments"), args);
    }
    for definition in &ir.types {
        let (name, fields) = (definition.name(), definition.fields());
        let place = definition_place(definition);
        identifier(check, &place, name);
        for field in fields {
            if let Some(why) = unfit_field(&field.name) {
                check.defect(&format!("{place}, field {}", quoted(&field.name)), why);
            }
        }
        distinct(
            check,
            &format!("{place}: two fields"),
            fields.iter().map(|field| field.name.as_str()),
        );
    }
    distinct(
        check,
        "two contexts",
        ir.contexts.iter().map(|context| context.name.as_str()),
    );
    distinct(
        check,
        "two functions",
        ir.functions.iter().map(|function| function.name.as_str()),
    );
    distinct(
        check,
        "two types",
        ir.types.iter().map(crate::ir::TypeDef::name),
    );
    // What no generated client has meets nothing there.
    let exposed = ir.functions.iter().filter(|function| function.is_exposed());
    let functions = exposed.clone().map(|function| function.name.as_str());
    distinct_in_camel_case(check, "the functions", functions);
    // Contexts and the functions that are no members are exported side by side.
    let contexts = ir.contexts.iter().map(|context| context.name.as_str());
    let calls = exposed.filter(|function| function.context.is_none());
    let calls = calls.map(|function| function.name.as_str());
    let both: Vec<&str> = contexts
        .clone()
        .filter(|name| calls.clone().any(|call| call == *name))
        .collect();
    for name in both {
        let what = "a context and a function that is no member of one share this name in generated clients";
        check.defect(&quoted(name), what);
    }
    distinct_in_camel_case(check, "the contexts and functions", contexts.chain(calls));
    for context in &ir.contexts {
        let place = format!("{}: the params", context_place(context));
        let members = check.members(&context.name);
        let args = members.iter().flat_map(|member| &member.args);
        distinct_in_camel_case(check, &place, args.map(|arg| arg.name.as_str()));
    }
}

fn wire_name(check: &mut Check<'_>, place: &str, name: &str) {
    let form = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if !form {
        check.defect(place, "the name is not `[a-z][a-z0-9_]*`");
    }
    refused(check, place, name);
}

fn identifier(check: &mut Check<'_>, place: &str, name: &str) {
    let form = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !form {
        check.defect(place, "the name is not `[A-Za-z_][A-Za-z0-9_]*`");
    }
    refused(check, place, name);
}

/// Why a text is no name of a field, and no value of an enum: these are data, and appear as they were declared.
pub(super) fn unfit_field(name: &str) -> Option<&'static str> {
    if REFUSED.contains(&name) {
        Some(MEANING)
    } else if name.is_empty() {
        Some("the name is empty")
    } else if name.chars().nth(LONGEST).is_some() {
        Some("it has more than 128 characters")
    } else if name
        .chars()
        .any(|character| character.is_control() || is_escaped(character))
    {
        Some("it has a character that no screen shows, or that turns text around")
    } else {
        None
    }
}

const MEANING: &str = "the name has a meaning of its own in JavaScript";

fn refused(check: &mut Check<'_>, place: &str, name: &str) {
    if REFUSED.contains(&name) {
        check.defect(place, MEANING);
    }
}

pub(super) fn distinct<'n>(
    check: &mut Check<'_>,
    what: &str,
    names: impl Iterator<Item = &'n str>,
) {
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *met.entry(name).or_default() += 1;
    }
    for (name, _) in met.into_iter().filter(|(_, count)| *count > 1) {
        check
            .found
            .defects
            .push(format!("{what} of one name: {}", quoted(name)));
    }
}

fn distinct_in_camel_case<'n>(
    check: &mut Check<'_>,
    whose: &str,
    names: impl Iterator<Item = &'n str>,
) {
    let mut met: BTreeMap<String, &str> = BTreeMap::new();
    for name in names {
        let camel = camel_case(name);
        match met.get(&camel) {
            Some(first) if *first != name => check.found.defects.push(format!(
                "{whose} {} and {} are both {} in generated clients",
                quoted(first.min(&name)),
                quoted(first.max(&name)),
                quoted(&camel)
            )),
            Some(_) => {}
            None => {
                met.insert(camel, name);
            }
        }
    }
}

/// `user_id` → `userId`, `a_1` → `a1`.
fn camel_case(name: &str) -> String {
    let mut parts = name.split('_').filter(|part| !part.is_empty());
    let mut camel = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut characters = part.chars();
        camel.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(characters.as_str());
    }
    camel
}
