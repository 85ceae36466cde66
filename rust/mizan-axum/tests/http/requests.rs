use serde_json::json;

use crate::{
    app::{Outcome, Server},
    client::{Client, JSON, ask, call, get, request},
};

#[test]
fn a_call_is_answered_with_its_result_and_what_it_dropped() -> Outcome {
    let server = Server::new()?;
    for name in ["echo", "echo_sync"] {
        let answer = call(server.address, name, &json!({"word": "é"}))?;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json(), json!({"result": "é", "invalidate": []}));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
    server.gate.open();
    for name in ["pass", "pass_async"] {
        let answer = call(server.address, name, &json!({}))?;
        assert_eq!(
            answer.json(),
            json!({"result": 1, "invalidate": ["counts"]})
        );
        assert_eq!(answer.header("x-mizan-invalidate"), Some("counts"));
    }
    assert_eq!(
        get(server.address, "ctx/counts/")?.json(),
        json!({"passed": 2})
    );
    Ok(())
}

#[test]
fn a_bundle_is_conditional_and_has_a_head() -> Outcome {
    let server = Server::new()?;
    let path = "/api/mizan/ctx/counts/";
    let first = get(server.address, "ctx/counts/")?;
    let etag = first.header("etag").unwrap_or_default();
    let again = ask(server.address, "GET", path, &[("If-None-Match", etag)], b"")?;
    assert_eq!((again.status, again.header("content-length")), (304, None));
    assert_eq!(again.header("etag"), Some(etag));
    let mut client = Client::new(server.address)?;
    client.send(&request("HEAD", path, &[], b""))?;
    let head = client.receive(true)?;
    assert_eq!(head.status, 200);
    assert_eq!(head.header("content-length"), Some("12"));
    assert_eq!(head.header("etag"), Some(etag));
    // There was no body: the next answer begins right behind the headers.
    client.send(&request("GET", path, &[], b""))?;
    assert_eq!(client.receive(false)?.body, first.body);
    Ok(())
}

#[test]
fn what_is_not_there_and_what_is_not_answered_are_problems() -> Outcome {
    let server = Server::new()?;
    for path in [
        "/api/mizan/",
        "/api/mizan/call/none/",
        "/api/mizan/call/ech%6f/",
        "/api/mizan/ctx/counts",
    ] {
        let answer = ask(server.address, "POST", path, &[JSON], b"{}")?;
        assert_eq!(answer.problem(), (404, "NOT_FOUND".to_owned()), "{path}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json")
        );
    }
    for (method, path, allow) in [
        ("PUT", "call/echo/", "POST"),
        ("OPTIONS", "call/echo/", "POST"),
        ("DELETE", "ctx/counts/", "GET, HEAD"),
        ("POST", "session/", "GET"),
        ("BREW", "session/", "GET"),
    ] {
        let answer = ask(
            server.address,
            method,
            &format!("/api/mizan/{path}"),
            &[],
            b"",
        )?;
        assert_eq!(answer.problem().0, 405, "{method} {path}");
        assert_eq!(answer.header("allow"), Some(allow));
    }
    // The same below an address with a param of axum's.
    let nested = "/acme/mizan";
    let answer = ask(
        server.address,
        "GET",
        &format!("{nested}/ctx/counts/"),
        &[],
        b"",
    )?;
    assert_eq!(answer.json(), json!({"passed": 0}));
    for path in ["/", "/call/none/"] {
        let answer = ask(server.address, "POST", &format!("{nested}{path}"), &[], b"")?;
        assert_eq!(answer.problem(), (404, "NOT_FOUND".to_owned()), "{path}");
    }
    // Below another address it is axum's to answer.
    assert_eq!(
        ask(server.address, "GET", "/elsewhere", &[], b"")?.status,
        404
    );
    let session = get(server.address, "session/")?;
    assert_eq!(session.json(), json!({"csrfToken": null}));
    assert_eq!(get(server.address, "ir/")?.status, 404);
    let shown = Server::with(|mounting| mounting.shows_ir(true), |app| app)?;
    let ir = get(shown.address, "ir/")?;
    assert_eq!(ir.body, shown.mizan.ir().into_bytes());
    Ok(())
}

#[test]
fn a_page_of_another_site_cannot_call() -> Outcome {
    let server = Server::with(
        |mounting| mounting.origins(["https://admin.example"]),
        |app| app,
    )?;
    let path = "/api/mizan/call/echo/";
    let body = br#"{"args": {"word": "x"}}"#;
    for (headers, status) in [
        (&[("Sec-Fetch-Site", "cross-site")][..], 403),
        (&[("Sec-Fetch-Site", "same-site")], 403),
        (&[("Origin", "https://evil.example")], 403),
        (&[("Origin", "null")], 403),
        (&[("Cookie", "sessionid=x")], 403),
        (
            &[("Cookie", "sessionid=x"), ("Origin", "http://shop.example")],
            200,
        ),
        (
            &[
                ("Sec-Fetch-Site", "cross-site"),
                ("Origin", "https://admin.example"),
            ],
            200,
        ),
        (&[("Sec-Fetch-Site", "same-origin")], 200),
        (&[], 200),
    ] {
        let headers = [&[JSON][..], headers].concat();
        let answer = ask(server.address, "POST", path, &headers, body)?;
        assert_eq!(answer.status, status, "{headers:?}");
        if status == 403 {
            assert_eq!(answer.json()["type"], "urn:mizan:problem:cross-site");
        }
    }
    Ok(())
}

#[test]
fn who_asks_is_the_apps_to_say() -> Outcome {
    let server = Server::new()?;
    let who = |headers: &[(&str, &str)]| {
        let headers = [&[JSON][..], headers].concat();
        ask(
            server.address,
            "POST",
            "/api/mizan/call/who/",
            &headers,
            b"{}",
        )
    };
    assert_eq!(who(&[("X-User", "ada")])?.json()["result"], "ada");
    assert_eq!(who(&[])?.problem(), (401, "UNAUTHENTICATED".to_owned()));
    assert_eq!(
        who(&[("X-User", "broken")])?.problem(),
        (503, "UNAVAILABLE".to_owned())
    );
    assert_eq!(
        who(&[("X-User", "panic")])?.problem(),
        (500, "INTERNAL".to_owned())
    );
    // A token decides alone.
    let answer = who(&[("X-User", "ada"), ("Authorization", "Bearer x")])?;
    assert_eq!(answer.header("www-authenticate"), Some("Mizan"));
    Ok(())
}

#[test]
fn requests_that_come_together_are_answered_in_order() -> Outcome {
    let server = Server::new()?;
    let mut client = Client::new(server.address)?;
    let words = ["one", "two", "three"];
    let together: Vec<u8> = words
        .iter()
        .flat_map(|word| {
            let body = json!({"args": {"word": word}}).to_string();
            request("POST", "/api/mizan/call/echo/", &[JSON], body.as_bytes())
        })
        .collect();
    client.send(&together)?;
    for word in words {
        assert_eq!(client.receive(false)?.json()["result"], word);
    }
    Ok(())
}
