//! Who is served and how, and files.

use serde_json::{Value as Json, json};

use super::{call, defects, kind, member, user};

/// The defects of a function with these parts, in a graph with the context `user`.
fn told(mut function: Json, parts: &Json) -> Vec<String> {
    if let (Some(function), Some(parts)) = (function.as_object_mut(), parts.as_object()) {
        for (name, part) in parts {
            function.insert(name.clone(), part.clone());
        }
    }
    let bare = |defect: String| {
        let place = "function `f`: ";
        defect.strip_prefix(place).unwrap_or(&defect).to_owned()
    };
    defects(user(&[function])).into_iter().map(bare).collect()
}

fn plain() -> Json {
    call("f", json!([]), &[])
}

fn reader() -> Json {
    let mut reader = member("f", "user", &["user_id: integer"]);
    reader["auth"] = json!(null);
    reader
}

/// A view of these arguments, which all come from its path.
fn view(args: &[&str]) -> Json {
    let mut view = call("f", json!([]), args);
    let names = args.iter().filter_map(|arg| arg.split_once(": "));
    let route = names.fold(String::new(), |route, (name, _)| route + "{" + name + "}/");
    view["result"] = json!(null);
    view["route"] = json!(route);
    view
}

#[test]
fn a_guard_names_a_role_that_there_may_be() {
    let long = "é".repeat(64);
    for role in ["editor", "a b", "Größe", "`", "required", &long] {
        let auth = json!({"auth": format!("role:{role}")});
        assert_eq!(told(plain(), &auth), [""; 0], "{role}");
    }
    let length = "the name of a role has 1 to 64 characters";
    let characters = "the name of a role has a comma, or a character that no screen shows, or that turns text around";
    let own = "`staff` and `superuser` are guards of their own";
    for (role, what) in [
        ("", length),
        (&format!("{long}é"), length),
        ("a,b", characters),
        ("a\n", characters),
        ("a\u{202e}", characters),
        ("staff", own),
        ("superuser", own),
    ] {
        let auth = json!({"auth": format!("role:{role}")});
        assert_eq!(told(plain(), &auth), [what], "{role}");
    }
    for auth in ["required", "staff", "superuser", "custom"] {
        assert_eq!(told(plain(), &json!({"auth": auth})), [""; 0], "{auth}");
    }
    for auth in [json!("editor"), json!("Staff"), json!(""), json!(true)] {
        let function = json!({"name": "f", "auth": auth});
        assert!(
            serde_json::from_value::<crate::ir::Function>(function).is_err(),
            "{auth}"
        );
    }
}

#[test]
fn what_is_public_is_one_answer_for_everyone() {
    assert_eq!(told(reader(), &json!({"public": true})), [""; 0]);
    assert_eq!(
        told(reader(), &json!({"public": true, "cache": 60})),
        [""; 0]
    );
    assert_eq!(
        told(reader(), &json!({"public": true, "auth": "required"})),
        ["it is public and guarded, so that its answer is not one for everyone"]
    );
    assert_eq!(
        told(reader(), &json!({"public": true, "cache": false})),
        [
            "it is public and not cached: what is one answer for everyone depends on its params alone"
        ]
    );
    assert_eq!(
        told(plain(), &json!({"public": true})),
        ["it is public and no member of a context, whose answers alone are one for everyone"]
    );
}

#[test]
fn what_is_private_is_not_asked_for() {
    assert_eq!(told(plain(), &json!({"private": true})), [""; 0]);
    assert_eq!(told(view(&[]), &json!({"private": true})), [""; 0]);
    assert_eq!(
        told(plain(), &json!({"private": true, "auth": "custom"})),
        ["it is private and guarded, and nobody calls it of whom a guard could ask"]
    );
    assert_eq!(
        told(reader(), &json!({"private": true})),
        ["it is private and a member of a context, which is read from outside"]
    );
}

#[test]
fn what_is_kept_is_kept_for_a_while() {
    for parts in [
        json!({"cache": 1}),
        json!({"cache": 3600, "rev": 1}),
        json!({"cache": true, "rev": 0x7fff_ffff_u32}),
    ] {
        assert_eq!(told(reader(), &parts), [""; 0], "{parts}");
    }
    let seconds = "`cache` is `true`, `false` or 1 to 3600 seconds";
    let rev = "`rev` is a whole number from 0 to 2^31−1";
    let nothing = |name: &str| {
        format!(
            "it is no member of a context, so that its answer is never kept: `{name}` does nothing on it"
        )
    };
    assert_eq!(told(reader(), &json!({"cache": 0})), [seconds]);
    assert_eq!(told(reader(), &json!({"cache": 3601})), [seconds]);
    assert_eq!(told(reader(), &json!({"rev": 0x8000_0000_u32})), [rev]);
    assert_eq!(told(plain(), &json!({"cache": 60})), [nothing("cache")]);
    assert_eq!(told(plain(), &json!({"rev": 1})), [nothing("rev")]);
}

#[test]
fn a_view_has_a_route_and_nothing_else_has() {
    let affects = json!([{"context": "user", "all": true}]);
    for parts in [
        json!({}),
        json!({"route": ""}),
        json!({"affects": affects}),
        json!({"methods": ["POST", "GET"]}),
        json!({"affects": affects, "methods": ["POST", "DELETE"], "auth": "staff"}),
    ] {
        assert_eq!(told(view(&[]), &parts), [""; 0], "{parts}");
    }
    assert_eq!(
        told(view(&[]), &json!({"route": null})),
        ["it answers with its host's own response, which takes a `route`"]
    );
    assert_eq!(
        told(plain(), &json!({"route": "a/"})),
        [
            "it has a route and a result, and a route is for what answers with its host's own response"
        ]
    );
    assert_eq!(
        told(view(&[]), &json!({"route": "a\u{202e}/"})),
        ["its route has a character that no screen shows, or that turns text around"]
    );
    assert_eq!(
        told(plain(), &json!({"methods": ["POST"]})),
        ["it has methods and no route that they could be of"]
    );
    assert_eq!(
        told(view(&["user_id: integer"]), &json!({"context": "user"})),
        ["it answers with its host's own response, which no context can hold"]
    );
    assert_eq!(
        told(
            view(&[]),
            &json!({"affects": affects, "methods": ["POST", "GET"]})
        ),
        [
            "it affects something by GET, which is a safe method: browsers fetch ahead and again as they like"
        ]
    );
    for method in ["HEAD", "get", ""] {
        let function = json!({"name": "f", "methods": [method]});
        assert!(
            serde_json::from_value::<crate::ir::Function>(function).is_err(),
            "{method}"
        );
    }
}

#[test]
fn the_arguments_of_a_view_are_parts_of_its_path() {
    let fine = [
        "a: boolean",
        "b: string = \"x\"",
        "c: integer",
        "d: bigint",
        "e: decimal",
        "f: uuid",
        "g: datetime",
        "h: optional date = null",
    ];
    assert_eq!(told(view(&fine), &json!({})), [""; 0]);
    for kind in ["number", "json", "bytes", "list string", "time", "duration"] {
        assert_eq!(
            told(view(&[&format!("a: {kind}")]), &json!({})),
            [
                "function `f`, argument `a`: an argument of a view is a boolean, string, integer, bigint, decimal, uuid, \
                 datetime, date or enum"
            ],
            "{kind}"
        );
    }
}

#[test]
fn what_no_client_has_meets_nothing_there() {
    let named = |name: &str, private: bool| {
        let mut function = call(name, json!([]), &[]);
        function["private"] = json!(private);
        function
    };
    let two = |private| defects(user(&[named("a_b", false), named("a__b", private)]));
    assert_eq!(two(true), [""; 0]);
    assert_eq!(two(false).len(), 2);
    assert_eq!(defects(user(&[named("user", true)])), [""; 0]);
    assert_eq!(defects(user(&[named("user", false)])).len(), 1);
    assert_eq!(
        defects(user(&[named("a_b", false), named("a_b", true)])),
        ["two functions of one name: `a_b`"]
    );
}

fn with_args(args: &Json) -> Json {
    json!({"args": args})
}

#[test]
fn a_file_is_an_argument_of_what_is_called() {
    let file = kind("file");
    for (of, more) in [
        ("file", json!({})),
        ("list file", json!({})),
        ("optional file", json!({"default": null})),
        ("optional list file", json!({"default": null})),
    ] {
        let mut arg = json!({"name": "a", "type": kind(of)});
        if more.get("default").is_some() {
            arg["default"] = json!(null);
        }
        assert_eq!(told(plain(), &with_args(&json!([arg]))), [""; 0], "{of}");
    }
    let elsewhere =
        "a file is an argument of a function, perhaps optional or in a list, and nothing else";
    for of in ["list list file", "list optional file", "map file"] {
        let arg = json!([{"name": "a", "type": kind(of)}]);
        assert_eq!(
            told(plain(), &with_args(&arg)),
            [format!("function `f`, argument `a`: {elsewhere}")],
            "{of}"
        );
    }
    assert_eq!(
        told(plain(), &json!({"result": kind("optional file")})),
        [format!("function `f`, result: {elsewhere}")]
    );
    let types = json!([
        {"kind": "alias", "name": "A", "type": file},
        {"kind": "struct", "name": "S", "fields": [{"name": "a", "type": file}]},
    ]);
    let errors = json!([{"code": "E", "data": file}]);
    assert_eq!(
        defects(json!({"types": types, "errors": errors})),
        [
            format!("alias `A`: {elsewhere}"),
            format!("struct `S`, field `a`: {elsewhere}"),
            format!("error `E`, data: {elsewhere}"),
        ]
    );
    let args = with_args(&json!([{"name": "a", "type": file}]));
    let place = "function `f`, argument `a`: it is a file, and ";
    let mut private = plain();
    private["private"] = json!(true);
    for (function, what) in [
        (private, "nobody sends a private function any"),
        (view(&[]), "the arguments of a view are parts of its path"),
        (reader(), "the arguments of a member are written in a query"),
    ] {
        let found = told(function, &args);
        assert!(found.contains(&format!("{place}{what}")), "{found:?}");
    }
    let some = json!([{"name": "a", "type": kind("list file"), "default": []}]);
    assert_eq!(
        told(plain(), &with_args(&some)),
        [format!("{place}its default is not null")]
    );
}

#[test]
fn the_limits_of_a_file_let_some_through() {
    let limited = |limits: Json| {
        let mut file = kind("file");
        for (name, limit) in limits.as_object().into_iter().flatten() {
            file[name] = limit.clone();
        }
        let found = told(plain(), &with_args(&json!([{"name": "a", "type": file}])));
        let place = "function `f`, argument `a`: ";
        found
            .into_iter()
            .map(|defect| defect.strip_prefix(place).unwrap_or(&defect).to_owned())
            .collect::<Vec<_>>()
    };
    for limits in [
        json!({"max_size": 1}),
        json!({"max_size": u32::MAX, "accept": ["image/png", "IMAGE/*", "application/vnd.a-b+json"]}),
    ] {
        assert_eq!(limited(limits.clone()), [""; 0], "{limits}");
    }
    assert_eq!(
        limited(json!({"max_size": 0})),
        ["`max_size` is 0, so that no file would do"]
    );
    assert_eq!(
        limited(json!({"accept": []})),
        ["`accept` names no content type"]
    );
    for bad in [
        "",
        "png",
        "*/*",
        "image/",
        "/png",
        ".png",
        "image/p*",
        "a/b/c",
        "image/png; q=1",
    ] {
        assert_eq!(
            limited(json!({"accept": [bad]})),
            [format!(
                "`accept` names `{bad}`, which is no content type as `image/png` or `image/*`"
            )],
        );
    }
}

#[test]
fn a_route_names_the_arguments_that_come_from_the_path() {
    for (route, args) in [
        ("", &[] as &[&str]),
        ("notes/{note_id}/", &["note_id: integer"]),
        (
            "files/{kind}-{size}/{*rest}",
            &["kind: string", "size: integer", "rest: string"],
        ),
    ] {
        assert_eq!(
            told(view(args), &json!({"route": route})),
            [""; 0],
            "{route}"
        );
    }
    let brace = "its route has a brace that is none of `{argument}` or `{*argument}`";
    for route in [
        "{", "}", "{}", "{*}", "{a", "a}", "{a}}", "{{a}", "{a*}", "{**a}", "}{a}",
    ] {
        let alone = told(view(&[]), &json!({"route": route}));
        assert_eq!(alone, [brace], "{route}");
    }
    for (route, args, what) in [
        (
            "/a/",
            &[] as &[&str],
            "its route begins with a slash, and takes none",
        ),
        ("{a}/{*a}", &["a: string"], "its route has `a` twice"),
        (
            "<int:a>/{b}/",
            &[],
            "its route has `{b}`, which is no argument of it",
        ),
        (
            "<int:a>/",
            &["a: integer"],
            "its argument `a` is neither in the route nor has it a default, and nothing else could give it",
        ),
    ] {
        assert_eq!(
            told(view(args), &json!({"route": route})),
            [what],
            "{route}"
        );
    }
    let mut beside = view(&["a: integer"]);
    beside["args"][0]["default"] = json!(1);
    assert_eq!(told(beside, &json!({"route": "a/"})), [""; 0]);
}
