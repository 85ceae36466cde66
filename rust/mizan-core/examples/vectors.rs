//! Runs a folder of vectors: `cargo run -q -p mizan-core --example vectors -- tests/afi/vectors`.
//!
//! Prints each case that fails, then one line `N passed, N failed`. Exits with 1 if one failed or nothing ran.

#[path = "../tests/afi/folder.rs"]
mod folder;
#[path = "../tests/afi/words.rs"]
mod words;

use std::{env, path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let (Some(folder), None) = (arguments.next(), arguments.next()) else {
        eprintln!("name one folder of vectors");
        return ExitCode::FAILURE;
    };
    let outcome = folder::check(&PathBuf::from(folder));
    for failure in &outcome.failures {
        println!("{failure}");
    }
    println!(
        "{} passed, {} failed",
        outcome.count(),
        outcome.failures.len()
    );
    if outcome.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
