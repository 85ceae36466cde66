//! A public member that takes the caller is told where it is declared.

use mizan::{Caller, Context};

const CATALOG: Context = Context::new("catalog");

#[mizan::client(context = CATALOG, public = true)]
fn mine(caller: Option<Caller>) -> bool {
    caller.is_some()
}

#[mizan::client(context = CATALOG)]
fn own(caller: Option<Caller>) -> bool {
    caller.is_some()
}

#[test]
fn what_is_one_answer_for_everyone_does_not_ask_who_asks() {
    let told = mizan::export_ir().err().map(|error| error.to_string());
    let told = told.unwrap_or_default();
    assert!(
        told.starts_with(
            "function `mine`: it is public, so that its answer is one for everyone, and its argument `caller` is the caller ("
        ),
        "{told}"
    );
    assert_eq!(told.lines().count(), 1, "{told}");
}
