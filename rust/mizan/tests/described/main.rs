//! The IR that derived types have: names, forms, unions, constraints, and that a core takes it. Here lies what the tests
//! of all of them need.

mod fields;
mod limits;
mod named;
mod unions;

use std::collections::BTreeMap;

use mizan::{
    __private::{Declarations, Describer, Form, Write, Writer},
    Type,
};
use mizan_core::{
    graph::Graph,
    ir::{Function, Ir, VERSION},
};
use serde_json::{Value as Json, json};

/// What a type is in the IR, its definitions by name, and what cannot be declared.
fn described<T: Type>(form: Form) -> (Json, BTreeMap<String, Json>, Vec<String>) {
    let mut into = Declarations::default();
    let kind = T::describe(form, &mut Describer::new(&mut into));
    legal(&kind, &into);
    let types = into
        .types
        .iter()
        .map(|one| (one.name().to_owned(), json!(one)));
    (json!(kind), types.collect(), into.defects)
}

/// A graph with a function that answers such a value starts.
fn legal(kind: &mizan_core::ir::Type, into: &Declarations) {
    assert_eq!(Graph::from_ir(document(kind, into)).err(), None);
}

fn document(kind: &mizan_core::ir::Type, into: &Declarations) -> Ir {
    let function = Function {
        name: "call".to_owned(),
        result: Some(kind.clone()),
        ..Function::default()
    };
    Ir {
        version: VERSION,
        types: into.types.clone(),
        contexts: Vec::new(),
        errors: Vec::new(),
        functions: vec![function],
    }
}

fn output<T: Type>() -> (Json, BTreeMap<String, Json>) {
    let (kind, types, defects) = described::<T>(Form::Output);
    assert_eq!(defects, Vec::<String>::new());
    (kind, types)
}

fn input<T: Type>() -> (Json, BTreeMap<String, Json>) {
    let (kind, types, defects) = described::<T>(Form::Input);
    assert_eq!(defects, Vec::<String>::new());
    (kind, types)
}

fn named(name: &str) -> Json {
    json!({"type": "ref", "name": name})
}

fn names(types: &BTreeMap<String, Json>) -> Vec<&str> {
    types.keys().map(String::as_str).collect()
}

fn written(value: &impl Write) -> Json {
    let mut writer = Writer::default();
    assert_eq!(value.write(&mut writer), Ok(()));
    serde_json::from_slice(&writer.end()).unwrap_or_default()
}

/// What a product is ordered by.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, mizan::Type)]
struct Sku(#[mizan(min_length = 1, pattern = "^[a-z-]+$")] String);

#[derive(mizan::Type)]
struct Order {
    id: i64,
}

/// What it may be painted in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, mizan::Type)]
#[serde(rename_all = "kebab-case")]
enum Colour {
    Red,
    DarkBlue,
}
