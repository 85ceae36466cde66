//! The reference app in Rust: the graph of `tests/afi/vectors/shop_graph.json`, every type, guard, tier and option.
//!
//! Twins: the other folders beside this one. What must happen is said by the suite, not here.

mod board;
mod catalog;
mod database;
mod every_type;
mod failures;
mod guards;
mod html;
mod login;
mod pages;
mod seed;
mod serve;
mod text;
mod user;

pub use board::{BOARD, DESK};
pub use catalog::CATALOG;
pub use database::{Database, Failed};
pub use every_type::SPELLED;
pub use guards::STAFFROOM;
pub use serve::serve;
pub use user::USER;
