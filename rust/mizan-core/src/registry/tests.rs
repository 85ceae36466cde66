use std::any::TypeId;

use super::{
    Declarations, Entry, Need, Origin, Output, RegistryError, States, check_states, export,
};
use crate::ir::{Context, ErrorDef, Field, Function, Type, TypeDef};

fn function(name: &str) -> Function {
    Function {
        name: name.to_owned(),
        result: Some(Type::Null),
        ..Function::default()
    }
}

fn context(name: &str, identity: Option<&str>) -> Context {
    Context {
        name: name.to_owned(),
        identity: identity.map(str::to_owned),
        view: Vec::new(),
        params: Vec::new(),
    }
}

fn point(kind: Type) -> TypeDef {
    let field = Field {
        omittable: false,
        name: "x".to_owned(),
        kind,
        default: None,
        doc: None,
    };
    TypeDef::Struct {
        name: "Point".to_owned(),
        doc: None,
        fields: vec![field],
    }
}

fn entry(name: &'static str, place: &'static str, declare: fn(&mut Declarations)) -> Entry {
    Entry {
        name,
        place,
        is_async: false,
        declare,
        needs: Vec::new,
        guard: None,
        call: |_| Box::pin(async { Ok(Output::Json(b"null".to_vec())) }),
    }
}

fn alpha(to: &mut Declarations) {
    to.functions.push(function("alpha"));
    to.types.push(point(Type::integer()));
    to.contexts.push(context("user", None));
}

fn beta(to: &mut Declarations) {
    to.functions.push(function("beta"));
    to.types.push(point(Type::integer()));
    to.contexts.push(context("user", None));
}

fn other_types(to: &mut Declarations) {
    to.functions.push(function("gamma"));
    to.types.push(point(Type::string()));
    to.contexts.push(context("user", Some("user_id")));
}

#[test]
fn an_empty_registry_says_how_to_link() {
    let error = export([])
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert!(error.contains("`use app as _;`"), "{error}");
}

#[test]
fn entries_are_sorted_and_equal_declarations_are_one() {
    let entries = [
        entry("beta", "b.rs:1", beta),
        entry("alpha", "a.rs:1", alpha),
    ];
    let names = export(&entries).map(|ir| {
        (
            ir.functions.into_iter().map(|f| f.name).collect::<Vec<_>>(),
            ir.types.len(),
            ir.contexts.len(),
        )
    });
    assert_eq!(
        names,
        Ok((vec!["alpha".to_owned(), "beta".to_owned()], 1, 1))
    );
}

#[test]
fn different_declarations_of_one_name_are_all_reported_with_their_places() {
    let entries = [
        entry("gamma", "c.rs:3", other_types),
        entry("alpha", "a.rs:1", alpha),
        entry("alpha", "z.rs:9", |_| {}),
    ];
    assert_eq!(
        export(&entries),
        Err(RegistryError::Defects(vec![
            "two functions of one name, `alpha`: a.rs:1 and z.rs:9".to_owned(),
            "two different declarations of the context `user`: for the functions at a.rs:1 and c.rs:3".to_owned(),
            "two different declarations of the type `Point`: for the functions at a.rs:1 and c.rs:3".to_owned(),
        ]))
    );
}

#[test]
fn errors_of_many_functions_are_one_where_they_are_equal() {
    fn gone(to: &mut Declarations, status: u32) {
        to.errors.push(ErrorDef {
            code: "GONE".to_owned(),
            status,
            doc: None,
            data: None,
        });
    }
    let codes = export(&[
        entry("beta", "b.rs:1", |to| gone(to, 410)),
        entry("alpha", "a.rs:1", |to| gone(to, 410)),
    ])
    .map(|ir| {
        ir.errors
            .into_iter()
            .map(|error| (error.code, error.status))
            .collect()
    });
    assert_eq!(codes, Ok(vec![("GONE".to_owned(), 410)]));
    let two = export(&[
        entry("alpha", "a.rs:1", |to| gone(to, 410)),
        entry("beta", "b.rs:1", |to| gone(to, 404)),
    ]);
    assert_eq!(
        two,
        Err(RegistryError::Defects(vec![
            "two different declarations of the error `GONE`: for the functions at a.rs:1 and b.rs:1".to_owned()
        ]))
    );
}

fn a_point(to: &mut Declarations, place: &'static str) {
    to.types.push(point(Type::integer()));
    to.origins.push(Origin {
        name: "Point".to_owned(),
        place,
    });
}

#[test]
fn two_types_of_one_name_are_told_with_both_places_and_the_cure() {
    let entries = [
        entry("alpha", "a.rs:1", |to| a_point(to, "one.rs:3")),
        entry("beta", "b.rs:1", |to| a_point(to, "two.rs:4")),
        entry("gamma", "c.rs:1", |to| {
            a_point(to, "one.rs:3");
            to.defects.push("`pattern` is there twice".to_owned());
        }),
    ];
    assert_eq!(
        export(&entries),
        Err(RegistryError::Defects(vec![
            "function `gamma`: `pattern` is there twice (c.rs:1)".to_owned(),
            "two types of one name, `Point`: one.rs:3 and two.rs:4; give one of them another with \
             `#[mizan(name = \"…\")]`"
                .to_owned(),
        ]))
    );
}

#[test]
fn a_missing_state_is_named() {
    let mut needy = entry("alpha", "a.rs:1", alpha);
    needy.needs = || {
        vec![Need::State {
            name: "u64",
            id: TypeId::of::<u64>(),
        }]
    };
    let entries = [needy];
    assert_eq!(
        check_states(&entries, &States::default()),
        Err(RegistryError::Defects(vec![
            "function `alpha`: no state of type `u64` was supplied (a.rs:1)".to_owned()
        ]))
    );
    let states = States::default().with(7_u64);
    assert_eq!(check_states(&entries, &states), Ok(()));
    assert_eq!(states.get::<u64>().map(|state| **state), Some(7));
    assert!(states.get::<u32>().is_none());
}
