//! What a mutation drops: the tiers, the targets, and what of them an answer may say.
//!
//! Decides targets from declarations and validated arguments. Does not judge whether a graph is legal (`defects`)
//! and knows nothing of tags (`tags`) or of the header's spelling (`header`).
//! Twin: `python/mizan/invalidation.py`. Page: `ir/protocol/invalidation.md`. Vectors: `resolve`, `redact`.

mod plain;
mod redact;
mod resolve;
mod scoping;
mod target;

pub use plain::{PlainAffect, PlainContext, PlainGraph, PlainMember, PlainMutation, PlainParam};
pub use resolve::{Declared, Tier};
pub use scoping::Scoping;
pub use target::{Target, unique};

pub(crate) use scoping::Context;
