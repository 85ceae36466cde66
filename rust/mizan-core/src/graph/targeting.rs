//! Targets that code names by itself, and the tags of one entry. Page: `ir/protocol/invalidation.md`.

use std::{collections::BTreeMap, fmt};

use serde_json::{Map, Value as Json};

use super::{EncodeError, Graph, UnknownName};
use crate::{
    invalidation::Target,
    quoting::quoted,
    secret::Secret,
    tags,
    types::{Kind, Source, Value, WriteError, in_words, take},
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

    /// The tags of a member's entry by its checked arguments, in byte order.
    ///
    /// # Errors
    /// [`EncodeError`]: there is no such member, or an argument does not fit.
    pub fn entry_tags<S: Source>(
        &self,
        context: &str,
        member: &str,
        args: &S,
        secret: &Secret,
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
        let texts = texts.ok_or_else(|| UnknownName(format!("{context}/{member}")))?;
        Ok(tags::tags(secret, &texts))
    }
}

fn told(context: &str, function: Option<&str>) -> String {
    match function {
        Some(function) => format!("the member {}", quoted(function)),
        None => format!("the context {}", quoted(context)),
    }
}
