//! The reference app in Rust: the graph of `tests/afi/vectors/shop_graph.json`, over a shop in memory.
//!
//! Twins: the other folders beside this one. What must happen is said by the suite, not here.

mod catalog;
mod login;
mod serve;
mod shop;
mod user;

pub use catalog::CATALOG;
pub use serve::serve;
pub use shop::Shop;
pub use user::USER;
