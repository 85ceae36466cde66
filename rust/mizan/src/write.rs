//! Rust values become JSON: compact, struct fields in declared order, texts and numbers as in canonical JSON.

use std::fmt::{self, Display, Write as _};

use data_encoding::BASE64URL_NOPAD;
use mizan_core::{canonical_json, errors::FaultCode};
use serde_json::Value as Json;

use crate::{
    describe::{Omittable, Record, Type},
    misfit::Misfit,
};

/// A type that may be a result.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot be sent to clients",
    note = "`#[derive(mizan::Type)]` makes a struct or an enum a type of the wire; the others are in `ir/protocol/types.md`"
)]
pub trait Write: Type {
    /// Appends its JSON.
    ///
    /// # Errors
    /// A value that the wire does not have: an integer beyond 2^53−1, NaN, infinity, a year beyond 9999,
    /// a bigint or a decimal of too many digits, the key `__proto__`.
    fn write(&self, into: &mut Writer) -> Result<(), Misfit>;
}

/// JSON text that grows.
pub struct Writer {
    text: String,
    // Whether the next item or field needs a comma.
    comma: bool,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            // What most answers fit into, in place of a few steps to get there; allocators have more at hand of no
            // greater length.
            text: String::with_capacity(1024),
            comma: false,
        }
    }
}

impl Writer {
    /// Begins a struct.
    pub fn open(&mut self) {
        self.text.push('{');
        self.comma = false;
    }

    /// The next field.
    ///
    /// # Errors
    /// Its value is none of the wire.
    pub fn field<T: Write + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Misfit> {
        self.content(name, |into| value.write(into))
    }

    /// The next field of a struct, by its key as it stands in JSON: `"id":`. For names that are known beforehand.
    ///
    /// # Errors
    /// As [`Writer::field`].
    pub fn keyed<T: Write + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Misfit> {
        self.separate();
        self.text.push_str(key);
        value
            .write(self)
            .map_err(|misfit| misfit.under(key.trim_end_matches(':').trim_matches('"')))
    }

    /// The next field, whose value `write` writes.
    ///
    /// # Errors
    /// As `write`, with the name before the place.
    pub fn content(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut Self) -> Result<(), Misfit>,
    ) -> Result<(), Misfit> {
        self.separate();
        canonical_json::write_text(&mut self.text, name);
        self.text.push(':');
        write(self).map_err(|misfit| misfit.under(name))
    }

    /// The next field, unless it is absent.
    ///
    /// # Errors
    /// Its value is none of the wire.
    pub fn omittable<T: Omittable>(&mut self, name: &str, value: &T) -> Result<(), Misfit>
    where
        T::Present: Write,
    {
        match value.present() {
            Some(present) => self.field(name, present),
            None => Ok(()),
        }
    }

    /// The fields of a struct, among those that stand here already.
    ///
    /// # Errors
    /// One of them is none of the wire.
    pub fn fields_of<T: Record + Write>(&mut self, value: &T) -> Result<(), Misfit> {
        let mut own = Self::default();
        value.write(&mut own)?;
        let fields = own.text.strip_prefix('{');
        let fields = fields.and_then(|fields| fields.strip_suffix('}'));
        if let Some(fields) = fields.filter(|fields| !fields.is_empty()) {
            self.separate();
            self.text.push_str(fields);
        }
        Ok(())
    }

    /// Ends a struct.
    pub fn close(&mut self) {
        self.text.push('}');
        self.comma = true;
    }

    /// A list.
    ///
    /// # Errors
    /// One of its items is none of the wire.
    pub fn list<'a, T: Write>(&mut self, items: impl Iterator<Item = &'a T>) -> Result<(), Misfit> {
        self.begin();
        for (index, item) in items.enumerate() {
            self.place(index, item)?;
        }
        self.end_list();
        Ok(())
    }

    /// Begins a list or a tuple.
    pub fn begin(&mut self) {
        self.text.push('[');
        self.comma = false;
    }

    /// The next place of a list or a tuple.
    ///
    /// # Errors
    /// Its value is none of the wire.
    pub fn place<T: Write + ?Sized>(&mut self, index: usize, value: &T) -> Result<(), Misfit> {
        self.separate();
        value.write(self).map_err(|misfit| misfit.under(index))
    }

    /// Ends a list or a tuple.
    pub fn end_list(&mut self) {
        self.text.push(']');
        self.comma = true;
    }

    /// Bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.text(&BASE64URL_NOPAD.encode(bytes));
    }

    /// Text.
    pub fn text(&mut self, text: &str) {
        canonical_json::write_text(&mut self.text, text);
        self.comma = true;
    }

    /// Text in which nothing is to be escaped.
    pub(crate) fn unescaped(&mut self, text: &impl Display) {
        self.spelled(|into| write!(into, "{text}"));
    }

    /// The same, as `spell` appends it.
    pub(crate) fn spelled(&mut self, spell: impl FnOnce(&mut String) -> fmt::Result) {
        self.text.push('"');
        // Writing to a string fails never.
        let _ = spell(&mut self.text);
        self.text.push('"');
        self.comma = true;
    }

    /// A whole number.
    pub(crate) fn whole(&mut self, value: i64) {
        canonical_json::write_whole(&mut self.text, value);
        self.comma = true;
    }

    /// Null, a truth or a number.
    pub fn plain(&mut self, value: &Json) {
        canonical_json::write(&mut self.text, value);
        self.comma = true;
    }

    /// What was written.
    pub fn end(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    /// The same as text.
    pub fn end_text(self) -> String {
        self.text
    }

    fn separate(&mut self) {
        if self.comma {
            self.text.push(',');
        }
        self.comma = true;
    }
}

/// The JSON that a value is written as.
///
/// # Errors
/// It is none of the wire.
pub fn json_of(value: &impl Write) -> Result<Json, Misfit> {
    let mut writer = Writer::default();
    value.write(&mut writer)?;
    serde_json::from_slice(&writer.end())
        .map_err(|_| Misfit::new(FaultCode::Length, "value of sensible depth"))
}
