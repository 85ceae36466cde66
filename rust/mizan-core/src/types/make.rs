//! What checked values become: the core's own [`Value`](super::Value), or a host's objects, without a stop between.
//!
//! Decides nothing: by the time that one of these methods is called, its value has been judged. Twin: none, Python's
//! is `mizan-py`. Page: `ir/protocol/types.md`, values.

use super::{Date, Datetime, Duration, Enum, Field, Structure, Time, Uuid};

/// Makes values of one host. Validation calls it from the inside out.
///
/// # Errors
/// Every method may fail for the host's own reasons (no memory); the caller then gets that error and nothing else.
pub trait Make {
    /// Whether anything is made at all; if not, a value is only judged.
    const MAKES: bool = true;

    /// A value of the host.
    type Made;
    /// What making may raise.
    type Error;
    /// A struct, or the arguments of a function, under way.
    type Fields;
    /// A map under way.
    type Entries;

    /// All that was made before has been dropped, what was under way as well: making begins anew.
    fn begin(&mut self) {}

    /// Nothing.
    ///
    /// # Errors
    /// What making raised; so do all of these.
    fn null(&mut self) -> Result<Self::Made, Self::Error>;

    /// True or false.
    ///
    /// # Errors
    /// What making raised.
    fn boolean(&mut self, value: bool) -> Result<Self::Made, Self::Error>;

    /// A whole number within ±(2^53−1).
    ///
    /// # Errors
    /// What making raised.
    fn integer(&mut self, value: i64) -> Result<Self::Made, Self::Error>;

    /// A whole number of at most 4,300 digits, in canonical text.
    ///
    /// # Errors
    /// What making raised.
    fn bigint(&mut self, text: &str) -> Result<Self::Made, Self::Error>;

    /// A finite float.
    ///
    /// # Errors
    /// What making raised.
    fn number(&mut self, value: f64) -> Result<Self::Made, Self::Error>;

    /// Text.
    ///
    /// # Errors
    /// What making raised.
    fn string(&mut self, text: &str) -> Result<Self::Made, Self::Error>;

    /// Text that is ASCII, where that is known already.
    ///
    /// # Errors
    /// What making raised.
    fn ascii(&mut self, text: &[u8]) -> Result<Self::Made, Self::Error> {
        self.string(&String::from_utf8_lossy(text))
    }

    /// An exact decimal number, in canonical text.
    ///
    /// # Errors
    /// What making raised.
    fn decimal(&mut self, text: &str) -> Result<Self::Made, Self::Error>;

    /// A uuid.
    ///
    /// # Errors
    /// What making raised.
    fn uuid(&mut self, value: Uuid) -> Result<Self::Made, Self::Error>;

    /// A point in time, in UTC.
    ///
    /// # Errors
    /// What making raised.
    fn datetime(&mut self, value: Datetime) -> Result<Self::Made, Self::Error>;

    /// A day.
    ///
    /// # Errors
    /// What making raised.
    fn date(&mut self, value: Date) -> Result<Self::Made, Self::Error>;

    /// A time of day.
    ///
    /// # Errors
    /// What making raised.
    fn time(&mut self, value: Time) -> Result<Self::Made, Self::Error>;

    /// A length of time.
    ///
    /// # Errors
    /// What making raised.
    fn duration(&mut self, value: Duration) -> Result<Self::Made, Self::Error>;

    /// Bytes.
    ///
    /// # Errors
    /// What making raised.
    fn bytes(&mut self, bytes: Vec<u8>) -> Result<Self::Made, Self::Error>;

    /// The value of an enum that stands at this place among [`Enum::values`].
    ///
    /// # Errors
    /// What making raised.
    fn member(&mut self, of: &Enum, at: usize) -> Result<Self::Made, Self::Error>;

    /// A list.
    ///
    /// # Errors
    /// What making raised.
    fn list(&mut self, items: Vec<Self::Made>) -> Result<Self::Made, Self::Error>;

    /// A tuple.
    ///
    /// # Errors
    /// What making raised.
    fn tuple(&mut self, items: Vec<Self::Made>) -> Result<Self::Made, Self::Error>;

    /// Begins a map, or an object of plain JSON, of so many entries.
    ///
    /// # Errors
    /// What making raised.
    fn entries(&mut self, count: usize) -> Result<Self::Entries, Self::Error>;

    /// The next entry, in the order in which the caller sent them; no key comes twice.
    ///
    /// # Errors
    /// What making raised.
    fn entry(
        &mut self,
        into: &mut Self::Entries,
        key: Self::Made,
        value: Self::Made,
    ) -> Result<(), Self::Error>;

    /// Ends a map.
    ///
    /// # Errors
    /// What making raised.
    fn map(&mut self, entries: Self::Entries) -> Result<Self::Made, Self::Error>;

    /// A union's value, with the place of its branch: a host whose values do not say which it was may keep it.
    ///
    /// # Errors
    /// What making raised.
    fn branch(&mut self, at: usize, value: Self::Made) -> Result<Self::Made, Self::Error> {
        let _ = at;
        Ok(value)
    }

    /// Begins a struct, or the arguments of a function. `sent`: the caller sent it; otherwise it is within a default.
    ///
    /// # Errors
    /// What making raised.
    fn fields(&mut self, of: &Structure, sent: bool) -> Result<Self::Fields, Self::Error>;

    /// The next field, in declared order; an omittable one that is absent never comes. `sent`: the caller sent it;
    /// otherwise it is filled in from the default.
    ///
    /// # Errors
    /// What making raised.
    fn field(
        &mut self,
        into: &mut Self::Fields,
        of: &Structure,
        field: &Field,
        value: Self::Made,
        sent: bool,
    ) -> Result<(), Self::Error>;

    /// Ends a struct.
    ///
    /// # Errors
    /// What making raised.
    fn structure(
        &mut self,
        of: &Structure,
        fields: Self::Fields,
    ) -> Result<Self::Made, Self::Error>;
}
