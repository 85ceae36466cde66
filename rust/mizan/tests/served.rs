//! Guards of the author's own, views, requests, files, and what a running call drops.

use std::{collections::BTreeMap, sync::Arc};

use mizan::{
    Asked, Caller, Code, Context, Problem, Request, Response, Running, State, Upload, invalidate,
};
use mizan_core::{
    graph::Graph,
    invalidation::Target,
    ir::{self, Function, Method, Type},
    registry::{self, ENTRIES, Entry, Invocation, Need, Output, States},
    running::{self, Dropped},
};
use serde_json::{Value as Json, json};

const BOARD: Context = Context::new("board");

// ---------------------------------------------------------------- guards

/// What the early are called.
struct Early(&'static str);

fn by_header(asked: &Asked) -> bool {
    asked.method() == "POST" && asked.path() == "/call" && asked.header("x-early") == Some("yes")
}

fn by_state(asked: &Asked) -> Result<bool, Problem> {
    let early = asked.state::<Early>();
    let early = early.ok_or_else(|| Problem::new(Code::Unavailable))?;
    Ok(asked.caller().is_some_and(|caller| caller.id == early.0))
}

async fn later(asked: &Asked) -> bool {
    std::future::ready(()).await;
    by_header(asked)
}

async fn later_or(asked: &Asked) -> Result<bool, Problem> {
    std::future::ready(()).await;
    by_state(asked)
}

#[mizan::client(auth = by_header)]
fn guarded() {}

#[mizan::client(auth = by_state)]
fn guarded_or() {}

#[mizan::client(auth = later)]
fn guarded_later() {}

#[mizan::client(auth = self::later_or)]
fn guarded_later_or() {}

// ---------------------------------------------------------------- views

#[mizan::client(route = "board/{shelf}/", methods = ["PUT", "GET"])]
fn page(shelf: String) -> Response {
    Response::new(shelf.into_bytes())
}

#[mizan::client(route = "hooks/{source}/", private = true, affects = BOARD.scope(&[("shelf", "source")]))]
async fn hook(request: Request, source: String) -> Result<Response, Problem> {
    let body = std::future::ready(request.into_body()).await;
    if body.is_empty() {
        return Err(Problem::new(Code::BadRequest).detail(source));
    }
    Ok(Response::new(body))
}

// ---------------------------------------------------------------- files

#[mizan::client]
fn send(
    #[mizan(max_size = "1.5 KiB", accept = ["image/PNG", "image/*", "image/png"])] one: Upload,
    perhaps: Option<Upload>,
    #[mizan(max_length = 3, max_size = 10)] many: Vec<Upload>,
    more: Option<Vec<Upload>>,
    word: String,
) -> Vec<String> {
    let optional = perhaps.into_iter().chain(more.into_iter().flatten());
    let files = [one].into_iter().chain(many).chain(optional);
    let names =
        files.map(|file| format!("{} {} {}", file.name, file.content_type, file.bytes.len()));
    names.chain([word]).collect()
}

// ---------------------------------------------------------------- what is dropped

#[mizan::client(context = BOARD)]
fn notes(shelf: String) -> Vec<String> {
    vec![shelf]
}

#[mizan::client(context = BOARD)]
fn sizes(shelf: String, note_id: u8) -> i64 {
    i64::try_from(shelf.len()).unwrap_or(0) + i64::from(note_id)
}

/// Whoever calls it inside of a call drops the board as well.
#[mizan::client(private = true, affects = BOARD)]
#[must_use]
pub fn take_down(
    early: State<Early>,
    mut shelf: String,
    #[mizan(maximum = 9)] most: i64,
) -> String {
    shelf.push_str(early.0);
    format!("{shelf} {most}")
}

#[mizan::client(affects = BOARD)]
async fn r#move(shelf: String) -> String {
    std::future::ready(shelf).await
}

#[mizan::client]
async fn clear(early: State<Early>, shelf: String, most: i64) -> String {
    let gone = take_down(early.clone(), shelf.clone(), most);
    // Outside of the call: nothing is joined.
    let thread = std::thread::spawn(move || take_down(early, "thread".to_owned(), 1));
    let thread = thread.join().unwrap_or_default();
    [gone, thread, r#move(shelf).await].join(",")
}

#[mizan::client]
fn name(running: Running, shelf: String, note_id: i64) -> Result<(), Problem> {
    invalidate(BOARD)?;
    invalidate(BOARD.member("notes"))?;
    invalidate(BOARD.with("shelf", &shelf))?;
    // A thread takes the call with it.
    let told = std::thread::spawn(move || {
        assert!(Running::current().is_none());
        running.invalidate(
            BOARD
                .member("sizes")
                .with("shelf", &shelf)
                .with("note_id", &note_id),
        )
    });
    told.join()
        .unwrap_or_else(|_| Err(Problem::new(Code::Internal)))
}

#[mizan::client]
fn around(running: Running, shelf: String) {
    let part = running.around(async move { r#move(shelf).await });
    std::thread::spawn(|| pollster::block_on(part))
        .join()
        .unwrap_or_default();
}

#[mizan::client]
fn misuse(which: i64) -> Result<(), Problem> {
    match which {
        0 => invalidate(BOARD.scope(&[("shelf", "argument")])),
        1 => invalidate(BOARD.with("shelf", &f64::NAN)),
        2 => invalidate(BOARD.with("elsewhere", &1)),
        3 => invalidate(BOARD.member("sizes").with("note_id", &256)),
        _ => invalidate(Context::new("elsewhere")),
    }
}

// ---------------------------------------------------------------- the machine's part

fn entry(name: &str) -> Option<&'static Entry> {
    registry::find(name)
}

fn function(name: &str) -> Option<Function> {
    let ir = registry::export(ENTRIES).ok()?;
    ir.functions.into_iter().find(|each| each.name == name)
}

fn graph() -> Option<Arc<Graph>> {
    Graph::from_ir(registry::export(ENTRIES).ok()?)
        .ok()
        .map(Arc::new)
}

fn asks(name: &str, header: &'static str, id: &str) -> Option<Result<bool, Problem>> {
    let request = http::Request::post("/call?x=1").header("x-early", header);
    let (parts, ()) = request.body(()).ok()?.into_parts();
    let caller = Caller {
        id: id.to_owned(),
        roles: std::collections::BTreeSet::new(),
        permissions: String::new(),
    };
    let states = States::default().with(Early("5"));
    let guard = entry(name)?.guard?;
    let asked = Asked::new(Arc::new(parts), Some(caller), states);
    Some(pollster::block_on((guard.ask)(asked)))
}

fn run(name: &str, args: Json, more: Invocation) -> Result<Output, Problem> {
    let entry = entry(name).ok_or_else(|| Problem::new(Code::NotFound))?;
    let Json::Object(args) = args else {
        return Err(Problem::new(Code::BadRequest));
    };
    let states = States::default().with(Early("!"));
    pollster::block_on((entry.call)(Invocation {
        args,
        states,
        ..more
    }))
}

fn dropped(name: &str, args: Json, reads: bool) -> Option<(Result<Json, Problem>, Dropped)> {
    let running = running::Running::new(graph()?, reads);
    let Json::Object(args) = args else {
        return None;
    };
    let work = (entry(name)?.call)(Invocation {
        args,
        states: States::default().with(Early("!")),
        running: Some(running.clone()),
        ..Invocation::default()
    });
    let answer = pollster::block_on(running.clone().around(work)).and_then(Output::into_json);
    let answer = answer.map(|json| serde_json::from_slice(&json).unwrap_or_default());
    Some((answer, running.close()))
}

fn calls(dropped: &Dropped) -> Vec<&str> {
    dropped
        .calls
        .iter()
        .map(|(name, _)| name.as_str())
        .collect()
}

#[test]
fn a_guard_of_the_authors_own_is_asked() {
    for (name, is_async) in [
        ("guarded", false),
        ("guarded_or", false),
        ("guarded_later", true),
        ("guarded_later_or", true),
    ] {
        assert_eq!(
            function(name).and_then(|each| each.auth),
            Some(ir::Auth::Custom)
        );
        let waits = entry(name)
            .and_then(|entry| entry.guard)
            .map(|guard| guard.is_async);
        assert_eq!(waits, Some(is_async), "{name}");
    }
    for name in ["guarded", "guarded_later"] {
        assert_eq!(asks(name, "yes", "7"), Some(Ok(true)), "{name}");
        assert_eq!(asks(name, "no", "7"), Some(Ok(false)), "{name}");
    }
    for name in ["guarded_or", "guarded_later_or"] {
        assert_eq!(asks(name, "no", "5"), Some(Ok(true)), "{name}");
        assert_eq!(asks(name, "no", "7"), Some(Ok(false)), "{name}");
    }
    assert!(entry("send").is_some_and(|entry| entry.guard.is_none()));
}

#[test]
fn a_view_has_a_route_and_answers_a_response() -> Result<(), Problem> {
    let view = function("page").unwrap_or_default();
    assert_eq!(view.route.as_deref(), Some("board/{shelf}/"));
    assert_eq!(
        (view.result, view.methods),
        (None, vec![Method::Put, Method::Get])
    );
    let answered = run("page", json!({"shelf": "hall"}), Invocation::default())?;
    assert!(matches!(answered, Output::Response(response) if response.body() == b"hall"));

    let needs = entry("hook").map(|entry| (entry.needs)());
    assert_eq!(needs, Some(vec![Need::Request]));
    let sent = |body: &[u8]| Invocation {
        request: Some(Request::new(body.to_vec())),
        ..Invocation::default()
    };
    let answered = run("hook", json!({"source": "shop"}), sent(b"x"))?;
    assert!(matches!(answered, Output::Response(response) if response.body() == b"x"));
    let refused = run("hook", json!({"source": "shop"}), sent(b"")).err();
    assert_eq!(refused, Some(Problem::new(Code::BadRequest).detail("shop")));
    Ok(())
}

#[test]
fn files_are_arguments_with_limits() -> Result<(), Problem> {
    let file = |max_size: Option<u32>, accept: Option<&[&str]>| {
        Type::File(ir::Upload {
            max_size,
            accept: accept.map(|types| types.iter().map(|&each| each.to_owned()).collect()),
        })
    };
    let args = function("send").unwrap_or_default().args;
    let kinds: Vec<&Type> = args.iter().map(|arg| &arg.kind).collect();
    let optional = |item: Type| Type::Optional {
        item: Box::new(item),
    };
    let ten = Type::List {
        item: Box::new(file(Some(10), None)),
        length: ir::Length {
            max_length: Some(3),
            ..ir::Length::default()
        },
    };
    assert_eq!(
        kinds,
        [
            &file(Some(1536), Some(&["image/png", "image/*"])),
            &optional(file(None, None)),
            &ten,
            &optional(Type::list(file(None, None))),
            &Type::string(),
        ]
    );
    let defaults: Vec<bool> = args.iter().map(|arg| arg.default.is_some()).collect();
    assert_eq!(defaults, [false, true, false, true, false]);

    let upload = |name: &str| Upload {
        name: name.to_owned(),
        content_type: "image/png".to_owned(),
        bytes: name.as_bytes().to_vec(),
    };
    let files = |names: &[(&str, &[&str])]| Invocation {
        files: names
            .iter()
            .map(|(argument, names)| {
                let files = names.iter().map(|&name| upload(name)).collect();
                ((*argument).to_owned(), files)
            })
            .collect::<BTreeMap<_, Vec<Upload>>>(),
        ..Invocation::default()
    };
    let sent = files(&[
        ("one", &["a"]),
        ("many", &["bb", "c"]),
        ("more", &["d"]),
        ("perhaps", &["e"]),
    ]);
    let answer = run("send", json!({"word": "w"}), sent)?.into_json()?;
    assert_eq!(
        String::from_utf8_lossy(&answer),
        r#"["a image/png 1","bb image/png 2","c image/png 1","e image/png 1","d image/png 1","w"]"#
    );
    let answer = run("send", json!({"word": "w"}), files(&[("one", &["a"])]))?.into_json()?;
    assert_eq!(String::from_utf8_lossy(&answer), r#"["a image/png 1","w"]"#);
    Ok(())
}

#[test]
fn a_function_that_another_calls_joins_it_and_the_outermost_does_not() {
    let (answer, told) = dropped("clear", json!({"shelf": "hall", "most": 3}), false)
        .unwrap_or_else(|| unreachable!());
    assert_eq!(answer, Ok(json!("hall! 3,thread! 1,hall")));
    assert_eq!(calls(&told), ["take_down", "move"]);
    assert_eq!(told.fault, None);

    let (_, told) =
        dropped("move", json!({"shelf": "hall"}), false).unwrap_or_else(|| unreachable!());
    assert!(calls(&told).is_empty());

    let (_, told) =
        dropped("around", json!({"shelf": "hall"}), false).unwrap_or_else(|| unreachable!());
    assert_eq!(calls(&told), ["move"]);

    // Outside of every call it is a plain function.
    assert_eq!(
        take_down(State::new(Early("?")), "a".to_owned(), 99),
        "a? 99"
    );
}

#[test]
fn what_cannot_be_joined_fails_the_call() {
    let (_, told) = dropped("clear", json!({"shelf": "hall", "most": 10}), false)
        .unwrap_or_else(|| unreachable!());
    let why = told.fault.unwrap_or_default();
    assert!(
        why.contains("`take_down` was called with what it does not take"),
        "{why}"
    );

    let (_, told) = dropped("clear", json!({"shelf": "hall", "most": 1}), true)
        .unwrap_or_else(|| unreachable!());
    assert!(
        told.fault
            .is_some_and(|why| why.contains("a read called `take_down`"))
    );
}

#[test]
fn targets_are_named_while_a_function_runs() {
    let (answer, told) = dropped("name", json!({"shelf": "hall", "note_id": 7}), false)
        .unwrap_or_else(|| unreachable!());
    assert_eq!(answer, Ok(Json::Null));
    let targets: Vec<String> = told.targets.iter().map(Target::json).collect();
    assert_eq!(
        targets,
        [
            "\"board\"",
            r#"{"context":"board","function":"notes"}"#,
            r#"{"context":"board","params":{"shelf":"hall"}}"#,
            r#"{"context":"board","function":"sizes","params":{"note_id":7,"shelf":"hall"}}"#,
        ]
    );
    assert_eq!(
        entry("name").map(|entry| (entry.needs)()),
        Some(vec![Need::Running])
    );
}

#[test]
fn what_is_no_target_is_the_functions_own_fault() {
    for (which, why) in [
        (0, "`scope` names arguments"),
        (1, "the param `shelf` is no number"),
        (2, "`elsewhere`"),
        (3, "`note_id`"),
        (4, "there is no context `elsewhere`"),
    ] {
        let (answer, _) =
            dropped("misuse", json!({"which": which}), false).unwrap_or_else(|| unreachable!());
        let problem = answer.err();
        assert_eq!(
            problem.as_ref().and_then(Problem::protocol_code),
            Some(Code::Internal)
        );
        let log = problem.and_then(|problem| problem.log).unwrap_or_default();
        assert!(log.contains(why), "{which}: {log}");
    }
    let nowhere = invalidate(BOARD).err().and_then(|problem| problem.log);
    assert!(nowhere.is_some_and(|why| why.contains("where no function runs")));
}

#[test]
fn without_a_running_call_there_is_nothing_to_hand_over() {
    let refused = run(
        "name",
        json!({"shelf": "hall", "note_id": 7}),
        Invocation::default(),
    )
    .err();
    assert_eq!(
        refused.and_then(|problem| problem.protocol_code()),
        Some(Code::Internal)
    );
}
