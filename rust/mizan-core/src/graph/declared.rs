//! What tools ask a graph: which targets a function declares, and how one argument of it is written.
//!
//! Decides nothing: the way to a target's params is `invalidation`'s, the writing `types`'. Page:
//! `ir/protocol/invalidation.md`, "Targets".

use super::{EncodeError, Graph, UnknownName};
use crate::{
    invalidation::Declared,
    types::{Source, write},
};

impl Graph {
    /// The targets that a function declares, in order; none of a function that affects nothing.
    ///
    /// # Errors
    /// [`UnknownName`]: there is no such function.
    pub fn declared(&self, function: &str) -> Result<Vec<Declared>, UnknownName> {
        self.function(function)?;
        Ok(self.scoping.declared(function))
    }

    /// One argument of a function → its JSON, whatever the others are.
    ///
    /// # Errors
    /// [`EncodeError`]: it does not fit, or the function has no such argument, or there is no such function.
    pub fn encode_arg<S: Source>(
        &self,
        function: &str,
        name: &str,
        value: &S,
    ) -> Result<String, EncodeError<S::Error>> {
        let fields = &self.function(function)?.args.fields;
        let arg = fields
            .iter()
            .find(|arg| *arg.name == *name)
            .ok_or_else(|| UnknownName(format!("{function}.{name}")))?;
        let mut out = String::new();
        write(&arg.kind, value, &self.types, &mut out)?;
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{graph::GraphError, types::Value};

    fn graph() -> Result<Graph, GraphError> {
        let integer = json!({"type": "integer"});
        let id = json!({"name": "user_id", "type": integer});
        let nothing = json!({"type": "null"});
        Graph::new(
            json!({
                "version": 1,
                "contexts": [{"name": "user", "identity": "user_id"}, {"name": "all"}],
                "functions": [
                    {"name": "profile", "context": "user", "args": [id], "result": nothing},
                    {"name": "everything", "context": "all", "args": [], "result": nothing},
                    {"name": "rename", "args": [id], "affects": [{"context": "user"}, {"context": "all"}], "result": nothing},
                    {"name": "move", "args": [{"name": "owner", "type": integer}], "result": nothing,
                     "affects": [{"context": "user", "function": "profile", "scope": {"user_id": "owner"}}]},
                    {"name": "leave", "args": [], "affects": [{"context": "user"}], "result": nothing},
                    {"name": "reset", "args": [id], "affects": [{"context": "user", "all": true}], "result": nothing},
                ],
            })
            .to_string()
            .as_bytes(),
        )
    }

    #[test]
    fn every_tier_is_told_with_the_way_to_its_params() -> Result<(), GraphError> {
        let graph = graph()?;
        let told = |function: &str| {
            graph.declared(function).map(|declared| {
                let each = declared.into_iter().map(|it| {
                    let function = it.function.as_deref();
                    format!("{} {function:?} {:?} {:?}", it.context, it.tier, it.params)
                });
                each.collect::<Vec<_>>()
            })
        };
        let lines = |lines: &[&str]| Ok(lines.iter().map(|&line| line.to_owned()).collect());
        assert_eq!(
            told("rename"),
            lines(&[
                r#"user None Argument {"user_id": Some("user_id")}"#,
                "all None Broad {}"
            ])
        );
        assert_eq!(
            told("move"),
            lines(&[r#"user Some("profile") Explicit {"user_id": Some("owner")}"#])
        );
        assert_eq!(
            told("leave"),
            lines(&[r#"user None Identity {"user_id": None}"#])
        );
        assert_eq!(told("reset"), lines(&["user None Broad {}"]));
        assert_eq!(told("profile"), lines(&[]));
        assert_eq!(graph.declared("gone"), Err(UnknownName("gone".to_owned())));
        Ok(())
    }

    #[test]
    fn one_argument_is_written_whatever_the_others_are() -> Result<(), GraphError> {
        let graph = graph()?;
        let written = |function, name, value: &Value| graph.encode_arg(function, name, &value);
        assert_eq!(
            written("rename", "user_id", &Value::Integer(5)),
            Ok("5".to_owned())
        );
        assert!(matches!(
            written("rename", "user_id", &Value::Bool(true)),
            Err(EncodeError::Write(_))
        ));
        assert!(matches!(
            written("rename", "name", &Value::Null),
            Err(EncodeError::Unknown(_))
        ));
        Ok(())
    }
}
