//! `cargo run export-ir` prints the IR of the reference app.

use std::{
    env,
    io::{self, Write},
    process::ExitCode,
};

// Named, so that the linker takes its functions along.
use mizan_reference as _;

const HELP: &str = "\
usage: mizan-reference <command>

commands:
  export-ir   print the IR of the app's functions, as canonical KDL
  serve       serve the app over HTTP (not there yet)
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["--help" | "-h" | "help"] => print(HELP),
        ["export-ir"] => match mizan::export_ir() {
            Ok(text) => print(&text),
            Err(error) => refuse(&error.to_string()),
        },
        ["export-ir", "--help" | "-h"] => {
            print("usage: mizan-reference export-ir\n\nprints canonical KDL\n")
        }
        ["serve", ..] => refuse("`serve` is not there yet: it comes with the Axum adapter"),
        [] => refuse(&format!("name a command\n\n{HELP}")),
        [command, ..] => refuse(&format!(
            "unknown arguments after or at `{command}`\n\n{HELP}"
        )),
    }
}

/// To standard output; a reader that has gone away is no failure of ours, but it is no success either.
fn print(text: &str) -> ExitCode {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn refuse(why: &str) -> ExitCode {
    eprintln!("{}", why.trim_end());
    ExitCode::FAILURE
}
