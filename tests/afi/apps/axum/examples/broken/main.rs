//! The app with declarations that it must refuse to start with.

mod declarations;

use std::process::ExitCode;

fn main() -> ExitCode {
    match mizan_reference::serve(0, false) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
