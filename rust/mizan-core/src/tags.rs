//! Tags: the opaque tokens by which a purge finds the entries that a target drops.
//!
//! Decides which tags an entry carries and which a target drops, so that they meet whenever the target drops the
//! entry. Keeps nothing: epochs are `cache`'s. Vectors: `tag`, `entry_tags`, `purge_tags`,
//! `dropped_groups`, `graph_digest`.
//! Page: `ir/protocol/invalidation.md`, shapes and tags.

mod groups;
mod shapes;

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

pub use groups::{MOST_DROPPED, WORLD};
pub use shapes::Shape;
pub(crate) use shapes::Shaped;

use crate::{
    canonical_json,
    invalidation::{Scoping, Target},
    secret::{Label, Secret},
};

/// The tag of a text that [`Scoping::entry_tags`] or [`Scoping::purge_tags`] gave: `mz-` and 26 characters.
pub fn tag(secret: &Secret, text: &str) -> String {
    let mac = secret.sign(Label::Tag, &[text.as_bytes()]);
    let mut tag = String::with_capacity(29);
    tag.push_str("mz-");
    BASE32_NOPAD.encode_append(&mac[..16], &mut tag);
    tag.make_ascii_lowercase();
    tag
}

/// The tags of the texts: a set, in byte order.
pub fn tags(secret: &Secret, texts: &[String]) -> Vec<String> {
    let mut tags: Vec<_> = texts.iter().map(|text| tag(secret, text)).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

impl Scoping {
    /// The texts of the tags that an entry of a member carries: a set, in byte order, never empty.
    ///
    /// `params` are all of the member's, validated, defaults filled in, in canonical form; an absent one counts as
    /// null. `None`: the graph has no such member.
    pub fn entry_tags(
        &self,
        context: &str,
        member: &str,
        params: &Map<String, Json>,
    ) -> Option<Vec<String>> {
        Some(set(self
            .contexts
            .get(context)?
            .shaped
            .entry(member, params)?))
    }

    /// The texts of the tags that a target drops: a set, in byte order, never empty.
    ///
    /// A member that no mutation names, or that the graph does not have, falls back to its context. Of a context
    /// that the graph does not have, the tag of the whole context is all that can be said.
    pub fn purge_tags(&self, target: &Target) -> Vec<String> {
        match self.contexts.get(&target.context) {
            Some(context) => set(context.shaped.purge(target)),
            None => vec![Target::whole(&target.context).text()],
        }
    }

    /// The texts of the tags that several targets drop: a set, in byte order.
    pub fn purge_tags_of(&self, targets: &[Target]) -> Vec<String> {
        set(targets
            .iter()
            .flat_map(|target| self.purge_tags(target))
            .collect())
    }

    /// The shapes of a context, and those of one of its members: what the schema of the member ends with.
    pub fn shapes(&self, context: &str, member: &str) -> Option<(&[Shape], &[Shape])> {
        let shaped = &self.contexts.get(context)?.shaped;
        Some((shaped.shapes(), shaped.member_shapes(member)?))
    }

    /// What two servers must have in common to understand each other's tags: 16 hex digits.
    ///
    /// It covers the secret and the shapes; the world in the store lists the digests of all who fill under it.
    pub fn digest(&self, secret: &Secret) -> String {
        let mut shapes = Map::new();
        for (name, context) in &self.contexts {
            shapes.insert(name.clone(), json!(context.shaped.shapes()));
            for member in &context.plain.members {
                let mut params: Vec<_> = member.params.iter().collect();
                params.sort_by(|a, b| a.name.cmp(&b.name));
                let params: Vec<_> = params
                    .iter()
                    .map(|param| json!([param.name, param.kind, param.nullable, param.list]))
                    .collect();
                let own = context
                    .shaped
                    .member_shapes(&member.name)
                    .unwrap_or_default();
                shapes.insert(
                    format!("{name}/{}", member.name),
                    json!({"params": params, "shapes": own}),
                );
            }
        }
        let text = canonical_json::text(&json!({"secret": secret.fingerprint(), "shapes": shapes}));
        let mut digest = HEXLOWER.encode(&Sha256::digest(text));
        digest.truncate(16);
        digest
    }
}

fn set(mut texts: Vec<String>) -> Vec<String> {
    texts.sort_unstable();
    texts.dedup();
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(params: &Json, secret: &str) -> Result<String, serde_json::Error> {
        let member = json!({"name": "m", "params": params});
        let context = json!({"name": "c", "identity": null, "view": [], "members": [member]});
        let scoping: Scoping =
            serde_json::from_value(json!({"contexts": [context], "mutations": []}))?;
        Ok(scoping.digest(&Secret::new(secret)))
    }

    #[test]
    fn a_digest_covers_params_and_secret_and_no_order() -> Result<(), serde_json::Error> {
        let a = json!({"name": "a", "type": "integer", "nullable": false, "list": false});
        let b = json!({"name": "b", "type": "integer", "nullable": false, "list": false});
        let nullable = json!({"name": "b", "type": "integer", "nullable": true, "list": false});
        let one = digest(&json!([a, b]), "s")?;
        assert_eq!(one, digest(&json!([b, a]), "s")?);
        assert_ne!(one, digest(&json!([a, nullable]), "s")?);
        assert_ne!(one, digest(&json!([a, b]), "t")?);
        Ok(())
    }

    #[test]
    fn tags_are_a_set_in_byte_order() {
        let secret = Secret::new("s");
        let texts = ["c", "a", "b", "a"].map(str::to_owned);
        let tags = tags(&secret, &texts);
        assert_eq!(tags.len(), 3);
        assert!(tags.is_sorted_by(|a, b| a < b));
        assert!(tags.contains(&tag(&secret, "a")));
    }
}
