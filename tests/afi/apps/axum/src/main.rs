//! `cargo run export-ir` prints the IR of the reference app, `cargo run serve` serves it.

use std::{
    env,
    io::{self, Write},
    process::ExitCode,
};

const HELP: &str = "\
usage: mizan-reference <command>

commands:
  export-ir   print the IR of the app's functions, as canonical KDL
  serve       serve the app over HTTP, on a database of its own: [--port N] [--debug], any free port without
";

const SERVE: &str = "\
usage: mizan-reference serve [--port N] [--debug]

prints {\"port\": …, \"pid\": …} and serves until SIGTERM

  --port N   where to listen (0 is any free one)
  --debug    as a developer runs it: `ir/` is there
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
        ["serve", "--help" | "-h"] => print(SERVE),
        ["serve", ref options @ ..] => serve(options),
        [] => refuse(&format!("name a command\n\n{HELP}")),
        [command, ..] => refuse(&format!(
            "unknown arguments after or at `{command}`\n\n{HELP}"
        )),
    }
}

fn serve(options: &[&str]) -> ExitCode {
    let (mut port, mut debug) = (0, false);
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--debug" => debug = true,
            "--port" => {
                let given = options.next().copied().unwrap_or_default();
                let Ok(number) = given.parse() else {
                    return refuse(&format!(
                        "`{given}` is no port: one is a number from 0 to 65535"
                    ));
                };
                port = number;
            }
            other => return refuse(&format!("`serve` has no option `{other}`\n\n{SERVE}")),
        }
    }
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    match mizan_reference::serve(port, debug) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&error.to_string()),
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
