//! From JSON to checked values; structs and unions have files of their own. Page: `ir/protocol/types.md`, values and
//! faults.

mod fields;
mod unions;

use data_encoding::BASE64URL_NOPAD;

use self::unions::Choices;
use super::{
    Date, Datetime, Duration, Enum, Make, Structure, Time, Types, Uuid, Value, Values,
    bounds::{Bounds, Fit, Length, Text},
    compiled::{Definition, Kind},
    exact::{Bigint, Decimal, is_integer},
    faults::{Faults, Step},
    nothing::Nothing,
    numbers::{self, Plain},
};
use crate::{
    errors::FaultCode,
    ir::Type,
    json::{self, Members, Tree},
};

/// The one key that no map and no plain JSON has: it would be no member but an object's maker in JavaScript.
pub const NO_KEY: &str = "__proto__";

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop<E> {
    /// Faults were added.
    Faulty,
    /// Making raised.
    Raised(E),
}

impl<E> From<E> for Stop<E> {
    fn from(raised: E) -> Self {
        Self::Raised(raised)
    }
}

type Judged<M> = Result<<M as Make>::Made, Stop<<M as Make>::Error>>;

/// What a document is by a type.
///
/// # Errors
/// [`Stop`]: faults were added, or making raised.
pub fn make<'a, M: Make>(
    tree: &'a Tree<'_>,
    kind: &'a Kind,
    types: &'a Types,
    faults: &mut Faults<'a>,
    host: &mut M,
) -> Judged<M> {
    let mut choices = Choices::new();
    let made = Judge::new(types, faults, host, &mut choices, true).value(tree, kind);
    if matches!(made, Err(Stop::Faulty)) {
        // What is wrong is looked for only now: what is sound need not remember where it is.
        let _ = Judge::new(types, faults, &mut Nothing, &mut choices, false).value(tree, kind);
    }
    made
}

/// What a document, or a field's default where it was not `sent`, is by a type. `None`: it is faulty, or making raised;
/// nothing tells which.
pub(super) fn make_quietly<'a, M: Make>(
    tree: &'a Tree<'_>,
    kind: &'a Kind,
    sent: bool,
    types: &'a Types,
    host: &mut M,
) -> Option<M::Made> {
    let (mut faults, mut choices) = (Faults::default(), Choices::new());
    let mut judge = Judge::new(types, &mut faults, host, &mut choices, true);
    judge.sent = sent;
    judge.value(tree, kind).ok()
}

/// What an object is by its fields.
///
/// # Errors
/// As [`make`].
pub fn make_fields<'a, M: Make>(
    members: &'a Members<'_>,
    of: &'a Structure,
    types: &'a Types,
    faults: &mut Faults<'a>,
    host: &mut M,
) -> Judged<M> {
    let mut choices = Choices::new();
    let made = Judge::new(types, faults, host, &mut choices, true).fields(members, of);
    if matches!(made, Err(Stop::Faulty)) {
        let _ = Judge::new(types, faults, &mut Nothing, &mut choices, false).fields(members, of);
    }
    made
}

/// The value that a document is by a type that was not made ready; `None` when faults were added.
pub fn validate(
    tree: &Tree<'_>,
    kind: &Type,
    types: &Types,
    faults: &mut Faults<'_>,
) -> Option<Value> {
    let kind = types.kind(kind);
    let mut met = Faults::default();
    let made = make(tree, &kind, types, &mut met, &mut Values);
    faults.append(met.into_sorted());
    made.ok()
}

struct Judge<'j, 'a, M: Make> {
    types: &'a Types,
    faults: &'j mut Faults<'a>,
    make: &'j mut M,
    choices: &'j mut Choices,
    /// Whether the caller sent what is judged; a default is filled in.
    sent: bool,
    /// Faults are not told, and the first is enough.
    quiet: bool,
}

impl<'j, 'a, M: Make> Judge<'j, 'a, M> {
    fn new(
        types: &'a Types,
        faults: &'j mut Faults<'a>,
        make: &'j mut M,
        choices: &'j mut Choices,
        quiet: bool,
    ) -> Self {
        Self {
            types,
            faults,
            make,
            choices,
            sent: true,
            quiet,
        }
    }

    /// Judges a part of a value. `None`: it is faulty, and the other parts are to be looked at as well.
    #[inline]
    fn part<T>(
        &mut self,
        step: Step<'a>,
        judge: impl FnOnce(&mut Self) -> Result<T, Stop<M::Error>>,
    ) -> Result<Option<T>, Stop<M::Error>> {
        // Where nobody listens there is no way to tell of, and the first fault is the end.
        if self.quiet {
            return judge(self).map(Some);
        }
        self.faults.down(step);
        let judged = judge(self);
        self.faults.up();
        match judged {
            Err(Stop::Faulty) => Ok(None),
            judged => judged.map(Some),
        }
    }

    /// Most values are text and numbers, whose judging is a step or two.
    #[inline]
    fn value(&mut self, tree: &'a Tree<'_>, kind: &'a Kind) -> Judged<M> {
        match (kind, tree) {
            (Kind::Integer(of), Tree::Whole(value)) if of.holds(*value) => {
                Ok(self.make.integer(*value)?)
            }
            (Kind::String(of), Tree::String(text)) if !of.bound => Ok(self.make.string(text)?),
            _ => self.any_value(tree, kind),
        }
    }

    fn any_value(&mut self, tree: &'a Tree<'_>, kind: &'a Kind) -> Judged<M> {
        match (kind, tree) {
            (Kind::String(of), Tree::String(text)) => {
                if self.is_unbroken(of, text) {
                    Ok(self.make.string(text)?)
                } else {
                    Err(Stop::Faulty)
                }
            }
            // One that holds was taken already.
            (Kind::Integer(_), Tree::Whole(_)) => self.fault(FaultCode::Range),
            (Kind::Integer(of), Tree::Number(_) | Tree::Fraction(_)) => match integer(tree) {
                Ok(value) if of.holds(value) => Ok(self.make.integer(value)?),
                Ok(_) => self.fault(FaultCode::Range),
                Err(code) => self.fault(code),
            },
            (Kind::Optional(_) | Kind::Null, Tree::Null) => Ok(self.make.null()?),
            (Kind::Optional(item), _) => self.value(tree, item),
            (Kind::Boolean, Tree::Bool(value)) => Ok(self.make.boolean(*value)?),
            (Kind::Ref(at, _), _) => match (self.types.definition(*at), tree) {
                (Some(Definition::Struct(of)), Tree::Object(members)) => self.fields(members, of),
                (Some(Definition::Alias(_, of)), _) => self.value(tree, of),
                _ => self.fault(FaultCode::Type),
            },
            (Kind::List(item, length), Tree::Array(items)) => self.list(items, item, *length),
            (Kind::Number(bounds), Tree::Number(text)) => match numbers::number(text) {
                Ok(value) => self.float(value, bounds),
                Err(code) => self.fault(code),
            },
            (Kind::Number(bounds), Tree::Whole(value)) => self.float(json::float(*value), bounds),
            (Kind::Number(bounds), Tree::Fraction(value)) => self.float(*value, bounds),
            (Kind::Map(key, item, length), Tree::Object(members)) => {
                self.map(members, key.as_deref(), item, *length)
            }
            (Kind::Tuple(kinds), Tree::Array(items)) => self.tuple(items, kinds),
            (Kind::Enum(of), _) => match place(of, tree) {
                Ok(at) => Ok(self.make.member(of, at)?),
                Err(code) => self.fault(code),
            },
            (Kind::Union(branches), _) => self.union(tree, branches),
            (Kind::Tagged(of), Tree::Object(members)) => self.tagged(tree, members, of),
            (Kind::Json, _) => self.plain(tree),
            (_, Tree::String(text)) => self.text(text, kind),
            _ => self.fault(FaultCode::Type),
        }
    }

    /// A value that is written as text of one grammar.
    fn text(&mut self, text: &str, kind: &Kind) -> Judged<M> {
        // What is in form, but not within its bounds.
        let held = |holds: bool| if holds { Ok(()) } else { Err(FaultCode::Range) };
        let made = match kind {
            Kind::Uuid => Uuid::parse(text)
                .ok_or(FaultCode::Format)
                .map(|value| self.make.uuid(value)),
            Kind::Datetime(bounds) => Datetime::parse(text)
                .and_then(|value| held(bounds.holds(&value)).map(|()| self.make.datetime(value))),
            Kind::Date(bounds) => Date::parse(text)
                .and_then(|value| held(bounds.holds(&value)).map(|()| self.make.date(value))),
            Kind::Time => Time::parse(text).map(|value| self.make.time(value)),
            Kind::Duration => Duration::parse(text).map(|value| self.make.duration(value)),
            Kind::Bigint(bounds) => Bigint::parse(text).and_then(|value| {
                held(bounds.holds(&value)).map(|()| self.make.bigint(value.as_str()))
            }),
            Kind::Decimal(of) => Decimal::parse(text).and_then(|value| {
                held(of.0.holds(&value) && of.1.holds(&value))
                    .map(|()| self.make.decimal(value.as_str()))
            }),
            Kind::Bytes(length) => BASE64URL_NOPAD
                .decode(text.as_bytes())
                .map_err(|_| FaultCode::Format)
                .and_then(|bytes| {
                    if length.holds(bytes.len()) {
                        Ok(self.make.bytes(bytes))
                    } else {
                        Err(FaultCode::Length)
                    }
                }),
            _ => Err(FaultCode::Type),
        };
        match made {
            Ok(made) => Ok(made?),
            Err(code) => self.fault(code),
        }
    }

    fn float(&mut self, value: f64, bounds: &Bounds<f64>) -> Judged<M> {
        if bounds.holds(&value) {
            Ok(self.make.number(value)?)
        } else {
            self.fault(FaultCode::Range)
        }
    }

    /// Whether a text keeps its constraints; those that it breaks are told.
    fn is_unbroken(&mut self, of: &Text, text: &str) -> bool {
        let mut sound = true;
        for code in of.broken(text) {
            self.add(code);
            sound = false;
        }
        sound
    }

    fn list(&mut self, items: &'a [Tree<'_>], kind: &'a Kind, length: Length) -> Judged<M> {
        let sound = self.fits(length, items.len())?;
        let made = self.items(items, std::iter::repeat(kind), sound)?;
        Ok(self.make.list(made)?)
    }

    /// The elements of a list or a tuple; faulty where they were not `sound` before.
    #[inline]
    fn items(
        &mut self,
        items: &'a [Tree<'_>],
        kinds: impl Iterator<Item = &'a Kind>,
        mut sound: bool,
    ) -> Result<Vec<M::Made>, Stop<M::Error>> {
        let mut made = Vec::with_capacity(items.len());
        for (index, (item, kind)) in items.iter().zip(kinds).enumerate() {
            match self.part(Step::Index(index), |judge| judge.value(item, kind))? {
                Some(value) => made.push(value),
                None => sound = false,
            }
        }
        if sound { Ok(made) } else { Err(Stop::Faulty) }
    }

    /// Whether a length is within its bounds; what is too long is looked at no further.
    fn fits(&mut self, length: Length, count: usize) -> Result<bool, Stop<M::Error>> {
        match length.fit(count) {
            Fit::Looked(None) => Ok(true),
            Fit::Looked(Some(code)) if !self.quiet => {
                self.add(code);
                Ok(false)
            }
            _ => self.fault(FaultCode::Length),
        }
    }

    fn tuple(&mut self, items: &'a [Tree<'_>], kinds: &'a [Kind]) -> Judged<M> {
        if items.len() != kinds.len() {
            return self.fault(FaultCode::Length);
        }
        let made = self.items(items, kinds.iter(), true)?;
        Ok(self.make.tuple(made)?)
    }

    fn map(
        &mut self,
        members: &'a Members<'_>,
        key: Option<&'a Kind>,
        item: &'a Kind,
        length: Length,
    ) -> Judged<M> {
        let mut sound = self.fits(length, members.len())?;
        let mut entries = self.make.entries(members.len())?;
        for (name, tree) in members {
            let judged = self.part(Step::Key(name), |judge| {
                Ok((judge.key(name, key)?, judge.value(tree, item)?))
            });
            match judged? {
                Some((key, value)) => self.make.entry(&mut entries, key, value)?,
                None => sound = false,
            }
        }
        if sound {
            Ok(self.make.map(entries)?)
        } else {
            Err(Stop::Faulty)
        }
    }

    /// The key of a map.
    fn key(&mut self, name: &'a str, kind: Option<&'a Kind>) -> Judged<M> {
        if name == NO_KEY {
            return self.fault(FaultCode::Unknown);
        }
        let Some(kind) = kind else {
            return Ok(self.make.string(name)?);
        };
        match self.types.resolved(kind) {
            Kind::String(of) => {
                if self.is_unbroken(of, name) {
                    Ok(self.make.string(name)?)
                } else {
                    Err(Stop::Faulty)
                }
            }
            Kind::Enum(of) => match of.text(name) {
                Some(at) => Ok(self.make.member(of, at)?),
                None => self.fault(FaultCode::Enum),
            },
            Kind::Uuid => match Uuid::parse(name) {
                Some(uuid) if Uuid::is_canonical(name) => Ok(self.make.uuid(uuid)?),
                _ => self.fault(FaultCode::Format),
            },
            Kind::Integer(of) if is_integer(name) => match numbers::integer(name) {
                Ok(value) if of.holds(value) => Ok(self.make.integer(value)?),
                _ => self.fault(FaultCode::Range),
            },
            _ => self.fault(FaultCode::Format),
        }
    }

    /// Any JSON.
    fn plain(&mut self, tree: &'a Tree<'_>) -> Judged<M> {
        match tree {
            Tree::Null => Ok(self.make.null()?),
            Tree::Bool(value) => Ok(self.make.boolean(*value)?),
            Tree::String(text) => Ok(self.make.string(text)?),
            Tree::Whole(value) => Ok(self.make.integer(*value)?),
            Tree::Fraction(value) => self.plain_number(numbers::plain_float(*value)),
            Tree::Number(text) => self.plain_number(numbers::plain(text)),
            Tree::Array(items) => self.list(items, &Kind::Json, Length::default()),
            Tree::Object(members) => self.map(members, None, &Kind::Json, Length::default()),
        }
    }

    fn plain_number(&mut self, number: Result<Plain, FaultCode>) -> Judged<M> {
        match number {
            Ok(Plain::Whole(value)) => Ok(self.make.integer(value)?),
            Ok(Plain::Float(value)) => Ok(self.make.number(value)?),
            Err(code) => self.fault(code),
        }
    }

    fn fault<T>(&mut self, code: FaultCode) -> Result<T, Stop<M::Error>> {
        self.add(code);
        Err(Stop::Faulty)
    }

    fn add(&mut self, code: FaultCode) {
        if !self.quiet {
            self.faults.add(code);
        }
    }

    /// A fault at a name below here; where nobody listens it is the end.
    fn add_at(&mut self, name: &str, code: FaultCode) -> Result<(), Stop<M::Error>> {
        if self.quiet {
            return Err(Stop::Faulty);
        }
        self.faults.add_at(name, code);
        Ok(())
    }
}

/// The integer that a number is.
fn integer(tree: &Tree<'_>) -> Result<i64, FaultCode> {
    match tree {
        Tree::Whole(value) => Ok(*value),
        Tree::Fraction(value) => numbers::whole(*value).ok_or(FaultCode::Type),
        Tree::Number(text) => numbers::integer(text),
        _ => Err(FaultCode::Type),
    }
}

/// The place of the value of an enum that a document is.
fn place(of: &Enum, tree: &Tree<'_>) -> Result<usize, FaultCode> {
    let found = match tree {
        Tree::String(text) if !of.is_whole() => of.text(text),
        Tree::Whole(_) | Tree::Fraction(_) | Tree::Number(_) if of.is_whole() => {
            integer(tree).ok().and_then(|value| of.whole(value))
        }
        _ => return Err(FaultCode::Type),
    };
    found.ok_or(FaultCode::Enum)
}
