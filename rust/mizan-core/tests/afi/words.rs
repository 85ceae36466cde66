//! One case of one word: from the JSON of the vectors to the core and back.
//!
//! Both the runner and the test include this file, so that what people run and what the tests hold is one thing.

#[path = "forms.rs"]
mod forms;
#[path = "requests.rs"]
mod requests;

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use mizan_core::{
    cache::{self, Stamp},
    cache_key::{self, Asker, Parts},
    caller, canonical_json, header,
    invalidation::{Scoping, Target},
    secret::Secret,
    tags,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value as Json, json};

/// The graphs that cases name.
pub type Graphs = BTreeMap<String, Scoping>;

/// What the core gives for a case, or why the case cannot be run.
pub fn run(word: &str, graphs: &Graphs, input: &Json) -> Result<Json, String> {
    match word {
        "cache_key" => read(input).map(|case: Key| case.run()),
        "canonical_json" => Ok(canonical_json::text(input).into()),
        "dropped_groups" => read(input).and_then(|case: DroppedGroups| case.run(graphs)),
        "entry" => read(input).map(|case: Entry| case.run()),
        "entry_tags" => read(input).and_then(|case: EntryTags| case.run(graphs)),
        "graph_digest" => read(input).and_then(|case: GraphDigest| case.run(graphs)),
        "header" => read(input).map(|targets: Vec<Target>| json!(header::field(&targets))),
        "ir_text" => requests::ir_text(input),
        "multipart" => read(input).and_then(|case: forms::Form| case.run()),
        "permission_hash" => read(input).map(|case: Rights| case.run()),
        "purge_tags" => read(input).and_then(|case: PurgeTags| case.run(graphs)),
        "query" => read(input).and_then(requests::Bundle::run),
        "redact" => read(input).and_then(|case: Redact| case.run(graphs)),
        "resolve" => read(input).and_then(|case: Resolve| case.run(graphs)),
        "schema" => requests::schema(input),
        "store_key" => {
            read(input).map(|case: StoreKey| cache::store_key(&case.namespace, &case.name).into())
        }
        "tag" => read(input).map(|case: Tag| case.run()),
        "types" => read(input).and_then(requests::Call::run),
        _ => Err("no such word".to_owned()),
    }
}

fn read<T: DeserializeOwned>(json: &Json) -> Result<T, String> {
    T::deserialize(json).map_err(|error| error.to_string())
}

fn graph(graphs: &Graphs, json: &Json) -> Result<Scoping, String> {
    match json {
        Json::String(name) => graphs
            .get(name)
            .cloned()
            .ok_or_else(|| format!("no graph `{name}`")),
        inline => read(inline),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    secret: String,
    context: String,
    member: String,
    params: Map<String, Json>,
    schema: String,
    caller: Option<String>,
    permissions: Option<String>,
}

impl Key {
    fn run(&self) -> Json {
        let asker = self
            .caller
            .as_ref()
            .zip(self.permissions.as_ref())
            .map(|(id, permissions)| Asker { id, permissions });
        let parts = Parts {
            context: &self.context,
            member: &self.member,
            params: &self.params,
            schema: &self.schema,
            asker,
        };
        cache_key::key(&Secret::new(&self.secret), &parts).into()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    secret: String,
    key: String,
    world: String,
    epochs: BTreeMap<String, String>,
    body: String,
}

impl Entry {
    /// The entry's bytes in hex, unless they cannot be read again.
    fn run(&self) -> Json {
        let secret = Secret::new(&self.secret);
        let stamp = Stamp {
            key: &self.key,
            world: &self.world,
            epochs: &self.epochs,
        };
        let bytes = cache::encode(&secret, &stamp, self.body.as_bytes());
        let body = cache::decode(&secret, &stamp, &bytes);
        if body == Some(self.body.as_bytes()) {
            HEXLOWER.encode(&bytes).into()
        } else {
            "not read again".into()
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryTags {
    graph: Json,
    context: String,
    function: String,
    params: Map<String, Json>,
}

impl EntryTags {
    fn run(&self, graphs: &Graphs) -> Result<Json, String> {
        let texts =
            graph(graphs, &self.graph)?.entry_tags(&self.context, &self.function, &self.params);
        texts
            .map(Json::from)
            .ok_or_else(|| "no such member".to_owned())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GraphDigest {
    secret: String,
    graph: Json,
}

impl GraphDigest {
    fn run(&self, graphs: &Graphs) -> Result<Json, String> {
        Ok(graph(graphs, &self.graph)?
            .digest(&Secret::new(&self.secret))
            .into())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rights {
    staff: bool,
    superuser: bool,
    permissions: BTreeSet<String>,
}

impl Rights {
    fn run(&self) -> Json {
        caller::permission_hash(self.staff, self.superuser, &self.permissions).into()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PurgeTags {
    graph: Json,
    target: Target,
}

impl PurgeTags {
    fn run(&self, graphs: &Graphs) -> Result<Json, String> {
        Ok(graph(graphs, &self.graph)?.purge_tags(&self.target).into())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DroppedGroups {
    secret: String,
    graph: Json,
    targets: Vec<Target>,
}

impl DroppedGroups {
    fn run(&self, graphs: &Graphs) -> Result<Json, String> {
        let secret = Secret::new(&self.secret);
        let groups = graph(graphs, &self.graph)?.dropped_groups(&self.targets, &secret);
        Ok(groups.into())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Redact {
    graph: Json,
    targets: Vec<Target>,
    args: Map<String, Json>,
    caller: Option<String>,
    failed: bool,
}

impl Redact {
    fn run(&self, graphs: &Graphs) -> Result<Json, String> {
        let graph = graph(graphs, &self.graph)?;
        Ok(json!(graph.redact(
            &self.targets,
            &self.args,
            self.caller.as_deref(),
            self.failed
        )))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resolve {
    graph: Json,
    mutation: String,
    args: Map<String, Json>,
    caller: Option<String>,
}

impl Resolve {
    fn run(&self, graphs: &Graphs) -> Result<Json, String> {
        let resolved =
            graph(graphs, &self.graph)?.resolve(&self.mutation, &self.args, self.caller.as_deref());
        Ok(resolved
            .iter()
            .map(|(target, tier)| json!({"target": target, "tier": tier}))
            .collect())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoreKey {
    namespace: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tag {
    secret: String,
    context: String,
    function: Option<String>,
    params: BTreeMap<String, Json>,
}

impl Tag {
    fn run(self) -> Json {
        let target = Target {
            context: self.context,
            function: self.function,
            params: self.params,
        };
        let text = target.text();
        json!({"tag": tags::tag(&Secret::new(&self.secret), &text), "text": text})
    }
}
