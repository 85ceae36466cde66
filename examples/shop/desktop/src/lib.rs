//! The example shop as a desktop app: the screen of `../frontend`, the functions of `../functions`, and a file of `SQLite`
//! between them. What is Tauri's is here, and nothing of what is sold.
//!
//! Twin: `../axum`, which serves the same functions to browsers.

mod pictures;

use std::{
    env,
    path::{Path, PathBuf},
};

use shop::{Database, RateTable, Session};
use tauri::{AppHandle, Builder, Context, Manager, Wry, webview::WebviewWindowBuilder};
use tauri_plugin_mizan::{Caller, Code, Problem, Registry};

/// What goes wrong before there is a window.
pub type Failure = Box<dyn std::error::Error>;

/// The file that `SHOP_DATABASE` names, which Django's twin makes and fills.
///
/// # Errors
/// It is none.
pub fn open() -> Result<Database, Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let path = env::var_os("SHOP_DATABASE").map_or(root.join("build/shop.sqlite3"), PathBuf::from);
    let shop = Database::open(&path);
    Ok(shop.map_err(|error| format!("`{}` is no shop: {error}", path.display()))?)
}

/// The app, which has no windows yet. Whoever signs in, in whichever window, is signed in to the program.
pub fn app(shop: Database) -> Builder<Wry> {
    let mizan = tauri_plugin_mizan::Builder::new(Registry::linked())
        .managed::<Database>()
        .managed::<RateTable>()
        .identity(|app, _| who(app))
        .request(|app, _, request| {
            let session = app.state::<Session>().inner().clone();
            request.extensions.insert(session);
        });
    tauri::Builder::default()
        .manage(shop)
        .manage(RateTable::default())
        .manage(Session::default())
        .plugin(mizan.build())
}

/// Who is signed in.
fn who(app: &AppHandle) -> Result<Option<Caller>, Problem> {
    let Some(token) = app.state::<Session>().token() else {
        return Ok(None);
    };
    let found = app.state::<Database>().account_of(&token);
    let account = found.map_err(|error| Problem::new(Code::Unavailable).log(error.to_string()))?;
    Ok(account.map(Into::into))
}

/// The windows that `tauri.conf.json` has, with the shop's pictures.
///
/// # Errors
/// Tauri's.
pub fn open_windows(app: &AppHandle) -> tauri::Result<()> {
    for window in &app.config().app.windows {
        let shop = app.state::<Database>().inner().clone();
        WebviewWindowBuilder::from_config(app, window)?
            .on_web_resource_request(move |request, answer| {
                pictures::serve(&shop, request.uri().path(), answer);
            })
            .build()?;
    }
    Ok(())
}

/// What the build has put into the program: the screen, the configuration, and what each window may do.
pub fn context() -> Context<Wry> {
    tauri::generate_context!()
}
