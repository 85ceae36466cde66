//! From a host's values to JSON, by type. What does not fit is the function's own fault.
//! Page: `ir/protocol/types.md`, written values.

mod unions;

use std::{
    collections::HashMap,
    fmt::{self, Write},
};

use data_encoding::BASE64URL_NOPAD;

use super::{
    Datetime, Enum, MAX_INTEGER, NO_KEY, Source, Structure, Types, Value, Values,
    bounds::Length,
    compiled::{Definition, Kind},
    describe::in_words,
    exact::{Bigint, Decimal},
    faults::Faults,
    numbers::{self, Plain},
    validate::make,
};
use crate::{canonical_json, errors::Segment, json, quoting::quoted};

/// Deeper than any sensible answer; it stops values that contain themselves.
const DEEPEST: usize = 200;

/// A value that does not fit its declared type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// From the result's top.
    pub path: Vec<Segment>,
    /// What should stand there, for the log.
    pub expected: String,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut path = String::new();
        for segment in &self.path {
            match segment {
                Segment::Index(index) => write!(path, "/{index}")?,
                Segment::Name(name) => write!(path, "/{name}")?,
            }
        }
        // The keys of maps are a caller's, and what is said of them stands in the log.
        write!(f, "expected {} at {}", self.expected, quoted(&path))
    }
}

/// Why a value could not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError<E> {
    /// It does not fit.
    Unfit(Unfit),
    /// Looking at it raised.
    Source(E),
}

/// Writes a value as JSON by its type, into `out`.
///
/// # Errors
/// The first place that does not fit, or what looking at the value raised; `out` then holds a part.
pub fn write<S: Source>(
    kind: &Kind,
    source: &S,
    types: &Types,
    out: &mut String,
) -> Result<(), WriteError<S::Error>> {
    Writer::new(types, out).value(kind, source)
}

/// Writes these fields of a value as a JSON object, in their order.
///
/// # Errors
/// As [`write`].
pub fn write_fields<S: Source>(
    of: &Structure,
    source: &S,
    types: &Types,
    out: &mut String,
) -> Result<(), WriteError<S::Error>> {
    Writer::new(types, out).fields(of, None, source)
}

/// The checked scalar that a host's value is; `None` for what is made of others.
///
/// # Errors
/// As [`write`], with an empty path.
pub fn take<S: Source>(
    kind: &Kind,
    source: &S,
    types: &Types,
) -> Result<Option<Value>, WriteError<S::Error>> {
    match types.resolved(kind) {
        Kind::Optional(item) => {
            return if source.is_null() {
                Ok(Some(Value::Null))
            } else {
                take(item, source, types)
            };
        }
        Kind::Ref(..)
        | Kind::List(..)
        | Kind::Map(..)
        | Kind::Tuple(_)
        | Kind::Json
        | Kind::Union(_)
        | Kind::Tagged(_) => return Ok(None),
        _ => {}
    }
    let mut text = String::new();
    write(kind, source, types, &mut text)?;
    let tree = json::parse(text.as_bytes()).ok();
    let value =
        tree.and_then(|tree| make(&tree, kind, types, &mut Faults::default(), &mut Values).ok());
    value.map(Some).ok_or_else(|| unfit(kind))
}

fn unfit<E>(kind: &Kind) -> WriteError<E> {
    other(in_words(kind))
}

fn other<E>(expected: String) -> WriteError<E> {
    WriteError::Unfit(Unfit {
        path: Vec::new(),
        expected,
    })
}

/// One step of the way to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Place<'a> {
    /// Of a list or a map.
    At(usize),
    /// Of a struct.
    Field(&'a str),
}

struct Writer<'a> {
    types: &'a Types,
    out: &'a mut String,
    depth: usize,
    /// How many plain unions are being tried around here.
    trials: usize,
    /// The way here from the outermost of them.
    way: Vec<Place<'a>>,
    /// The branches that unions inside of it were found to take, by their way and the union: without them a value that
    /// is deep would be written once for each way down to it.
    choices: HashMap<(Vec<Place<'a>>, usize), Option<usize>>,
}

type Written<S> = Result<(), WriteError<<S as Source>::Error>>;

impl<'a> Writer<'a> {
    fn new(types: &'a Types, out: &'a mut String) -> Self {
        Self {
            types,
            out,
            depth: 0,
            trials: 0,
            way: Vec::new(),
            choices: HashMap::new(),
        }
    }

    fn value<S: Source>(&mut self, kind: &'a Kind, source: &S) -> Written<S> {
        match kind {
            Kind::Optional(item) if !source.is_null() => self.value(item, source),
            Kind::Ref(at, _) => match self.types.definition(*at) {
                Some(Definition::Struct(of)) if source.has_fields() => {
                    self.fields(of, Some(of), source)
                }
                Some(Definition::Alias(_, of)) => self.value(of, source),
                _ => Err(unfit(kind)),
            },
            Kind::List(item, length) => match source.items().map_err(WriteError::Source)? {
                Some(items) if length.holds(items.len()) => {
                    self.items(&items, std::iter::repeat(&**item))
                }
                _ => Err(unfit(kind)),
            },
            Kind::Tuple(kinds) => match source.items().map_err(WriteError::Source)? {
                Some(items) if items.len() == kinds.len() => self.items(&items, kinds),
                _ => Err(unfit(kind)),
            },
            Kind::Map(key, item, length) => self.map(kind, (key.as_deref(), item, *length), source),
            Kind::Union(branches) => self.union(kind, branches, source),
            Kind::Tagged(of) => match self.branch(of, source)? {
                Some(branch) => self.value(branch, source),
                None => Err(unfit(kind)),
            },
            Kind::Json => self.plain(source),
            _ => match self.scalar(kind, source).map_err(WriteError::Source)? {
                Some(()) => Ok(()),
                None => Err(unfit(kind)),
            },
        }
    }

    /// A value that is not made of others; `None` if it does not fit.
    fn scalar<S: Source>(&mut self, kind: &Kind, source: &S) -> Result<Option<()>, S::Error> {
        Ok(match kind {
            Kind::Null | Kind::Optional(_) => source.is_null().then(|| self.word("null")),
            Kind::Boolean => source
                .boolean()?
                .map(|value| self.word(if value { "true" } else { "false" })),
            Kind::String(of) => {
                let text = source.text()?;
                let text = text.filter(|text| of.broken(text).next().is_none());
                text.map(|text| canonical_json::write_text(self.out, &text))
            }
            Kind::Integer(of) => source
                .integer()?
                .filter(|value| is_wire(*value) && of.holds(*value))
                .map(|value| self.shown(value)),
            Kind::Number(bounds) => source
                .number()?
                .filter(|value| value.is_finite() && bounds.holds(value))
                .map(|value| self.float(value)),
            Kind::Bigint(bounds) => source.bigint()?.and_then(|text| {
                let value = Bigint::parse(&text).ok()?;
                bounds
                    .holds(&value)
                    .then(|| self.quoted_text(value.as_str()))
            }),
            Kind::Decimal(of) => source.decimal()?.and_then(|text| {
                let value = Decimal::parse(&text).ok()?;
                let holds = of.0.holds(&value) && of.1.holds(&value);
                holds.then(|| self.quoted_text(value.as_str()))
            }),
            Kind::Uuid => source.uuid()?.map(|value| self.quoted(value)),
            Kind::Datetime(bounds) => source
                .datetime()?
                .filter(|value| bounds.holds(value))
                .map(|value| self.datetime(value)),
            Kind::Date(bounds) => source
                .date()?
                .filter(|value| bounds.holds(value))
                .map(|value| self.quoted(value)),
            Kind::Time => source.time()?.map(|value| self.quoted(value)),
            Kind::Duration => source.duration()?.map(|value| self.quoted(value)),
            Kind::Bytes(length) => source
                .bytes()?
                .filter(|bytes| length.holds(bytes.len()))
                .map(|bytes| self.quoted(BASE64URL_NOPAD.encode(&bytes))),
            Kind::Enum(of) => self.member(of, source)?,
            _ => None,
        })
    }

    fn member<S: Source>(&mut self, of: &Enum, source: &S) -> Result<Option<()>, S::Error> {
        Ok(if of.is_whole() {
            let value = source.integer()?.filter(|value| of.whole(*value).is_some());
            value.map(|value| self.shown(value))
        } else {
            let text = source.text()?.filter(|text| of.text(text).is_some());
            text.map(|text| canonical_json::write_text(self.out, &text))
        })
    }

    fn word(&mut self, word: &str) {
        self.out.push_str(word);
    }

    fn shown(&mut self, value: impl fmt::Display) {
        // Writing to a string cannot fail.
        let _ = write!(self.out, "{value}");
    }

    fn float(&mut self, value: f64) {
        self.out
            .push_str(ryu_js::Buffer::new().format_finite(value));
    }

    /// Text in which nothing needs an escape.
    fn quoted(&mut self, value: impl fmt::Display) {
        self.out.push('"');
        self.shown(value);
        self.out.push('"');
    }

    fn datetime(&mut self, value: Datetime) {
        self.out.push('"');
        let _ = value.write_to(self.out);
        self.out.push('"');
    }

    /// The same of what is text already.
    fn quoted_text(&mut self, value: &str) {
        self.out.push('"');
        self.out.push_str(value);
        self.out.push('"');
    }

    fn items<S: Source>(
        &mut self,
        items: &[S],
        kinds: impl IntoIterator<Item = &'a Kind>,
    ) -> Written<S> {
        self.out.push('[');
        for (index, (item, kind)) in items.iter().zip(kinds).enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            self.within(
                Place::At(index),
                || index.into(),
                |writer| writer.value(kind, item),
            )?;
        }
        self.out.push(']');
        Ok(())
    }

    fn map<S: Source>(
        &mut self,
        kind: &Kind,
        (key, item, length): (Option<&'a Kind>, &'a Kind, Length),
        source: &S,
    ) -> Written<S> {
        let entries = source.entries().map_err(WriteError::Source)?;
        let entries = entries.filter(|entries| length.holds(entries.len()));
        let entries = entries.ok_or_else(|| unfit(kind))?;
        let mut named = Vec::with_capacity(entries.len());
        for (own, value) in entries {
            match self.key(key, &own).map_err(WriteError::Source)? {
                Some(name) => named.push((name, value)),
                None => {
                    return Err(other(format!(
                        "{}, and a key is none of it",
                        in_words(kind)
                    )));
                }
            }
        }
        named.sort_by(|(a, _), (b, _)| a.cmp(b));
        self.members(kind, &named, item)
    }

    /// A JSON object, in this order.
    fn members<S: Source>(
        &mut self,
        kind: &Kind,
        named: &[(String, S)],
        item: &'a Kind,
    ) -> Written<S> {
        if named.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err(other(format!(
                "{}, and a key is there twice",
                in_words(kind)
            )));
        }
        self.out.push('{');
        for (at, (name, value)) in named.iter().enumerate() {
            if at > 0 {
                self.out.push(',');
            }
            canonical_json::write_text(self.out, name);
            self.out.push(':');
            self.within(
                Place::At(at),
                || name.as_str().into(),
                |writer| writer.value(item, value),
            )?;
        }
        self.out.push('}');
        Ok(())
    }

    /// The text of a map's key.
    fn key<S: Source>(&self, kind: Option<&'a Kind>, key: &S) -> Result<Option<String>, S::Error> {
        let text = match kind.map(|kind| self.types.resolved(kind)) {
            None => key.text()?.map(std::borrow::Cow::into_owned),
            Some(Kind::String(of)) => {
                let text = key.text()?.filter(|text| of.broken(text).next().is_none());
                text.map(std::borrow::Cow::into_owned)
            }
            Some(Kind::Enum(of)) => {
                let text = key.text()?.filter(|text| of.text(text).is_some());
                text.map(std::borrow::Cow::into_owned)
            }
            Some(Kind::Uuid) => key.uuid()?.map(|uuid| uuid.to_string()),
            Some(Kind::Integer(of)) => {
                let value = key.integer()?;
                let value = value.filter(|value| is_wire(*value) && of.holds(*value));
                value.map(|value| value.to_string())
            }
            Some(_) => None,
        };
        Ok(text.filter(|text| text != NO_KEY))
    }

    /// `of` is what the fields are looked up as.
    fn fields<S: Source>(
        &mut self,
        fields: &'a Structure,
        of: Option<&Structure>,
        source: &S,
    ) -> Written<S> {
        self.out.push('{');
        let mut first = true;
        for field in &fields.fields {
            let found = source.field(of, field).map_err(WriteError::Source)?;
            if found.is_none() && field.omittable {
                continue;
            }
            if !first {
                self.out.push(',');
            }
            first = false;
            self.out.push_str(&field.written);
            self.within(
                Place::Field(&field.name),
                || (&*field.name).into(),
                |writer| match found {
                    Some(value) => writer.value(&field.kind, &value),
                    None => Err(other(format!(
                        "{}, and nothing is there",
                        in_words(&field.kind)
                    ))),
                },
            )?;
        }
        self.out.push('}');
        Ok(())
    }

    /// Any JSON.
    fn plain<S: Source>(&mut self, source: &S) -> Written<S> {
        if source.is_null() {
            self.word("null");
            return Ok(());
        }
        if let Some(value) = source.boolean().map_err(WriteError::Source)? {
            self.word(if value { "true" } else { "false" });
            return Ok(());
        }
        if let Some(text) = source.text().map_err(WriteError::Source)? {
            canonical_json::write_text(self.out, &text);
            return Ok(());
        }
        if let Some(value) = source.integer().map_err(WriteError::Source)?
            && is_wire(value)
        {
            self.shown(value);
            return Ok(());
        }
        if let Some(value) = source.number().map_err(WriteError::Source)? {
            match numbers::plain_float(value) {
                Ok(Plain::Whole(value)) => self.shown(value),
                Ok(Plain::Float(value)) => self.float(value),
                Err(_) => return Err(unfit(&Kind::Json)),
            }
            return Ok(());
        }
        if let Some(items) = source.items().map_err(WriteError::Source)? {
            return self.items(&items, std::iter::repeat(&Kind::Json));
        }
        let entries = source.entries().map_err(WriteError::Source)?;
        let mut named = Vec::new();
        for (key, value) in entries.ok_or_else(|| unfit(&Kind::Json))? {
            match self.key(None, &key).map_err(WriteError::Source)? {
                Some(name) => named.push((name, value)),
                None => return Err(other("any JSON, and a key is none".to_owned())),
            }
        }
        named.sort_by(|(a, _), (b, _)| canonical_json::order(a, b));
        self.members(&Kind::Json, &named, &Kind::Json)
    }

    /// One level deeper. The way to what does not fit is put together on the way back.
    fn within<E>(
        &mut self,
        place: Place<'a>,
        segment: impl FnOnce() -> Segment,
        step: impl FnOnce(&mut Self) -> Result<(), WriteError<E>>,
    ) -> Result<(), WriteError<E>> {
        self.depth += 1;
        let tried = self.trials > 0;
        if tried {
            self.way.push(place);
        }
        let done = if self.depth > DEEPEST {
            Err(other(format!("a value of at most {DEEPEST} levels")))
        } else {
            step(self)
        };
        if tried {
            self.way.pop();
        }
        self.depth -= 1;
        done.map_err(|error| match error {
            WriteError::Unfit(mut unfit) => {
                unfit.path.insert(0, segment());
                WriteError::Unfit(unfit)
            }
            source @ WriteError::Source(_) => source,
        })
    }
}

fn is_wire(value: i64) -> bool {
    (-MAX_INTEGER..=MAX_INTEGER).contains(&value)
}

#[cfg(test)]
mod tests;
