//! A call over Tauri's IPC: what Mizan takes beside a plain command, in microseconds.
//!
//! `cargo run --release` in this folder, on a quiet machine. Both go through Tauri's own handling of what a page invokes, without a window; a
//! round measures both next to each other, in alternating order. Fails over the promise.

use std::{process::ExitCode, time::Instant};

use tauri::{
    WebviewUrl, WebviewWindow, WebviewWindowBuilder, generate_handler,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets},
    utils::acl::ExecutionContext,
    webview::InvokeRequest,
};
use tauri_plugin_mizan::{Builder, Registry};

const ROUNDS: usize = 41;
const CALLS: u32 = 200;
/// Microseconds over a plain command.
const PROMISE: f64 = 50.0;
const COMMAND: &str = "plugin:mizan|request";

type Done<T> = Result<T, Box<dyn std::error::Error>>;

/// Greets.
#[mizan::client]
async fn greet(name: String) -> String {
    plain(name).await
}

#[tauri::command]
async fn plain(name: String) -> String {
    std::future::ready(format!("Hello, {name}!")).await
}

/// Microseconds of one call, over many.
fn cost(window: &WebviewWindow<MockRuntime>, command: &str, body: &InvokeBody) -> Done<f64> {
    let begun = Instant::now();
    for _ in 0..CALLS {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: "tauri://localhost".parse()?,
            body: body.clone(),
            headers: tauri::http::HeaderMap::new(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        get_ipc_response(window, request).map_err(|refused| refused.to_string())?;
    }
    Ok(begun.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS))
}

fn median(mut costs: Vec<f64>) -> f64 {
    costs.sort_by(f64::total_cmp);
    costs[costs.len() / 2]
}

fn measure() -> Done<f64> {
    let mut context = mock_context(noop_assets());
    let allowed = context.runtime_authority_mut();
    allowed.__allow_command(COMMAND.to_owned(), ExecutionContext::Local);
    let app = mock_builder()
        .invoke_handler(generate_handler![plain])
        .plugin(Builder::new(Registry::linked()).build())
        .build(context)?;
    let window = WebviewWindowBuilder::new(&app, "main", WebviewUrl::default()).build()?;
    let message =
        b"{\"kind\":\"call\",\"function\":\"greet\"}\n{\"args\":{\"name\":\"Ada\"}}".to_vec();
    let ours = (COMMAND, InvokeBody::Raw(message));
    let theirs = (
        "plain",
        InvokeBody::Json(
            [("name".to_owned(), String::from("Ada"))]
                .into_iter()
                .collect(),
        ),
    );
    let (mut mizan, mut bare) = (Vec::new(), Vec::new());
    // The first round warms up.
    for round in 0..=ROUNDS {
        let first = round % 2 == 0;
        for is_ours in [first, !first] {
            let (command, body) = if is_ours { &ours } else { &theirs };
            let cost = cost(&window, command, body)?;
            if round > 0 {
                if is_ours { &mut mizan } else { &mut bare }.push(cost);
            }
        }
    }
    let over = mizan.iter().zip(&bare).map(|(ours, theirs)| ours - theirs);
    let over = median(over.collect());
    let (mizan, bare) = (median(mizan), median(bare));
    println!(
        "plain command {bare:.1} µs, Mizan's {mizan:.1} µs, over it {over:.1} µs (promise: {PROMISE} µs; medians of {ROUNDS} rounds)"
    );
    Ok(over)
}

fn main() -> ExitCode {
    match measure() {
        Ok(over) if over <= PROMISE => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
