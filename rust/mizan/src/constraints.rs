//! What `#[mizan(min_length = 1, …)]` says, put into the IR type that it stands on.
//!
//! Which type takes what is told by the compiler (`kind`); whether bounds make sense, with the graph.
//! Page: `ir/protocol/types.md`, constraints.

use mizan_core::{
    ir::{self, Type},
    types::Value,
};
use serde_json::{Number, Value as Json};

/// A bound, as it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// Without a fraction.
    Whole(i64),
    /// With one.
    Float(f64),
    /// The value's text.
    Text(&'static str),
}

/// The constraints of one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Constraints {
    /// Of strings, bytes, lists and maps.
    pub min_length: Option<u32>,
    /// Of strings, bytes, lists and maps.
    pub max_length: Option<u32>,
    /// Of strings.
    pub pattern: Option<&'static str>,
    /// Inclusive.
    pub minimum: Option<Bound>,
    /// Inclusive.
    pub maximum: Option<Bound>,
    /// Of numbers and decimals.
    pub exclusive_minimum: Option<Bound>,
    /// Of numbers and decimals.
    pub exclusive_maximum: Option<Bound>,
    /// Of integers.
    pub multiple_of: Option<i64>,
    /// Of decimals.
    pub max_digits: Option<u32>,
    /// Of decimals.
    pub decimal_places: Option<u32>,
    /// Of files, in bytes.
    pub max_size: Option<u32>,
    /// Of files.
    pub accept: Option<&'static [&'static str]>,
}

impl Constraints {
    /// None at all.
    pub const NONE: Self = Self {
        min_length: None,
        max_length: None,
        pattern: None,
        minimum: None,
        maximum: None,
        exclusive_minimum: None,
        exclusive_maximum: None,
        multiple_of: None,
        max_digits: None,
        decimal_places: None,
        max_size: None,
        accept: None,
    };

    /// Puts them into a type, or the type beside null. Returns those that it had already: both cannot be said.
    pub fn apply(&self, kind: &mut Type) -> Vec<&'static str> {
        let mut twice = Twice(Vec::new());
        match kind {
            Type::Optional { item } => return self.apply(item),
            Type::String(own) => {
                twice.set("min_length", &mut own.min_length, self.min_length);
                twice.set("max_length", &mut own.max_length, self.max_length);
                let pattern = self.pattern.map(str::to_owned);
                twice.set("pattern", &mut own.pattern, pattern);
            }
            // Of each file of a list, unless it is the list's own.
            Type::List { item, .. } if self.max_size.is_some() || self.accept.is_some() => {
                let limits = Self {
                    max_size: self.max_size,
                    accept: self.accept,
                    ..Self::NONE
                };
                let of_list = Self {
                    max_size: None,
                    accept: None,
                    ..*self
                };
                twice.0.extend(limits.apply(item));
                twice.0.extend(of_list.apply(kind));
            }
            Type::File(own) => {
                twice.set("max_size", &mut own.max_size, self.max_size);
                let accept = |types: &[&str]| types.iter().map(|&each| each.to_owned()).collect();
                twice.set("accept", &mut own.accept, self.accept.map(accept));
            }
            Type::Bytes(own) | Type::List { length: own, .. } | Type::Map { length: own, .. } => {
                twice.set("min_length", &mut own.min_length, self.min_length);
                twice.set("max_length", &mut own.max_length, self.max_length);
            }
            Type::Integer(own) => {
                // The bounds of a `u8` are no declaration: the narrower one counts.
                own.minimum = whole(self.minimum)
                    .into_iter()
                    .chain(own.minimum)
                    .reduce(i64::max);
                own.maximum = whole(self.maximum)
                    .into_iter()
                    .chain(own.maximum)
                    .reduce(i64::min);
                twice.set("multiple_of", &mut own.multiple_of, self.multiple_of);
            }
            Type::Bigint(own) => {
                // Nor are those of an `i128`: what is wider than it is out of its range all the same.
                own.minimum = text(self.minimum).or(own.minimum.take());
                own.maximum = text(self.maximum).or(own.maximum.take());
            }
            Type::Number(own) => {
                twice.set("minimum", &mut own.minimum, number(self.minimum));
                twice.set("maximum", &mut own.maximum, number(self.maximum));
                let given = number(self.exclusive_minimum);
                twice.set("exclusive_minimum", &mut own.exclusive_minimum, given);
                let given = number(self.exclusive_maximum);
                twice.set("exclusive_maximum", &mut own.exclusive_maximum, given);
            }
            Type::Decimal(own) => self.apply_decimal(own, &mut twice),
            Type::Datetime(own) | Type::Date(own) => {
                twice.set("minimum", &mut own.minimum, text(self.minimum));
                twice.set("maximum", &mut own.maximum, text(self.maximum));
            }
            _ => {}
        }
        twice.0
    }

    fn apply_decimal(&self, own: &mut ir::Fixed, twice: &mut Twice) {
        twice.set("minimum", &mut own.minimum, text(self.minimum));
        twice.set("maximum", &mut own.maximum, text(self.maximum));
        let given = text(self.exclusive_minimum);
        twice.set("exclusive_minimum", &mut own.exclusive_minimum, given);
        let given = text(self.exclusive_maximum);
        twice.set("exclusive_maximum", &mut own.exclusive_maximum, given);
        twice.set("max_digits", &mut own.max_digits, self.max_digits);
        twice.set(
            "decimal_places",
            &mut own.decimal_places,
            self.decimal_places,
        );
    }
}

struct Twice(Vec<&'static str>);

impl Twice {
    fn set<T>(&mut self, name: &'static str, own: &mut Option<T>, given: Option<T>) {
        if let Some(given) = given
            && own.replace(given).is_some()
        {
            self.0.push(name);
        }
    }
}

fn whole(bound: Option<Bound>) -> Option<i64> {
    match bound? {
        Bound::Whole(value) => Some(value),
        Bound::Float(_) | Bound::Text(_) => None,
    }
}

fn number(bound: Option<Bound>) -> Option<Number> {
    let json = match bound? {
        Bound::Whole(value) => Json::from(value),
        Bound::Float(value) => Value::Number(value).to_json(),
        Bound::Text(_) => return None,
    };
    match json {
        Json::Number(number) => Some(number),
        _ => None,
    }
}

fn text(bound: Option<Bound>) -> Option<String> {
    match bound? {
        Bound::Whole(value) => Some(value.to_string()),
        Bound::Text(value) => Some(value.to_owned()),
        Bound::Float(_) => None,
    }
}
