//! The shop's app with windows that it would never open, for the check of what they may not do: `strangers ORIGIN`.
//!
//! - `main`, with a page of the app's own that lets a page of ORIGIN into a frame;
//! - `second`, which may call, at a page of ORIGIN, which may not;
//! - `guest`, at a page of the app's own, which no capability names.
//!
//! Everything else, what windows may do above all, is as in the app that people use.

use std::{env, process::ExitCode};

use shop_desktop::Failure;
use tauri::{
    Url, WebviewUrl,
    http::{HeaderValue, header::CONTENT_SECURITY_POLICY},
    webview::WebviewWindowBuilder,
};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let origin = env::args().nth(1).ok_or("usage: strangers ORIGIN")?;
    let elsewhere: Url = origin.parse()?;
    let policy = HeaderValue::try_from(format!("default-src 'self' ipc: {elsewhere}"))?;
    let app = shop_desktop::app(shop_desktop::open()?).setup(move |app| {
        let own = || WebviewUrl::App("index.html".into());
        WebviewWindowBuilder::new(app, "main", own())
            .on_web_resource_request(move |_, answer| {
                let headers = answer.headers_mut();
                headers.insert(CONTENT_SECURITY_POLICY, policy.clone());
            })
            .build()?;
        let there = WebviewUrl::External(elsewhere);
        WebviewWindowBuilder::new(app, "second", there).build()?;
        WebviewWindowBuilder::new(app, "guest", own()).build()?;
        Ok(())
    });
    Ok(app.run(shop_desktop::context())?)
}
