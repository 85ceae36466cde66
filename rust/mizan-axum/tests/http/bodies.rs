use std::time::Duration;

use crate::{
    app::{Outcome, Server},
    client::{Client, JSON, ask, request},
};

const ECHO: &str = "/api/mizan/call/echo/";

fn small() -> Result<Server, Box<dyn std::error::Error>> {
    Server::with(|mounting| mounting.limit(64), |app| app)
}

#[test]
fn a_body_over_the_limit_is_not_read() -> Outcome {
    let server = small()?;
    let mut client = Client::new(server.address)?;
    // The body that is announced never comes.
    client.send(&request(
        "POST",
        ECHO,
        &[JSON, ("Content-Length", "65")],
        b"",
    ))?;
    assert_eq!(
        client.receive(false)?.problem(),
        (413, "TOO_LARGE".to_owned())
    );
    drop(client);
    let fits = format!("{{\"args\":{{\"word\":\"{}\"}}}}", "x".repeat(64 - 20));
    let answer = ask(server.address, "POST", ECHO, &[JSON], fits.as_bytes())?;
    assert_eq!((fits.len(), answer.status), (64, 200));
    Ok(())
}

#[test]
fn a_body_without_a_length_is_read_as_far_as_the_limit() -> Outcome {
    let server = small()?;
    let chunked = [JSON, ("Transfer-Encoding", "chunked")];
    let mut client = Client::new(server.address)?;
    client.send(&request("POST", ECHO, &chunked, b""))?;
    for part in ["{\"args\":", "{\"word\":", "\"x\"}}"] {
        client.send(format!("{:x}\r\n{part}\r\n", part.len()).as_bytes())?;
    }
    client.send(b"0\r\n\r\n")?;
    assert_eq!(client.receive(false)?.json()["result"], "x");
    client.send(&request("POST", ECHO, &chunked, b""))?;
    let part = "x".repeat(40);
    client.send(format!("28\r\n{part}\r\n28\r\n{part}\r\n").as_bytes())?;
    // It is answered before the body has ended.
    assert_eq!(
        client.receive(false)?.problem(),
        (413, "TOO_LARGE".to_owned())
    );
    Ok(())
}

#[test]
fn a_body_that_halts_has_its_time() -> Outcome {
    let time = Duration::from_millis(300);
    let server = Server::with(|mounting| mounting.body_timeout(time), |app| app)?;
    let mut client = Client::new(server.address)?;
    client.send(&request(
        "POST",
        ECHO,
        &[JSON, ("Content-Length", "30")],
        b"",
    ))?;
    client.send(b"{\"args\":")?;
    assert_eq!(
        client.receive(false)?.problem(),
        (408, "TIMEOUT".to_owned())
    );
    assert!(client.is_closed(), "what is left of the body is no request");
    Ok(())
}

#[test]
fn a_body_that_is_none_is_told_from_one_that_does_not_fit() -> Outcome {
    let server = small()?;
    for (content_type, body, status) in [
        ("application/json", &b"{"[..], 400),
        ("application/json", b"[]", 400),
        ("application/json", b"{\"args\":{\"word\":1}}", 422),
        (
            "application/json",
            b"{\"args\":{\"word\":\"\\ud800\"}}",
            400,
        ),
        ("text/plain", b"{}", 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
    ] {
        let answer = ask(
            server.address,
            "POST",
            ECHO,
            &[("Content-Type", content_type)],
            body,
        )?;
        assert_eq!(answer.status, status, "{}", body.escape_ascii());
    }
    let with_body = ask(server.address, "GET", "/api/mizan/ctx/counts/", &[], b"x")?;
    assert_eq!(with_body.problem(), (400, "BAD_REQUEST".to_owned()));
    Ok(())
}
