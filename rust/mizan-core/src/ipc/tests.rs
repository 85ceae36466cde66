use http::{Method, header};

use super::{Message, SCHEMA};
use crate::errors::{Code, Problem};

fn refused(message: &str) -> Option<String> {
    let problem = Message::parse(message.as_bytes()).err()?;
    assert_eq!(problem.code(), Code::BadRequest.as_str(), "{message}");
    problem.detail
}

#[test]
fn a_call_is_a_post_of_its_body() -> Result<(), Problem> {
    let message =
        b"{\"kind\":\"call\",\"function\":\"rename_user\",\"schema\":\"00ff\"}\n{\"args\":\n{}}";
    let Message { request, body, .. } = Message::parse(message)?;
    assert_eq!(request.head.method, Method::POST);
    assert_eq!(request.path, "call/rename_user/");
    assert_eq!(request.head.uri.path(), "/call/rename_user/");
    assert_eq!(body, b"{\"args\":\n{}}");
    let header = |name| {
        request
            .header(name)
            .map(|value| String::from_utf8_lossy(&value).into_owned())
    };
    assert_eq!(
        header(&header::CONTENT_TYPE).as_deref(),
        Some("application/json")
    );
    assert_eq!(header(&header::CONTENT_LENGTH).as_deref(), Some("12"));
    assert_eq!(header(&SCHEMA).as_deref(), Some("00ff"));
    let form = b"{\"kind\":\"call\",\"function\":\"f\",\"contentType\":\"multipart/form-data; boundary=x\"}\n";
    let form = Message::parse(form)?.request;
    assert_eq!(
        form.header(&header::CONTENT_TYPE).as_deref(),
        Some(&b"multipart/form-data; boundary=x"[..])
    );
    Ok(())
}

#[test]
fn a_read_is_a_get_with_its_query() -> Result<(), Problem> {
    let message = b"{\"kind\":\"context\",\"context\":\"user\",\"query\":\"user_id=5&page=%2B1\"}";
    let Message { request, body, .. } = Message::parse(message)?;
    assert_eq!(request.head.method, Method::GET);
    assert_eq!(request.path, "ctx/user/");
    assert_eq!(request.query(), b"user_id=5&page=%2B1");
    assert!(body.is_empty());
    assert!(request.check_no_body().is_ok());
    let session = Message::parse(b"{\"kind\":\"session\"}\n")?;
    assert_eq!(session.request.path, "session/");
    let with_body = Message::parse(b"{\"kind\":\"context\",\"context\":\"user\"}\n{}");
    let with_body = with_body?.request;
    assert!(with_body.check_no_body().is_err());
    Ok(())
}

#[test]
fn no_name_is_taken_for_a_path() -> Result<(), Problem> {
    for name in [
        "../ctx/user",
        "x/../../session",
        "rename_user/?a=b",
        "a#b",
        "\\u0000",
        "\\r\\nHost: x",
        "é",
        "",
    ] {
        let message = format!("{{\"kind\":\"call\",\"function\":\"{name}\"}}\n");
        let request = Message::parse(message.as_bytes())?.request;
        assert!(request.path.starts_with("call/"), "{name}");
        assert!(request.query().is_empty(), "{name}");
    }
    Ok(())
}

#[test]
fn a_head_has_what_its_kind_has_and_no_more() {
    for (message, why) in [
        ("", "JSON"),
        ("\n{}", "JSON"),
        ("[]", "object"),
        ("{}", "kind"),
        ("{\"kind\":\"view\"}", "kind"),
        ("{\"kind\":\"call\"}", "names its function"),
        ("{\"kind\":\"context\"}", "names its context"),
        ("{\"kind\":1}", "no text"),
        ("{\"kind\":\"session\",\"x\":\"\"}", "there is not"),
        ("{\"kind\":\"session\",\"query\":\"\"}", "its kind has not"),
        (
            "{\"kind\":\"call\",\"function\":\"f\",\"query\":\"a=1\"}",
            "its kind has not",
        ),
        (
            "{\"kind\":\"context\",\"context\":\"c\",\"contentType\":\"application/json\"}",
            "its kind has not",
        ),
        ("{\"kind\":\"call\",\"kind\":\"call\"}", "JSON"),
        (
            "{\"kind\":\"call\",\"function\":\"f\",\"__proto__\":{}}",
            "there is not",
        ),
        (
            "{\"kind\":\"session\",\"schema\":\"a\\r\\nb\"}",
            "field's value",
        ),
        (
            "{\"kind\":\"context\",\"context\":\"c\",\"query\":\"a=1#b\"}",
            "query",
        ),
        (
            "{\"kind\":\"context\",\"context\":\"c\",\"query\":\"a b\"}",
            "query",
        ),
    ] {
        let detail = refused(message);
        assert!(
            detail.as_ref().is_some_and(|detail| detail.contains(why)),
            "{message}: {detail:?}"
        );
    }
    let long = format!("{{\"kind\":\"{}\"}}", "x".repeat(64 << 10));
    assert_eq!(refused(&long).as_deref(), Some("the head is too long"));
}
