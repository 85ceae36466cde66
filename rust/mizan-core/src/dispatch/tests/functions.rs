//! The functions that the machine is driven with, declared by hand as the macros would.

#![allow(
    clippy::needless_pass_by_value,
    clippy::semicolon_if_nothing_returned,
    reason = "what an entry's functions take and give is the registry's to say"
)]

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value as Json, json};

use super::{SECRET, out_of_names, result};
use crate::{
    errors::{Code, Domain, Problem},
    ir::{Context, ErrorDef, Function},
    registry::{
        Answer, Asked, Declarations, Entry, Frozen, Guard, Invocation, Need, Output, Registry,
        Response, States, Verdict,
    },
};

fn declare(into: &mut Declarations, function: Json) {
    if let Ok(function) = serde_json::from_value::<Function>(function) {
        into.functions.push(function);
    }
}

fn context(into: &mut Declarations, name: &str) {
    let user = name == "user";
    into.contexts.push(Context {
        name: name.to_owned(),
        identity: user.then(|| "user_id".to_owned()),
        view: if user {
            vec!["page".to_owned()]
        } else {
            Vec::new()
        },
        params: Vec::new(),
    });
}

fn arg(name: &str, kind: &str) -> Json {
    json!({"name": name, "type": {"type": kind}})
}

fn text() -> Json {
    json!({"type": "string"})
}

fn ready(outcome: Result<Output, Problem>) -> Answer {
    Box::pin(std::future::ready(outcome))
}

fn id_of(invocation: &Invocation) -> &str {
    invocation
        .caller
        .as_ref()
        .map_or("nobody", |caller| &caller.id)
}

fn rename(invocation: Invocation) -> Answer {
    let name = invocation.args.get("name").cloned().unwrap_or_default();
    Box::pin(async move {
        match name.as_str().unwrap_or_default() {
            "taken" => Err(Problem::new(Code::Conflict).detail("the name is taken")),
            "leak" => Err(Problem::new(Code::Internal).log(SECRET)),
            "panic" => std::panic::resume_unwind(Box::new("hunter2")),
            "domain" => Err(out_of_names(Some(r#"{"tried":3}"#))),
            "empty" => Err(out_of_names(None)),
            "undeclared" => Err(Problem::new(Domain {
                code: "OTHER".into(),
                status: 409,
                title: "Other".into(),
                data: None,
            })),
            _ => result(&name),
        }
    })
}

fn outer(invocation: Invocation) -> Answer {
    let other = invocation.args.get("other").cloned().unwrap_or_default();
    let one = |id: &Json| Map::from_iter([("user_id".to_owned(), id.clone())]);
    let next = json!(other.as_i64().unwrap_or_default() + 1);
    let dropped = invocation.running.map_or(Ok(()), |running| {
        running.join("touch", one(&other))?;
        running.join("touch", one(&next))?;
        running.invalidate("open", None, &Map::new())
    });
    ready(dropped.and_then(|()| result(&other)))
}

fn files(invocation: Invocation) -> Answer {
    let mut told: Vec<Json> = invocation.args.get("text").cloned().into_iter().collect();
    told.extend(
        invocation
            .files
            .values()
            .flatten()
            .map(|file| json!(file.name)),
    );
    ready(result(&json!(told)))
}

fn page(invocation: Invocation) -> Answer {
    let shelf = invocation.args.get("shelf").cloned().unwrap_or_default();
    let told = invocation
        .request
        .map_or_else(Vec::new, http::Request::into_body);
    if shelf == "gone" {
        return ready(Err(Problem::new(Code::NotFound)));
    }
    let mut body = shelf.to_string().into_bytes();
    body.extend(told);
    ready(Ok(Output::Response(Response::new(body))))
}

fn early(asked: Asked) -> Verdict {
    let header = asked.header("x-early").map(str::to_owned);
    Box::pin(async move {
        match header.as_deref() {
            Some("yes") => Ok(true),
            Some("later") => Err(Problem::new(Code::Conflict).detail("come back later")),
            Some("panic") => std::panic::resume_unwind(Box::new("hunter2")),
            _ => Ok(false),
        }
    })
}

const EARLY: Option<Guard> = Some(Guard {
    is_async: false,
    ask: early,
});

fn none() -> Vec<Need> {
    Vec::new()
}

const fn entry(
    name: &'static str,
    declare: fn(&mut Declarations),
    call: fn(Invocation) -> Answer,
) -> Entry {
    Entry {
        name,
        place: "functions.rs:1",
        is_async: false,
        declare,
        needs: none,
        guard: None,
        call,
    }
}

fn word(_: Invocation) -> Answer {
    ready(result(&json!("word")))
}

static ENTRIES: [Entry; 17] = [
    entry(
        "profile",
        |into| {
            context(into, "user");
            declare(
                into,
                json!({"name": "profile", "context": "user", "auth": "self", "result": text(),
                "args": [arg("user_id", "integer")]}),
            );
        },
        |invocation| {
            let told = format!(
                "{} reads {}",
                id_of(&invocation),
                invocation.args.get("user_id").unwrap_or(&Json::Null)
            );
            ready(result(&json!(told)))
        },
    ),
    entry(
        "greeting",
        |into| {
            context(into, "user");
            declare(
                into,
                json!({"name": "greeting", "context": "user", "result": text(), "args": [
                arg("user_id", "integer"), {"name": "page", "type": {"type": "integer"}, "default": 1}]}),
            );
        },
        |invocation| {
            let page = invocation
                .args
                .get("page")
                .and_then(Json::as_i64)
                .unwrap_or_default();
            ready(if page == 9 {
                Err(Problem::new(Code::NotFound))
            } else {
                result(&json!(format!("page {page}")))
            })
        },
    ),
    entry(
        "rename",
        |into| {
            context(into, "user");
            let data = serde_json::from_value(json!({"type": "json"})).ok();
            into.errors.push(ErrorDef {
                code: "OUT_OF_NAMES".to_owned(),
                status: 409,
                doc: None,
                data,
            });
            declare(
                into,
                json!({"name": "rename", "affects": [{"context": "user"}], "auth": "self", "result": text(),
                "args": [arg("user_id", "integer"), arg("name", "string")], "raises": ["OUT_OF_NAMES"]}),
            );
        },
        rename,
    ),
    entry(
        "touch",
        |into| {
            context(into, "user");
            declare(
                into,
                json!({"name": "touch", "affects": [{"context": "user", "function": "profile"}],
                "args": [arg("user_id", "integer")], "result": {"type": "null"}}),
            );
        },
        |_| ready(result(&Json::Null)),
    ),
    entry(
        "outer",
        |into| {
            declare(
                into,
                json!({"name": "outer", "args": [arg("other", "integer")], "result": {"type": "integer"}}),
            )
        },
        outer,
    ),
    entry(
        "worse",
        |into| {
            context(into, "worse");
            declare(
                into,
                json!({"name": "worse", "context": "worse", "args": [], "result": {"type": "null"}}),
            );
        },
        |invocation| {
            // Whatever becomes of the error, the read has failed.
            let _ = invocation
                .running
                .map(|running| running.invalidate("open", None, &Map::new()));
            ready(result(&Json::Null))
        },
    ),
    entry(
        "notices",
        |into| {
            context(into, "open");
            declare(
                into,
                json!({"name": "notices", "context": "open", "public": true, "cache": 30, "args": [],
                "result": text()}),
            );
        },
        |invocation| ready(result(&json!(id_of(&invocation)))),
    ),
    entry(
        "hidden",
        |into| {
            declare(
                into,
                json!({"name": "hidden", "private": true, "args": [], "result": {"type": "null"}}),
            )
        },
        |_| ready(result(&Json::Null)),
    ),
    entry(
        "upload",
        |into| {
            let file = json!({"type": "file", "max_size": 10});
            declare(
                into,
                json!({"name": "upload", "auth": "required", "result": {"type": "list", "item": text()},
                "args": [arg("text", "string"), {"name": "cover", "type": file},
                    {"name": "more", "type": {"type": "list", "item": file}}]}),
            );
        },
        files,
    ),
    entry(
        "perhaps",
        |into| {
            declare(
                into,
                json!({"name": "perhaps", "result": {"type": "list", "item": text()}, "args": [
            {"name": "cover", "type": {"type": "optional", "item": {"type": "file"}}, "default": null}]}),
            )
        },
        files,
    ),
    Entry {
        needs: || vec![Need::Request],
        ..entry(
            "page",
            |into| {
                context(into, "open");
                declare(
                    into,
                    json!({"name": "page", "route": "board/{shelf}/", "args": [arg("shelf", "string")]}),
                );
            },
            page,
        )
    },
    Entry {
        needs: || vec![Need::Request],
        ..entry(
            "pin",
            |into| {
                context(into, "open");
                declare(
                    into,
                    json!({"name": "pin", "route": "board/{shelf}/", "args": [arg("shelf", "string")],
                    "auth": "required", "affects": [{"context": "open"}]}),
                );
            },
            page,
        )
    },
    entry(
        "note",
        |into| {
            declare(
                into,
                json!({"name": "note", "route": "notes/{shelf}/", "args": [arg("shelf", "integer")],
            "private": true, "methods": ["GET", "POST"]}),
            )
        },
        page,
    ),
    Entry {
        guard: EARLY,
        ..entry(
            "early",
            |into| {
                declare(
                    into,
                    json!({"name": "early", "auth": "custom", "args": [], "result": text()}),
                )
            },
            word,
        )
    },
    entry(
        "packed",
        |into| {
            declare(
                into,
                json!({"name": "packed", "auth": "role:packers", "args": [], "result": text()}),
            )
        },
        word,
    ),
    entry(
        "roster",
        |into| {
            context(into, "staffroom");
            declare(
                into,
                json!({"name": "roster", "context": "staffroom", "auth": "staff", "args": [], "result": text()}),
            );
        },
        word,
    ),
    Entry {
        guard: EARLY,
        ..entry(
            "a_note",
            |into| {
                context(into, "staffroom");
                declare(
                    into,
                    json!({"name": "a_note", "context": "staffroom", "auth": "custom", "args": [], "result": text()}),
                );
            },
            word,
        )
    },
];

/// The graph of all of them, made once.
pub(super) fn frozen() -> Arc<Frozen> {
    static FROZEN: OnceLock<Arc<Frozen>> = OnceLock::new();
    Arc::clone(FROZEN.get_or_init(|| {
        let registry = Registry::of(&ENTRIES);
        match registry.freeze(States::default()) {
            Ok(frozen) => Arc::new(frozen),
            Err(error) => unreachable!("{error}"),
        }
    }))
}
