//! The reference app in Rust: the graph of `tests/afi/vectors/shop_graph.json`, every type, guard, tier and option.
//!
//! Twins: the other folders beside this one. What must happen is said by the suite, not here. The functions know no server:
//! `serve` is axum's, a feature of its own, and Tauri's program in `../tauri` links the rest.

mod board;
mod catalog;
mod database;
mod every_type;
mod failures;
mod guards;
mod html;
#[cfg(feature = "axum")]
mod login;
mod pages;
mod people;
mod seed;
#[cfg(feature = "axum")]
mod serve;
mod text;
mod user;

pub use board::{BOARD, DESK};
pub use catalog::CATALOG;
pub use database::{Database, Failed};
pub use every_type::SPELLED;
pub use guards::STAFFROOM;
pub use people::People;
#[cfg(feature = "axum")]
pub use serve::serve;
pub use user::USER;
