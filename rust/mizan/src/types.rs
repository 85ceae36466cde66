//! The types of Rust that travel as they are. Page: `ir/protocol/types.md`.

mod scalar;
mod wrapped;

#[cfg(feature = "jiff")]
mod timestamp;
#[cfg(feature = "uuid")]
mod uuid;

#[cfg(all(test, feature = "jiff", feature = "uuid"))]
mod tests;
