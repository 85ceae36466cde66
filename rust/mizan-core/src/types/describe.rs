//! Types in words, for logs and defects.

use super::{
    bounds::{Bounds, Digits, Length},
    compiled::{Kind, Types},
};
use crate::{
    ir::{EnumValue, Type},
    quoting::quoted,
};

/// At most so many values of an enum are told.
const MOST_VALUES: usize = 8;

/// A type in words, for logs and defects.
pub fn describe(kind: &Type) -> String {
    in_words(&Types::default().kind(kind))
}

/// The same of a type that was made ready.
pub fn in_words(kind: &Kind) -> String {
    match kind {
        Kind::Null => "null".to_owned(),
        Kind::Boolean => "a boolean".to_owned(),
        Kind::String(of) => {
            let mut words = vec![length(of.length, "characters")];
            if let Some(pattern) = &of.pattern {
                words.push(format!("that has {}", quoted(pattern.as_str())));
            }
            with("a string", words)
        }
        Kind::Integer(of) => {
            let bound =
                |word: &str, value: Option<i64>| value.map(|value| format!("{word} {value}"));
            let words = [
                bound("at least", of.minimum),
                bound("at most", of.maximum),
                bound("a multiple of", of.multiple_of),
            ];
            with("an integer within ±(2^53−1)", words.into_iter().flatten())
        }
        Kind::Bigint(of) => with(
            "a whole number",
            bounds(of, |value| value.as_str().to_owned()),
        ),
        Kind::Number(of) => with("a finite number", bounds(of, f64::to_string)),
        Kind::Decimal(of) => {
            let mut words = bounds(&of.0, |value| value.as_str().to_owned());
            words.extend(digits(of.1));
            with("a decimal", words)
        }
        Kind::Uuid => "a uuid".to_owned(),
        Kind::Datetime(of) => with("a datetime with an offset", bounds(of, ToString::to_string)),
        Kind::Date(of) => with("a date", bounds(of, ToString::to_string)),
        Kind::Time => "a time without an offset".to_owned(),
        Kind::Duration => "a duration".to_owned(),
        Kind::Bytes(of) => with("bytes", [length(*of, "of them")]),
        Kind::Json => "any JSON".to_owned(),
        Kind::File => "a file".to_owned(),
        Kind::List(item, of) => {
            let words = length(*of, "elements");
            with(&format!("a list, each element {}", in_words(item)), [words])
        }
        Kind::Map(key, item, of) => {
            let key = key
                .as_ref()
                .map_or_else(|| "a string".to_owned(), |key| in_words(key));
            let words = length(*of, "entries");
            with(
                &format!("a map, each key {key}, each value {}", in_words(item)),
                [words],
            )
        }
        Kind::Tuple(items) => {
            let items: Vec<_> = items.iter().map(in_words).collect();
            format!("a tuple of {}", items.join(" and "))
        }
        Kind::Enum(of) => {
            let mut values: Vec<_> = of.values.iter().take(MOST_VALUES).map(value).collect();
            if of.values.len() > MOST_VALUES {
                values.push("…".to_owned());
            }
            format!("one of {}", values.join(", "))
        }
        Kind::Union(branches) => either(branches),
        Kind::Tagged(of) => format!("{}, by its {}", either(&of.branches), quoted(&of.tag)),
        Kind::Optional(item) => format!("{} or null", in_words(item)),
        Kind::Ref(_, name) | Kind::Nothing(name) => format!("a {}", quoted(name)),
    }
}

fn value(value: &EnumValue) -> String {
    match value {
        EnumValue::Integer(whole) => whole.to_string(),
        EnumValue::String(text) => quoted(text),
    }
}

fn either(branches: &[Kind]) -> String {
    let branches: Vec<_> = branches.iter().map(in_words).collect();
    branches.join(" or ")
}

fn with(noun: &str, words: impl IntoIterator<Item = String>) -> String {
    let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        noun.to_owned()
    } else {
        format!("{noun} ({})", words.join(", "))
    }
}

fn length(length: Length, what: &str) -> String {
    match (length.least, length.most) {
        (None, None) => String::new(),
        (Some(least), None) => format!("at least {least} {what}"),
        (None, Some(most)) => format!("at most {most} {what}"),
        (Some(least), Some(most)) => format!("{least} to {most} {what}"),
    }
}

fn bounds<T>(bounds: &Bounds<T>, show: impl Fn(&T) -> String) -> Vec<String> {
    let bound = |word: &str, value: &Option<T>| {
        value
            .as_ref()
            .map(|value| format!("{word} {}", show(value)))
    };
    let words = [
        bound("at least", &bounds.minimum),
        bound("at most", &bounds.maximum),
        bound("more than", &bounds.above),
        bound("less than", &bounds.below),
    ];
    words.into_iter().flatten().collect()
}

fn digits(digits: Digits) -> impl Iterator<Item = String> {
    let most = digits.most.map(|most| format!("at most {most} digits"));
    let places = digits
        .places
        .map(|places| format!("at most {places} after the point"));
    most.into_iter().chain(places)
}
