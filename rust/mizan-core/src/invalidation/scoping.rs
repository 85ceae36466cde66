//! A graph, prepared: whatever a call would have to search for is found once, when the graph is frozen.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;

use super::{
    plain::{PlainContext, PlainGraph, PlainParam},
    resolve::{Plan, plan},
};
use crate::{
    ir::{self, Type},
    quoting::quoted,
    tags::Shaped,
};

/// What a graph says about scoping. Nothing is checked here: of a broken graph it makes what it can.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "PlainGraph")]
pub struct Scoping {
    pub(super) plans: HashMap<String, Vec<Plan>>,
    pub(crate) contexts: BTreeMap<String, Context>,
}

impl Scoping {
    /// Takes every member's arguments as its params, and every function that affects something as a mutation.
    pub fn from_ir(ir: &ir::Ir) -> Self {
        Self::from(PlainGraph::from(ir))
    }

    /// What is dropped more broadly than it was declared, because a context or member has more than eight shapes.
    pub(crate) fn coarsened(&self) -> impl Iterator<Item = String> {
        self.contexts.iter().flat_map(|(context, it)| {
            it.shaped.coarsened().iter().map(move |(member, shape)| {
                let member = member
                    .as_ref()
                    .map(|name| format!(", member {}", quoted(name)))
                    .unwrap_or_default();
                format!(
                    "context {}{member}: it is scoped in more than eight ways, so what is scoped by `{}` is dropped by fewer params",
                    quoted(context),
                    shape.join("`, `"),
                )
            })
        })
    }
}

impl From<PlainGraph> for Scoping {
    fn from(graph: PlainGraph) -> Self {
        let mut contexts: BTreeMap<String, Context> = graph
            .contexts
            .into_iter()
            .map(|context| (context.name.clone(), Context::new(context)))
            .collect();
        let mut plans: HashMap<String, Vec<Plan>> = HashMap::new();
        for mutation in graph.mutations {
            let planned = mutation
                .affects
                .iter()
                .map(|affect| plan(contexts.get(&affect.context), &mutation.args, affect))
                .collect();
            plans.insert(mutation.name, planned);
        }
        let mut declared: HashMap<&str, Vec<_>> = HashMap::new();
        for plan in plans.values().flatten() {
            declared
                .entry(&plan.context)
                .or_default()
                .push((plan.function.clone(), plan.params()));
        }
        for (name, context) in &mut contexts {
            let declared = declared
                .get(name.as_str())
                .map(Vec::as_slice)
                .unwrap_or_default();
            context.shaped = Shaped::new(context, declared);
        }
        Self { plans, contexts }
    }
}

/// A context with what its members can be scoped by.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) plain: PlainContext,
    pub(crate) shaped: Shaped,
    /// The type of each param that can scope a target on the context.
    pub(super) kinds: HashMap<String, Type>,
}

impl Context {
    fn new(plain: PlainContext) -> Self {
        let mut context = Self {
            plain,
            shaped: Shaped::default(),
            kinds: HashMap::new(),
        };
        context.kinds = context
            .scoping(None)
            .into_iter()
            .filter_map(|(name, param)| Some((name.to_owned(), param.scalar()?)))
            .collect();
        context
    }

    /// The params that can scope a target on the context or on one member; lists and view params never do.
    pub(crate) fn scoping(&self, function: Option<&str>) -> BTreeMap<&str, &PlainParam> {
        let params = || {
            self.plain
                .members
                .iter()
                .filter(|member| function.is_none_or(|function| member.name == function))
                .flat_map(|member| &member.params)
        };
        let barred: BTreeSet<&str> = params()
            .filter(|param| param.list)
            .map(|param| &param.name)
            .chain(&self.plain.view)
            .map(String::as_str)
            .collect();
        let mut found = BTreeMap::new();
        for param in params().filter(|param| !barred.contains(param.name.as_str())) {
            found.entry(param.name.as_str()).or_insert(param);
        }
        found
    }

    /// The identity, if it can scope such a target.
    pub(crate) fn identity(&self, function: Option<&str>) -> Option<&PlainParam> {
        self.scoping(function)
            .get(self.plain.identity.as_deref()?)
            .copied()
    }
}
