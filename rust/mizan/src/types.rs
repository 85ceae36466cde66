//! The types of Rust that travel as they are. Page: `ir/protocol/types.md`.

/// A type that is described by itself alone.
macro_rules! described {
    ($rust:ty, $kind:ident, $label:literal, $ir:expr) => {
        impl $crate::describe::Type for $rust {
            type Kind = $crate::kind::$kind;

            fn describe(
                _: $crate::describe::Form,
                _: &mut $crate::describer::Describer<'_>,
            ) -> ::mizan_core::ir::Type {
                $ir
            }

            fn label() -> String {
                $label.to_owned()
            }
        }
    };
}

/// Described by itself, and something that lists may hold.
macro_rules! described_item {
    ($rust:ty, $kind:ident, $label:literal, $ir:expr) => {
        described!($rust, $kind, $label, $ir);
        impl $crate::describe::Item for $rust {}
    };
}

mod arrays;
mod bytes;
mod exact;
mod files;
mod integers;
mod json;
mod maps;
mod scalar;
mod text;
mod tuples;
mod wrapped;

#[cfg(feature = "num-bigint")]
mod bigint;
#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "rust_decimal")]
mod decimal;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "uuid")]
mod uuid;

pub use exact::{Decimal, NoDecimal};
pub use maps::Key;

#[cfg(test)]
mod tests;
