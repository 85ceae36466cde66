//! The example shop as a desktop app: `shop-desktop`, and `shop-desktop export-ir`.
//!
//! `SHOP_DATABASE` is the path of the database, as for `../axum`.

use std::{env, io::Write, process::ExitCode};

use shop_desktop::Failure;

const USAGE: &str = "usage: shop-desktop [export-ir]";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        [] => run(),
        ["export-ir"] => export_ir(),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Until the last window is closed.
fn run() -> Result<(), Failure> {
    let app = shop_desktop::app(shop_desktop::open()?);
    let app = app.setup(|app| Ok(shop_desktop::open_windows(app.handle())?));
    Ok(app.run(shop_desktop::context())?)
}

fn export_ir() -> Result<(), Failure> {
    Ok(std::io::stdout().write_all(mizan::export_ir()?.as_bytes())?)
}
