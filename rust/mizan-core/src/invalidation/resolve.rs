//! The tiers. Which one answers is known from the declarations; what it answers, from the call.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::{Scoping, Target, plain::PlainAffect, scoping::Context, target::retain_first};
use crate::{caller::id_as, ir::Type};

/// What a target's params came from (`ir/protocol/invalidation.md`, targets).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// A declared scope.
    Explicit,
    /// Arguments that bear the names of params.
    Argument,
    /// The caller's id.
    Identity,
    /// Nothing: everything of the context or member is dropped.
    Broad,
}

/// A declared target, as tools tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The context that is dropped, or whose member is.
    pub context: String,
    /// The member, if it is one alone.
    pub function: Option<String>,
    /// The tier that answers when no argument is null and somebody calls.
    pub tier: Tier,
    /// Param → the argument that it comes from; `None` for the caller's id.
    pub params: BTreeMap<String, Option<String>>,
}

/// One declared target, and the way to its params.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) context: String,
    pub(super) function: Option<String>,
    way: Way,
}

#[derive(Clone, Debug)]
enum Way {
    /// Param → argument.
    Explicit(BTreeMap<String, String>),
    /// Params that are arguments too.
    Argument(BTreeSet<String>),
    /// The param that names the caller, and its type.
    Identity(String, Type),
    Broad,
}

pub(super) fn plan(context: Option<&Context>, args: &[String], affect: &PlainAffect) -> Plan {
    let function = affect.function.as_deref();
    let scoping = context
        .map(|context| context.scoping(function))
        .unwrap_or_default();
    let way = if affect.all {
        Way::Broad
    } else if let Some(scope) = &affect.scope {
        Way::Explicit(
            scope
                .iter()
                .filter(|(param, _)| scoping.contains_key(param.as_str()))
                .map(|(param, arg)| (param.clone(), arg.clone()))
                .collect(),
        )
    } else {
        let named: BTreeSet<_> = args
            .iter()
            .filter(|arg| scoping.contains_key(arg.as_str()))
            .cloned()
            .collect();
        if named.is_empty() {
            // The shape of the identity is there anyway, so that a type that names no caller changes no tag.
            context
                .and_then(|context| context.identity(function))
                .and_then(|identity| Some(Way::Identity(identity.name.clone(), identity.scalar()?)))
                .unwrap_or(Way::Broad)
        } else {
            Way::Argument(named)
        }
    };
    Plan {
        context: affect.context.clone(),
        function: affect.function.clone(),
        way,
    }
}

impl Plan {
    /// The params that it has when no argument is null and somebody calls.
    pub(super) fn params(&self) -> BTreeSet<String> {
        match &self.way {
            Way::Explicit(scope) => scope.keys().cloned().collect(),
            Way::Argument(named) => named.clone(),
            Way::Identity(param, _) => BTreeSet::from([param.clone()]),
            Way::Broad => BTreeSet::new(),
        }
    }

    fn declared(&self) -> Declared {
        let itself = |name: &String| (name.clone(), Some(name.clone()));
        let (tier, params) = match &self.way {
            Way::Explicit(scope) => {
                let from = |(param, arg): (&String, &String)| (param.clone(), Some(arg.clone()));
                (Tier::Explicit, scope.iter().map(from).collect())
            }
            Way::Argument(named) => (Tier::Argument, named.iter().map(itself).collect()),
            Way::Identity(param, _) => (Tier::Identity, BTreeMap::from([(param.clone(), None)])),
            Way::Broad => (Tier::Broad, BTreeMap::new()),
        };
        Declared {
            context: self.context.clone(),
            function: self.function.clone(),
            tier,
            params,
        }
    }

    fn resolve(&self, args: &Map<String, Json>, caller: Option<&str>) -> (Target, Tier) {
        let given = |param: &String, arg: &String| match args.get(arg) {
            None | Some(Json::Null) => None,
            Some(value) => Some((param.clone(), value.clone())),
        };
        let (params, tier) = match &self.way {
            Way::Explicit(scope) => (
                scope
                    .iter()
                    .filter_map(|(param, arg)| given(param, arg))
                    .collect(),
                Tier::Explicit,
            ),
            Way::Argument(named) => (
                named.iter().filter_map(|name| given(name, name)).collect(),
                Tier::Argument,
            ),
            Way::Identity(param, kind) => {
                let value = caller.and_then(|id| id_as(kind, id));
                (
                    value
                        .into_iter()
                        .map(|value| (param.clone(), value.to_json()))
                        .collect(),
                    Tier::Identity,
                )
            }
            Way::Broad => (BTreeMap::new(), Tier::Broad),
        };
        let tier = if params.is_empty() { Tier::Broad } else { tier };
        (
            Target {
                context: self.context.clone(),
                function: self.function.clone(),
                params,
            },
            tier,
        )
    }
}

impl Scoping {
    /// The targets that a function declares, in order.
    pub fn declared(&self, mutation: &str) -> Vec<Declared> {
        let plans = self.plans.get(mutation).map_or(&[][..], Vec::as_slice);
        plans.iter().map(Plan::declared).collect()
    }

    /// The targets of one call, unique, in declared order, each with the tier that answered.
    ///
    /// `args` are validated, defaults filled in, values in canonical form; `caller` is the caller's id, or nobody.
    /// A function that affects nothing has no targets.
    pub fn resolve(
        &self,
        mutation: &str,
        args: &Map<String, Json>,
        caller: Option<&str>,
    ) -> Vec<(Target, Tier)> {
        let Some(plans) = self.plans.get(mutation) else {
            return Vec::new();
        };
        let mut targets = plans
            .iter()
            .map(|plan| plan.resolve(args, caller))
            .collect();
        retain_first(&mut targets, |(target, _)| target);
        targets
    }
}
