//! No document makes the core panic when it is to be a graph, and what is a graph is the same one when it is read again.

#[path = "fuzzing/mod.rs"]
mod fuzzing;

use fuzzing::{JSON_PIECES, config, corpus, graph, mutated};
use mizan_core::{graph::Graph, ir_text::Docs};
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};
use serde_json::{Value as Json, json};

/// What each place of a document may be in place of what it is.
fn fragments() -> impl Strategy<Value = Json> {
    let leaf = select(vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(2),
        json!(0.5),
        json!(1e300),
        json!(9_007_199_254_740_993_u64),
        json!(""),
        json!("a"),
        json!("__proto__"),
        json!("*/"),
        json!("integer"),
        json!("Node"),
        json!("E"),
        json!("\u{0}"),
        json!("\u{202e}"),
        json!("ref"),
        json!("file"),
        json!("role:a"),
        json!("self"),
        json!("POST"),
        json!("list"),
        json!([]),
        json!({}),
        json!({"type": "integer"}),
        json!({"type": "ref", "name": "Node"}),
        json!({"type": "file", "accept": ["image/*"]}),
        json!({"type": "list", "item": {"type": "uuid"}}),
        json!({"type": "union", "of": []}),
        json!({"type": "string", "pattern": "("}),
        json!({"type": "optional", "item": {"type": "optional", "item": {"type": "null"}}}),
        json!({"type": "map", "key": {"type": "json"}, "item": {"type": "json"}}),
    ]);
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Json::from),
            inner.prop_map(|inner| json!({"name": "a", "type": inner, "default": 1})),
        ]
    })
}

/// Puts `new` where `at` leads: at some depth of some branch. Without it, what is there goes.
fn replaced(document: &mut Json, at: &[Index], new: Option<&Json>) {
    let Some((first, rest)) = at.split_first() else {
        *document = new.cloned().unwrap_or_default();
        return;
    };
    match document {
        Json::Array(items) if !items.is_empty() => {
            let at = first.index(items.len());
            if rest.is_empty() && new.is_none() {
                items.remove(at);
            } else {
                replaced(&mut items[at], rest, new);
            }
        }
        Json::Object(members) if !members.is_empty() => {
            let name = members
                .keys()
                .nth(first.index(members.len()))
                .cloned()
                .unwrap_or_default();
            if rest.is_empty() && new.is_none() {
                members.remove(&name);
            } else if let Some(member) = members.get_mut(&name) {
                replaced(member, rest, new);
            }
        }
        leaf => *leaf = new.cloned().unwrap_or_default(),
    }
}

fn read_ir(bytes: &[u8]) {
    match Graph::new(bytes) {
        Ok(graph) => {
            let again = Graph::new(graph.ir_json().as_bytes());
            assert_eq!(again.as_ref().map(Graph::schema).ok(), Some(graph.schema()));
            assert_eq!(
                again.map(|again| again.text(Docs::With)).ok(),
                Some(graph.text(Docs::With))
            );
        }
        Err(error) => {
            let text = error.to_string();
            assert!(!text.is_empty());
            let obeyed = |c: char| {
                c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2028}')
            };
            assert!(!text.contains(obeyed), "{text:?}");
        }
    }
}

#[test]
fn what_lies_in_the_corpus_does_no_harm() {
    let inputs = corpus("ir");
    for input in &inputs {
        read_ir(input);
    }
    let good = inputs
        .iter()
        .filter(|input| Graph::new(input).is_ok())
        .count();
    assert!(
        good > 4 && good < inputs.len(),
        "{good} of {}",
        inputs.len()
    );
}

proptest! {
    #![proptest_config(config(6_000))]

    #[test]
    fn any_document_is_read_or_refused(bytes in mutated("ir", JSON_PIECES)) {
        read_ir(&bytes);
    }

    #[test]
    fn any_wrong_graph_has_its_defects(
        places in vec((vec(any::<Index>(), 1..9), prop::option::weighted(0.8, fragments())), 1..4),
    ) {
        thread_local!(static DOCUMENT: Json = serde_json::from_str(&graph().ir_json()).unwrap_or_default());
        let mut document = DOCUMENT.with(Json::clone);
        for (at, new) in &places {
            replaced(&mut document, at, new.as_ref());
        }
        read_ir(document.to_string().as_bytes());
    }
}
