//! `serve [--port N] [--debug]`: the reference app over HTTP, on a database of its own, until SIGTERM.
//!
//! The line that it prints is every twin's: `{"port": …, "pid": …}`, the pid being the server's own.

use std::{
    env, fs, io,
    io::Write,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    process,
};

use axum::Router;
use mizan_axum::Registry;
use tokio::{
    net::TcpListener,
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
};

use crate::{Database, login::Door, pages::SECRET};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Serves until it is told to end. Port 0 is any free one; `debug` shows the IR, as developers want it.
///
/// # Errors
/// Whatever keeps it from starting: a broken graph, a port that is taken.
pub fn serve(port: u16, debug: bool) -> Result<(), Failure> {
    let folder = Folder::new()?;
    Runtime::new()?.block_on(run(port, debug, &folder.0.join("db.sqlite3")))
}

async fn run(port: u16, debug: bool, database: &Path) -> Result<(), Failure> {
    let door = Door::open(database)?;
    let mizan = mizan_axum::router(Registry::linked())
        .with_state(Database::open(database)?)
        .identity(door.clone())
        .secret(SECRET)
        .shows_ir(debug)
        .build()?;
    let app: Router = Router::new()
        .nest_service("/api/mizan", mizan.api())
        .merge(mizan.views())
        .merge(door.routes());

    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let port = listener.local_addr()?.port();
    {
        let mut out = io::stdout().lock();
        writeln!(out, "{{\"port\": {port}, \"pid\": {}}}", process::id())?;
        out.flush()?;
    }
    axum::serve(listener, app)
        .with_graceful_shutdown(async move {
            tokio::select! {
                _ = terminated.recv() => {}
                _ = interrupted.recv() => {}
            }
        })
        .await?;
    mizan.settled().await;
    Ok(())
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
