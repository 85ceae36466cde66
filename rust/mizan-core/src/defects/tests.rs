//! Long, because every rule of a legal graph has its table here.

use serde_json::{Value as Json, json};

use super::{Findings, find};
use crate::ir::Ir;

fn findings(ir: Json) -> Findings {
    let mut whole = json!({"version": 1});
    if let (Some(whole), Json::Object(parts)) = (whole.as_object_mut(), ir) {
        whole.extend(parts);
    }
    match serde_json::from_value::<Ir>(whole) {
        Ok(ir) => find(&ir),
        Err(error) => unreachable!("an IR: {error}"),
    }
}

fn defects(ir: Json) -> Vec<String> {
    findings(ir).defects
}

fn kind(text: &str) -> Json {
    match text.split_once(' ') {
        Some((outer, item)) => json!({"type": outer, "item": kind(item)}),
        None if text.starts_with(char::is_uppercase) => json!({"type": "ref", "name": text}),
        None => json!({"type": text}),
    }
}

/// `name: type`, or with a default `name: type = json`.
fn field(text: &str) -> Json {
    let (name, rest) = text.split_once(": ").unwrap_or((text, "null"));
    match rest.split_once(" = ") {
        None => json!({"name": name, "type": kind(rest)}),
        Some((of, default)) => {
            let default: Json = serde_json::from_str(default).unwrap_or_default();
            json!({"name": name, "type": kind(of), "default": default})
        }
    }
}

fn fields(texts: &[&str]) -> Json {
    texts.iter().map(|text| field(text)).collect()
}

fn member(name: &str, context: &str, args: &[&str]) -> Json {
    json!({"name": name, "context": context, "auth": "required", "args": fields(args), "result": kind("null")})
}

fn call(name: &str, affects: Json, args: &[&str]) -> Json {
    let mut function = json!({"name": name, "args": fields(args), "result": kind("null")});
    function["affects"] = affects;
    function
}

fn structs(list: &[(&str, &[&str])]) -> Json {
    let of = |(name, members): &(&str, &[&str])| json!({"kind": "struct", "name": name, "fields": fields(members)});
    list.iter().map(of).collect()
}

/// A context `user` with its identity and a view param, and what else there is.
fn user(functions: &[Json]) -> Json {
    let mut all = vec![
        member("user_profile", "user", &["user_id: integer"]),
        member(
            "user_orders",
            "user",
            &[
                "user_id: integer",
                "page: integer = 1",
                "tags: list string",
                "status: optional string = null",
            ],
        ),
    ];
    all.extend_from_slice(functions);
    json!({"contexts": [{"name": "user", "identity": "user_id", "view": ["page"]}], "functions": all})
}

#[test]
fn a_legal_graph_has_no_defects() {
    let all = json!([{"context": "user"}, {"context": "user", "function": "user_orders"}, {"context": "user", "all": true}]);
    let scoped = json!([{"context": "user", "scope": {"user_id": "owner", "status": "name"}}]);
    let mut own = call(
        "rename",
        all.clone(),
        &["user_id: optional integer", "name: string"],
    );
    own["auth"] = json!("self");
    let findings = findings(user(&[
        own,
        call(
            "ship",
            scoped,
            &["owner: optional integer = null", "name: string = \"x\""],
        ),
        // A view param and a list param never scope, so that their arguments may have any type.
        call(
            "jump",
            json!([{"context": "user"}]),
            &["user_id: integer", "page: string", "tags: integer"],
        ),
        call(
            "ping",
            json!([]),
            &[
                "n: number = 1.5",
                "t: datetime = \"2026-01-02T03:04:05Z\"",
                "x: null = null",
            ],
        ),
        member(
            "more",
            "user",
            &["user_id: integer", "status: string", "page: integer = 1"],
        ),
    ]));
    assert_eq!(findings, Findings::default());
    assert_eq!(defects(json!({})), [""; 0]);
}

#[test]
fn names_have_a_form() {
    let bad = [
        "",
        "A",
        "userId",
        "_a",
        "1a",
        "a-b",
        "a.b",
        "a b",
        "é",
        "a\n",
        "a`\u{202e}",
    ];
    for name in bad {
        let found = defects(json!({"functions": [call(name, json!([]), &[])]}));
        let quoted = match name {
            "a\n" => "a\\u{a}",
            "a`\u{202e}" => "a\\u{60}\\u{202e}",
            name => name,
        };
        assert_eq!(
            found,
            [format!(
                "function `{quoted}`: the name is not `[a-z][a-z0-9_]*`"
            )]
        );
    }
    assert_eq!(
        defects(json!({
            "contexts": [{"name": "Ctx"}],
            "functions": [call("f", json!([]), &["A: null", "constructor: null"]), call("prototype", json!([]), &[])],
            "types": structs(&[("a-b", &["9: null", "__proto__: null", "Fine_9: null", "type: null"])]),
        })),
        [
            "context `Ctx`: the name is not `[a-z][a-z0-9_]*`",
            "function `f`, argument `A`: the name is not `[a-z][a-z0-9_]*`",
            "function `f`, argument `constructor`: the name has a meaning of its own in JavaScript",
            "function `prototype`: the name has a meaning of its own in JavaScript",
            "struct `a-b`: the name is not `[A-Za-z_][A-Za-z0-9_]*`",
            "struct `a-b`, field `__proto__`: the name has a meaning of its own in JavaScript",
        ]
    );
}

#[test]
fn no_two_names_meet() {
    let ir = json!({
        "contexts": [{"name": "cart"}, {"name": "cart"}],
        "types": structs(&[("T", &["a: null", "a: null"]), ("T", &[])]),
        "functions": [
            call("f", json!([]), &["a: null", "a: null"]),
            call("f", json!([]), &["user_id: null", "user__id: null"]),
            call("a_1", json!([]), &[]),
            call("a1", json!([]), &[]),
        ],
    });
    assert_eq!(
        defects(ir),
        [
            "function `f`: two arguments of one name: `a`",
            "function `f`: the arguments `user__id` and `user_id` are both `userId` in generated clients",
            "struct `T`: two fields of one name: `a`",
            "two contexts of one name: `cart`",
            "two functions of one name: `f`",
            "two types of one name: `T`",
            "the functions `a1` and `a_1` are both `a1` in generated clients",
            "the contexts and functions `a1` and `a_1` are both `a1` in generated clients",
        ]
    );
    assert_eq!(
        defects(json!({
            "contexts": [{"name": "my_cart"}, {"name": "user"}],
            "functions": [call("my__cart", json!([]), &[]), call("user", json!([]), &[]),
                          member("m", "user", &["a_b: string"]), member("n", "user", &["a__b: string"])],
        })),
        [
            "`user`: a context and a function that is no member of one share this name in generated clients",
            "the contexts and functions `my__cart` and `my_cart` are both `myCart` in generated clients",
            "context `user`: the params `a__b` and `a_b` are both `aB` in generated clients",
        ]
    );
    // A member is only ever seen inside of its context.
    assert_eq!(
        defects(
            json!({"contexts": [{"name": "cart"}], "functions": [member("cart", "cart", &[])]})
        ),
        [""; 0]
    );
}

#[test]
fn a_param_is_one_thing() {
    let ir = json!({
        "contexts": [{"name": "c", "identity": "who", "view": ["page", "zoom"]}],
        "functions": [
            member("a", "c", &["page: integer = 1", "q: string", "r: optional string = null", "s: integer = 1", "same: integer = 7", "ok: string"]),
            member("b", "c", &["page: integer = 2", "q: integer", "r: string = \"\"", "same: integer = 7.0", "s: integer", "ok: optional string = null"]),
            member("d", "gone", &[]),
        ],
    });
    assert_eq!(
        defects(ir),
        [
            "function `d`: its context `gone` is not declared",
            "context `c`: no member has its identity `who`",
            "context `c`: no member has its view param `zoom`",
            "context `c`, param `page`: it has two defaults, in `a` and in `b`",
            "context `c`, param `q`: it has two types, in `a` and in `b`",
            "context `c`, param `r`: it has two defaults, in `a` and in `b`",
        ]
    );
}

#[test]
fn a_param_is_something_that_a_query_can_spell() {
    let allowed = [
        "boolean",
        "string",
        "integer",
        "uuid",
        "datetime",
        "list uuid",
        "optional datetime",
        "optional list string",
        "bigint",
        "decimal",
        "date",
        "list Hue",
        "optional Hue",
    ];
    let hues = json!([
        {"kind": "alias", "name": "Hue", "type": {"type": "ref", "name": "Colour"}},
        {"kind": "alias", "name": "Colour", "type": {"type": "enum", "values": ["red", "green"]}},
        {"kind": "alias", "name": "Hues", "type": {"type": "list", "item": {"type": "ref", "name": "Hue"}}},
    ]);
    for of in allowed {
        let arg = format!("x: {of}");
        let ir = json!({"contexts": [{"name": "c"}], "types": hues, "functions": [member("m", "c", &[&arg])]});
        assert_eq!(defects(ir), [""; 0], "{of}");
    }
    let allowed = "a param of a context is a boolean, string, integer, bigint, decimal, uuid, datetime, date or enum, \
                   or a list of those";
    for of in [
        "number",
        "null",
        "T",
        "list number",
        "list list string",
        "list optional string",
        "list T",
        "optional T",
        "bytes",
        "time",
        "duration",
        "json",
        "map string",
        // A query repeats a list's name, which is not looked for behind another.
        "Hues",
    ] {
        let arg = format!("x: {of}");
        let ir = json!({"contexts": [{"name": "c"}], "types": [structs(&[("T", &[])])[0], hues[0], hues[1], hues[2]],
                        "functions": [member("m", "c", &[&arg])]});
        assert_eq!(
            defects(ir),
            [format!("context `c`, param `x` (in `m`): {allowed}")],
            "{of}"
        );
    }
    let cases = [
        (
            "x: optional integer = 1",
            "it takes null, and its default is not null",
        ),
        (
            "x: optional list integer = []",
            "it takes null, and its default is not null",
        ),
        (
            "x: list integer = [1]",
            "it is a list, and its default is not empty",
        ),
    ];
    for (arg, what) in cases {
        let ir = json!({"contexts": [{"name": "c"}], "functions": [member("m", "c", &[arg])]});
        assert_eq!(
            defects(ir),
            [format!("context `c`, param `x` (in `m`): {what}")],
            "{arg}"
        );
    }
    let fine = [
        "a: list integer = []",
        "b: optional integer = null",
        "c: integer = 7",
        "d: optional list string = null",
    ];
    assert_eq!(
        defects(json!({"contexts": [{"name": "c"}], "functions": [member("m", "c", &fine)]})),
        [""; 0]
    );
}

#[test]
fn targets_exist_and_scopes_fit() {
    let scope = |scope: Json| json!([{"context": "user", "scope": scope}]);
    let on = |function: &str, scope: Json| json!([{"context": "user", "function": function, "scope": scope}]);
    let cases: &[(Json, &[&str], &[&str])] = &[
        (
            json!([{"context": "usr"}]),
            &[],
            &["it affects the context `usr`, which is not declared"],
        ),
        (
            json!([{"context": "user", "function": "gone"}]),
            &[],
            &["it affects `gone`, which is no member of the context `user`"],
        ),
        (
            json!([{"context": "user", "function": "m"}]),
            &[],
            &["it affects `m`, which is no member of the context `user`"],
        ),
        (
            scope(json!({"nope": "a"})),
            &["a: integer"],
            &["its scope names `nope`, which is no param of its target on `user`"],
        ),
        (
            on("user_profile", json!({"status": "a"})),
            &["a: string"],
            &["its scope names `status`, which is no param of its target on `user`"],
        ),
        (
            scope(json!({"user_id": "gone"})),
            &["a: integer"],
            &["its scope takes `user_id` from `gone`, which is no argument"],
        ),
        (
            scope(json!({"page": "a"})),
            &["a: integer"],
            &["its scope names `page`, a view param of `user`, which never scopes"],
        ),
        (
            scope(json!({"tags": "a"})),
            &["a: list string"],
            &["its scope names `tags`, a list param of `user`, which never scopes"],
        ),
        (
            scope(json!({})),
            &[],
            &["its scope names no param; to drop the whole context is `all()`"],
        ),
        (
            json!([{"context": "user", "all": true, "scope": {"user_id": "a"}}]),
            &["a: integer"],
            &["it drops all of a context and scopes it at once"],
        ),
        (
            scope(json!({"user_id": "a", "status": "a"})),
            &["a: uuid"],
            &[
                "its argument `a` takes a uuid, while the param `status` of `user` that it scopes takes a string or null",
                "its argument `a` takes a uuid, while the param `user_id` of `user` that it scopes takes an integer within ±(2^53−1)",
            ],
        ),
        (
            json!([{"context": "user"}]),
            &["user_id: optional string", "status: string"],
            &[
                "its argument `user_id` takes a string or null, while the param `user_id` of `user` that it scopes takes an integer within ±(2^53−1)",
            ],
        ),
        (
            json!([{"context": "user", "function": "user_profile"}]),
            &["user_id: list integer", "status: integer"],
            &[
                "its argument `user_id` takes a list, each element an integer within ±(2^53−1), while the param `user_id` of `user` that it scopes takes an integer within ±(2^53−1)",
            ],
        ),
        (
            json!([{"context": "user", "all": true}]),
            &["user_id: string"],
            &[],
        ),
    ];
    for (affects, args, expected) in cases {
        let found = defects(user(&[call("m", affects.clone(), args)]));
        let expected: Vec<_> = expected
            .iter()
            .map(|what| format!("function `m`: {what}"))
            .collect();
        assert_eq!(found, expected, "{affects}");
    }
}

#[test]
fn a_target_has_members() {
    let ir = json!({
        "contexts": [{"name": "site"}],
        "functions": [call("m", json!([{"context": "site", "all": true}]), &[])],
    });
    assert_eq!(
        defects(ir),
        ["function `m`: it affects the context `site`, which has no members"]
    );
}

#[test]
fn a_member_affects_nothing() {
    let mut reader = member("m", "user", &[]);
    reader["affects"] = json!([{"context": "user"}]);
    assert_eq!(
        defects(user(&[reader])),
        [
            "function `m`: a member of a context is read by a safe method, so that it affects nothing"
        ]
    );
}

#[test]
fn only_what_is_kept_can_be_uncached() {
    let uncached = |mut function: Json| {
        function["cache"] = json!(false);
        defects(user(&[function]))
    };
    let nothing = "it is no member of a context, so that its answer is never kept: `cache` does nothing on it";
    let cases = [
        (call("ping", json!([]), &[]), vec![nothing]),
        (
            call("ping", json!([{"context": "user", "all": true}]), &[]),
            vec![nothing],
        ),
        (member("ping", "user", &[]), vec![]),
    ];
    for (function, expected) in cases {
        let expected: Vec<_> = expected
            .iter()
            .map(|what| format!("function `ping`: {what}"))
            .collect();
        assert_eq!(uncached(function.clone()), expected, "{function}");
    }
}

#[test]
fn self_needs_one_identity_and_its_argument() {
    let own = |mut function: Json| {
        function["auth"] = json!("self");
        let mut ir = user(&[
            member("shop_stock", "shop", &["owner: integer"]),
            member("site_news", "site", &[]),
            function,
        ]);
        ir["contexts"] = json!([
            {"name": "user", "identity": "user_id", "view": ["page"]},
            {"name": "shop", "identity": "owner"},
            {"name": "site"},
        ]);
        defects(ir)
    };
    let needs = |what: &str| vec![format!("function `m`: {what}")];
    let user = json!([{"context": "user"}]);
    assert_eq!(
        own(call("m", json!([]), &["user_id: integer"])),
        needs("`self` needs a context that has an identity")
    );
    assert_eq!(
        own(call("m", json!([{"context": "site"}]), &[])),
        needs("`self` needs a context that has an identity")
    );
    assert_eq!(
        own(member("m", "site", &[])),
        needs("`self` needs a context that has an identity")
    );
    let argument = "`self` needs a required argument `user_id` that is no list";
    assert_eq!(own(call("m", user.clone(), &[])), needs(argument));
    assert_eq!(
        own(call("m", user.clone(), &["user_id: integer = 5"])),
        needs(argument)
    );
    assert_eq!(own(member("m", "user", &[])), needs(argument));
    let all = json!([{"context": "user", "all": true}]);
    assert_eq!(
        own(call("m", all, &["user_id: list integer"])),
        needs(argument)
    );
    let both = json!([{"context": "user"}, {"context": "shop"}]);
    assert_eq!(
        own(call("m", both, &["user_id: integer", "owner: integer"])),
        needs("`self` is ambiguous: its contexts have different identities, `owner` and `user_id`")
    );
    let with_site = json!([{"context": "site"}, {"context": "user"}]);
    assert_eq!(own(call("m", with_site, &["user_id: integer"])), [""; 0]);
    assert_eq!(own(member("m", "user", &["user_id: integer"])), [""; 0]);
}

#[test]
fn an_author_is_warned() {
    let mut open = member("open", "user", &["user_id: integer"]);
    open["auth"] = json!(null);
    let found = findings(user(&[
        open,
        call(
            "recategorise",
            json!([{"context": "user"}]),
            &["status: string"],
        ),
        call("mine", json!([{"context": "user"}]), &["name: string"]),
        call(
            "profile",
            json!([{"context": "user", "function": "user_profile"}]),
            &["status: string"],
        ),
        call(
            "both",
            json!([{"context": "user"}]),
            &["status: string", "user_id: integer"],
        ),
        call(
            "all",
            json!([{"context": "user", "all": true}]),
            &["status: string"],
        ),
    ]));
    assert_eq!(found.defects, [""; 0]);
    assert_eq!(
        found.warnings,
        [
            "context `user`: it has an identity, and its member `open` has no guard: whoever names a caller sees that caller's data",
            "function `recategorise`: it drops the context `user` of every caller with the same `status`, since an argument of that name goes before the identity `user_id`",
        ]
    );
}

#[test]
fn all_defects_come_at_once_each_on_one_line() {
    let found = defects(json!({
        "contexts": [{"name": "a\nb", "identity": "x"}],
        "types": structs(&[("T", &["t: T"])]),
        "functions": [call("f\u{1b}[2J", json!([{"context": "\u{202e}"}]), &["a: Gone"])],
    }));
    assert_eq!(found.len(), 6, "{found:?}");
    for defect in found {
        assert!(
            !defect
                .chars()
                .any(|c| c.is_control() || crate::ir_text::is_escaped(c)),
            "{defect:?}"
        );
    }
    let long = defects(json!({"functions": [call(&"A".repeat(10_000), json!([]), &[])]}));
    assert!(long[0].len() < 300);
}

mod parts;
mod serving;
mod types;
