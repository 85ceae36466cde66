//! The tiers. Which one answers is known from the declarations; what it answers, from the call.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::{Scoping, Target, plain::PlainAffect, scoping::Context, target::retain_first};

/// What a target's params came from (protocol, section 5).
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
    Identity {
        param: String,
        kind: String,
    },
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
        if !named.is_empty() {
            Way::Argument(named)
        } else if let Some(identity) = context.and_then(|context| context.identity(function)) {
            Way::Identity {
                param: identity.name.clone(),
                kind: identity.kind.clone(),
            }
        } else {
            Way::Broad
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
            Way::Identity { param, .. } => BTreeSet::from([param.clone()]),
            Way::Broad => BTreeSet::new(),
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
            Way::Identity { param, kind } => {
                let value = caller.and_then(|id| identity_value(kind, id));
                (
                    value
                        .into_iter()
                        .map(|value| (param.clone(), value))
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

/// The caller's id as a value of a param, if it has the query spelling of the param's type and is in its range.
pub(super) fn identity_value(kind: &str, id: &str) -> Option<Json> {
    match kind {
        "string" => Some(id.into()),
        "boolean" => match id {
            "true" => Some(true.into()),
            "false" => Some(false.into()),
            _ => None,
        },
        "integer" => {
            const LIMIT: u64 = (1 << 53) - 1;
            let digits = id.strip_prefix('-').unwrap_or(id);
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit())
                && (!digits.starts_with('0') || id == "0");
            let value: i64 = if plain { id.parse().ok()? } else { return None };
            (value.unsigned_abs() <= LIMIT).then(|| value.into())
        }
        "uuid" => {
            let form = id.len() == 36
                && id.bytes().enumerate().all(|(place, byte)| match place {
                    8 | 13 | 18 | 23 => byte == b'-',
                    _ => byte.is_ascii_hexdigit(),
                });
            form.then(|| id.to_ascii_lowercase().into())
        }
        // No other type names callers: the target is broad.
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_id_takes_the_type_of_the_param_or_none() {
        for (kind, id, value) in [
            ("integer", "0", Some(json!(0))),
            ("integer", "-7", Some(json!(-7))),
            (
                "integer",
                "9007199254740991",
                Some(json!(9_007_199_254_740_991_i64)),
            ),
            ("integer", "9007199254740992", None),
            ("integer", "99999999999999999999999", None),
            ("integer", "-0", None),
            ("integer", "-07", None),
            ("integer", "+7", None),
            ("integer", "-", None),
            ("integer", "", None),
            ("integer", " 7", None),
            ("integer", "٧", None),
            ("boolean", "true", Some(json!(true))),
            ("boolean", "True", None),
            ("string", "", Some(json!(""))),
            (
                "uuid",
                "0E37DF36-F698-11E6-8DD4-CB9CED3DF976",
                Some(json!("0e37df36-f698-11e6-8dd4-cb9ced3df976")),
            ),
            ("uuid", "0e37df36f69811e68dd4cb9ced3df976", None),
            ("uuid", "0e37df36-f698-11e6-8dd4-cb9ced3df97g", None),
            ("number", "7", None),
        ] {
            assert_eq!(identity_value(kind, id), value, "{kind} {id}");
        }
    }
}
