//! The example shop's functions, declared once, over `SQLite`: what serves them links this crate, and gives them a
//! [`Database`] and, where somebody may sign in, a [`Session`] in each request.
//!
//! Knows no server. Twins: `../../store`, in Django, and `../../fastapi/store`. What is declared is the same to the
//! letter, so that one generated client is the client of all three.

mod customers;
mod database;
mod moments;
mod people;
mod pictures;
mod products;
mod session;

pub use database::{Database, Failed};
pub use people::Account;
pub use pictures::{Picture, picture};
pub use session::{Change, Session};
// The two that every backend has from `examples/native`.
pub use shop_native_functions::RateTable;
