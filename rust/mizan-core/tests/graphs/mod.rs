//! Random legal graphs, with an entry, targets and a call that fit them.

use std::collections::{BTreeMap, BTreeSet};

use mizan_core::invalidation::{
    PlainAffect, PlainContext, PlainGraph, PlainMember, PlainMutation, PlainParam, Target,
};
use proptest::{prelude::*, sample::Index};
use serde_json::{Map, Value as Json, json};

/// The context has these; the last one is a list where a member has it.
const PARAMS: [&str; 6] = ["a", "b", "c", "d", "e", "l"];
const CONTEXT: &str = "x";
const LIST: &str = "l";

/// A graph and what happens in it.
#[derive(Clone, Debug)]
pub struct Case {
    /// One context; more would never meet.
    pub graph: PlainGraph,
    /// The entry's context.
    pub context: String,
    /// The entry's member.
    pub member: String,
    /// The entry's params.
    pub params: Map<String, Json>,
    /// Targets that code may name in a running call.
    pub targets: Vec<Target>,
    /// A call of a mutation.
    pub call: Call,
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// Of what.
    pub mutation: String,
    /// With what.
    pub args: Map<String, Json>,
    /// By whom.
    pub caller: Option<String>,
}

/// Few values, so that they often meet; every param is of one type in all members, and most are written as text.
fn value(name: &str, chosen: u8) -> Json {
    let chosen = chosen % 3;
    if name == "a" {
        json!(chosen)
    } else {
        json!(chosen.to_string())
    }
}

fn kind(name: &str) -> &'static str {
    match name {
        "a" => "integer",
        "b" => "bigint",
        "d" => "enum",
        "e" => "decimal",
        _ => "string",
    }
}

fn some_of(names: &'static [&'static str]) -> impl Strategy<Value = BTreeSet<&'static str>> {
    prop::sample::subsequence(names, 0..=names.len()).prop_map(|names| names.into_iter().collect())
}

fn member() -> impl Strategy<Value = Vec<PlainParam>> {
    (some_of(&PARAMS), some_of(&PARAMS)).prop_map(|(has, nullable)| {
        has.into_iter()
            .map(|name| PlainParam {
                name: name.to_owned(),
                kind: kind(name).to_owned(),
                nullable: name != LIST && nullable.contains(name),
                list: name == LIST,
            })
            .collect()
    })
}

#[derive(Clone, Debug)]
struct Affect {
    member: Option<Index>,
    way: u8,
    params: BTreeSet<&'static str>,
}

fn affect() -> impl Strategy<Value = Affect> {
    (
        prop::option::weighted(0.4, any::<Index>()),
        0..6u8,
        some_of(&PARAMS),
    )
        .prop_map(|(member, way, params)| Affect {
            member,
            way,
            params,
        })
}

/// A graph, an entry, targets and a call.
pub fn case() -> impl Strategy<Value = Case> {
    let graph = (
        prop::collection::vec(member(), 1..4),
        prop::option::of(prop::sample::select(&PARAMS[..5])),
        some_of(&PARAMS).prop_map(|view| view.into_iter().take(1).collect::<BTreeSet<_>>()),
        prop::collection::vec(
            (some_of(&PARAMS), prop::collection::vec(affect(), 1..3)),
            1..14,
        ),
    )
        .prop_map(|(members, identity, view, mutations)| {
            build(members, identity, &view, mutations)
        });
    let chosen = || prop::collection::vec(prop::option::weighted(0.8, any::<u8>()), PARAMS.len());
    let targets = prop::collection::vec(
        (prop::option::of(any::<Index>()), some_of(&PARAMS), chosen()),
        0..4,
    );
    let caller = prop::option::of(prop_oneof![
        (0..3u8).prop_map(|id| id.to_string()),
        Just("u-1".to_owned())
    ]);
    (
        graph,
        any::<Index>(),
        chosen(),
        targets,
        any::<Index>(),
        chosen(),
        caller,
    )
        .prop_map(|(graph, member, values, targets, mutation, args, caller)| {
            let context = &graph.contexts[0];
            let member = member.get(&context.members);
            let params = member
                .params
                .iter()
                .map(|param| (param.name.clone(), own_value(param, &values)))
                .collect();
            let targets = targets
                .into_iter()
                .map(|(on, names, values)| target(context, on, &names, &values))
                .collect();
            let mutation = mutation.get(&graph.mutations);
            let args = mutation
                .args
                .iter()
                .map(|name| {
                    (
                        name.clone(),
                        at(&args, name).map_or(Json::Null, |chosen| value(name, chosen)),
                    )
                })
                .collect();
            Case {
                context: CONTEXT.to_owned(),
                member: member.name.clone(),
                params,
                targets,
                call: Call {
                    mutation: mutation.name.clone(),
                    args,
                    caller,
                },
                graph: graph.clone(),
            }
        })
}

fn at(values: &[Option<u8>], name: &str) -> Option<u8> {
    PARAMS
        .iter()
        .position(|param| *param == name)
        .and_then(|place| values[place])
}

fn own_value(param: &PlainParam, values: &[Option<u8>]) -> Json {
    let chosen = at(values, &param.name);
    if param.list {
        return chosen
            .map(|chosen| value(&param.name, chosen))
            .into_iter()
            .collect();
    }
    match chosen {
        None if param.nullable => Json::Null,
        chosen => value(&param.name, chosen.unwrap_or_default()),
    }
}

fn build(
    members: Vec<Vec<PlainParam>>,
    identity: Option<&str>,
    view: &BTreeSet<&str>,
    mutations: Vec<(BTreeSet<&str>, Vec<Affect>)>,
) -> PlainGraph {
    let members: Vec<_> = members
        .into_iter()
        .enumerate()
        .map(|(place, params)| PlainMember {
            name: format!("m{place}"),
            params,
        })
        .collect();
    let has = |name: &str| {
        members
            .iter()
            .any(|member| member.params.iter().any(|param| param.name == name))
    };
    let mutations = mutations
        .into_iter()
        .enumerate()
        .map(|(place, (args, affects))| PlainMutation {
            name: format!("f{place}"),
            affects: affects
                .into_iter()
                .map(|affect| declared(&affect, &members, view, &args))
                .collect(),
            args: args.into_iter().map(str::to_owned).collect(),
        })
        .collect();
    let context = PlainContext {
        name: CONTEXT.to_owned(),
        identity: identity.filter(|name| has(name)).map(str::to_owned),
        view: view
            .iter()
            .filter(|name| has(name))
            .map(|name| (*name).to_owned())
            .collect(),
        members,
    };
    PlainGraph {
        contexts: vec![context],
        mutations,
    }
}

fn declared(
    affect: &Affect,
    members: &[PlainMember],
    view: &BTreeSet<&str>,
    args: &BTreeSet<&str>,
) -> PlainAffect {
    let on = affect.member.as_ref().map(|member| member.get(members));
    let known: BTreeSet<&str> = on
        .map_or(members, std::slice::from_ref)
        .iter()
        .flat_map(|member| &member.params)
        .filter(|param| !param.list && !view.contains(param.name.as_str()))
        .map(|param| param.name.as_str())
        .collect();
    // Each param of the scope comes from the argument of its own name.
    let scope: BTreeMap<String, String> = affect
        .params
        .iter()
        .filter(|name| known.contains(*name) && args.contains(*name))
        .map(|name| ((*name).to_owned(), (*name).to_owned()))
        .collect();
    PlainAffect {
        context: CONTEXT.to_owned(),
        function: on.map(|member| member.name.clone()),
        scope: (affect.way < 2).then_some(scope),
        all: affect.way == 5,
    }
}

fn target(
    context: &PlainContext,
    on: Option<Index>,
    names: &BTreeSet<&str>,
    values: &[Option<u8>],
) -> Target {
    let on = on.map(|on| on.get(&context.members));
    let known: BTreeSet<&str> = on
        .map_or(&context.members[..], std::slice::from_ref)
        .iter()
        .flat_map(|member| &member.params)
        .filter(|param| !param.list)
        .map(|param| param.name.as_str())
        .collect();
    Target {
        context: context.name.clone(),
        function: on.map(|member| member.name.clone()),
        params: names
            .iter()
            .filter(|name| known.contains(*name))
            .map(|name| {
                (
                    (*name).to_owned(),
                    value(name, at(values, name).unwrap_or_default()),
                )
            })
            .collect(),
    }
}
