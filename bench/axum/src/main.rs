//! `mizan-bench-axum mizan|floor PORT`: the jobs J1 and J2 of `bench/README.md` on one thread, until `/quit` is asked for.
//!
//! The floor is what a person writes by hand with axum and serde: no headers but axum's own, no condition, no problem.

mod data;
mod floor;
mod functions;

use std::{env, error::Error, net::Ipv4Addr, process};

use axum::routing::get;
use tokio::{net::TcpListener, runtime::Builder};

/// Nothing but the work is to be counted: no destructor has a say.
async fn quit() -> &'static str {
    process::exit(0)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let app = match arguments.next().as_deref() {
        Some("mizan") => {
            let mizan = mizan_axum::router(mizan_axum::Registry::linked()).build()?;
            mizan.at("/api/mizan")
        }
        Some("floor") => floor::router(),
        _ => return Err("say `mizan` or `floor`, and a port".into()),
    };
    let port: u16 = arguments.next().ok_or("say a port")?.parse()?;
    let app = app.route("/quit", get(quit));
    Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
            axum::serve(listener, app).await?;
            Ok(())
        })
}
