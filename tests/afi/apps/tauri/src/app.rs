//! The app: Tauri without a window system, the plugin, a database of its own, and who is signed in at which window.
//!
//! Twin: `../../axum/src/serve.rs`. A window is made when it is first named. Who is signed in is part of its label
//! (`main:ada`), so that any number of people can be at windows at once; `main` alone is nobody's.

use std::{
    env, fs, io,
    io::Write,
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
    process,
    sync::{Mutex, PoisonError},
    thread,
};

use mizan_reference::{Database, People};
use tauri::{
    App, AppHandle, Manager, WebviewWindow, WebviewWindowBuilder,
    test::{MockRuntime, mock_builder},
};
use tauri_plugin_mizan::{Builder, Code, Mizan, Problem, Registry};
use tokio::signal::unix::{SignalKind, signal};

use crate::{Done, wire};

/// Answers messages until it is told to end. Port 0 is any free one.
pub fn serve(port: u16, functions: Registry) -> Done<()> {
    let folder = Folder::new()?;
    let app = start(&folder, functions)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let port = listener.local_addr()?.port();
    {
        let mut out = io::stdout().lock();
        writeln!(out, "{{\"port\": {port}, \"pid\": {}}}", process::id())?;
        out.flush()?;
    }
    let handle = app.handle().clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let app = handle.clone();
            // Who hangs up has no more to say.
            thread::spawn(move || wire::converse(&app, stream).ok());
        }
    });
    tauri::async_runtime::block_on(async {
        let mut terminated = signal(SignalKind::terminate())?;
        let mut interrupted = signal(SignalKind::interrupt())?;
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        app.state::<Mizan<MockRuntime>>().settled().await;
        Ok(())
    })
}

fn start(folder: &Folder, functions: Registry) -> Done<App<MockRuntime>> {
    let database = folder.0.join("db.sqlite3");
    let people = People::open(&database)?;
    let mizan = Builder::new(functions).managed::<Database>().identity(
        |app: &AppHandle<MockRuntime>, window| {
            let Some((_, user)) = window.split_once(':') else {
                return Ok(None);
            };
            let found = app.state::<People>().named(user);
            found.map_err(|error| Problem::new(Code::Unavailable).log(error.to_string()))
        },
    );
    let app = mock_builder()
        .manage(Database::open(&database)?)
        .manage(people)
        .manage(Making::default())
        .plugin(mizan.build())
        .build(tauri::generate_context!(test = true))?;
    Ok(app)
}

/// The runtime makes one window at a time.
#[derive(Default)]
struct Making(Mutex<()>);

/// The window of this label.
pub fn window(
    app: &AppHandle<MockRuntime>,
    label: &str,
) -> tauri::Result<WebviewWindow<MockRuntime>> {
    let making = app.state::<Making>();
    let _making = making.0.lock().unwrap_or_else(PoisonError::into_inner);
    match app.get_webview_window(label) {
        Some(window) => Ok(window),
        None => WebviewWindowBuilder::new(app, label, tauri::WebviewUrl::default()).build(),
    }
}

/// A folder of this process's own, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> io::Result<Self> {
        let path = env::temp_dir().join(format!("mizan-reference-{}", process::id()));
        fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Nothing but a temporary file is left behind if this fails.
        let _ = fs::remove_dir_all(&self.0);
    }
}
