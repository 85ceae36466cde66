//! From the bytes of a call to checked values in one pass, without a tree in between.
//!
//! Decides nothing: what is regular it judges by the functions of `validate`, and whatever is not (a fault, a name that
//! is written with an escape, a repeated one) it leaves to `validate`, which then begins again from the first byte and
//! decides. So it need not tell one reason from another: `None` is all of them, and what was made by then is dropped.
//! Twin: none, it is `validate` in less time. Page: `ir/protocol/types.md`.

use super::{
    Field, Make, Structure, Tagged, Types,
    bounds::Length,
    compiled::{Definition, Kind},
    validate::make_quietly,
};
use crate::json::{self, EXPECTED, MAX_DEPTH, Number, Plain, Reader, Tree};

/// The arguments of a call whose body is `{"args":{…}}`. `None`: the body is not regular, which says nothing of it.
pub(crate) fn make_args<M: Make>(
    body: &[u8],
    of: &Structure,
    types: &Types,
    host: &mut M,
) -> Option<M::Made> {
    let reader = Reader::new(body).ok()?;
    let mut direct = Direct {
        reader,
        types,
        make: host,
    };
    direct.take(b'{')?;
    direct.named("args", "\"args\":")?;
    let args = direct.structure(of, 1)?;
    direct.take(b'}')?;
    direct.reader.end().ok()?;
    Some(args)
}

struct Direct<'d, 'a, M: Make> {
    reader: Reader<'a>,
    types: &'d Types,
    make: &'d mut M,
}

impl<M: Make> Direct<'_, '_, M> {
    #[inline]
    fn next(&mut self) -> Option<u8> {
        self.reader.next().ok()
    }

    /// Takes a byte that must be next.
    fn take(&mut self, byte: u8) -> Option<()> {
        self.takes(byte)?.then_some(())
    }

    /// Takes a byte if it is next.
    fn takes(&mut self, byte: u8) -> Option<bool> {
        let is_next = self.next()? == byte;
        self.reader.at += usize::from(is_next);
        Some(is_next)
    }

    /// Whether another element or member follows; else the end, this byte, is taken.
    #[inline]
    fn goes_on(&mut self, end: u8) -> Option<bool> {
        let byte = self.next()?;
        self.reader.at += 1;
        match byte {
            b',' => Some(true),
            _ => (byte == end).then_some(false),
        }
    }

    /// Takes a name with its quotes and colon if it comes in just these bytes.
    fn takes_name(&mut self, written: &str) -> Option<bool> {
        self.next()?;
        let comes = self.reader.rest().starts_with(written.as_bytes());
        if comes {
            self.reader.at += written.len();
        }
        Some(comes)
    }

    /// Takes any name that `use_name` knows, and the colon.
    fn name<T>(&mut self, use_name: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        if self.next()? != b'"' {
            return None;
        }
        let used = use_name(&self.reader.string().ok()?)?;
        self.take(b':')?;
        Some(used)
    }

    /// Takes a name that must be next, and the colon.
    fn named(&mut self, name: &str, written: &str) -> Option<()> {
        if self.takes_name(written)? {
            return Some(());
        }
        self.name(|other| (other == name).then_some(()))
    }

    /// Most values are text and numbers. `depth` is that of what surrounds the value; it bounds the recursion.
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "so that the loop over a list of text has no call of the core's in it"
    )]
    fn value(&mut self, kind: &Kind, depth: usize) -> Option<M::Made> {
        let first = self.next()?;
        match kind {
            Kind::String(of) if !of.bound && first == b'"' => match self.reader.plain_string() {
                Some(Plain::Ascii(text)) => self.make.ascii(text).ok(),
                Some(Plain::Text(text)) => self.make.string(text).ok(),
                None => self.any_value(kind, first, depth),
            },
            Kind::Integer(of) if matches!(first, b'-' | b'0'..=b'9') => {
                match self.reader.number().ok()? {
                    Number::Whole(value) if of.holds(value) => self.make.integer(value).ok(),
                    number => self.judged(&number.into(), kind),
                }
            }
            _ => self.any_value(kind, first, depth),
        }
    }

    fn any_value(&mut self, kind: &Kind, first: u8, depth: usize) -> Option<M::Made> {
        match (kind, first) {
            (Kind::String(of), b'"') => {
                let text = self.reader.string().ok()?;
                if of.bound && of.broken(&text).next().is_some() {
                    return None;
                }
                self.make.string(&text).ok()
            }
            (Kind::Number(bounds), b'-' | b'0'..=b'9') => {
                let value = match self.reader.number().ok()? {
                    Number::Fraction(value) => value,
                    Number::Whole(value) => json::float(value),
                    number @ Number::Long(_) => return self.judged(&number.into(), kind),
                };
                let holds = bounds.holds(&value);
                holds.then(|| self.make.number(value).ok()).flatten()
            }
            (Kind::Enum(of), b'"') if !of.is_whole() => {
                let at = of.text(&self.reader.string().ok()?)?;
                self.make.member(of, at).ok()
            }
            (Kind::Optional(item), first) if first != b'n' => self.value(item, depth),
            (Kind::Ref(at, _), first) => match self.types.definition(*at)? {
                Definition::Struct(of) if first == b'{' => self.structure(of, depth),
                Definition::Struct(_) => None,
                Definition::Alias(_, of) => self.value(of, depth),
            },
            (Kind::List(item, length), b'[') => self.list(item, *length, depth),
            (Kind::Tagged(of), b'{') => self.tagged(kind, of, depth),
            _ => self.any(kind, depth),
        }
    }

    /// What is rare, or takes more than one look, is read into a tree of its own.
    fn any(&mut self, kind: &Kind, depth: usize) -> Option<M::Made> {
        let tree = self.reader.value(depth).ok()?;
        self.judged(&tree, kind)
    }

    fn judged(&mut self, tree: &Tree<'_>, kind: &Kind) -> Option<M::Made> {
        make_quietly(tree, kind, true, self.types, self.make)
    }

    fn list(&mut self, item: &Kind, length: Length, depth: usize) -> Option<M::Made> {
        if depth == MAX_DEPTH {
            return None;
        }
        self.take(b'[')?;
        let mut items = Vec::new();
        let mut more = !self.takes(b']')?;
        let start = self.reader.at;
        if more {
            items.reserve(EXPECTED);
        }
        while more {
            if items.len() == items.capacity() {
                self.reader.make_room(&mut items, start);
            }
            // What is longer than its bound is looked at no further, so that nothing is made of it either.
            if length.most == Some(items.len()) {
                return None;
            }
            items.push(self.value(item, depth + 1)?);
            more = self.goes_on(b']')?;
        }
        let holds = length.holds(items.len());
        holds.then(|| self.make.list(items).ok()).flatten()
    }

    fn structure(&mut self, of: &Structure, depth: usize) -> Option<M::Made> {
        if depth == MAX_DEPTH {
            return None;
        }
        self.take(b'{')?;
        let mut fields = self.make.fields(of, true).ok()?;
        let mut ahead = of.fields.as_slice();
        let mut more = !self.takes(b'}')?;
        while more
            && let Some((field, after)) = ahead.split_first()
            && self.takes_name(&field.written)?
        {
            let value = self.value(&field.kind, depth + 1)?;
            self.make.field(&mut fields, of, field, value, true).ok()?;
            more = self.goes_on(b'}')?;
            ahead = after;
        }
        if more || !ahead.is_empty() {
            self.scattered(&mut fields, of, ahead, more, depth + 1)?;
        }
        self.make.structure(of, fields).ok()
    }

    /// The fields ahead, which come in another order, or not all of them; `more`: some name comes at all.
    fn scattered(
        &mut self,
        into: &mut M::Fields,
        of: &Structure,
        ahead: &[Field],
        mut more: bool,
        depth: usize,
    ) -> Option<()> {
        let taken = of.fields.len() - ahead.len();
        let mut found: Vec<Option<M::Made>> = Vec::new();
        if more {
            found.resize_with(ahead.len(), || None);
        }
        let mut next = taken;
        while more {
            let place = self.name(|name| of.place(name, next))?;
            // A name that came before is not among those ahead, or has its value.
            let own = found.get_mut(place.checked_sub(taken)?)?;
            if own.is_some() {
                return None;
            }
            *own = Some(self.value(&of.fields.get(place)?.kind, depth)?);
            next = place + 1;
            more = self.goes_on(b'}')?;
        }
        let mut found = found.into_iter();
        for field in ahead {
            let (value, sent) = match (found.next().flatten(), &field.default) {
                (Some(value), _) => (value, true),
                (None, Some(tree)) => {
                    let made = make_quietly(tree, &field.kind, false, self.types, self.make);
                    (made?, false)
                }
                (None, None) if field.omittable => continue,
                (None, None) => return None,
            };
            self.make.field(into, of, field, value, sent).ok()?;
        }
        Some(())
    }

    /// The branch is known at once where the tag comes first.
    fn tagged(&mut self, kind: &Kind, of: &Tagged, depth: usize) -> Option<M::Made> {
        let start = self.reader.at;
        self.take(b'{')?;
        let is_first = self.next()? == b'"' && self.reader.string().ok()? == *of.tag;
        let mut branch = None;
        if is_first && !of.values.is_whole() {
            self.take(b':')?;
            if self.next()? == b'"' {
                let value = of.values.text(&self.reader.string().ok()?)?;
                branch = Some(*of.of_value.get(value)?);
            }
        }
        self.reader.at = start;
        let Some(at) = branch else {
            return self.any(kind, depth);
        };
        let made = self.value(of.branches.get(at)?, depth)?;
        self.make.branch(at, made).ok()
    }
}
