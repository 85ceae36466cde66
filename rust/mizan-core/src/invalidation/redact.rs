//! What of the targets an answer may say to the one who called.

use std::collections::HashSet;

use serde_json::{Map, Value as Json};

use super::{Scoping, Target, unique};
use crate::{caller::id_as, canonical_json};

impl Scoping {
    /// The targets without values that the one who called did not bring along.
    ///
    /// An identity value, or with `failed` any value, stays only if it is the caller's id or equals one of `args`,
    /// the arguments of the outermost call. A param without its value is dropped from its target, which drops more
    /// at the reader, never less; equal targets merge. Vectors: `redact`.
    pub fn redact(
        &self,
        targets: &[Target],
        args: &Map<String, Json>,
        caller: Option<&str>,
        failed: bool,
    ) -> Vec<Target> {
        let brought: HashSet<String> = args.values().map(canonical_json::text).collect();
        let redacted = targets
            .iter()
            .map(|target| {
                let context = self.contexts.get(&target.context);
                let identity = context.and_then(|context| context.plain.identity.as_deref());
                let own = |name: &str, text: &str| {
                    let kind = context.and_then(|context| context.kinds.get(name));
                    let value = kind.zip(caller).and_then(|(kind, id)| id_as(kind, id));
                    value.is_some_and(|value| canonical_json::text(&value.to_json()) == text)
                };
                let stays = |name: &str, value: &Json| {
                    if !failed && identity != Some(name) {
                        return true;
                    }
                    let text = canonical_json::text(value);
                    brought.contains(&text) || own(name, &text)
                };
                Target {
                    context: target.context.clone(),
                    function: target.function.clone(),
                    params: target
                        .params
                        .iter()
                        .filter(|(name, value)| stays(name, value))
                        .map(|(name, value)| (name.clone(), value.clone()))
                        .collect(),
                }
            })
            .collect();
        unique(redacted)
    }
}
