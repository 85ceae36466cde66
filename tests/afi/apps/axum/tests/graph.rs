//! The reference app declares the graph of the vectors, and its functions do what their docs say.

use std::collections::BTreeSet;

use mizan::{Caller, Code, Problem};
use mizan_core::{
    graph::Graph,
    invalidation::PlainGraph,
    registry::{self, ENTRIES, Invocation, States},
    types::Value,
};
use mizan_reference::Shop;
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
    states: States,
    graph: Graph,
}

impl App {
    fn start() -> Option<Self> {
        let ir = registry::export(ENTRIES).ok()?;
        let states = States::default().with(Shop::default());
        registry::check_states(ENTRIES, &states).ok()?;
        Some(Self {
            states,
            graph: Graph::from_ir(ir).ok()?,
        })
    }

    /// A call as a host makes it: decoded and encoded by the graph, then run.
    fn call(&self, name: &str, args: &Json, caller: Option<&str>) -> Result<Json, Problem> {
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
        let states = self.states.clone();
        let answer = pollster::block_on((entry.call)(Invocation {
            args,
            caller,
            states,
            ..Invocation::default()
        }))?
        .into_json()?;
        Ok(serde_json::from_slice(&answer).unwrap_or_default())
    }
}

#[test]
fn it_is_the_graph_of_the_vectors() {
    let ours = registry::export(ENTRIES).map(|ir| by_name(PlainGraph::from(&ir)));
    let shared = serde_json::from_str(SHOP).map(by_name).unwrap_or_default();
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
