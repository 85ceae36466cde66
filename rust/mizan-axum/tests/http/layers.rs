use std::time::Duration;

use serde_json::json;
use tower_http::{
    compression::CompressionLayer, cors::CorsLayer, timeout::TimeoutLayer, trace::TraceLayer,
};

use crate::{
    app::{Outcome, Server},
    client::{Client, JSON, ask, request},
};

const ECHO: &str = "/api/mizan/call/echo/";

#[test]
fn layers_of_tower_go_around_it() -> Outcome {
    let origin = http::HeaderValue::from_static("https://admin.example");
    let cors = CorsLayer::new()
        .allow_origin(origin)
        .allow_headers([http::header::CONTENT_TYPE])
        .allow_methods([http::Method::POST]);
    let server = Server::with(
        |mounting| mounting.origins(["https://admin.example"]),
        |app| {
            app.layer(TraceLayer::new_for_http())
                .layer(CompressionLayer::new())
                .layer(cors)
        },
    )?;
    let from = [
        JSON,
        ("Origin", "https://admin.example"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Accept-Encoding", "gzip"),
        ("Connection", "close"),
    ];
    let preflight = [
        ("Origin", "https://admin.example"),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "content-type"),
    ];
    let answer = ask(server.address, "OPTIONS", ECHO, &preflight, b"")?;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("access-control-allow-origin"),
        Some("https://admin.example")
    );
    let body = json!({"args": {"word": "x".repeat(500)}}).to_string();
    let answer = ask(server.address, "POST", ECHO, &from, body.as_bytes())?;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert_eq!(
        answer.header("access-control-allow-origin"),
        Some("https://admin.example")
    );
    Ok(())
}

#[test]
fn a_timeout_around_it_ends_the_answer_and_not_the_call() -> Outcome {
    let timeout = TimeoutLayer::with_status_code(
        http::StatusCode::SERVICE_UNAVAILABLE,
        Duration::from_millis(200),
    );
    let server = Server::with(|mounting| mounting, |app| app.layer(timeout))?;
    let mut client = Client::new(server.address)?;
    client.send(&request(
        "POST",
        "/api/mizan/call/pass_async/",
        &[JSON],
        b"{}",
    ))?;
    server.gate.has_come(1);
    assert_eq!(client.receive(false)?.status, 503);
    server.gate.open();
    if let Some(runtime) = &server.runtime {
        runtime.block_on(server.mizan.settled());
    }
    assert_eq!(server.gate.passed(), 1);
    Ok(())
}
