//! Attack class 31: names that would break out of generated code, of a script or of a log keep the app from starting.
//!
//! A function's name is an identifier of Rust's, which may be more than a name on the wire is; a context's is any text.
//! What windows may call themselves is Tauri's to say, what events tell is text: `tests/afi/test_ipc_attacks.py`.

use mizan::Context;
use tauri::test::{MockRuntime, mock_builder, mock_context, noop_assets};
use tauri_plugin_mizan::{Builder, Registry};

#[mizan::client]
fn greet() {}

#[mizan::client]
fn constructor() {}

#[mizan::client]
fn __proto__() {}

#[mizan::client]
fn prototype() {}

#[mizan::client]
fn été() {}

#[mizan::client]
fn takes(constructor: i64) -> i64 {
    constructor
}

const COMMENT: Context = Context::new("*/alert(1)/*");
const TEMPLATE: Context = Context::new("a`${alert(1)}`");
const TEXT: Context = Context::new("a\";alert(1)//");
const LINE: Context = Context::new("a\nalert(1)");
const SEPARATOR: Context = Context::new("a\u{2028}alert(1)");
const SCRIPT: Context = Context::new("</script>");
const FOLDER: Context = Context::new("../../a");
const PROTOTYPE: Context = Context::new("__proto__");
const REVERSED: Context = Context::new("a\u{202e}b");
const NOTHING: Context = Context::new("");

#[mizan::client(context = COMMENT)]
fn closes_a_comment() {}

#[mizan::client(context = TEMPLATE)]
fn closes_a_template() {}

#[mizan::client(context = TEXT)]
fn closes_a_text() {}

#[mizan::client(context = LINE)]
fn ends_a_line() {}

#[mizan::client(context = SEPARATOR)]
fn ends_a_line_of_script() {}

#[mizan::client(context = SCRIPT)]
fn ends_a_script() {}

#[mizan::client(context = FOLDER)]
fn leaves_the_folder() {}

#[mizan::client(context = PROTOTYPE)]
fn reaches() {}

#[mizan::client(context = REVERSED)]
fn reverses() {}

#[mizan::client(context = NOTHING)]
fn is_nothing() {}

/// What is said of each. What could be taken for another text in a terminal or a log is escaped.
const DEFECTS: &[&str] = &[
    "function `__proto__`: the name is not `[a-z][a-z0-9_]*`",
    "function `constructor`: the name has a meaning of its own in JavaScript",
    "function `prototype`: the name has a meaning of its own in JavaScript",
    "function `été`: the name is not `[a-z][a-z0-9_]*`",
    "function `takes`, argument `constructor`: the name has a meaning of its own in JavaScript",
    "context `*/alert(1)/*`: the name is not `[a-z][a-z0-9_]*`",
    "context `a\\u{60}${alert(1)}\\u{60}`: the name is not `[a-z][a-z0-9_]*`",
    "context `a\";alert(1)//`: the name is not `[a-z][a-z0-9_]*`",
    "context `a\\u{a}alert(1)`: the name is not `[a-z][a-z0-9_]*`",
    "context `a\\u{2028}alert(1)`: the name is not `[a-z][a-z0-9_]*`",
    "context `</script>`: the name is not `[a-z][a-z0-9_]*`",
    "context `../../a`: the name is not `[a-z][a-z0-9_]*`",
    "context `__proto__`: the name is not `[a-z][a-z0-9_]*`",
    "context `a\\u{202e}b`: the name is not `[a-z][a-z0-9_]*`",
    "context ``: the name is not `[a-z][a-z0-9_]*`",
];

/// What the app says in place of starting; empty where it starts.
fn refused(functions: Registry) -> String {
    let app = mock_builder().plugin(Builder::<MockRuntime>::new(functions).build());
    let error = app.build(mock_context(noop_assets())).err();
    error.map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn attack_31_codegen_injection() {
    let said = refused(Registry::linked());
    for defect in DEFECTS {
        let lines = said.lines().filter(|line| line.contains(defect));
        assert_eq!(lines.count(), 1, "{defect}\n{said}");
    }
    assert!(!said.contains(['\u{202e}', '\u{2028}']), "{said}");
    assert!(!said.contains("greet"), "{said}");
    assert_eq!(
        refused(Registry::linked().only(|it| it.name == "greet")),
        ""
    );
}
