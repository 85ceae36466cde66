//! Functions that are in Rust whatever serves the shop: `shop_native` gives them to Python, the shop on axum links them.

mod delivery;
mod exchange;

pub use exchange::RateTable;
