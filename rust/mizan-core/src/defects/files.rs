//! Files: where they may be, and what limits them. Page: `ir/protocol/ir.md`.

use serde_json::Value as Json;

use super::{Check, Place, function_place, places, quoted};
use crate::ir::{Field, Function, Type, Upload};

pub(super) fn check(check: &mut Check<'_>) {
    for function in &check.ir.functions {
        for arg in &function.args {
            if arg.upload().is_some() {
                argument(check, function, arg);
            }
        }
    }
    for Place {
        name,
        kind,
        field,
        of_struct,
    } in places(check.ir)
    {
        let is_argument = field.is_some_and(|field| !of_struct && field.upload().is_some());
        if !is_argument && has_file(kind) {
            let what = "a file is an argument of a function, perhaps optional or in a list, and nothing else";
            check.defect(&name, what);
        }
    }
}

fn argument(check: &mut Check<'_>, function: &Function, arg: &Field) {
    let place = format!(
        "{}, argument {}",
        function_place(function),
        quoted(&arg.name)
    );
    for (broken, what) in [
        (
            function.context.is_some(),
            "it is a file, and the arguments of a member are written in a query",
        ),
        (
            function.is_view(),
            "it is a file, and the arguments of a view are parts of its path",
        ),
        (
            function.private,
            "it is a file, and nobody sends a private function any",
        ),
        (
            arg.name == "args",
            "it is a file, and the part `args` of a form holds the other arguments",
        ),
        (
            matches!(&arg.default, Some(default) if *default != Json::Null),
            "it is a file, and its default is not null",
        ),
    ] {
        if broken {
            check.defect(&place, what);
        }
    }
}

fn has_file(kind: &Type) -> bool {
    matches!(kind, Type::File(_)) || kind.parts().into_iter().any(has_file)
}

/// Judges the limits of one file.
pub(super) fn limits(check: &mut Check<'_>, place: &str, upload: &Upload) {
    if upload.max_size == Some(0) {
        check.defect(place, "`max_size` is 0, so that no file would do");
    }
    let Some(accept) = &upload.accept else { return };
    if accept.is_empty() {
        check.defect(place, "`accept` names no content type");
    }
    for each in accept {
        if !is_content_type(each) {
            let what = format!(
                "`accept` names {}, which is no content type as `image/png` or `image/*`",
                quoted(each)
            );
            check.defect(place, &what);
        }
    }
}

/// RFC 6838, in lower case; of a type all by `*`.
fn is_content_type(text: &str) -> bool {
    let name = |text: &str| {
        text.len() <= 127
            && text.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
            && text.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$&-^_.+".contains(&byte)
            })
    };
    match text.split_once('/') {
        Some((kind, subtype)) => name(kind) && (subtype == "*" || name(subtype)),
        None => false,
    }
}
