//! Domain errors: their codes, and who raises them. Page: `ir/protocol/ir.md`.

use std::collections::BTreeSet;

use super::{Check, error_place, function_place, names::distinct, quoted};
use crate::errors::Code;

pub(super) fn check(check: &mut Check<'_>) {
    let ir = check.ir;
    for error in &ir.errors {
        let (place, code) = (error_place(error), error.code.as_str());
        let form = code.starts_with(|first: char| first.is_ascii_uppercase())
            && code
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        if !form {
            check.defect(&place, "the code is not `[A-Z][A-Z0-9_]*`");
        }
        if Code::ALL.iter().any(|own| own.as_str() == code) {
            check.defect(&place, "the protocol has this code itself");
        }
        if !(400..=499).contains(&error.status) {
            let what = format!("the status is {}, and not from 400 to 499", error.status);
            check.defect(&place, &what);
        }
    }
    let codes = ir.errors.iter().map(|error| error.code.as_str());
    distinct(check, "two errors", codes.clone());
    let codes: BTreeSet<&str> = codes.collect();
    for function in &ir.functions {
        for code in &function.raises {
            if !codes.contains(code.as_str()) {
                let what = format!("it raises {}, which is no declared error", quoted(code));
                check.defect(&function_place(function), &what);
            }
        }
    }
}
