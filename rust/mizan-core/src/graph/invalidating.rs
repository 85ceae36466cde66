//! What a call's answer carries and what its purge drops. Page: `ir/protocol/invalidation.md`.

use std::{collections::HashSet, sync::Arc};

use serde_json::{Map, Value as Json, json};

use super::{EncodeError, Graph, Prepared};
use crate::{
    caller::id_of,
    canonical_json, header,
    invalidation::{Scoping, Target, Tier},
    secret::Secret,
    tags,
    types::{Source, Types, Value, WriteError, take},
};

/// The targets of one call and of the calls that joined it.
#[derive(Clone, Debug)]
pub struct Invalidation {
    exact: Vec<(Target, Tier)>,
    answered: Vec<Target>,
    scoping: Arc<Scoping>,
}

impl Invalidation {
    /// The exact targets, each with the tier that found it, in order. Not for the one who called.
    pub fn exact(&self) -> &[(Target, Tier)] {
        &self.exact
    }

    /// The targets as the answer may say them.
    pub fn answered(&self) -> &[Target] {
        &self.answered
    }

    /// Canonical JSON array of the targets of [`Invalidation::exact`].
    pub fn targets(&self) -> String {
        let targets: Vec<&Target> = self.exact.iter().map(|(target, _)| target).collect();
        canonical_json::text(&json!(targets))
    }

    /// JSON array of [`Invalidation::answered`].
    pub fn body(&self) -> String {
        json!(self.answered).to_string()
    }

    /// Field value of `X-Mizan-Invalidate`; `None` when nothing is dropped.
    pub fn header(&self) -> Option<String> {
        header::field(&self.answered)
    }

    /// The exact targets' purge tags, in byte order.
    pub fn tags(&self, secret: &Secret) -> Vec<String> {
        tags::tags(secret, &self.scoping.purge_tags_of(&self.dropped()))
    }

    /// What shared caches are told was dropped, as [`Scoping::dropped_groups`] says it.
    pub fn groups(&self, secret: &Secret) -> Vec<String> {
        self.scoping.dropped_groups(&self.dropped(), secret)
    }

    fn dropped(&self) -> Vec<Target> {
        let targets = self.exact.iter().map(|(target, _)| target);
        targets.cloned().collect()
    }
}

impl Graph {
    /// What a call drops, with the declared functions that it called: the outermost first, each with its arguments; and
    /// then `added`, what was dropped while it ran, as [`Graph::target`] gave it.
    ///
    /// With `failed` the answer says no value that the caller did not bring along. A call of a function that affects
    /// nothing drops nothing. An argument that does not fit counts as null: too much is dropped, never too little.
    ///
    /// # Errors
    /// [`EncodeError`]: there is no such function, or looking at an argument raised.
    pub fn invalidation<S: Source>(
        &self,
        calls: &[(&str, S)],
        caller: Option<&str>,
        failed: bool,
        added: &[Target],
    ) -> Result<Invalidation, EncodeError<S::Error>> {
        let mut exact = Vec::new();
        let mut outermost = None;
        let mut met = HashSet::new();
        for (name, args) in calls {
            let args = scalars(self.function(name)?, args, &self.types)?;
            for (target, tier) in self.scoping.resolve(name, &args, caller) {
                if met.insert(target.text()) {
                    exact.push((target, tier));
                }
            }
            outermost.get_or_insert(args);
        }
        for target in added {
            if met.insert(target.text()) {
                let tier = if target.params.is_empty() {
                    Tier::Broad
                } else {
                    Tier::Explicit
                };
                exact.push((target.clone(), tier));
            }
        }
        let targets: Vec<Target> = exact.iter().map(|(target, _)| target.clone()).collect();
        let brought = outermost.unwrap_or_default();
        let answered = self.scoping.redact(&targets, &brought, caller, failed);
        Ok(Invalidation {
            exact,
            answered,
            scoping: Arc::clone(&self.scoping),
        })
    }

    /// Whether the function's identity argument is this caller's id: both have the same canonical bytes.
    ///
    /// # Errors
    /// [`EncodeError`]: there is no such function, or the argument does not fit.
    pub fn is_self<S: Source>(
        &self,
        function: &str,
        args: &S,
        caller: &str,
    ) -> Result<bool, EncodeError<S::Error>> {
        let function = self.function(function)?;
        let arg = function
            .identity
            .as_ref()
            .and_then(|name| function.args.fields.iter().find(|arg| *arg.name == **name));
        let Some(arg) = arg else { return Ok(false) };
        let Some(given) = args.field(None, arg).map_err(WriteError::Source)? else {
            return Ok(false);
        };
        let Some(given) = take(&arg.kind, &given, &self.types)? else {
            return Ok(false);
        };
        let text = |value: &Value| canonical_json::text(&value.to_json());
        Ok(id_of(&arg.kind, &self.types, caller).is_some_and(|own| text(&own) == text(&given)))
    }
}

/// The arguments that may scope, in canonical form; lists and structs never do.
fn scalars<S: Source>(
    function: &Prepared,
    args: &S,
    types: &Types,
) -> Result<Map<String, Json>, EncodeError<S::Error>> {
    let mut scalars = Map::new();
    for arg in &function.args.fields {
        let value = match args.field(None, arg).map_err(WriteError::Source)? {
            None => None,
            Some(given) => match take(&arg.kind, &given, types) {
                Ok(value) => value,
                Err(WriteError::Unfit(_)) => None,
                Err(error @ WriteError::Source(_)) => return Err(error.into()),
            },
        };
        scalars.insert(
            arg.name.to_string(),
            value.map_or(Json::Null, |value| value.to_json()),
        );
    }
    Ok(scalars)
}
