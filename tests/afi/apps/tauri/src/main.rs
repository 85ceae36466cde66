//! `serve` takes messages for the reference app's windows on a local port, `export-ir` prints its IR.
//!
//! The functions are those of `../axum`, as they are. Page: `ir/protocol/ipc.md`; what is on the wire, `wire.rs`.

mod app;
#[path = "../../axum/examples/broken/declarations.rs"]
mod broken;
mod wire;

use std::{
    env,
    io::{self, Write},
    process::ExitCode,
};

use tauri_plugin_mizan::Registry;

const HELP: &str = "\
usage: mizan-reference-tauri <command>

commands:
  export-ir   print the IR of the app's functions, as canonical KDL
  serve       answer the messages of the app's windows, on a database of its own: [--port N] [--broken]

serve prints {\"port\": …, \"pid\": …} and answers until SIGTERM

  --port N   where to listen (0, and without it: any free one)
  --broken   with declarations that no app may start with: it says what is wrong with each, and fails
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["--help" | "-h" | "help"] => print(HELP),
        ["export-ir"] => export().and_then(|text| print(&text)),
        ["serve", ref options @ ..] => serve(options),
        _ => Err(format!("name a command\n\n{HELP}").into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}", error.to_string().trim_end());
            ExitCode::FAILURE
        }
    }
}

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// The app's functions; those of `broken.rs` are linked as well, and are nobody's unless they are asked for.
fn functions(broken: bool) -> Registry {
    Registry::linked().only(|entry| broken || !entry.place.contains("broken"))
}

fn export() -> Done<String> {
    let graph = mizan_core::graph::Graph::from_ir(functions(false).ir()?)?;
    Ok(graph.text(mizan_core::ir_text::Docs::With))
}

fn serve(options: &[&str]) -> Done<()> {
    let (mut port, mut broken) = (0, false);
    let mut options = options.iter();
    while let Some(option) = options.next() {
        match *option {
            "--help" | "-h" => return print(HELP),
            "--broken" => broken = true,
            "--port" => {
                let given = options.next().copied().unwrap_or_default();
                port = given.parse().map_err(|_| format!("`{given}` is no port"))?;
            }
            other => return Err(format!("`serve` has no option `{other}`\n\n{HELP}").into()),
        }
    }
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    app::serve(port, functions(broken))
}

fn print(text: &str) -> Done<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}
