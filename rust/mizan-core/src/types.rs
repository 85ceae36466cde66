//! Values on the wire: what each type takes, and how values are written.
//!
//! Decides verdicts, fault codes, paths and bytes, so that they are the same wherever a function lives. Knows no
//! host: a host's own objects are read through [`Source`], and made through [`Make`]. Twin: `python/mizan/types.py`,
//! which only names types. Page: `ir/protocol/types.md`.

mod bounds;
mod compiled;
mod datetime;
mod describe;
mod direct;
mod duration;
mod exact;
mod faults;
mod make;
mod nothing;
mod numbers;
mod pattern;
mod source;
mod spelling;
mod uuid;
mod validate;
mod value;
mod write;

use std::sync::Arc;

pub(crate) use self::direct::make_args;
pub use self::{
    bounds::{Bounds, Digits, Fit, Length, Text, Whole},
    compiled::{Definition, Enum, Field, Kind, Structure, Tagged, Types},
    datetime::{Date, Datetime, Time},
    describe::{describe, in_words},
    duration::Duration,
    exact::{Bigint, Decimal, MOST_BIGINT_DIGITS, MOST_DECIMAL_DIGITS, Scaled},
    faults::{Faults, Step, told},
    make::Make,
    nothing::Nothing,
    numbers::MAX_INTEGER,
    pattern::Pattern,
    source::Source,
    spelling::{read_spelling, read_spelling_of, spelled},
    uuid::Uuid,
    validate::{NO_KEY, Stop, make, make_fields, validate},
    value::{Args, Struct, Value, Values},
    write::{Unfit, WriteError, take, write, write_fields},
};

/// A declared name, shared by all the values that bear it: a body has many.
pub type Name = Arc<str>;

#[cfg(test)]
mod tests;
