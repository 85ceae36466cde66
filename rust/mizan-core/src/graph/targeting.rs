//! Targets that code names by itself, and the tags of one entry. Page: `ir/protocol/invalidation.md`.

use std::{collections::BTreeMap, fmt};

use serde_json::{Map, Value as Json};

use super::{EncodeError, Graph, UnknownName};
use crate::{
    invalidation::Target,
    json::Tree,
    quoting::quoted,
    secret::Secret,
    tags,
    types::{Faults, Kind, Source, Struct, Value, Values, WriteError, in_words, make, take},
};

/// Why there is no such target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetError<E> {
    /// In words: a name that the graph does not have, a param that never scopes, a value that does not fit.
    Refused(String),
    /// Looking at a value raised.
    Raised(E),
}

impl<E: fmt::Display> fmt::Display for TargetError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => f.write_str(why),
            Self::Raised(raised) => raised.fmt(f),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for TargetError<E> {}

impl Graph {
    /// One target, of a context or of one member of it. A param that is null where it may be is left out.
    ///
    /// # Errors
    /// [`TargetError`]: there is no such context, member or param, or the param never scopes, or the value does not fit
    /// it, or looking at it raised.
    pub fn target<S: Source>(
        &self,
        context: &str,
        function: Option<&str>,
        params: &[(&str, S)],
    ) -> Result<Target, TargetError<S::Error>> {
        let refused = |why: String| Err(TargetError::Refused(why));
        let (Some(prepared), Some(scoping)) = (
            self.contexts.get(context),
            self.scoping.contexts.get(context),
        ) else {
            return refused(format!("there is no context {}", quoted(context)));
        };
        if let Some(function) = function
            && !prepared.members.iter().any(|member| member == function)
        {
            return refused(format!(
                "{} is no member of the context {}",
                quoted(function),
                quoted(context)
            ));
        }
        let mut target = Target {
            context: context.to_owned(),
            function: function.map(str::to_owned),
            params: BTreeMap::new(),
        };
        let names = scoping.scoping(function);
        for (name, value) in params {
            let kinds = self.kinds(&prepared.members, function, name);
            let Some(kind) = kinds.first() else {
                return refused(format!(
                    "{} is no param of {}",
                    quoted(name),
                    told(context, function)
                ));
            };
            if !names.contains_key(name) {
                return refused(format!(
                    "{} never scopes {}: it is a list or a view param",
                    quoted(name),
                    told(context, function)
                ));
            }
            if value.is_null() && kinds.iter().any(|kind| matches!(kind, Kind::Optional(_))) {
                continue;
            }
            match take(kind, value, &self.types) {
                Ok(Some(Value::Null)) => {}
                Ok(Some(value)) => {
                    target.params.insert((*name).to_owned(), value.to_json());
                }
                Err(WriteError::Source(raised)) => return Err(TargetError::Raised(raised)),
                Ok(None) | Err(WriteError::Unfit(_)) => {
                    return refused(format!(
                        "the param {} of {} is {}",
                        quoted(name),
                        told(context, function),
                        in_words(kind)
                    ));
                }
            }
        }
        Ok(target)
    }

    /// The same, of params as JSON.
    ///
    /// # Errors
    /// In words, as [`TargetError::Refused`].
    pub fn target_of(
        &self,
        context: &str,
        function: Option<&str>,
        params: &Map<String, Json>,
    ) -> Result<Target, String> {
        let members = self.contexts.get(context).map(|each| &*each.members);
        let values = params.iter().map(|(name, json)| {
            let kinds = self.kinds(members.unwrap_or_default(), function, name);
            let tree = Tree::from_json(json);
            let mut faults = Faults::default();
            // Where nothing can be made of it, it fits no type, and that is said below.
            let value = kinds
                .first()
                .and_then(|kind| make(&tree, kind, &self.types, &mut faults, &mut Values).ok());
            (
                name.as_str(),
                value.unwrap_or(Value::Struct(Struct::default())),
            )
        });
        let values: Vec<(&str, Value)> = values.collect();
        let values: Vec<(&str, &Value)> =
            values.iter().map(|(name, value)| (*name, value)).collect();
        self.target(context, function, &values)
            .map_err(|error| error.to_string())
    }

    /// The types of a param in the members that a target concerns.
    fn kinds(&self, members: &[String], function: Option<&str>, name: &str) -> Vec<&Kind> {
        members
            .iter()
            .filter(|member| function.is_none_or(|function| function == *member))
            .filter_map(|member| {
                let fields = &self.functions.get(member)?.args.fields;
                let field = fields.iter().find(|field| *field.name == *name)?;
                Some(&field.kind)
            })
            .collect()
    }

    /// The tags of a bundle's entries, each member with its checked arguments: all of them, in byte order.
    ///
    /// # Errors
    /// [`EncodeError`]: there is no such member, or an argument does not fit.
    pub fn bundle_tags<S: Source>(
        &self,
        context: &str,
        members: &[(&str, S)],
        secret: &Secret,
    ) -> Result<Vec<String>, EncodeError<S::Error>> {
        let mut texts = Vec::new();
        for (member, args) in members {
            texts.extend(self.entry_texts(context, member, args)?);
        }
        Ok(tags::tags(secret, &texts))
    }

    fn entry_texts<S: Source>(
        &self,
        context: &str,
        member: &str,
        args: &S,
    ) -> Result<Vec<String>, EncodeError<S::Error>> {
        let mut params = Map::new();
        for arg in &self.function(member)?.args.fields {
            let value = match args.field(None, arg).map_err(WriteError::Source)? {
                None => None,
                Some(given) => take(&arg.kind, &given, &self.types)?,
            };
            let value = value.map_or(Json::Null, |value| value.to_json());
            params.insert(arg.name.to_string(), value);
        }
        let texts = self.scoping.entry_tags(context, member, &params);
        texts.ok_or_else(|| UnknownName(format!("{context}/{member}")).into())
    }
}

fn told(context: &str, function: Option<&str>) -> String {
    match function {
        Some(function) => format!("the member {}", quoted(function)),
        None => format!("the context {}", quoted(context)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::graph::GraphError;

    fn graph() -> Result<Graph, GraphError> {
        let integer = json!({"type": "integer", "minimum": 1});
        let maybe = json!({"type": "optional", "item": integer});
        let member = |name: &str, args: Json| json!({"name": name, "context": "c", "args": args, "result": {"type": "null"}});
        let ir = json!({
            "version": 1,
            "contexts": [{"name": "c", "identity": "id", "view": ["page"]}],
            "functions": [
                member("firm", json!([{"name": "id", "type": integer}, {"name": "page", "type": integer}])),
                member("loose", json!([
                    {"name": "id", "type": maybe, "default": null},
                    {"name": "tags", "type": {"type": "list", "item": integer}, "default": []},
                ])),
            ],
        });
        Graph::new(ir.to_string().as_bytes())
    }

    fn told(
        graph: &Graph,
        function: Option<&str>,
        name: &str,
        value: &Value,
    ) -> Result<String, String> {
        let target = graph.target("c", function, &[(name, value)]);
        target
            .map(|target| target.json())
            .map_err(|error| match error {
                TargetError::Refused(why) => why,
                TargetError::Raised(_) => unreachable!("the core's own values raise nothing"),
            })
    }

    #[test]
    fn a_target_has_what_scopes_it_and_nothing_else() -> Result<(), GraphError> {
        let graph = graph()?;
        let five = Value::Integer(5);
        let whole = Ok("\"c\"".to_owned());
        let scoped = Ok(r#"{"context":"c","params":{"id":5}}"#.to_owned());
        assert_eq!(told(&graph, None, "id", &five), scoped);
        // Null is "all of them" where a member takes it.
        assert_eq!(told(&graph, None, "id", &Value::Null), whole);
        assert!(told(&graph, Some("firm"), "id", &Value::Null).is_err());
        assert_eq!(
            told(&graph, Some("loose"), "id", &Value::Null),
            Ok(r#"{"context":"c","function":"loose"}"#.to_owned())
        );
        for (function, name, value, why) in [
            (
                None,
                "page",
                &five,
                "`page` never scopes the context `c`: it is a list or a view param",
            ),
            (
                Some("loose"),
                "tags",
                &five,
                "`tags` never scopes the member `loose`: it is a list or a view param",
            ),
            (
                Some("loose"),
                "page",
                &five,
                "`page` is no param of the member `loose`",
            ),
            (
                Some("gone"),
                "id",
                &five,
                "`gone` is no member of the context `c`",
            ),
            (
                Some("firm"),
                "id",
                &Value::Integer(0),
                "the param `id` of the member `firm` is an integer within ±(2^53−1) (at least 1)",
            ),
        ] {
            assert_eq!(told(&graph, function, name, value), Err(why.to_owned()));
        }
        Ok(())
    }
}
