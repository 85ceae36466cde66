use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::json;

use crate::{
    app::{Outcome, Server},
    client::{Client, JSON, call, get, request},
};

#[test]
fn a_call_reaches_its_end_whoever_hangs_up() -> Outcome {
    for name in ["pass", "pass_async"] {
        let server = Server::new()?;
        let mut client = Client::new(server.address)?;
        let path = format!("/api/mizan/call/{name}/");
        client.send(&request("POST", &path, &[JSON], b"{}"))?;
        server.gate.has_come(1);
        drop(client);
        // Another is answered meanwhile: the server has had its time to see that the first has left.
        assert_eq!(get(server.address, "session/")?.status, 200);
        server.gate.open();
        if let Some(runtime) = &server.runtime {
            runtime.block_on(server.mizan.settled());
        }
        assert_eq!(server.gate.passed(), 1, "{name}");
    }
    Ok(())
}

#[test]
fn what_blocks_blocks_nobody_else() -> Outcome {
    let server = Server::new()?;
    let mut waiting = Client::new(server.address)?;
    waiting.send(&request("POST", "/api/mizan/call/pass/", &[JSON], b"{}"))?;
    server.gate.has_come(1);
    for name in ["echo", "echo_sync"] {
        let answer = call(server.address, name, &json!({"word": "x"}))?;
        assert_eq!(answer.json()["result"], "x");
    }
    server.gate.open();
    assert_eq!(waiting.receive(false)?.json()["result"], 1);
    Ok(())
}

#[test]
fn a_server_that_ends_answers_what_it_has_begun() -> Outcome {
    let mut server = Server::new()?;
    let mut client = Client::new(server.address)?;
    client.send(&request(
        "POST",
        "/api/mizan/call/pass_async/",
        &[JSON],
        b"{}",
    ))?;
    server.gate.has_come(1);
    server.stop();
    server.gate.open();
    assert_eq!(client.receive(false)?.json()["result"], 1);
    drop(client);
    server.ended()
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        let log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&log).into_owned()
    }
}

#[test]
fn what_a_failure_says_is_for_the_log_alone() -> Outcome {
    let log = Log::default();
    let writer = log.clone();
    // The one test of this program that listens to the log.
    tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    let server = Server::new()?;
    for (name, said) in [("panics", "hunter2"), ("panics_async", "hunter3")] {
        let answer = call(server.address, name, &json!({"text": said}))?;
        assert_eq!(answer.problem(), (500, "INTERNAL".to_owned()));
        let told = String::from_utf8_lossy(&answer.body);
        assert!(!told.contains(said), "{told}");
        assert!(
            log.text().contains(&format!("panicked: {said}")),
            "{}",
            log.text()
        );
        assert!(
            log.text().contains(&format!("/api/mizan/call/{name}/")),
            "{}",
            log.text()
        );
        let mutates = name == "panics";
        assert_eq!(
            answer.json()["invalidate"],
            if mutates {
                json!(["counts"])
            } else {
                json!([])
            }
        );
    }
    let answer = call(server.address, "refuses", &json!({}))?;
    assert_eq!(answer.problem(), (409, "CONFLICT".to_owned()));
    assert_eq!(answer.json()["detail"], "not now");
    assert!(log.text().contains("the drawer is stuck"));
    // And it goes on.
    assert_eq!(
        call(server.address, "echo", &json!({"word": "x"}))?.status,
        200
    );
    Ok(())
}
