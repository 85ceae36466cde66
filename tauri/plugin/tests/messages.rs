//! Messages of windows: what is answered, who hears of it, and where it runs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails says so"
)]

mod support;

use std::{collections::BTreeSet, sync::Arc, thread};

use serde_json::{Value as Json, json};
use support::{
    Gate, LONG, OWN, SECRET, app, asked, call, hears, invoked, notes_of, plugin, said, window,
};
use tauri::{
    Manager, RunEvent,
    ipc::InvokeBody,
    test::{MockRuntime, mock_builder, mock_context, noop_assets},
};
use tauri_plugin_mizan::{Builder, Mizan, Registry};

fn code((status, body): (u64, Json)) -> (u64, String) {
    assert_eq!(body["status"], status, "{body}");
    assert!(!body.to_string().contains(SECRET), "{body}");
    (status, body["code"].as_str().unwrap_or_default().to_owned())
}

fn of(code: (u64, &str)) -> (u64, String) {
    (code.0, code.1.to_owned())
}

#[test]
fn calls_reads_and_sessions_are_answered_by_bytes() {
    let app = app(&Arc::default());
    let main = window(&app, "main");
    let pinned = json!({"result": null, "invalidate": ["board"]});
    assert_eq!(
        call(&main, "pin", &json!({"text": "a"})),
        (200, pinned.clone())
    );
    assert_eq!(
        call(&main, "pin_async", &json!({"text": "b"})),
        (200, pinned)
    );
    let read = "{\"kind\":\"context\",\"context\":\"board\"}";
    assert_eq!(asked(&main, read), (200, json!({"notes": ["a", "b"]})));
    let session = asked(&main, "{\"kind\":\"session\"}");
    assert_eq!(session, (200, json!({"csrfToken": null})));
    assert_eq!(call(&main, "looks", &json!({})).1["result"], true);
    assert_eq!(call(&main, "who", &json!({})).1["result"], "main");
}

#[test]
fn what_is_no_message_is_a_bad_request_and_no_rejection() {
    let app = app(&Arc::default());
    let main = window(&app, "main");
    let bad = of((400, "BAD_REQUEST"));
    for message in [
        &b""[..],
        b"\n",
        b"{}",
        b"\xff\n{}",
        b"{\"kind\":\"view\"}\n",
    ] {
        assert_eq!(code(asked(&main, message)), bad, "{message:?}");
    }
    let message = json!({"kind": "session"});
    for body in [message, Json::Null, json!([123, 125])] {
        let answer = said(invoked(&main, OWN, InvokeBody::Json(body)));
        assert!(answer.1["detail"].as_str().unwrap().contains("ipc:"));
        assert_eq!(code(answer), bad);
    }
    let gone = asked(
        &main,
        "{\"kind\":\"call\",\"function\":\"../ctx/board\"}\n{}",
    );
    assert_eq!(code(gone), of((404, "NOT_FOUND")));
    let read = asked(&main, "{\"kind\":\"context\",\"context\":\"board\"}\n{}");
    assert_eq!(code(read), bad);
}

#[test]
fn bodies_have_limits() {
    let app = app(&Arc::default());
    let main = window(&app, "main");
    let padded = |size: usize| {
        let body = format!("{{\"args\":{{\"text\":\"\"}}{}}}", " ".repeat(size - 20));
        assert_eq!(body.len(), size);
        asked(
            &main,
            format!("{{\"kind\":\"call\",\"function\":\"pin\"}}\n{body}"),
        )
    };
    assert_eq!(padded(200).0, 200);
    assert_eq!(code(padded(201)), of((413, "TOO_LARGE")));
    let sent = |size: usize| {
        let head = "{\"kind\":\"call\",\"function\":\"size\",\"contentType\":\"multipart/form-data; boundary=b\"}";
        let part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n";
        let file = "x".repeat(size - part.len() - 9);
        asked(&main, format!("{head}\n{part}{file}\r\n--b--\r\n"))
    };
    assert_eq!(sent(2_000).0, 200);
    assert_eq!(sent(1_000).1["result"], 925);
    assert_eq!(code(sent(2_001)), of((413, "TOO_LARGE")));
    let json = call(&main, "size", &json!({}));
    assert_eq!(code(json), of((415, "UNSUPPORTED_MEDIA_TYPE")));
}

#[test]
fn a_panic_is_told_by_nothing_but_what_it_dropped() {
    let app = app(&Arc::default());
    let (main, other) = (window(&app, "main"), window(&app, "other"));
    let heard = hears(&other);
    for function in ["tear", "tear_async"] {
        let answer = call(&main, function, &json!({}));
        assert_eq!(answer.1["invalidate"], json!(["board"]));
        assert_eq!(code(answer), of((500, "INTERNAL")));
        assert_eq!(heard.recv_timeout(LONG).unwrap()["sender"], "main");
    }
    assert_eq!(call(&main, "pin", &json!({"text": "a"})).0, 200);
}

#[test]
fn who_asks_is_the_apps_to_say() {
    let app = app(&Arc::default());
    for (label, told) in [
        ("nobody", of((401, "UNAUTHENTICATED"))),
        ("closed", of((503, "UNAVAILABLE"))),
        ("fault", of((500, "INTERNAL"))),
    ] {
        assert_eq!(code(call(&window(&app, label), "who", &json!({}))), told);
    }
    let ada = window(&app, "ada");
    assert_eq!(call(&ada, "who", &json!({})).1["result"], "ada");
}

#[test]
fn other_windows_hear_and_what_drops_nothing_is_not_told() {
    let app = app(&Arc::default());
    let (main, other) = (window(&app, "main"), window(&app, "other"));
    let (here, there) = (hears(&main), hears(&other));
    call(&main, "looks", &json!({}));
    call(&main, "pin", &json!({"txt": "refused"}));
    call(&main, "pin", &json!({"text": "a"}));
    let told = json!({"sender": "main", "page": "p 1", "invalidate": ["board"]});
    assert_eq!(there.recv_timeout(LONG).unwrap(), told);
    assert_eq!(here.recv_timeout(LONG).unwrap(), told);
    asked(
        &other,
        "{\"kind\":\"call\",\"function\":\"pin\"}\n{\"args\":{\"text\":\"b\"}}",
    );
    let told = json!({"sender": "other", "invalidate": ["board"]});
    assert_eq!(there.recv_timeout(LONG).unwrap(), told);
    assert!(there.try_recv().is_err(), "once each");
}

#[test]
fn another_origin_is_refused_and_hears_nothing() {
    let app = app(&Arc::default());
    let (main, other) = (window(&app, "main"), window(&app, "other"));
    let (here, there) = (hears(&main), hears(&other));
    for address in [
        "https://evil.example/",
        "http://tauri.localhost.evil.example/",
        "https://localhost/",
        "tauri://evil.example/",
        "asset://localhost/",
        "data:text/html,x",
        "about:blank",
        "file:///etc/passwd",
    ] {
        let message = b"{\"kind\":\"call\",\"function\":\"pin\"}\n{\"args\":{\"text\":\"a\"}}";
        let answer = invoked(&main, address, InvokeBody::Raw(message.to_vec()));
        assert!(answer.is_err(), "{address}: {answer:?}");
        other.navigate(address.parse().unwrap()).unwrap();
        call(&main, "pin", &json!({"text": address}));
        here.recv_timeout(LONG).unwrap();
        assert!(there.try_recv().is_err(), "{address}");
    }
    let pinned = notes_of(app.handle());
    assert_eq!(pinned.len(), 8, "what was refused did not run");
    other.navigate(OWN.parse().unwrap()).unwrap();
    call(&main, "pin", &json!({"text": "again"}));
    assert_eq!(there.recv_timeout(LONG).unwrap()["sender"], "main");
}

#[test]
fn what_was_begun_ends_although_its_window_is_closed() {
    let gate: Arc<Gate> = Arc::default();
    let app = app(&gate);
    let (main, other) = (window(&app, "main"), window(&app, "other"));
    let heard = hears(&other);
    let asking = {
        let main = main.clone();
        thread::spawn(move || call(&main, "pin", &json!({"text": "a", "waits": true})))
    };
    gate.wait_for(1);
    main.destroy().unwrap();
    assert!(notes_of(app.handle()).is_empty());
    gate.open();
    assert_eq!(heard.recv_timeout(LONG).unwrap()["sender"], "main");
    tauri::async_runtime::block_on(app.state::<Mizan<MockRuntime>>().settled());
    assert_eq!(notes_of(app.handle()).len(), 1);
    drop(asking.join());
}

#[test]
fn a_program_that_ends_waits_for_what_is_under_way() {
    let gate: Arc<Gate> = Arc::default();
    let app = app(&gate);
    let main = window(&app, "main");
    let closing = main.clone();
    let asking = thread::spawn(move || call(&main, "pin", &json!({"text": "a", "waits": true})));
    gate.wait_for(1);
    app.run_return(move |app, event| match event {
        // The last window: the program ends.
        RunEvent::Ready => closing.destroy().unwrap(),
        RunEvent::ExitRequested { .. } => {
            assert!(notes_of(app).is_empty());
            let gate = Arc::clone(&gate);
            thread::spawn(move || gate.open());
        }
        RunEvent::Exit => assert_eq!(notes_of(app).len(), 1),
        _ => {}
    });
    drop(asking.join());
}

#[test]
fn a_function_that_blocks_blocks_nobody() {
    let gate: Arc<Gate> = Arc::default();
    let app = app(&gate);
    let main = window(&app, "main");
    let blocked: Vec<_> = (0..12)
        .map(|number| {
            let main = main.clone();
            let text = number.to_string();
            thread::spawn(move || call(&main, "pin", &json!({"text": text, "waits": true})))
        })
        .collect();
    gate.wait_for(12);
    assert_eq!(call(&main, "pin", &json!({"text": "past"})).0, 200);
    assert_eq!(call(&main, "pin_async", &json!({"text": "past"})).0, 200);
    gate.open();
    for each in blocked {
        assert_eq!(each.join().unwrap().0, 200);
    }
    let threads: BTreeSet<String> = notes_of(app.handle())
        .into_iter()
        .filter_map(|(_, by)| by.map(|by| format!("{by:?}")))
        .collect();
    assert!(threads.len() > 1, "{threads:?}");
    assert!(!threads.contains(&format!("{:?}", thread::current().id())));
}

fn refused(plugin: Builder<MockRuntime>) -> String {
    let app = mock_builder().plugin(plugin.build());
    let error = app.build(mock_context(noop_assets())).err();
    error.map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn every_defect_keeps_the_app_from_starting_at_once() {
    let bare = refused(Builder::new(Registry::linked()));
    for told in [
        "function `who`: it has a guard, and nobody says who asks; give the plugin an `identity`",
        "function `notes`: no state of type `messages::support::Notes`",
        "function `pin`: no state of type `messages::support::Notes`",
        "function `pin`: no state of type `alloc::sync::Arc<messages::support::Gate>`",
    ] {
        assert!(bare.contains(told), "{bare}");
    }
    // It names the state that Tauri was to have, and the functions that lack it.
    let unmanaged = refused(plugin(&Arc::default()));
    assert!(
        unmanaged.contains("`messages::support::Notes`: it is to be Tauri's"),
        "{unmanaged}"
    );
    assert!(
        unmanaged.contains("function `pin_async`: no state"),
        "{unmanaged}"
    );
    assert!(!unmanaged.contains("Gate"), "{unmanaged}");
    let empty = refused(Builder::new(Registry::of([])));
    assert!(empty.contains("is linked"), "{empty}");
}

#[test]
fn the_ir_is_there_for_the_app() {
    let app = app(&Arc::default());
    let text = app.state::<Mizan<MockRuntime>>().ir();
    assert!(text.starts_with("mizan version=1\n"), "{text}");
    assert!(text.contains("function \"pin_async\""), "{text}");
}
