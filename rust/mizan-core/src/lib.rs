//! The computed words of the Mizan protocol: pure, without I/O, without a host.

pub mod cache;
pub mod cache_key;
pub mod caller;
pub mod canonical_json;
pub mod defects;
mod digits;
pub mod dispatch;
pub mod effects;
pub mod endpoint;
pub mod envelope;
pub mod error_table;
pub mod errors;
pub mod graph;
pub mod header;
pub mod invalidation;
pub mod ipc;
pub mod ir;
pub mod ir_text;
pub mod json;
pub mod multipart;
pub mod quoting;
pub mod registry;
pub mod running;
pub mod secret;
pub mod tags;
pub mod types;
