//! What is refused when it is written, and in which words: one file for each kind of mistake.
//!
//! After a change of words, `TRYBUILD=overwrite cargo test -p mizan-macros` writes them down; look at the difference.

use std::process::Command;

#[test]
fn mistakes_are_told_where_they_are_made() {
    trybuild::TestCases::new().compile_fail("tests/refused/*.rs");
}

/// The compiler wraps these in words of its own, which change with its version.
#[test]
fn types_that_do_not_fit_are_told_where_they_stand() {
    let ours = env!("CARGO_PKG_RUST_VERSION");
    let rustc = Command::new("rustc").arg("--version").output();
    let version = rustc.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    match version {
        Ok(version) if version.starts_with(&format!("rustc {ours}.")) => {
            trybuild::TestCases::new().compile_fail("tests/unfit/*.rs");
        }
        other => {
            eprintln!("not looked at: the words are those of rustc {ours}, and this is {other:?}");
        }
    }
}
