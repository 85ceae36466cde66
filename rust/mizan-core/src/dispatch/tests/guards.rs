use super::*;

fn host(caller: Option<Caller>) -> Host {
    Host {
        caller,
        ..Host::with_body(&json!({}))
    }
}

fn status(caller: Option<Caller>, path: &str, early: &str) -> (u16, Option<String>) {
    let json = ("content-type", "application/json");
    let method = if path.starts_with("ctx/") {
        "GET"
    } else {
        "POST"
    };
    let reply = host(caller).ask(asked(method, path, &[json, ("x-early", early)]));
    let member = body(&reply)["member"].as_str().map(str::to_owned);
    (reply.response.status().as_u16(), member)
}

#[test]
fn who_has_not_come_in_is_401_and_who_may_not_is_403() {
    let somebody = || Some(caller("5", &[]));
    for (path, who, expected) in [
        ("call/packed/", None, 401),
        ("call/packed/", somebody(), 403),
        (
            "call/packed/",
            Some(caller("5", &["staff", "superuser"])),
            403,
        ),
        ("call/packed/", Some(caller("5", &["packers"])), 200),
        ("call/rename/", None, 401),
        ("call/early/", None, 401),
        ("call/early/", somebody(), 403),
    ] {
        assert_eq!(status(who.clone(), path, "").0, expected, "{path} {who:?}");
    }
}

#[test]
fn a_guard_of_the_authors_own_is_asked_about_nobody_too() {
    assert_eq!(status(None, "call/early/", "yes").0, 200);
    assert_eq!(status(None, "call/early/", "later").0, 409);
    let mut asking = host(None);
    let json = ("content-type", "application/json");
    let reply = asking.ask(asked("POST", "call/early/", &[json, ("x-early", "panic")]));
    assert_eq!(code(&reply), (500, "INTERNAL".to_owned()));
    assert_eq!(log(&reply), "panicked: hunter2");
    assert_eq!(asking.names(), ["ReadBody", "Identify", "Ask"]);
}

#[test]
fn of_a_bundle_every_401_comes_first_and_then_the_first_by_name() {
    let staff = || Some(caller("5", &["staff"]));
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(status(staff(), "ctx/staffroom/", "yes"), (200, None));
    assert_eq!(
        status(staff(), "ctx/staffroom/", ""),
        (403, named("a_note"))
    );
    let somebody = || Some(caller("5", &[]));
    assert_eq!(
        status(somebody(), "ctx/staffroom/", "yes"),
        (403, named("roster"))
    );
    assert_eq!(
        status(somebody(), "ctx/staffroom/", ""),
        (403, named("a_note"))
    );
    assert_eq!(status(None, "ctx/staffroom/", ""), (401, named("a_note")));
    assert_eq!(
        status(None, "ctx/staffroom/", "yes"),
        (401, named("roster"))
    );
    assert_eq!(
        status(None, "ctx/staffroom/", "later"),
        (401, named("roster"))
    );
}

#[test]
fn self_is_the_caller_or_staff() {
    let of = |who: Caller, id: i64| {
        let mut host = Host {
            caller: Some(who),
            ..Host::with_body(&json!({"args": {"user_id": id, "name": "x"}}))
        };
        host.ask(post("call/rename/")).response.status().as_u16()
    };
    assert_eq!(of(caller("5", &[]), 5), 200);
    assert_eq!(of(caller("5", &[]), 6), 403);
    assert_eq!(of(caller("5", &["superuser"]), 6), 403);
    assert_eq!(of(caller("5", &["staff"]), 6), 200);
}
