use serde_json::json;

use crate::{
    app::{Outcome, Server},
    client::{Answer, ask, call},
};

#[test]
fn a_view_answers_at_its_own_address() -> Outcome {
    let server = Server::new()?;
    let get = |path: &str| ask(server.address, "GET", path, &[], b"");
    let page = get("/shelf/hall/")?;
    assert_eq!((page.status, &page.body[..]), (200, &b"<h1>hall</h1>"[..]));
    assert_eq!(page.header("cache-status"), Some("mizan; fwd=bypass"));
    assert!(page.header("x-mizan-schema").is_some());
    let head = ask(server.address, "HEAD", "/shelf/hall/", &[], b"")?;
    assert_eq!(
        (head.status, head.header("content-length")),
        (200, Some("13"))
    );
    for (path, status, body) in [
        ("/shelf/caf%C3%A9/", 200, "<h1>café</h1>"),
        ("/files/a/b/c.txt", 200, "a/b/c.txt"),
        ("/things/41/", 200, "42"),
    ] {
        let answer = get(path)?;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(String::from_utf8_lossy(&answer.body), body);
    }
    for path in ["/things/x/", "/things/041/", "/shelf/%ff/"] {
        assert_eq!(
            get(path)?.problem(),
            (404, "NOT_FOUND".to_owned()),
            "{path}"
        );
    }
    Ok(())
}

#[test]
fn functions_share_a_route_by_their_methods() -> Outcome {
    let server = Server::new()?;
    let post =
        |headers: &[(&str, &str)]| ask(server.address, "POST", "/shelf/hall/", headers, b"mug");
    let answer = post(&[("Cookie", "a=b"), ("Sec-Fetch-Site", "same-origin")])?;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), Some("/shelf/hall/?mug"));
    assert_eq!(answer.header("x-seen-at"), Some("/shelf/hall/"));
    assert_eq!(answer.header("x-mizan-invalidate"), Some("counts"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    // A generated client is told where it leads, and what was dropped.
    let told = post(&[("X-Mizan-Schema", "")])?;
    assert_eq!(told.status, 200);
    assert_eq!(
        told.json(),
        json!({"redirect": "/shelf/hall/?mug", "invalidate": ["counts"]})
    );
    let cross = post(&[("Sec-Fetch-Site", "cross-site")])?;
    assert_eq!(cross.json()["type"], "urn:mizan:problem:cross-site");
    let other = ask(server.address, "PUT", "/shelf/hall/", &[], b"")?;
    assert_eq!(
        (other.status, other.header("allow")),
        (405, Some("POST, GET, HEAD"))
    );
    Ok(())
}

#[test]
fn a_guard_of_the_apps_own_is_asked_where_it_blocks_nobody() -> Outcome {
    let server = Server::new()?;
    let json = crate::client::JSON;
    for name in ["polite", "polite_later"] {
        let path = format!("/api/mizan/call/{name}/");
        let please = |word: &str| {
            ask(
                server.address,
                "POST",
                &path,
                &[json, ("X-Please", word)],
                b"{}",
            )
        };
        assert_eq!(please("now")?.json()["result"], 1);
        assert_eq!(call(server.address, name, &json!({}))?.status, 401);
        let status = please("tomorrow")?.status;
        assert_eq!(status, if name == "polite" { 200 } else { 409 });
    }
    Ok(())
}

const PNG: &str = "Content-Disposition: form-data; name=\"picture\"; filename=\"a.png\"\r\nContent-Type: image/png";

fn part(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("--x\r\n{head}\r\n\r\n").as_bytes(), body, b"\r\n"].concat()
}

fn send(server: &Server, headers: &[(&str, &str)], parts: &[Vec<u8>]) -> std::io::Result<Answer> {
    let body = [&parts.concat()[..], b"--x--\r\n"].concat();
    let form = ("Content-Type", "multipart/form-data; boundary=x");
    let headers = [&[form][..], headers].concat();
    ask(
        server.address,
        "POST",
        "/api/mizan/call/weigh/",
        &headers,
        &body,
    )
}

#[test]
fn files_come_with_a_call() -> Outcome {
    let server = Server::with(|mounting| mounting.upload_limit(8 << 10), |app| app)?;
    let args = part(
        "Content-Disposition: form-data; name=\"args\"",
        br#"{"label":"sent"}"#,
    );
    let more = "Content-Disposition: form-data; name=\"more\"; filename=\"C:\\dir\\b.txt\"";
    let ada = [("X-User", "ada")];
    let answer = send(
        &server,
        &ada,
        &[args.clone(), part(PNG, &[7; 1000]), part(more, b"text")],
    )?;
    assert_eq!(
        answer.json()["result"],
        json!(["sent: a.png 1000", "sent: b.txt 4"])
    );
    let fault = |parts: &[Vec<u8>]| {
        let answer = send(&server, &ada, parts)?;
        std::io::Result::Ok((answer.status, answer.json()["errors"].clone()))
    };
    let told = |name: &str, code: &str| (422, json!([{"path": ["args", name], "code": code}]));
    assert_eq!(fault(&[part(PNG, &[7; 1001])])?, told("picture", "length"));
    assert_eq!(
        fault(std::slice::from_ref(&args))?,
        told("picture", "missing")
    );
    let gif = PNG.replace("image/png", "image/gif");
    assert_eq!(
        fault(&[args.clone(), part(&gif, b"")])?,
        told("picture", "enum")
    );
    let unknown = PNG.replace("picture", "other");
    assert_eq!(fault(&[part(&unknown, b"")])?, told("other", "unknown"));
    // Of who may not call it nothing is read, not even what is too much of it.
    assert_eq!(send(&server, &[], &[part(PNG, &[7; 2000])])?.status, 401);
    assert_eq!(send(&server, &ada, &[part(more, &[7; 9000])])?.status, 413);
    Ok(())
}
