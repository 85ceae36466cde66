//! What would do nothing is declared all the same, and keeps the graph from starting.

use mizan::Context;
use mizan_core::registry::{self, ENTRIES};

const SITE: Context = Context::new("site");

#[mizan::client(cache = false)]
fn ping() {}

#[mizan::client(affects = SITE)]
fn publish() {}

#[test]
fn a_context_comes_with_its_targets() {
    let contexts = registry::export(ENTRIES).map(|ir| ir.contexts);
    let names = contexts.map(|contexts| contexts.into_iter().map(|it| it.name).collect());
    assert_eq!(names, Ok(vec!["site".to_owned()]));
}

#[test]
fn a_graph_does_not_start_with_what_does_nothing() {
    let refused = mizan::export_ir().map_err(|error| error.to_string());
    let defects = [
        "function `ping`: it is no member of a context, so that its answer is never kept: `cache` does nothing on it",
        "function `publish`: it affects the context `site`, which has no members",
    ];
    assert_eq!(refused, Err(defects.join("\n")));
}
