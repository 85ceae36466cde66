use super::*;

#[test]
fn files_come_after_the_guards() {
    let form = [("content-type", "multipart/form-data; boundary=x")];
    let file = |name: &str| Upload {
        name: name.to_owned(),
        content_type: "image/png".to_owned(),
        bytes: vec![1, 2],
    };
    let mut host = Host {
        parts: Parts {
            args: br#"{"text": "t"}"#.to_vec(),
            files: [
                ("cover".to_owned(), vec![file("a")]),
                ("more".to_owned(), vec![file("b")]),
            ]
            .into(),
        },
        ..Host::default()
    };
    let reply = host.ask(asked("POST", "call/upload/", &form));
    assert_eq!(host.names(), ["Identify", "ReadParts", "Run", "Commit"]);
    assert_eq!(body(&reply)["result"], json!(["t", "a", "b"]));
    let mut nobody = Host {
        caller: None,
        ..Host::default()
    };
    let reply = nobody.ask(asked("POST", "call/upload/", &form));
    assert_eq!(code(&reply), (401, "UNAUTHENTICATED".to_owned()));
    assert_eq!(nobody.names(), ["Identify"]);
    assert_eq!(
        Host::default().ask(post("call/upload/")).response.status(),
        415
    );
    let long = [form[0], ("content-length", "99999999")];
    assert_eq!(
        Host::default()
            .ask(asked("POST", "call/upload/", &long))
            .response
            .status(),
        413
    );
    let mut empty = Host {
        parts: Parts {
            args: b"{}".to_vec(),
            ..Parts::default()
        },
        ..Host::default()
    };
    let reply = empty.ask(asked("POST", "call/upload/", &form));
    assert_eq!(
        body(&reply)["errors"],
        json!([{"path": ["args", "cover"], "code": "missing"}, {"path": ["args", "text"], "code": "missing"}])
    );
    // Where no file is needed JSON will do.
    let reply = Host::with_body(&json!({"args": {}})).ask(post("call/perhaps/"));
    assert_eq!(body(&reply)["result"], json!([]));
}
