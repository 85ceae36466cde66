//! The example shop on axum: `shop-axum serve [--port N]`, and `shop-axum export-ir`.
//!
//! `SHOP_DATABASE` is the path of the database, which Django's twin makes and fills, `SHOP_SECRET_KEY` the secret: as for
//! the twins, `../../shop` and `../../fastapi`. What the screen calls is in `../functions`.

mod door;
mod pages;

use std::{
    env,
    error::Error,
    io::{self, Write},
    net::Ipv4Addr,
    path::{Path, PathBuf},
    process::{self, ExitCode},
};

use axum::{Router, middleware};
use door::Door;
use mizan_axum::Registry;
use shop::{Database, RateTable};
use tokio::{
    net::TcpListener,
    runtime::Runtime,
    signal::unix::{SignalKind, signal},
};

const USAGE: &str = "usage: shop-axum serve [--port N] | shop-axum export-ir";
const FOR_A_LAPTOP: &str = "for-a-laptop-only-and-for-nothing-that-others-can-reach";

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["export-ir"] => mizan::export_ir()
            .map_err(Into::into)
            .and_then(|text| print(&text)),
        ["serve"] => serve("8000"),
        ["serve", "--port", port] => serve(port),
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

fn serve(port: &str) -> Result<(), Failure> {
    let port = port
        .parse()
        .map_err(|_| format!("`{port}` is no port\n{USAGE}"))?;
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    Runtime::new()?.block_on(run(port))
}

/// Until it is told to end. Port 0 is any free one.
async fn run(port: u16) -> Result<(), Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let path = env::var_os("SHOP_DATABASE").map_or(root.join("build/shop.sqlite3"), PathBuf::from);
    let shop = Database::open(&path)
        .map_err(|error| format!("`{}` is no shop: {error}", path.display()))?;
    let secret = env::var("SHOP_SECRET_KEY").unwrap_or_else(|_| FOR_A_LAPTOP.to_owned());
    let mizan = mizan_axum::router(Registry::linked())
        .with_state(shop.clone())
        .with_state(RateTable::default())
        .identity(Door::of(shop.clone()))
        .secret(secret)
        .build()?;
    let app: Router = Router::new()
        .merge(mizan.at("/api/mizan"))
        .layer(middleware::from_fn(door::keep))
        .merge(pages::router(
            shop,
            root.join("examples/shop/frontend/dist"),
        ));

    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let port = listener.local_addr()?.port();
    print(&format!(
        "{{\"port\": {port}, \"pid\": {}}}\n",
        process::id()
    ))?;
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

/// To standard output, where somebody may wait for it.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}
