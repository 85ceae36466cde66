//! The machine, driven by hand over outcomes of every effect: the order of effects is what must hold.

mod files;
mod functions;
mod guards;
mod views;

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use self::functions::frozen;
use super::*;
use crate::{errors::Domain, multipart::Parts, registry::Output, secret::Secret};

/// Performs effects as an adapter would, and remembers their names; `fails` says which of them fail instead.
struct Host {
    body: Vec<u8>,
    caller: Option<Caller>,
    parts: Parts,
    fails: Vec<(&'static str, Code)>,
    policy: Policy,
    effects: Vec<String>,
}

const SECRET: &str = "postgres://root:hunter2@db/prod";

fn caller(id: &str, roles: &[&str]) -> Caller {
    Caller {
        id: id.to_owned(),
        roles: roles
            .iter()
            .map(|role| (*role).to_owned())
            .collect::<BTreeSet<_>>(),
        permissions: String::new(),
    }
}

impl Default for Host {
    fn default() -> Self {
        Self {
            body: br#"{"args": {"user_id": 5, "name": "x"}}"#.to_vec(),
            caller: Some(caller("5", &[])),
            parts: Parts::default(),
            fails: Vec::new(),
            policy: Policy::default(),
            effects: Vec::new(),
        }
    }
}

impl Host {
    fn with_body(body: &Json) -> Self {
        Self {
            body: body.to_string().into_bytes(),
            ..Self::default()
        }
    }

    fn failure(&self, name: &str) -> Option<Problem> {
        let (_, code) = self.fails.iter().find(|(failing, _)| *failing == name)?;
        Some(Problem::new(*code).log(SECRET))
    }

    fn ask(&mut self, request: Request) -> Reply {
        let policy = Arc::new(self.policy.clone());
        self.drive(Machine::new(frozen(), policy, request))
    }

    fn ask_route(&mut self, request: Request, route: &str, raw: &[(&str, &str)]) -> Reply {
        let frozen = frozen();
        let place = frozen.routes.iter().position(|each| each.path == route);
        let raw = raw
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let policy = Arc::new(self.policy.clone());
        let place = place.unwrap_or(usize::MAX);
        self.drive(Machine::of_route(
            frozen,
            policy,
            request,
            place,
            raw.collect(),
        ))
    }

    fn drive(&mut self, mut machine: Machine) -> Reply {
        let mut event = Event::Begin;
        loop {
            let effect = machine.next(event);
            let name = format!("{effect:?}");
            let name = name
                .split([' ', '(', '{'])
                .next()
                .unwrap_or_default()
                .to_owned();
            if name != "Reply" {
                self.effects.push(name.clone());
            }
            let failure = self.failure(&name);
            event = match effect {
                Effect::Reply(reply) => return reply,
                Effect::Identify { .. } => {
                    Event::Caller(failure.map_or_else(|| Ok(self.caller.clone()), Err))
                }
                Effect::Ask(questions) => {
                    let said = questions.into_iter().map(Question::run).collect();
                    Event::Verdicts(failure.map_or(said, Err))
                }
                Effect::ReadBody(_) => {
                    Event::Body(failure.map_or_else(|| Ok(self.body.clone()), Err))
                }
                Effect::ReadParts(_) => {
                    let parts = std::mem::take(&mut self.parts);
                    Event::Parts(failure.map_or(Ok(parts), Err))
                }
                Effect::IssueToken => {
                    Event::Token(failure.map_or_else(|| Ok(Some("token".to_owned())), Err))
                }
                Effect::Run { calls, transaction } => {
                    if transaction {
                        self.effects.push("(transaction)".to_owned());
                    }
                    let mut outputs = Vec::new();
                    let mut failed = failure.map(|problem| Failed { at: 0, problem });
                    for (at, call) in calls.into_iter().enumerate() {
                        match call.run() {
                            Ok(output) => outputs.push(output),
                            Err(problem) => {
                                failed.get_or_insert(Failed { at, problem });
                                break;
                            }
                        }
                    }
                    Event::Ran(failed.map_or(Ok(outputs), Err))
                }
                Effect::Commit { failed } => {
                    if failed {
                        self.effects.push("(failed)".to_owned());
                    }
                    Event::Committed(failure.map_or(Ok(()), Err))
                }
                Effect::Purge(_) => Event::Purged,
            };
        }
    }

    /// Without what is said of them.
    fn names(&self) -> Vec<&str> {
        let names = self.effects.iter().map(String::as_str);
        names.filter(|name| !name.starts_with('(')).collect()
    }
}

use crate::effects::Question;

fn asked(method: &str, path: &str, headers: &[(&str, &str)]) -> Request {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut builder = http::Request::builder().method(method);
    if !query.is_empty() {
        builder = builder.uri(format!("/api/mizan/x?{query}"));
    }
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    let (head, ()) = builder.body(()).unwrap_or_default().into_parts();
    Request {
        head: Arc::new(head),
        path: path.to_owned(),
        host: Some("shop.example".to_owned()),
    }
}

fn post(path: &str) -> Request {
    asked("POST", path, &[("content-type", "application/json")])
}

fn get(path: &str) -> Request {
    asked("GET", path, &[])
}

fn body(reply: &Reply) -> Json {
    serde_json::from_slice(reply.response.body()).unwrap_or_default()
}

fn code(reply: &Reply) -> (u16, String) {
    let code = body(reply)["code"].as_str().unwrap_or_default().to_owned();
    (reply.response.status().as_u16(), code)
}

fn header<'a>(reply: &'a Reply, name: &str) -> Option<&'a str> {
    reply.response.headers().get(name)?.to_str().ok()
}

fn log(reply: &Reply) -> &str {
    let log = reply
        .problem
        .as_ref()
        .and_then(|problem| problem.log.as_deref());
    log.unwrap_or_default()
}

const FAILING: [&str; 5] = ["Identify", "ReadBody", "IssueToken", "Run", "Commit"];

#[test]
fn the_order_holds_in_every_world() {
    for (request, body_sent, whole, transaction) in [
        (
            post("call/rename/"),
            json!({"args": {"user_id": 5, "name": "x"}}),
            &["ReadBody", "Identify", "Run", "Commit", "Purge"][..],
            true,
        ),
        (
            post("call/outer/"),
            json!({"args": {"other": 5}}),
            &["ReadBody", "Identify", "Run", "Commit", "Purge"],
            false,
        ),
        (
            get("ctx/user/?user_id=5"),
            Json::Null,
            &["Identify", "Run", "Commit"],
            true,
        ),
        (get("session/"), Json::Null, &["IssueToken"], false),
        (post("call/nothing/"), Json::Null, &[], false),
    ] {
        for world in 0..1 << FAILING.len() {
            let fails = FAILING.iter().enumerate();
            let fails = fails.filter(|(place, _)| world & (1 << place) != 0);
            let mut host = Host {
                fails: fails.map(|(_, name)| (*name, Code::Unavailable)).collect(),
                ..Host::with_body(&body_sent)
            };
            let failing = |name: &&&str| host.fails.iter().any(|(each, _)| each == *name);
            let first = whole.iter().find(failing).copied();
            let reply = host.ask(request.clone());
            // Up to the first failure; what a `Run` opened is left by `Commit` all the same.
            let stop = match first {
                None | Some("Run" | "Commit") => whole.len(),
                Some(name) => whole
                    .iter()
                    .position(|each| *each == name)
                    .map_or(0, |at| at + 1),
            };
            assert_eq!(
                host.names(),
                &whole[..stop],
                "{} {:?}",
                request.path,
                host.fails
            );
            let started = host.names().contains(&"Run");
            let has = |said: &str| host.effects.iter().any(|each| each == said);
            assert_eq!(has("(transaction)"), started && transaction);
            assert_eq!(has("(failed)"), started && host.failure("Run").is_some());
            let status = reply.response.status().as_u16();
            match (whole.len(), first) {
                (0, _) => assert_eq!(status, 404),
                (_, None) => assert_eq!(status, 200),
                (_, Some(_)) => assert_eq!(code(&reply), (503, "UNAVAILABLE".to_owned())),
            }
            let called = request.path.starts_with("call/");
            assert_eq!(body(&reply).get("invalidate").is_some(), called && started);
            assert_eq!(
                header(&reply, "x-mizan-invalidate").is_some(),
                called && started
            );
            assert!(!String::from_utf8_lossy(reply.response.body()).contains(SECRET));
            assert!(header(&reply, "x-mizan-schema").is_some_and(|schema| schema.len() == 16));
        }
    }
}

#[test]
fn there_is_one_spelling_of_a_path() {
    for path in [
        "",
        "/",
        "call/",
        "call/rename",
        "call//",
        "call/rename//",
        "//call/rename/",
        "call/rename/x.css",
        "ctx/user/;.js",
        "ctx/user/.",
        "CALL/rename/",
        "call/Rename/",
        "call/__proto__/",
        "call/1f/",
        "session",
        "session/x",
        "ctx/user/../user/",
        "call/renam%65/",
        "call/profile/",
        "ctx/rename/",
        "ir/",
        "call/page/",
        "call/hidden/",
    ] {
        for method in ["GET", "POST"] {
            let mut host = Host::default();
            let reply = host.ask(asked(method, path, &[]));
            assert_eq!(code(&reply), (404, "NOT_FOUND".to_owned()), "{path}");
            assert!(host.effects.is_empty());
        }
    }
}

#[test]
fn what_is_wrong_first_is_told_alone() {
    let json = ("content-type", "application/json");
    for (method, path, headers, status) in [
        (
            "PUT",
            "call/rename/",
            &[("sec-fetch-site", "cross-site")][..],
            405,
        ),
        ("OPTIONS", "ctx/user/", &[], 405),
        (
            "POST",
            "call/rename/",
            &[("sec-fetch-site", "cross-site")],
            403,
        ),
        (
            "POST",
            "call/rename/",
            &[("content-length", "9999999")],
            415,
        ),
        (
            "POST",
            "call/rename/",
            &[json, ("content-length", "9999999")],
            413,
        ),
        (
            "POST",
            "call/rename/",
            &[json, ("content-length", "x")],
            400,
        ),
        (
            "POST",
            "call/rename/",
            &[
                json,
                ("authorization", "Bearer x"),
                ("sec-fetch-site", "cross-site"),
            ],
            401,
        ),
        ("GET", "ctx/user/", &[("x-mizan-token", "")], 401),
        ("GET", "ctx/user/", &[("content-length", "1")], 400),
        ("GET", "ctx/user/", &[], 422),
        ("GET", "ctx/user/?user_id=5&x=1", &[], 400),
        ("GET", "ctx/user/?user_id=6", &[], 403),
        ("HEAD", "session/", &[], 405),
    ] {
        let reply = Host::default().ask(asked(method, path, headers));
        assert_eq!(
            reply.response.status().as_u16(),
            status,
            "{method} {path} {headers:?}"
        );
        let is_read = method == "GET" || method == "OPTIONS";
        assert_eq!(
            header(&reply, "cache-status"),
            Some("mizan; fwd=bypass"),
            "{is_read}"
        );
    }
    let reply = Host::default().ask(asked("PUT", "ctx/user/", &[]));
    assert_eq!(header(&reply, "allow"), Some("GET, HEAD"));
    let reply = Host::with_body(&json!({"args": {"user_id": "5"}})).ask(post("call/rename/"));
    assert_eq!(
        body(&reply)["errors"],
        json!([
            {"path": ["args", "name"], "code": "missing"}, {"path": ["args", "user_id"], "code": "type"}
        ])
    );
}

#[test]
fn a_mutation_answers_what_it_dropped() {
    let reply = Host::default().ask(post("call/rename/"));
    assert_eq!(
        body(&reply),
        json!({"result": "x", "invalidate": [{"context": "user", "params": {"user_id": 5}}]})
    );
    assert_eq!(header(&reply, "x-mizan-invalidate"), Some("user;user_id=5"));
    assert_eq!(header(&reply, "cache-status"), Some("mizan; fwd=method"));
    assert_eq!(header(&reply, "cache-group-invalidation"), None);
    let mut host = Host::default();
    host.policy.secret = Some(Secret::new("s"));
    let reply = host.ask(post("call/rename/"));
    assert!(header(&reply, "cache-group-invalidation").is_some());
}

#[test]
fn a_failed_mutation_says_what_it_may_have_dropped() {
    for (name, told, logged) in [
        ("taken", (409, "CONFLICT"), ""),
        ("leak", (500, "INTERNAL"), SECRET),
        ("panic", (500, "INTERNAL"), "panicked: hunter2"),
        ("domain", (409, "OUT_OF_NAMES"), ""),
        (
            "undeclared",
            (500, "INTERNAL"),
            "function `rename` answered `OTHER`, which its `raises` does not name",
        ),
        (
            "empty",
            (500, "INTERNAL"),
            "function `rename` answered `OUT_OF_NAMES`, with data that is not of its type",
        ),
    ] {
        let mut host = Host::with_body(&json!({"args": {"user_id": 5, "name": name}}));
        let reply = host.ask(post("call/rename/"));
        assert_eq!(code(&reply), (told.0, told.1.to_owned()), "{name}");
        assert_eq!(
            body(&reply)["invalidate"],
            json!([{"context": "user", "params": {"user_id": 5}}])
        );
        assert_eq!(log(&reply), logged);
        assert!(!String::from_utf8_lossy(reply.response.body()).contains("hunter2"));
        let data = (name == "domain").then(|| json!({"tried": 3}));
        assert_eq!(body(&reply).get("data"), data.as_ref());
    }
}

#[test]
fn a_failed_rollback_does_not_hide_what_came_before() {
    let mut host = Host {
        fails: vec![("Commit", Code::Unavailable)],
        ..Host::with_body(&json!({"args": {"user_id": 5, "name": "taken"}}))
    };
    assert_eq!(
        code(&host.ask(post("call/rename/"))),
        (409, "CONFLICT".to_owned())
    );
}

#[test]
fn what_a_function_drops_while_it_runs_is_told() {
    let reply = Host::with_body(&json!({"args": {"other": 5}})).ask(post("call/outer/"));
    // 6 is neither the caller's id nor an argument of the call: the tags stay exact, the answer does not name it.
    assert_eq!(
        body(&reply),
        json!({
            "result": 5,
            "invalidate": [
                {"context": "user", "function": "profile", "params": {"user_id": 5}},
                {"context": "user", "function": "profile"},
                "open",
            ],
        })
    );
}

#[test]
fn a_read_that_drops_something_has_failed() {
    let mut host = Host::default();
    let reply = host.ask(get("ctx/worse/"));
    assert_eq!(code(&reply), (500, "INTERNAL".to_owned()));
    assert!(
        log(&reply).contains("a read called `invalidate`"),
        "{}",
        log(&reply)
    );
    assert_eq!(
        header(&reply, "cache-status"),
        Some("mizan; fwd=bypass; detail=error")
    );
    assert!(host.effects.iter().any(|each| each == "(failed)"));
}

#[test]
fn a_bundle_names_the_member_that_failed() {
    let reply = Host::default().ask(get("ctx/user/?user_id=5&page=9"));
    assert_eq!(code(&reply), (404, "NOT_FOUND".to_owned()));
    assert_eq!(body(&reply)["member"], "greeting");
    assert_eq!(body(&reply).get("invalidate"), None);
    let reply = Host::default().ask(get("ctx/user/?user_id=5"));
    assert_eq!(
        body(&reply),
        json!({"greeting": "page 1", "profile": "5 reads 5"})
    );
    let etag = header(&reply, "etag").unwrap_or_default();
    let again = asked("GET", "ctx/user/?user_id=5", &[("if-none-match", etag)]);
    assert_eq!(Host::default().ask(again).response.status(), 304);
}

#[test]
fn public_members_know_of_nobody() {
    let mut host = Host::default();
    let reply = host.ask(get("ctx/open/"));
    assert_eq!(body(&reply), json!({"notices": "nobody"}));
    assert!(!host.names().contains(&"Identify"));
    assert_eq!(header(&reply, "cache-control"), Some("private, no-cache"));
    host.policy.secret = Some(Secret::new("s"));
    let reply = host.ask(get("ctx/open/"));
    assert_eq!(
        header(&reply, "cache-control"),
        Some("public, max-age=0, s-maxage=30")
    );
    assert!(header(&reply, "cache-groups").is_some_and(|groups| groups.ends_with("\"mz-world\"")));
}

#[test]
fn the_ir_is_for_developers() {
    let mut host = Host::default();
    host.policy.shows_ir = true;
    let reply = host.ask(get("ir/"));
    assert!(reply.response.body().starts_with(b"mizan version=1\n"));
    assert_eq!(header(&reply, "content-type"), Some("application/vnd.kdl"));
    assert_eq!(
        body(&Host::default().ask(get("session/"))),
        json!({"csrfToken": "token"})
    );
}

#[test]
fn a_host_that_answers_out_of_turn_is_at_fault() {
    let mut machine = Machine::new(frozen(), Arc::default(), post("call/rename/"));
    let _ = machine.next(Event::Begin);
    let Effect::Reply(reply) = machine.next(Event::Purged) else {
        unreachable!("it ends there")
    };
    assert_eq!(code(&reply), (500, "INTERNAL".to_owned()));
    assert_eq!(log(&reply), "the host answered out of turn");
}

/// A domain error of `rename`.
fn out_of_names(data: Option<&str>) -> Problem {
    Problem::new(Domain {
        code: "OUT_OF_NAMES".into(),
        status: 409,
        title: "Out of names".into(),
        data: data.map(str::to_owned),
    })
}

/// A result.
#[allow(
    clippy::unnecessary_wraps,
    reason = "it is one of the outcomes that a function may have"
)]
fn result(json: &Json) -> Result<Output, Problem> {
    Ok(Output::Json(json.to_string().into_bytes()))
}
