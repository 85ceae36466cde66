//! Declarations that no app may start with, beside the whole app's: it must name what is wrong with each.
//!
//! Twins: `django/broken/clients.py`, `fastapi/broken/clients.py`.

use mizan::Context;

const LOST: Context = Context::new("lost").identity("owner_id");
const VOID: Context = Context::new("void");

/// No member has the param that the context's identity names.
#[mizan::client(context = LOST)]
fn lost_by_number(#[mizan(default = 1)] page: i64) -> i64 {
    page
}

/// One param, two types.
#[mizan::client(context = LOST)]
fn lost_by_name(#[mizan(default = "1")] page: String) -> String {
    page
}

/// No argument has the name that the scope gives.
#[mizan::client(affects = LOST.scope(&[("page", "leaf")]))]
fn lose(page: i64) -> i64 {
    page
}

/// Nothing is in that context.
#[mizan::client(affects = VOID)]
fn avoid(page: i64) -> i64 {
    page
}

/// Nobody's own: it affects no context with an identity.
#[mizan::client(auth = "self")]
fn own(page: i64) -> i64 {
    page
}
