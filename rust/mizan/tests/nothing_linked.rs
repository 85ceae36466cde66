//! A program that links no function at all.

use mizan_core::registry::RegistryError;

#[test]
fn an_empty_registry_is_an_error_that_says_what_to_do() {
    let error = mizan::export_ir().err();
    assert_eq!(
        error,
        Some(mizan::ExportError::Registry(RegistryError::Empty))
    );
    let text = error.map(|error| error.to_string()).unwrap_or_default();
    assert!(text.contains("`use app as _;`"), "{text}");
}
