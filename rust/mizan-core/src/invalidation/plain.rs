//! The plain form of a graph: what scoping needs to know of it, as the vectors write it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::ir::{self, Named, Type};

/// A graph. Page: `ir/protocol/invalidation.md`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlainGraph {
    /// Every context.
    pub contexts: Vec<PlainContext>,
    /// Every function that drops something.
    pub mutations: Vec<PlainMutation>,
}

/// A context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlainContext {
    /// Its name.
    pub name: String,
    /// The param that names the caller.
    pub identity: Option<String>,
    /// Params that never scope.
    pub view: Vec<String>,
    /// Its members, cached or not.
    pub members: Vec<PlainMember>,
}

/// A member of a context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlainMember {
    /// Its name.
    pub name: String,
    /// Its arguments.
    pub params: Vec<PlainParam>,
}

/// An argument of a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlainParam {
    /// Its name.
    pub name: String,
    /// The IR's word for its type; for a list that of the elements.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it takes null: "all of them".
    pub nullable: bool,
    /// Whether it is a list.
    pub list: bool,
}

/// A function that drops something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlainMutation {
    /// Its name.
    pub name: String,
    /// The names of its arguments.
    pub args: Vec<String>,
    /// What it drops, in declared order.
    pub affects: Vec<PlainAffect>,
}

/// One declared target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlainAffect {
    /// The context.
    pub context: String,
    /// One member of it, or all.
    pub function: Option<String>,
    /// Param → the argument that it comes from.
    pub scope: Option<BTreeMap<String, String>>,
    /// The whole context, whatever the arguments say.
    pub all: bool,
}

impl PlainParam {
    /// The type of one value, if it is one that callers' ids can have. What an enum takes is not said here.
    pub(super) fn scalar(&self) -> Option<Type> {
        [
            Type::Boolean,
            Type::string(),
            Type::integer(),
            Type::Bigint(ir::Big::default()),
            Type::Decimal(ir::Fixed::default()),
            Type::datetime(),
            Type::Date(ir::Span::default()),
            Type::Uuid,
        ]
        .into_iter()
        .find(|kind| kind.word() == self.kind)
    }
}

impl From<&ir::Ir> for PlainGraph {
    fn from(ir: &ir::Ir) -> Self {
        let named = Named::new(&ir.types);
        let contexts = ir
            .contexts
            .iter()
            .map(|context| PlainContext {
                name: context.name.clone(),
                identity: context.identity.clone(),
                view: context.view.clone(),
                members: ir
                    .functions
                    .iter()
                    .filter(|function| function.context.as_ref() == Some(&context.name))
                    .map(|function| PlainMember {
                        name: function.name.clone(),
                        params: function.args.iter().map(|arg| param(arg, &named)).collect(),
                    })
                    .collect(),
            })
            .collect();
        let mutations = ir
            .functions
            .iter()
            .filter(|function| !function.affects.is_empty())
            .map(|function| PlainMutation {
                name: function.name.clone(),
                args: function.args.iter().map(|arg| arg.name.clone()).collect(),
                affects: function
                    .affects
                    .iter()
                    .map(|affect| PlainAffect {
                        context: affect.context.clone(),
                        function: affect.function.clone(),
                        scope: affect.scope.clone(),
                        all: affect.all,
                    })
                    .collect(),
            })
            .collect();
        Self {
            contexts,
            mutations,
        }
    }
}

fn param(field: &ir::Field, named: &Named<'_>) -> PlainParam {
    let mut nullable = field.default == Some(Json::Null);
    let mut list = false;
    let mut kind = named.resolve(&field.kind);
    // A legal param is an optional list of optionals at most; of others it need not be known.
    for _ in 0..ir::MAX_DEPTH {
        kind = match kind {
            Type::Optional { item } => {
                // An optional element does not make the list itself optional.
                nullable |= !list;
                named.resolve(item)
            }
            Type::List { item, .. } => {
                list = true;
                named.resolve(item)
            }
            _ => break,
        };
    }
    PlainParam {
        name: field.name.clone(),
        kind: match kind {
            Type::Ref { name } => name.clone(),
            _ => kind.word().to_owned(),
        },
        nullable,
        list,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_ir_gives_its_plain_form() -> Result<(), serde_json::Error> {
        let optional = json!({"type": "optional", "item": {"type": "string"}});
        let ir: ir::Ir = serde_json::from_value(json!({
            "version": 1,
            "types": [{"kind": "alias", "name": "Hue", "type": {"type": "ref", "name": "Colour"}},
                      {"kind": "alias", "name": "Colour", "type": {"type": "enum", "values": ["red"]}}],
            "contexts": [{"name": "user", "identity": "user_id", "view": ["page"]}],
            "functions": [
                {"name": "ping", "args": [], "result": {"type": "null"}},
                {
                    "name": "rename", "result": {"type": "null"},
                    "affects": [{"context": "user", "function": "orders", "scope": {"user_id": "owner"}}],
                    "args": [{"name": "owner", "type": {"type": "integer"}}],
                },
                {
                    "name": "orders", "context": "user", "cache": false, "result": {"type": "null"},
                    "args": [
                        {"name": "at", "type": {"type": "datetime"}, "default": null},
                        {"name": "hue", "type": {"type": "optional", "item": {"type": "ref", "name": "Hue"}}},
                        {"name": "hues", "type": {"type": "list", "item": {"type": "ref", "name": "Hue"}}},
                        {"name": "ids", "type": {"type": "list", "item": optional}, "default": []},
                        {"name": "more", "type": {"type": "optional", "item": {"type": "list", "item": {"type": "uuid"}}}},
                        {"name": "page", "type": {"type": "integer"}, "default": 1},
                        {"name": "q", "type": optional},
                    ],
                },
            ],
        }))?;
        let param = |name: &str, kind: &str, nullable: bool, list: bool| json!({"name": name, "type": kind, "nullable": nullable, "list": list});
        assert_eq!(
            serde_json::to_value(PlainGraph::from(&ir))?,
            json!({
                "contexts": [{
                    "name": "user", "identity": "user_id", "view": ["page"],
                    "members": [{"name": "orders", "params": [
                        param("at", "datetime", true, false),
                        param("hue", "enum", true, false),
                        param("hues", "enum", false, true),
                        param("ids", "string", false, true),
                        param("more", "uuid", true, true),
                        param("page", "integer", false, false),
                        param("q", "string", true, false),
                    ]}],
                }],
                "mutations": [{
                    "name": "rename", "args": ["owner"],
                    "affects": [{"context": "user", "function": "orders", "scope": {"user_id": "owner"}, "all": false}],
                }],
            })
        );
        Ok(())
    }
}
