//! The computed words of the Mizan protocol: pure, without I/O, without a host.

pub mod cache;
pub mod cache_key;
pub mod caller;
pub mod canonical_json;
pub mod error_table;
pub mod errors;
pub mod header;
pub mod invalidation;
pub mod ir;
pub mod json;
pub mod registry;
pub mod secret;
pub mod tags;
pub mod types;
