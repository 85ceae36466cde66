//! What shared caches are told was dropped (RFC 9875): so many tags at most.
//!
//! Decides what stands for what when there are too many; what an entry is known by there is its tags, and the world's.
//! Vectors: `dropped_groups`. Page: `ir/protocol/invalidation.md`, "Shared caches".

use std::collections::BTreeMap;

use super::tags;
use crate::{
    invalidation::{Scoping, Target},
    secret::Secret,
};

/// The tag that every public answer has.
pub const WORLD: &str = "mz-world";

/// Tags that an answer names as dropped; beyond, whole contexts stand for theirs.
pub const MOST_DROPPED: usize = 32;

impl Scoping {
    /// The tags of what several targets drop, in byte order, [`MOST_DROPPED`] at most: beyond, the context with the most
    /// (of several the first by name) is dropped as a whole, then the next, and in the end the world.
    pub fn dropped_groups(&self, targets: &[Target], secret: &Secret) -> Vec<String> {
        let texts = self.purge_tags_of(targets);
        if texts.len() <= MOST_DROPPED {
            return tags(secret, &texts);
        }
        let mut contexts: BTreeMap<&str, Vec<Target>> = BTreeMap::new();
        for target in targets {
            let of_context = contexts.entry(&target.context).or_default();
            of_context.push(target.clone());
        }
        let mut counted: Vec<(&str, Vec<String>)> = contexts
            .into_iter()
            .map(|(name, targets)| (name, self.purge_tags_of(&targets)))
            .collect();
        // Stable: of those with as many, the first by name comes first.
        counted.sort_by_key(|(_, texts)| std::cmp::Reverse(texts.len()));
        let mut count = texts.len();
        for (name, texts) in &mut counted {
            if count <= MOST_DROPPED {
                break;
            }
            count -= texts.len() - 1;
            *texts = vec![Target::whole(*name).text()];
        }
        if count > MOST_DROPPED {
            return vec![WORLD.to_owned()];
        }
        let texts: Vec<String> = counted.into_iter().flat_map(|(_, texts)| texts).collect();
        tags(secret, &texts)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value as Json, json};

    use super::*;
    use crate::tags::tag;

    fn scoping(contexts: &[String]) -> Result<Scoping, serde_json::Error> {
        let param = json!({"name": "id", "type": "integer", "nullable": false, "list": false});
        let member = json!({"name": "m", "params": [param]});
        let contexts: Vec<Json> = contexts
            .iter()
            .map(|name| json!({"name": name, "identity": "id", "view": [], "members": [member]}))
            .collect();
        serde_json::from_value(json!({"contexts": contexts, "mutations": []}))
    }

    fn targets(context: &str, count: u32) -> impl Iterator<Item = Target> {
        (0..count).map(move |id| Target {
            params: [("id".to_owned(), json!(id))].into(),
            ..Target::whole(context)
        })
    }

    /// Every entry that one of the targets drops has one of the tags, whatever stands for it.
    #[test]
    fn nothing_that_was_dropped_is_left() -> Result<(), serde_json::Error> {
        let names: Vec<String> = (0..40).map(|at| format!("c{at:02}")).collect();
        let scoping = scoping(&names)?;
        let secret = Secret::new("s");
        for (contexts, each) in [
            (1, 32),
            (1, 33),
            (2, 17),
            (3, 15),
            (32, 2),
            (33, 1),
            (40, 9),
        ] {
            let dropped: Vec<Target> = names
                .iter()
                .take(contexts)
                .flat_map(|name| targets(name, each))
                .collect();
            let told = scoping.dropped_groups(&dropped, &secret);
            assert!(told.len() <= MOST_DROPPED, "{contexts} × {each}");
            assert!(told.is_sorted_by(|a, b| a < b), "{contexts} × {each}");
            for target in &dropped {
                let params: Map<String, Json> = target.params.clone().into_iter().collect();
                let entry = scoping.entry_tags(&target.context, "m", &params);
                assert!(entry.is_some_and(|texts| {
                    let mut groups = tags(&secret, &texts);
                    groups.push(WORLD.to_owned());
                    groups.iter().any(|group| told.contains(group))
                }));
            }
        }
        Ok(())
    }

    #[test]
    fn the_context_with_the_most_goes_first_and_of_as_many_the_first()
    -> Result<(), serde_json::Error> {
        let scoping = scoping(&["a".to_owned(), "b".to_owned(), "c".to_owned()])?;
        let secret = Secret::new("s");
        let whole = |name| tag(&secret, &Target::whole(name).text());
        let dropped: Vec<Target> = [("c", 15), ("b", 15), ("a", 3)]
            .into_iter()
            .flat_map(|(name, count)| targets(name, count))
            .collect();
        let told = scoping.dropped_groups(&dropped, &secret);
        assert_eq!(told.len(), 19);
        assert!(told.contains(&whole("b")) && !told.contains(&whole("c")));
        Ok(())
    }
}
