//! Rust values become JSON: compact, struct fields in declared order, texts and numbers as in canonical JSON.

use mizan_core::canonical_json;
use serde_json::Value as Json;

use crate::{describe::Type, misfit::Misfit};

/// A type that may be a result.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot be sent to clients",
    note = "`#[derive(mizan::Type)]` makes a struct with named fields a type of the wire; the others are in `ir/protocol/types.md`"
)]
pub trait Write: Type {
    /// Appends its JSON.
    ///
    /// # Errors
    /// A value that the wire does not have: an integer beyond 2^53−1, NaN, infinity, a year beyond 9999.
    fn write(&self, into: &mut Writer) -> Result<(), Misfit>;
}

/// JSON text that grows.
#[derive(Default)]
pub struct Writer {
    text: String,
    // Whether the next item or field needs a comma.
    comma: bool,
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
        self.separate();
        canonical_json::write_text(&mut self.text, name);
        self.text.push(':');
        value.write(self).map_err(|misfit| misfit.under(name))
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
        self.text.push('[');
        self.comma = false;
        for (index, item) in items.enumerate() {
            self.separate();
            item.write(self).map_err(|misfit| misfit.under(index))?;
        }
        self.text.push(']');
        self.comma = true;
        Ok(())
    }

    /// Text.
    pub fn text(&mut self, text: &str) {
        canonical_json::write_text(&mut self.text, text);
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

    fn separate(&mut self) {
        if self.comma {
            self.text.push(',');
        }
        self.comma = true;
    }
}
