//! What `#[mizan::client]` and `#[derive(mizan::Type)]` declare, and what runs when a declared function is called.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicI64, Ordering},
};

use mizan::{Caller, Code, Context, Problem, State};
use mizan_core::{
    ir::Ir,
    registry::{self, ENTRIES, Invocation, Output, RegistryError, States},
};
use serde_json::{Value as Json, json};

const USER: Context = Context::new("user")
    .identity("user_id")
    .view(&["page", "sort"]);
const CATALOG: Context = Context::new("catalog");

/// What is known of a user.
///
/// A second paragraph.
#[derive(Debug, PartialEq, mizan::Type)]
struct Profile {
    /// The user's number.
    id: i64,
    nickname: Option<String>,
    r#type: String,
    tags: Vec<Tag>,
}

#[derive(Debug, PartialEq, mizan::Type)]
struct Tag {
    text: String,
}

/// Its input form differs, since fields may be left out.
#[derive(Debug, PartialEq, mizan::Type)]
struct Filter {
    text: String,
    #[mizan(default = 10)]
    most: u16,
    tag: Option<Tag>,
}

/// A list of itself.
#[derive(Debug, PartialEq, mizan::Type)]
struct Tree {
    filter: Filter,
    leaves: Vec<Tree>,
}

struct Counter(AtomicI64);

/// One's own profile.
#[mizan::client(context = USER, auth = "self", cache = false)]
fn user_profile(
    counter: State<Counter>,
    /// Whose.
    user_id: i64,
    #[mizan(default = -1)] page: i32,
    sort: Option<String>,
    caller: Option<Caller>,
) -> Profile {
    counter.0.fetch_add(1, Ordering::Relaxed);
    Profile {
        id: user_id,
        nickname: sort,
        r#type: caller.map_or_else(|| format!("nobody {page}"), |caller| caller.id),
        tags: vec![Tag {
            text: "x".to_owned(),
        }],
    }
}

#[mizan::client(affects = [USER.member("user_profile").scope(&[("user_id", "owner")]), CATALOG.all(), USER], auth = true)]
async fn rename(caller: Caller, owner: i64, r#final: bool) -> Result<(), Problem> {
    let word = std::future::ready(caller.id).await;
    if r#final && owner == 0 {
        return Err(Problem::new(Code::Conflict).detail(word));
    }
    Ok(())
}

#[mizan::client]
fn search(
    #[mizan(default = "a\"b")] text: String,
    #[mizan(default = [])] words: Vec<String>,
    #[mizan(default = None)] filter: Option<Filter>,
    #[mizan(default = 0.5)] least: f64,
    #[mizan(default = true)] whole: bool,
    tree: Tree,
) -> Vec<Tree> {
    let _ = (text, words, filter, least, whole);
    vec![tree]
}

#[mizan::client(context = CATALOG)]
fn products() -> i64 {
    3
}

#[mizan::client(context = CATALOG, public = true, cache = 60, rev = 3)]
fn prices() -> i64 {
    5
}

#[mizan::client(private = true, public = false, affects = CATALOG)]
fn restock() {}

#[mizan::client(auth = "staff")]
fn ban() {}

#[mizan::client(auth = "superuser")]
fn reset() {}

#[mizan::client(auth = "editor of \"news\"")]
fn publish(caller: Option<Caller>) {
    let _ = caller;
}

/// An error of the app's own.
struct Broken;

impl From<Broken> for Problem {
    fn from(_: Broken) -> Self {
        Self::new(Code::Unavailable).log("the disk is full")
    }
}

type Aliased = Result<&'static str, Broken>;

#[mizan::client]
fn aliased(fail: bool) -> Aliased {
    if fail { Err(Broken) } else { Ok("fine") }
}

#[mizan::client]
fn too_wide() -> Profile {
    Profile {
        id: 1 << 53,
        nickname: None,
        r#type: String::new(),
        tags: Vec::new(),
    }
}

#[mizan::client]
fn numbers(bytes: Vec<u16>, small: u8, wide: u64) {
    let _ = (bytes, small, wide);
}

fn document() -> Ir {
    registry::export(ENTRIES).unwrap_or(Ir {
        version: 0,
        types: Vec::new(),
        contexts: Vec::new(),
        errors: Vec::new(),
        functions: Vec::new(),
    })
}

fn of(list: &str, name: &str) -> Json {
    let document = json!(document());
    let found = document[list]
        .as_array()
        .and_then(|all| all.iter().find(|each| each["name"] == name));
    found.cloned().unwrap_or_default()
}

fn call(name: &str, args: &Json, caller: Option<Caller>) -> Result<Json, Problem> {
    let states = States::default().with(Counter(AtomicI64::new(0)));
    run(name, args, caller, states)
}

fn run(name: &str, args: &Json, caller: Option<Caller>, states: States) -> Result<Json, Problem> {
    let entry = registry::find(name).ok_or_else(|| Problem::new(Code::NotFound))?;
    let args = args.as_object().cloned().unwrap_or_default();
    let answer = pollster::block_on((entry.call)(Invocation {
        args,
        caller,
        states,
        ..Invocation::default()
    }))?
    .into_json()?;
    Ok(serde_json::from_slice(&answer).unwrap_or_default())
}

fn ada() -> Caller {
    Caller {
        id: "ada".to_owned(),
        roles: BTreeSet::new(),
        permissions: "00".to_owned(),
    }
}

#[test]
fn a_member_is_described_without_state_and_caller() {
    assert_eq!(
        of("functions", "user_profile"),
        json!({
            "name": "user_profile",
            "doc": "One's own profile.",
            "context": "user",
            "affects": [],
            "auth": "self",
            "cache": false,
            "args": [
                {"name": "user_id", "type": {"type": "integer"}, "doc": "Whose."},
                {"name": "page", "type": {"type": "integer", "minimum": -2_147_483_648_i64, "maximum": 2_147_483_647}, "default": -1},
                {"name": "sort", "type": {"type": "optional", "item": {"type": "string"}}, "default": null},
            ],
            "result": {"type": "ref", "name": "Profile"},
            "raises": [],
        })
    );
}

#[test]
fn guards_visibility_and_keeping_are_said() {
    let prices = of("functions", "prices");
    assert_eq!(
        (&prices["public"], &prices["cache"], &prices["rev"]),
        (&json!(true), &json!(60), &json!(3))
    );
    let restock = of("functions", "restock");
    assert_eq!(
        (&restock["private"], restock.get("public")),
        (&json!(true), None)
    );
    for (name, auth) in [
        ("ban", "staff"),
        ("reset", "superuser"),
        ("publish", "role:editor of \"news\""),
    ] {
        assert_eq!(of("functions", name)["auth"], auth, "{name}");
    }
}

#[test]
fn targets_keep_their_declared_order() {
    let rename = of("functions", "rename");
    assert_eq!(
        rename["affects"],
        json!([
            {"context": "user", "function": "user_profile", "scope": {"user_id": "owner"}, "all": false},
            {"context": "catalog", "all": true},
            {"context": "user", "all": false},
        ])
    );
    assert_eq!(rename["auth"], "required");
    assert_eq!(rename["result"], json!({"type": "null"}));
    let names: Vec<_> = [0, 1]
        .map(|place| rename["args"][place]["name"].clone())
        .into();
    assert_eq!(names, ["owner", "final"]);
}

#[test]
fn contexts_come_once_however_often_they_are_named() {
    assert_eq!(
        json!(document().contexts),
        json!([
            {"name": "catalog", "view": [], "params": []},
            {"name": "user", "identity": "user_id", "view": ["page", "sort"], "params": []},
        ])
    );
}

#[test]
fn a_struct_has_its_fields_in_declared_order_with_docs() {
    assert_eq!(
        of("types", "Profile"),
        json!({
            "kind": "struct",
            "name": "Profile",
            "doc": "What is known of a user.\n\nA second paragraph.",
            "fields": [
                {"name": "id", "type": {"type": "integer"}, "doc": "The user's number."},
                {"name": "nickname", "type": {"type": "optional", "item": {"type": "string"}}},
                {"name": "type", "type": {"type": "string"}},
                {"name": "tags", "type": {"type": "list", "item": {"type": "ref", "name": "Tag"}}},
            ],
        })
    );
}

#[test]
fn an_input_form_that_differs_has_a_name_of_its_own() {
    let reference = |name: &str| json!({"type": "ref", "name": name});
    assert_eq!(
        of("types", "FilterInput")["fields"],
        json!([
            {"name": "text", "type": {"type": "string"}},
            {"name": "most", "type": {"type": "integer", "minimum": 0, "maximum": 65_535}, "default": 10},
            {"name": "tag", "type": {"type": "optional", "item": reference("Tag")}, "default": null},
        ])
    );
    assert_eq!(
        of("types", "TreeInput")["fields"],
        json!([
            {"name": "filter", "type": reference("FilterInput")},
            {"name": "leaves", "type": {"type": "list", "item": reference("TreeInput")}},
        ])
    );
    assert_eq!(
        of("types", "Tree")["fields"],
        json!([
            {"name": "filter", "type": reference("Filter")},
            {"name": "leaves", "type": {"type": "list", "item": reference("Tree")}},
        ])
    );
    assert_eq!(
        of("types", "Filter")["fields"],
        json!([
            {"name": "text", "type": {"type": "string"}},
            {"name": "most", "type": {"type": "integer", "minimum": 0, "maximum": 65_535}},
            {"name": "tag", "type": {"type": "optional", "item": reference("Tag")}},
        ])
    );
    let names: Vec<_> = document()
        .types
        .iter()
        .map(|one| one.name().to_owned())
        .collect();
    assert_eq!(
        names,
        [
            "Filter",
            "FilterInput",
            "Profile",
            "Tag",
            "Tree",
            "TreeInput"
        ]
    );
}

#[test]
fn defaults_are_the_json_that_was_meant() {
    let search = of("functions", "search");
    let defaults: Vec<_> = (0..6)
        .map(|place| search["args"][place].get("default").cloned())
        .collect();
    assert_eq!(
        defaults,
        [
            Some(json!("a\"b")),
            Some(json!([])),
            Some(Json::Null),
            Some(json!(0.5)),
            Some(json!(true)),
            None
        ]
    );
}

#[test]
fn the_graph_starts_and_has_a_text() {
    let text = mizan::export_ir().unwrap_or_else(|error| error.to_string());
    assert!(
        text.starts_with("mizan version=1\ncontext \"catalog\"\n"),
        "{text}"
    );
}

#[test]
fn arguments_state_and_caller_arrive() {
    let args = json!({"user_id": 7, "page": 2, "sort": null});
    let states = States::default().with(Counter(AtomicI64::new(4)));
    assert_eq!(
        run("user_profile", &args, None, states.clone()),
        Ok(json!({"id": 7, "nickname": null, "type": "nobody 2", "tags": [{"text": "x"}]}))
    );
    assert_eq!(
        run("user_profile", &args, Some(ada()), states.clone()).map(|it| it["type"].clone()),
        Ok(json!("ada"))
    );
    let counted = states
        .get::<Counter>()
        .map(|it| it.0.load(Ordering::Relaxed));
    assert_eq!(counted, Some(6));
}

#[test]
fn structs_are_written_in_declared_order() {
    let entry = registry::find("search").map(|entry| entry.call);
    let leaf = r#"{"filter":{"text":"t","most":10,"tag":null},"leaves":[]}"#;
    let tree = format!(
        r#"{{"filter":{{"text":"u","most":1,"tag":{{"text":"é"}}}},"leaves":[{leaf},{leaf}]}}"#
    );
    let args = format!(
        r#"{{"text":"","words":[],"filter":null,"least":0.1,"whole":false,"tree":{tree}}}"#
    );
    let answer = entry.map(|call| {
        pollster::block_on(call(Invocation {
            args: serde_json::from_str(&args).unwrap_or_default(),
            ..Invocation::default()
        }))
        .and_then(Output::into_json)
    });
    assert_eq!(answer, Some(Ok(format!("[{tree}]").into_bytes())));
}

#[test]
fn an_async_function_and_its_refusal() {
    let args = |owner: i64| json!({"owner": owner, "final": true});
    assert_eq!(call("rename", &args(1), Some(ada())), Ok(Json::Null));
    assert_eq!(
        call("rename", &args(0), Some(ada())),
        Err(Problem::new(Code::Conflict).detail("ada"))
    );
    assert_eq!(
        call("rename", &args(1), None),
        Err(Problem::new(Code::Unauthenticated))
    );
}

#[test]
fn an_error_of_the_apps_own_becomes_a_problem() {
    assert_eq!(
        call("aliased", &json!({"fail": false}), None),
        Ok(json!("fine"))
    );
    assert_eq!(
        call("aliased", &json!({"fail": true}), None),
        Err(Problem::new(Code::Unavailable).log("the disk is full"))
    );
}

#[test]
fn what_the_rust_type_cannot_hold_is_the_callers_fault() {
    let fault = |args: Json| {
        let problem = call("numbers", &args, None).err();
        problem.map(|problem| {
            (
                problem.protocol_code(),
                problem.to_native_json()["errors"].clone(),
            )
        })
    };
    assert_eq!(
        fault(json!({"bytes": [1, 65_536], "small": 0, "wide": 0})),
        Some((
            Some(Code::Invalid),
            json!([{"path": ["args", "bytes", 1], "code": "range"}])
        ))
    );
    assert_eq!(
        fault(json!({"bytes": [], "small": 0, "wide": -1})),
        Some((
            Some(Code::Invalid),
            json!([{"path": ["args", "wide"], "code": "range"}])
        ))
    );
    assert_eq!(
        fault(json!({"bytes": [], "small": 255, "wide": 9_007_199_254_740_991_i64})),
        None
    );
}

#[test]
fn a_result_beyond_the_wire_is_the_functions_own_fault() {
    assert_eq!(
        call("too_wide", &json!({}), None),
        Err(Problem::new(Code::Internal).log("the result.id is no integer"))
    );
}

#[test]
fn a_state_that_nobody_supplied_is_named() {
    let error = registry::check_states(ENTRIES, &States::default()).err();
    let Some(RegistryError::Defects(defects)) = error else {
        assert_eq!(error, Some(RegistryError::Defects(Vec::new())));
        return;
    };
    assert_eq!(defects.len(), 1);
    assert!(
        defects[0].contains("`user_profile`") && defects[0].contains("Counter"),
        "{defects:?}"
    );
}

#[test]
fn declared_functions_are_still_functions() {
    assert_eq!(aliased(false).ok(), Some("fine"));
    let counter = State::new(Counter(AtomicI64::new(0)));
    assert_eq!(user_profile(counter.clone(), 3, 1, None, None).id, 3);
    assert_eq!(counter.0.load(Ordering::Relaxed), 1);
}
