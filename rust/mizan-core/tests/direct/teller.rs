//! A host that tells what it was asked to make, and how often making began anew.

use std::{convert::Infallible, fmt::Debug};

use mizan_core::types::{Date, Datetime, Duration, Enum, Field, Make, Structure, Time, Uuid};

/// Makes texts.
#[derive(Default)]
pub struct Teller {
    /// So many times.
    pub began: usize,
}

/// The value and what it was made as. A float has its sign told, also that of zero.
fn told(what: &str, value: impl Debug) -> String {
    format!("{what} {value:?}")
}

macro_rules! scalars {
    ($($name:ident: $type:ty),*) => {
        $(fn $name(&mut self, value: $type) -> Result<String, Infallible> {
            Ok(told(stringify!($name), value))
        })*
    };
}

impl Make for Teller {
    type Made = String;
    type Error = Infallible;
    type Fields = Vec<String>;
    type Entries = Vec<String>;

    scalars!(
        boolean: bool, integer: i64, bigint: &str, number: f64, string: &str, decimal: &str, uuid: Uuid,
        datetime: Datetime, date: Date, time: Time, duration: Duration, bytes: Vec<u8>
    );

    fn begin(&mut self) {
        self.began += 1;
    }

    fn null(&mut self) -> Result<String, Infallible> {
        Ok(told("null", ()))
    }

    fn ascii(&mut self, text: &[u8]) -> Result<String, Infallible> {
        assert!(text.is_ascii(), "{text:?}");
        self.string(&String::from_utf8_lossy(text))
    }

    fn list(&mut self, items: Vec<String>) -> Result<String, Infallible> {
        Ok(format!("list [{}]", items.join(" ")))
    }

    fn tuple(&mut self, items: Vec<String>) -> Result<String, Infallible> {
        Ok(format!("tuple [{}]", items.join(" ")))
    }

    fn map(&mut self, entries: Vec<String>) -> Result<String, Infallible> {
        Ok(format!("map [{}]", entries.join(" ")))
    }

    fn member(&mut self, of: &Enum, at: usize) -> Result<String, Infallible> {
        Ok(told("member", (of.definition, &of.values, at)))
    }

    fn entries(&mut self, count: usize) -> Result<Vec<String>, Infallible> {
        Ok(vec![count.to_string()])
    }

    fn entry(
        &mut self,
        into: &mut Vec<String>,
        key: String,
        value: String,
    ) -> Result<(), Infallible> {
        into.push(format!("{key}: {value}"));
        Ok(())
    }

    fn branch(&mut self, at: usize, value: String) -> Result<String, Infallible> {
        Ok(format!("branch {at} {value}"))
    }

    fn fields(&mut self, of: &Structure, sent: bool) -> Result<Vec<String>, Infallible> {
        Ok(vec![format!("{} {} {sent}", of.name, of.id)])
    }

    fn field(
        &mut self,
        into: &mut Vec<String>,
        of: &Structure,
        field: &Field,
        value: String,
        sent: bool,
    ) -> Result<(), Infallible> {
        into.push(format!(
            "{} {} {} {sent} {value}",
            of.id, field.at, field.name
        ));
        Ok(())
    }

    fn structure(&mut self, of: &Structure, fields: Vec<String>) -> Result<String, Infallible> {
        Ok(format!("struct {} [{}]", of.name, fields.join(" ")))
    }
}
