//! The program, as people call it.

use std::process::Command;

/// Whether it succeeded, and what it said.
fn run(arguments: &[&str]) -> (bool, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_mizan-reference"))
        .args(arguments)
        .output();
    output.map_or((false, String::new(), String::new()), |output| {
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    })
}

#[test]
fn export_ir_prints_the_document_and_nothing_else() {
    let (succeeded, out, err) = run(&["export-ir"]);
    assert!(succeeded, "{err}");
    assert!(
        out.starts_with("mizan version=1\ncontext \"catalog\" {\n"),
        "{out}"
    );
    assert!(
        out.contains("\nfunction \"ship_order\" auth=\"required\" {\n"),
        "{out}"
    );
    assert!(out.ends_with("}\n") && !out.ends_with("\n\n"), "{out}");
    assert_eq!(err, "");
}

#[test]
fn help_is_no_error() {
    for arguments in [
        &["--help"][..],
        &["-h"],
        &["help"],
        &["export-ir", "--help"],
    ] {
        let (succeeded, out, err) = run(arguments);
        assert!(
            succeeded && out.contains("export-ir") && err.is_empty(),
            "{arguments:?}"
        );
    }
}

#[test]
fn what_is_not_there_says_so_and_fails() {
    for (arguments, said) in [
        (&["serve"][..], "`serve` is not there yet"),
        (&["serve", "--port", "0"], "`serve` is not there yet"),
        (&[], "name a command"),
        (&["bogus"], "`bogus`"),
        (&["export-ir", "more"], "`export-ir`"),
    ] {
        let (succeeded, out, err) = run(arguments);
        assert!(
            !succeeded && out.is_empty() && err.contains(said),
            "{arguments:?}: {err}"
        );
    }
}
