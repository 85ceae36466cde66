//! The cases of `python/tests/test_envelope.py`, whose twin this is.

use super::*;

/// A POST with these header fields, to a server of this name.
pub(in crate::envelope) fn request(
    method: &str,
    host: Option<&str>,
    headers: &[(&str, &str)],
) -> Request {
    let mut builder = http::Request::builder().method(method);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    let (head, ()) = builder.body(()).unwrap_or_default().into_parts();
    Request {
        head: Arc::new(head),
        path: "call/f/".to_owned(),
        host: host.map(str::to_owned),
    }
}

fn post(headers: &[(&str, &str)]) -> Request {
    request("POST", Some("shop.example"), headers)
}

fn policy() -> Policy {
    let other = Origin::parse(b"https://other.example");
    Policy {
        origins: other.into_iter().collect(),
        ..Policy::default()
    }
}

const SITE: &str = "sec-fetch-site";

#[test]
fn the_cross_site_rule() {
    let cookie = ("cookie", "s");
    for headers in [
        &[(SITE, "same-origin"), cookie][..],
        &[(SITE, "none"), cookie],
        &[
            (SITE, "cross-site"),
            ("origin", "https://other.example"),
            cookie,
        ],
        &[
            (SITE, "cross-site"),
            ("origin", "https://OTHER.example:443"),
            cookie,
        ],
        &[("origin", "https://shop.example"), cookie],
        &[("origin", "https://shop.example:443"), cookie],
        &[("origin", "http://SHOP.example"), cookie],
        &[],
    ] {
        assert_eq!(post(headers).check_site(&policy()), Ok(()), "{headers:?}");
    }
    for headers in [
        &[(SITE, "same-site")][..],
        &[(SITE, "cross-site")],
        &[(SITE, "cross-site"), ("origin", "https://shop.example")],
        &[(SITE, "")],
        &[("origin", "https://shop.example:0443")],
        &[("origin", "https://other.example:00443"), cookie],
        &[(SITE, "Same-Origin"), cookie],
        &[cookie],
        &[("origin", "null")],
        &[("origin", "https://shop.example:8443")],
        &[("origin", "https://shop.example.evil.example")],
        &[("origin", "https://evil-shop.example")],
        &[("origin", "https://other.example.evil.example")],
        &[("origin", "http://other.example")],
        &[("origin", "https://other.example@shop.example")],
        &[("origin", "https://shop.example/")],
        &[("origin", "")],
        &[("origin", "ftp://shop.example")],
        &[("authorization", "Basic x"), cookie],
        &[(SITE, "same-origin"), (SITE, "same-origin"), cookie],
    ] {
        let refused = Err(Problem::new(Kind::CrossSite));
        assert_eq!(post(headers).check_site(&policy()), refused, "{headers:?}");
    }
}

#[test]
fn the_host_has_the_port_of_the_scheme() {
    for (origin, host, same) in [
        ("http://localhost:8000", Some("localhost:8000"), true),
        ("http://localhost:8000", Some("localhost"), false),
        ("http://[::1]:8000", Some("[::1]:8000"), true),
        ("http://127.0.0.1", Some("127.0.0.1:80"), true),
        ("http://127.0.0.1", Some("127.0.0.1:080"), false),
        ("https://127.0.0.1", Some("127.0.0.1:80"), false),
        ("https://a.example", Some("a.example,b.example"), false),
        ("https://a.example", None, false),
    ] {
        let asked = request("POST", host, &[("origin", origin)]);
        let passes = asked.check_site(&Policy::default()).is_ok();
        assert_eq!(passes, same, "{origin} {host:?}");
    }
}

#[test]
fn a_policy_takes_origins_alone() {
    for origin in [
        "*",
        "null",
        "shop.example",
        "https://shop.example/",
        "https://*.example",
        "",
    ] {
        let refused = Origin::try_from(origin).err().map(|why| why.to_string());
        assert!(
            refused.is_some_and(|why| why.contains("is no origin")),
            "{origin}"
        );
    }
}

#[test]
fn tokens_are_seen() {
    assert!(post(&[("x-mizan-token", "")]).bears_token());
    for value in [
        "BEARER abc",
        "Bearer\tabc",
        "Bearer",
        "bearer ",
        " Bearer abc",
    ] {
        assert!(post(&[("authorization", value)]).bears_token(), "{value}");
    }
    for value in ["Bearers abc", "Basic abc", "Bear"] {
        assert!(!post(&[("authorization", value)]).bears_token(), "{value}");
    }
    assert!(!post(&[]).bears_token());
}

#[test]
fn content_types() {
    for (value, good) in [
        ("application/json", true),
        ("application/json; charset=utf-8", true),
        ("application/json;charset=\"UTF-8\"", true),
        ("application/json; Charset=UTF-8", true),
        ("application/json; charset=latin-1", false),
        ("application/json;charset=utf-8 ", true),
        (" application/json\t", true),
        ("application/json; x", false),
        ("application/json;", false),
        ("application/json, text/plain", false),
        ("APPLICATION/JSON", false),
        ("application/jsonp", false),
        ("text/plain", false),
        ("multipart/form-data; boundary=x", false),
        ("", false),
    ] {
        let asked = post(&[("content-type", value)]);
        assert_eq!(asked.check_content_type().is_ok(), good, "{value}");
    }
    assert!(post(&[]).check_content_type().is_err());
}

#[test]
fn lengths() {
    let code = |length: &str| {
        let outcome = post(&[("content-length", length)]).check_length(10);
        outcome.err().and_then(|problem| problem.protocol_code())
    };
    assert!(post(&[]).check_length(10).is_ok());
    assert_eq!(code("10"), None);
    for length in ["11", &"9".repeat(400), "000000000000000000010"] {
        assert_eq!(code(length), Some(Code::TooLarge), "{length}");
    }
    for length in ["-1", "1e1", "\u{ff11}"] {
        assert_eq!(code(length), Some(Code::BadRequest), "{length}");
    }
    assert!(post(&[("content-length", "0")]).check_no_body().is_ok());
    for header in [("content-length", "2"), ("transfer-encoding", "chunked")] {
        assert!(post(&[header]).check_no_body().is_err(), "{header:?}");
    }
}

#[test]
fn conditions() {
    for (condition, met) in [
        ("*", true),
        (" * ", true),
        ("W/\"a\"", true),
        ("\"a\"", true),
        ("\"b\", \"a\"", true),
        ("\"b\",W/\"a\" , \"c\"", true),
        ("\"b\",,W/\"a\"", true),
        (",\"a\"", true),
        ("\"a\" , ,", true),
        (",", false),
        (", ,\t,", false),
        (",\"b", false),
        ("\"b\"", false),
        ("\"a", false),
        ("a", false),
        ("\"b\" \"a\"", false),
        ("w/\"a\"", false),
        ("", false),
    ] {
        assert_eq!(matches(condition.as_bytes(), "\"a\""), met, "{condition}");
    }
}
