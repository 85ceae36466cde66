//! An app's own Rust functions.
