//! The computed words of the Mizan protocol: pure, without I/O, without a host.

pub mod caller;
pub mod error_table;
pub mod errors;
pub mod ir;
pub mod registry;
