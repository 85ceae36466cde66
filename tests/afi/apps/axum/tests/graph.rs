//! The reference app's shop is the graph of the vectors, and its functions do what their docs say.

use std::{
    collections::BTreeSet,
    env, fs,
    path::PathBuf,
    process,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use mizan::{Caller, Code, Problem};
use mizan_core::{
    graph::Graph,
    invalidation::{PlainGraph, Target},
    registry::{self, ENTRIES, Invocation, Output, States},
    running::{Dropped, Running},
    types::Value,
};
use mizan_reference::Database;
use serde_json::{Value as Json, json};

/// The shared graph, as other languages read it.
const SHOP: &str = include_str!("../../../vectors/shop_graph.json");

fn by_name(mut graph: PlainGraph) -> PlainGraph {
    for context in &mut graph.contexts {
        for member in &mut context.members {
            member.params.sort_by(|a, b| a.name.cmp(&b.name));
        }
        context.members.sort_by(|a, b| a.name.cmp(&b.name));
    }
    for mutation in &mut graph.mutations {
        mutation.args.sort();
    }
    graph.contexts.sort_by(|a, b| a.name.cmp(&b.name));
    graph.mutations.sort_by(|a, b| a.name.cmp(&b.name));
    graph
}

struct App {
    folder: PathBuf,
    states: States,
    graph: Arc<Graph>,
}

/// Databases of tests that run at the same time.
static FOLDERS: AtomicU32 = AtomicU32::new(0);

impl Drop for App {
    fn drop(&mut self) {
        // Nothing but a temporary file is left behind if this fails.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What a call gave, and what it dropped beside its own targets.
struct Told {
    answer: Result<Json, Problem>,
    dropped: Dropped,
}

impl App {
    fn start() -> Option<Self> {
        let ir = registry::export(ENTRIES).ok()?;
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("mizan-graph-{}-{number}", process::id()));
        fs::create_dir(&folder).ok()?;
        let states = States::default().with(Database::open(folder.join("db.sqlite3")).ok()?);
        registry::check_states(ENTRIES, &states).ok()?;
        Some(Self {
            folder,
            states,
            graph: Arc::new(Graph::from_ir(ir).ok()?),
        })
    }

    /// A call as a host makes it: decoded and encoded by the graph, then run.
    fn call(&self, name: &str, args: &Json, caller: Option<&str>) -> Result<Json, Problem> {
        self.tell(name, args, caller)?.answer
    }

    /// The same, with what it dropped.
    fn tell(&self, name: &str, args: &Json, caller: Option<&str>) -> Result<Told, Problem> {
        let checked = self
            .graph
            .decode_args(name, json!({"args": args}).to_string().as_bytes())?;
        let checked = Value::Struct(checked.into_iter().collect());
        let args = self.graph.encode_args(name, &&checked);
        let args = args.map_err(|_| Problem::new(Code::Internal))?;
        let args = serde_json::from_str(&args).unwrap_or_default();
        let caller = caller.map(|id| Caller {
            id: id.to_owned(),
            roles: BTreeSet::new(),
            permissions: String::new(),
        });
        let entry = registry::find(name).ok_or_else(|| Problem::new(Code::NotFound))?;
        let running = Running::new(Arc::clone(&self.graph), false);
        let work = (entry.call)(Invocation {
            args,
            caller,
            states: self.states.clone(),
            running: Some(running.clone()),
            ..Invocation::default()
        });
        let answer = pollster::block_on(running.clone().around(work)).and_then(Output::into_json);
        Ok(Told {
            answer: answer.map(|json| serde_json::from_slice(&json).unwrap_or_default()),
            dropped: running.close(),
        })
    }
}

#[test]
fn it_is_the_graph_of_the_vectors() {
    let shared = serde_json::from_str(SHOP).map(by_name).unwrap_or_default();
    let ours = registry::export(ENTRIES).map(|ir| {
        let mut graph = PlainGraph::from(&ir);
        let own = |name: &str| shared.contexts.iter().any(|context| context.name == name);
        graph.contexts.retain(|context| own(&context.name));
        graph.mutations.retain(|mutation| {
            let mut targets = mutation.affects.iter();
            targets.any(|target| own(&target.context))
        });
        by_name(graph)
    });
    assert_eq!(ours, Ok(shared));
}

#[test]
fn it_starts() {
    let warnings = App::start().map(|app| app.graph.warnings().len());
    // `site_stats` is for everybody, in a context that has an identity.
    assert!(warnings.is_some_and(|count| count >= 1), "{warnings:?}");
}

#[test]
fn what_is_written_is_read_again() -> Result<(), Problem> {
    let app = App::start().ok_or_else(|| Problem::new(Code::Unavailable))?;
    let profile =
        |id: i64, name: &str, avatar: Json| json!({"id": id, "name": name, "avatar": avatar});

    app.call(
        "rename_user",
        &json!({"user_id": 5, "name": "Hopper"}),
        Some("5"),
    )?;
    app.call(
        "set_avatar",
        &json!({"user_id": 5, "url": "/5.png"}),
        Some("5"),
    )?;
    app.call("rename_me", &json!({"name": "Lovelace"}), Some("1"))?;
    let read = |id: i64| app.call("user_profile", &json!({"user_id": id}), None);
    assert_eq!(read(5)?, profile(5, "Hopper", json!("/5.png")));
    assert_eq!(read(1)?, profile(1, "Lovelace", Json::Null));
    assert_eq!(
        read(2),
        Err(Problem::new(Code::NotFound).detail("no such user"))
    );

    app.call("ship_order", &json!({"order_id": 1, "owner": 5}), Some("5"))?;
    let orders = app.call("user_orders", &json!({"user_id": 5}), None)?;
    assert_eq!(
        orders,
        json!([{"id": 1, "shipped": true}, {"id": 2, "shipped": false}])
    );
    assert_eq!(
        app.call("user_orders", &json!({"user_id": 5, "page": 2}), None)?,
        json!([])
    );
    assert!(
        app.call("ship_order", &json!({"order_id": 3, "owner": 5}), Some("5"))
            .is_err()
    );
    assert_eq!(
        app.call("site_stats", &json!({}), None)?,
        json!({"users": 3, "orders": 3})
    );
    assert_eq!(app.call("jump", &json!({}), None)?, json!(1));
    Ok(())
}

#[test]
fn products_are_found_and_changed() -> Result<(), Problem> {
    let app = App::start().ok_or_else(|| Problem::new(Code::Unavailable))?;
    let skus = |listed: &Json| -> Vec<String> {
        let all = listed.as_array().into_iter().flatten();
        all.filter_map(|one| one["sku"].as_str().map(str::to_owned))
            .collect()
    };
    let kitchen = json!({"category": "kitchen"});
    assert_eq!(
        skus(&app.call("products", &json!({}), None)?),
        ["mug", "pan", "rake"]
    );
    assert_eq!(skus(&app.call("products", &kitchen, None)?), ["mug", "pan"]);

    app.call("reprice", &json!({"sku": "mug", "price": 1_000}), Some("1"))?;
    app.call(
        "recategorise",
        &json!({"sku": "mug", "category": "garden"}),
        Some("1"),
    )?;
    assert_eq!(
        app.call("product", &json!({"sku": "mug"}), None)?,
        json!({"sku": "mug", "category": "garden", "price": 1_000})
    );
    assert_eq!(skus(&app.call("products", &kitchen, None)?), ["pan"]);
    let asked = json!({"category": "garden", "skus": ["rake", "pan", "none", "mug"]});
    assert_eq!(skus(&app.call("compare", &asked, None)?), ["rake", "mug"]);
    assert!(app.call("product", &json!({"sku": "none"}), None).is_err());
    Ok(())
}

#[test]
fn a_notice_hangs_where_there_is_room() -> Result<(), Problem> {
    let app = App::start().ok_or_else(|| Problem::new(Code::Unavailable))?;
    let pin = |text: &str| app.call("pin", &json!({"text": text}), Some("1"));
    let code =
        |outcome: Result<Json, Problem>| outcome.err().map(|problem| problem.code().to_owned());

    assert_eq!(
        pin("first")?,
        json!({"id": 1, "text": "first", "shelf": "hall"})
    );
    let problem = pin(&"é".repeat(81)).err();
    assert_eq!(
        problem.map(|problem| problem.to_native_text()),
        Some(r#"{"code":"TOO_LONG","data":{"limit":80,"given":81}}"#.to_owned())
    );
    let nul = pin("a\0b").err().map(|problem| problem.to_native_json());
    assert_eq!(
        nul,
        Some(json!({
            "code": "INVALID",
            "detail": "text with a NUL cannot be kept",
            "errors": [{"path": ["args", "text"], "code": "format"}],
        }))
    );
    for _ in 1..20 {
        pin(&"é".repeat(80))?;
    }
    assert_eq!(code(pin("one more")), Some("BOARD_FULL".to_owned()));
    assert_eq!(app.call("note_count", &json!({}), None)?, json!(20));
    Ok(())
}

#[test]
fn a_moved_notice_drops_both_shelves_and_a_cleared_shelf_what_its_part_drops() -> Result<(), Problem>
{
    let app = App::start().ok_or_else(|| Problem::new(Code::Unavailable))?;
    app.call("pin", &json!({"text": "first"}), Some("1"))?;

    let told = app.tell("move", &json!({"note_id": 1, "to": "door"}), Some("1"))?;
    assert_eq!(
        told.answer?,
        json!({"id": 1, "text": "first", "shelf": "door"})
    );
    let targets: Vec<String> = told.dropped.targets.iter().map(Target::json).collect();
    assert_eq!(
        targets,
        [
            r#"{"context":"board","function":"notes","params":{"shelf":"hall"}}"#,
            r#"{"context":"board","function":"notes","params":{"shelf":"door"}}"#,
        ]
    );

    let told = app.tell("clear_shelf", &json!({"shelf": "door"}), Some("20"))?;
    assert_eq!(told.answer?, json!(1));
    let calls: Vec<&str> = told
        .dropped
        .calls
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(calls, ["take_down"]);
    assert!(
        app.call("move", &json!({"note_id": 1, "to": "hall"}), Some("1"))
            .is_err()
    );
    Ok(())
}
