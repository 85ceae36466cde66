//! Which constraints a type takes: told by the compiler, where the constraint stands.
//!
//! Decides nothing of what a constraint means (`mizan_core::types`). Page: `ir/protocol/types.md`, constraints.

use mizan_core::registry::Upload;

use crate::describe::Type;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident)*) => {
        $($(#[$doc])* pub struct $name;)*
    };
}

kinds! {
    /// A file.
    File
    /// A type without constraints.
    Plain
    /// A string.
    Text
    /// An integer.
    Integer
    /// A bigint.
    Bigint
    /// A number.
    Number
    /// A decimal.
    Decimal
    /// A datetime or a date.
    Moment
    /// Bytes, a list or a map.
    Sized
}

/// A trait of the kinds that take a constraint, and a function that compiles for their types alone.
macro_rules! constraints {
    ($($constraint:ident $check:ident: $($kind:ident),*; $message:literal $note:literal)*) => {$(
        #[doc = $message]
        #[diagnostic::on_unimplemented(
            message = $message,
            label = "this type does not take it",
            note = $note
        )]
        pub trait $constraint {}

        $(impl $constraint for $kind {})*

        /// Refuses to compile for another type.
        pub const fn $check<T: Type>()
        where
            T::Kind: $constraint,
        {
        }
    )*};
}

constraints! {
    Length length: Text, Sized;
        "`min_length` and `max_length` are constraints of strings, bytes, lists and maps"
        "an array has its length already"
    Pattern pattern: Text;
        "`pattern` is a constraint of strings"
        "a newtype of a `String` takes it as well"
    MultipleOf multiple_of: Integer;
        "`multiple_of` is a constraint of integers"
        "integers are whole numbers of at most 64 bits"
    Digits digits: Decimal;
        "`max_digits` and `decimal_places` are constraints of decimals"
        "a decimal is a `rust_decimal::Decimal`"
    WholeBound whole_bound: Integer, Bigint, Number, Decimal;
        "a whole number is a bound of integers, bigints, numbers and decimals"
        "a datetime's or a date's bound is its text"
    FloatBound float_bound: Number;
        "a number with a fraction is a bound of numbers"
        "a decimal's bound is its text, which is exact"
    TextBound text_bound: Bigint, Decimal, Moment;
        "a text is a bound of bigints, decimals, datetimes and dates"
        "an integer's and a number's bound is a number"
    WholeExclusive whole_exclusive: Number, Decimal;
        "exclusive bounds are constraints of numbers and decimals"
        "an integer and a bigint have an inclusive bound beside it: write that one"
    FloatExclusive float_exclusive: Number;
        "an exclusive bound with a fraction is a constraint of numbers"
        "a decimal's bound is its text, which is exact"
    TextExclusive text_exclusive: Decimal;
        "an exclusive bound that is a text is a constraint of decimals"
        "a bigint, a datetime and a date have an inclusive bound beside it: write that one"
}

/// What the limits of files may stand on: also a list of files, of which each has them.
#[diagnostic::on_unimplemented(
    message = "`max_size` and `accept` are constraints of files",
    label = "this type does not take it",
    note = "a file is a `mizan::Upload`, alone, in an `Option` or in a `Vec`"
)]
pub trait Files {}

impl Files for Upload {}
impl<T: Files> Files for Option<T> {}
impl<T: Files> Files for Vec<T> {}

/// Refuses to compile for another type.
pub const fn file<T: Files>() {}
