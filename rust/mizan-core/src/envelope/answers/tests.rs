//! The cases of `python/tests/test_envelope.py`, whose twin this is.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::*;
use crate::{
    envelope::checks::tests::request,
    errors::{Domain, FaultCode},
};

static SCHEMA: HeaderValue = HeaderValue::from_static("0123456789abcdef");

fn headers(reply: &Reply) -> BTreeMap<&str, &str> {
    let headers = reply.response.headers().iter();
    headers
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap_or("?")))
        .collect()
}

fn body(reply: &Reply) -> Json {
    serde_json::from_slice(reply.response.body()).unwrap_or_default()
}

fn get(headers: &[(&str, &str)]) -> Request {
    request("GET", None, headers)
}

#[test]
fn a_bundle_has_a_condition() {
    let members = || br#"{"a":{"x": 1},"b":null}"#.to_vec();
    let first = Answers::new(&get(&[]), &SCHEMA).bundle(members(), true);
    let told = headers(&first);
    let etag = told.get("etag").copied().unwrap_or_default().to_owned();
    assert_eq!(first.response.body(), &members());
    assert_eq!(
        told,
        BTreeMap::from([
            ("content-type", "application/json"),
            ("content-length", "23"),
            ("cache-control", "private, no-cache"),
            ("vary", "Cookie, Authorization, X-Mizan-Token"),
            // SHA-256 of the body, the first half of it.
            ("etag", "W/\"f04180a58d16ec0b91c0ad8f7777aa49\""),
            ("cache-status", "mizan; fwd=bypass; detail=store"),
            ("x-mizan-schema", "0123456789abcdef"),
            ("x-content-type-options", "nosniff"),
        ])
    );
    let again = get(&[("if-none-match", &etag)]);
    let again = Answers::new(&again, &SCHEMA).bundle(members(), true);
    assert_eq!(again.response.status(), 304);
    assert!(again.response.body().is_empty());
    let mut kept = told.clone();
    kept.retain(|name, _| !name.starts_with("content-"));
    assert_eq!(headers(&again), kept);
    let head = request("HEAD", None, &[]);
    let head = Answers::new(&head, &SCHEMA).bundle(members(), true);
    assert_eq!(
        (headers(&head), head.response.status().as_u16()),
        (told, 200)
    );
    assert!(head.response.body().is_empty());
}

#[test]
fn a_bundle_with_an_uncached_member_has_none() {
    let asked = get(&[("if-none-match", "*")]);
    let reply = Answers::new(&asked, &SCHEMA).bundle(b"{}".to_vec(), false);
    let told = headers(&reply);
    assert_eq!(reply.response.status(), 200);
    assert_eq!(told.get("cache-control"), Some(&"private, no-store"));
    assert_eq!(
        told.get("cache-status"),
        Some(&"mizan; fwd=bypass; detail=uncached")
    );
    assert_eq!(told.get("etag"), None);
}

#[test]
fn what_is_public_is_kept_by_others_where_tags_can_be_told() {
    let asked = get(&[]);
    let answers = Answers::new(&asked, &SCHEMA);
    let shared = answers.public_bundle(b"{}".to_vec(), 30, Some(&["a".to_owned()]));
    let told = headers(&shared);
    assert!(shared.shared);
    assert_eq!(
        ["cache-control", "cdn-cache-control", "vary", "cache-groups"]
            .map(|name| told.get(name).copied()),
        [
            Some("public, max-age=0, s-maxage=30"),
            Some("max-age=30"),
            Some("Accept-Encoding"),
            Some("\"a\", \"mz-world\""),
        ]
    );
    let many: Vec<String> = (0..=MOST_GROUPS).map(|tag| tag.to_string()).collect();
    for tags in [None, Some(&many[..])] {
        let own = answers.public_bundle(b"{}".to_vec(), 30, tags);
        let told = headers(&own);
        assert!(!own.shared);
        assert_eq!(told.get("cache-control"), Some(&"private, no-cache"));
        assert_eq!(told.get("vary"), Some(&"Accept-Encoding"));
        assert_eq!(told.get("cache-groups"), None);
    }
}

#[test]
fn calls_and_sessions_are_never_stored() {
    let asked = request("POST", None, &[]);
    let answers = Answers::new(&asked, &SCHEMA);
    let reply = answers.call(b"5", &Dropped::default());
    assert_eq!(body(&reply), json!({"result": 5, "invalidate": []}));
    let told = headers(&reply);
    assert_eq!(told.get("cache-control"), Some(&"no-store"));
    assert_eq!(told.get("cache-status"), Some(&"mizan; fwd=method"));
    assert_eq!(told.get("x-mizan-invalidate"), None);
    assert_eq!(body(&answers.session(None)), json!({"csrfToken": null}));
    assert_eq!(
        body(&answers.session(Some("a\"b"))),
        json!({"csrfToken": "a\"b"})
    );
}

#[test]
fn problems() {
    let fault = Fault {
        path: vec!["args".into(), "é".into(), 0.into()],
        code: FaultCode::Missing,
    };
    let problem = Problem::new(Code::Invalid)
        .detail("wrong")
        .faults(vec![fault]);
    let around = Around {
        member: Some("m"),
        dropped: Some(&Dropped::default()),
        while_run: false,
    };
    let text = rendered(&problem, around, true);
    assert_eq!(
        String::from_utf8_lossy(&text),
        concat!(
            r#"{"type":"urn:mizan:problem:invalid","title":"Invalid","status":422,"code":"INVALID","detail":"wrong","#,
            r#""errors":[{"path":["args","é",0],"code":"missing"}],"member":"m","invalidate":[],"outdated":true}"#
        )
    );
    let asked = request("PUT", None, &[]);
    let methods = Problem::new(Kind::Methods(vec!["GET", "HEAD"]));
    let reply = Answers::new(&asked, &SCHEMA).problem(methods, Around::default());
    let length = reply.response.body().len().to_string();
    assert_eq!(
        headers(&reply),
        BTreeMap::from([
            ("content-type", "application/problem+json"),
            ("content-length", length.as_str()),
            ("cache-control", "no-store"),
            ("cache-status", "mizan; fwd=bypass"),
            ("allow", "GET, HEAD"),
            ("x-mizan-schema", "0123456789abcdef"),
            ("x-content-type-options", "nosniff"),
        ])
    );
    let unknown = Problem::new(Code::Unauthenticated);
    let reply = Answers::new(&asked, &SCHEMA).problem(unknown, Around::default());
    assert_eq!(headers(&reply).get("www-authenticate"), Some(&"Mizan"));
    for (kind, word) in [(Kind::CrossSite, "cross-site"), (Kind::Csrf, "csrf")] {
        let text = rendered(&Problem::new(kind), Around::default(), false);
        assert!(String::from_utf8_lossy(&text).contains(&format!(":problem:{word}\"")));
    }
}

#[test]
fn a_client_of_another_schema_is_outdated() {
    let gone = Domain {
        code: "GONE".into(),
        status: 404,
        title: "Gone".into(),
        data: Some("5".to_owned()),
    };
    let (old, own) = ("0000000000000000", "0123456789abcdef");
    for (kind, schema, outdated) in [
        (Code::NotFound.into(), old, true),
        (Code::BadRequest.into(), old, true),
        (Code::Invalid.into(), "", true),
        (Code::NotFound.into(), own, false),
        (Code::TooLarge.into(), old, false),
        (Code::Conflict.into(), old, false),
        (Code::Forbidden.into(), old, false),
        (Kind::from(gone), old, false),
    ] {
        let asked = request("POST", None, &[("x-mizan-schema", schema)]);
        let problem = Problem::new(kind);
        let domain = problem.protocol_code().is_none();
        let told = body(&Answers::new(&asked, &SCHEMA).problem(problem, Around::default()));
        assert_eq!(told.get("outdated").is_some(), outdated, "{told}");
        assert_eq!(told.get("data"), domain.then(|| json!(5)).as_ref());
    }
}

#[test]
fn a_views_response_is_its_own() {
    let response = || {
        let mut response = Response::new(b"page".to_vec());
        *response.status_mut() = StatusCode::FOUND;
        let to = HeaderValue::from_static("/board/");
        response.headers_mut().insert(header::LOCATION, to);
        response
    };
    let asked = request("POST", None, &[]);
    let reply = Answers::new(&asked, &SCHEMA).view(response(), &Dropped::default());
    assert_eq!(reply.response.status(), 302);
    assert_eq!(
        headers(&reply),
        BTreeMap::from([
            ("location", "/board/"),
            ("cache-status", "mizan; fwd=method"),
            ("x-mizan-schema", "0123456789abcdef"),
        ])
    );
    // By `fetch` a client could not see where it leads.
    let client = request("POST", None, &[("x-mizan-schema", "")]);
    let reply = Answers::new(&client, &SCHEMA).view(response(), &Dropped::default());
    assert_eq!(reply.response.status(), 200);
    assert_eq!(
        body(&reply),
        json!({"redirect": "/board/", "invalidate": []})
    );
    assert_eq!(headers(&reply).get("cache-control"), Some(&"no-store"));
}

#[test]
fn an_answer_that_becomes_somebodys_is_shared_no_more() {
    let asked = get(&[]);
    let answers = Answers::new(&asked, &SCHEMA);
    for (name, value, shared) in [
        ("x-other", "1", true),
        ("vary", "Origin, accept-encoding", true),
        ("vary", "", true),
        ("vary", "Cookie", false),
        ("vary", "*", false),
        ("vary", "origin, access-control-request-method", false),
        ("set-cookie", "a=b", false),
        ("cache-control", "Private", false),
        ("cache-control", "no-cache=\"set-cookie\"", false),
        ("cache-control", "max-age=5", true),
    ] {
        let mut reply = answers.public_bundle(b"{}".to_vec(), 30, Some(&[]));
        let added = HeaderName::from_bytes(name.as_bytes()).ok();
        let added = added.zip(HeaderValue::from_str(value).ok());
        let all = reply.response.headers_mut();
        all.extend(added);
        unshare(all);
        let told = headers(&reply);
        assert_eq!(told.contains_key("cache-groups"), shared, "{name}: {value}");
        assert_eq!(told.contains_key("etag"), shared);
        let private = told.get("cache-control") == Some(&"private, no-store");
        assert_eq!(private, !shared);
    }
}
