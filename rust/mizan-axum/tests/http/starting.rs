use mizan_axum::{Registry, RegistryError};

use crate::app::{ByHeader, Gate};

fn told(error: Option<RegistryError>) -> Vec<String> {
    match error {
        Some(RegistryError::Defects(defects)) => defects,
        Some(RegistryError::Empty) => vec!["empty".to_owned()],
        None => Vec::new(),
    }
}

#[test]
fn what_is_missing_keeps_it_from_starting_and_all_of_it_is_told() {
    let error = mizan_axum::router(Registry::linked())
        .origins(["shop.example", "https://shop.example"])
        .build()
        .err();
    let told = told(error);
    assert_eq!(
        told.first().map(String::as_str),
        Some("`shop.example` is no origin: write it as `https://shop.example`")
    );
    let missing = told
        .iter()
        .filter(|line| line.contains("no state of type"))
        .count();
    assert_eq!((missing, told.len()), (3, 6), "{told:?}");
    assert_eq!(
        told[2],
        "function `who`: it has a guard, and nobody says who asks; give the router an `identity`"
    );
    assert!(
        told[4].starts_with("function `pass`: no state of type `http::app::Gate` was supplied ("),
        "{told:?}"
    );
}

#[test]
fn an_empty_registry_does_not_start() {
    let nothing = Registry::linked().only(|_| false);
    let error = mizan_axum::router(nothing).build().err();
    assert_eq!(told(error), ["empty"]);
    let echo = Registry::linked().only(|entry| entry.name == "echo");
    assert!(mizan_axum::router(echo).build().is_ok());
    let all = mizan_axum::router(Registry::linked())
        .with_state(Gate::default())
        .identity(ByHeader);
    assert!(all.build().is_ok());
}
