//! The strict JSON reader, for everything that a caller sends.
//!
//! Decides what is JSON at all; what a value may be is `types`. It is our own because the rules are about things
//! that a general reader does not hand on: the text of numbers, keys that come twice, depth, lone surrogates.
//! One pass in linear time; no value is ever repeated in an error. Page: `ir/protocol/types.md`, strict JSON.

mod keys;

use std::{borrow::Cow, fmt};

use self::keys::has_duplicates;

/// The deepest nesting that is read; the outermost object or array is depth 1.
pub const MAX_DEPTH: usize = 64;

/// The members or elements that there is room for before the first is read.
pub(crate) const EXPECTED: usize = 4;

/// Of a document of so many bytes, room is made for one element on a guess.
const LEAST_BYTES: usize = 4;

/// At most so many members are made room for before they are read.
const MOST_EXPECTED: usize = 32;

/// The most digits of a [`Tree::Whole`] and a [`Tree::Fraction`]: whole numbers of so many are floats exactly, and no
/// two numbers of so many have one float.
const FEW_DIGITS: usize = 15;

/// The first whole number with more digits.
const MANY: u64 = 1_000_000_000_000_000;

/// The powers of ten that a fraction of few digits is divided by; all are floats exactly.
const POWERS: [f64; FEW_DIGITS] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14,
];

/// One document. Numbers keep what their text says; objects keep their order, and have no key twice.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number of at most 15 digits and nothing else but a sign. `-0` is none: no integer says what it says.
    Whole(i64),
    /// A number of at most 15 digits with a point among them and no exponent: the float that is nearest.
    Fraction(f64),
    /// Any other by the grammar of JSON numbers; of any length and size.
    Number(Cow<'a, str>),
    /// Unescaped.
    String(Cow<'a, str>),
    /// In order.
    Array(Vec<Tree<'a>>),
    /// In order of appearance.
    Object(Members<'a>),
}

/// The keys and values of an object.
pub type Members<'a> = Vec<(Cow<'a, str>, Tree<'a>)>;

impl Tree<'static> {
    /// The tree of a value that another reader has read.
    pub fn from_json(value: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match value {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(value) => match value.as_i64() {
                Some(whole) if whole.unsigned_abs() < MANY => Self::Whole(whole),
                _ => Self::Number(Cow::Owned(value.to_string())),
            },
            Json::String(value) => Self::String(Cow::Owned(value.clone())),
            Json::Array(items) => Self::Array(items.iter().map(Tree::from_json).collect()),
            Json::Object(members) => Self::Object(
                members
                    .iter()
                    .map(|(name, value)| (Cow::Owned(name.clone()), Tree::from_json(value)))
                    .collect(),
            ),
        }
    }
}

/// The rule that a document broke.
///
/// As large as a word: what may be one instead of a value is then moved by words, not by bytes.
#[repr(usize)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxError {
    /// Bytes that are no UTF-8.
    Encoding,
    /// A byte order mark at the start.
    ByteOrderMark,
    /// The document is no object where one was asked for.
    NoObject,
    /// Deeper than [`MAX_DEPTH`].
    Depth,
    /// A key twice in one object.
    DuplicateKey,
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// A control character in a string.
    ControlCharacter,
    /// A backslash with something that it does not escape.
    Escape,
    /// A number that is not written as JSON writes numbers.
    Number,
    /// Something after the document.
    Trailing,
    /// The document ends too early.
    End,
    /// A character where none of its kind may be.
    Unexpected,
}

impl SyntaxError {
    /// The wording for a person, without any of the document in it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Encoding => "the body is not UTF-8",
            Self::ByteOrderMark => "the body begins with a byte order mark",
            Self::NoObject => "the body is not a JSON object",
            Self::Depth => "the body is nested deeper than 64 levels",
            Self::DuplicateKey => "an object has a key twice",
            Self::LoneSurrogate => "a string has a lone surrogate",
            Self::ControlCharacter => "a string has an unescaped control character",
            Self::Escape => "a string has an unknown escape",
            Self::Number => "a number is not in JSON's form",
            Self::Trailing => "there is something after the document",
            Self::End => "the body ends in the middle of the document",
            Self::Unexpected => "the body is not JSON",
        }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::error::Error for SyntaxError {}

/// Reads a document that must be an object, as every body must.
///
/// # Errors
/// The first rule that the document breaks.
pub fn parse_object(bytes: &[u8]) -> Result<Members<'_>, SyntaxError> {
    match parse(bytes)? {
        Tree::Object(members) => Ok(members),
        _ => Err(SyntaxError::NoObject),
    }
}

/// Reads any document.
///
/// # Errors
/// The first rule that the document breaks.
pub fn parse(bytes: &[u8]) -> Result<Tree<'_>, SyntaxError> {
    let mut reader = Reader::new(bytes)?;
    let tree = reader.value(0)?;
    reader.end()?;
    Ok(tree)
}

/// A document that is being read, from one value to the next.
pub(crate) struct Reader<'a> {
    text: &'a str,
    /// The same.
    bytes: &'a [u8],
    /// Always at a character's first byte when a method is entered or left.
    pub(crate) at: usize,
    /// How many members the next object is likely to have: as many as the last one.
    expected: usize,
    /// For so many elements room may still be made on a guess.
    spare: usize,
}

/// A string as it was found, where nothing in it is escaped.
pub(crate) enum Plain<'a> {
    /// All of it is ASCII.
    Ascii(&'a [u8]),
    /// It may not be.
    Text(&'a str),
}

impl<'a> Reader<'a> {
    /// At the start of a text.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self, SyntaxError> {
        let text = std::str::from_utf8(bytes).map_err(|_| SyntaxError::Encoding)?;
        if text.starts_with('\u{feff}') {
            return Err(SyntaxError::ByteOrderMark);
        }
        Ok(Self {
            text,
            bytes,
            at: 0,
            expected: EXPECTED,
            spare: bytes.len() / LEAST_BYTES,
        })
    }

    /// Nothing may follow.
    pub(crate) fn end(&mut self) -> Result<(), SyntaxError> {
        self.space();
        if self.at < self.bytes.len() {
            Err(SyntaxError::Trailing)
        } else {
            Ok(())
        }
    }

    /// What has not been taken yet.
    #[inline]
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// The next byte that is no space, not yet taken.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<u8, SyntaxError> {
        match self.peek() {
            Some(byte) if byte > b' ' => Ok(byte),
            _ => {
                self.space();
                self.peek().ok_or(SyntaxError::End)
            }
        }
    }

    /// `depth` is that of what surrounds the value; it bounds the recursion.
    pub(crate) fn value(&mut self, depth: usize) -> Result<Tree<'a>, SyntaxError> {
        match self.next()? {
            b'{' | b'[' if depth == MAX_DEPTH => Err(SyntaxError::Depth),
            b'{' => self.object(depth + 1),
            b'[' => self.array(depth + 1),
            b'"' => Ok(Tree::String(self.string()?)),
            b'-' | b'0'..=b'9' => Ok(self.number()?.into()),
            b't' => self.word("true", Tree::Bool(true)),
            b'f' => self.word("false", Tree::Bool(false)),
            b'n' => self.word("null", Tree::Null),
            _ => Err(SyntaxError::Unexpected),
        }
    }

    fn word(&mut self, word: &str, tree: Tree<'a>) -> Result<Tree<'a>, SyntaxError> {
        let rest = &self.text[self.at..];
        if rest.starts_with(word) {
            self.at += word.len();
            Ok(tree)
        } else if word.starts_with(rest) {
            Err(SyntaxError::End)
        } else {
            Err(SyntaxError::Unexpected)
        }
    }

    /// A value within another, put where it belongs as soon as it is known what it is: most are text and numbers.
    #[inline]
    fn part(&mut self, depth: usize, put: impl FnOnce(Tree<'a>)) -> Result<(), SyntaxError> {
        match self.next()? {
            b'"' => put(Tree::String(self.string()?)),
            b'-' | b'0'..=b'9' => match self.number()? {
                Number::Whole(value) => put(Tree::Whole(value)),
                Number::Fraction(value) => put(Tree::Fraction(value)),
                Number::Long(text) => put(Tree::Number(Cow::Borrowed(text))),
            },
            _ => put(self.value(depth)?),
        }
        Ok(())
    }

    fn array(&mut self, depth: usize) -> Result<Tree<'a>, SyntaxError> {
        self.at += 1;
        if self.next()? == b']' {
            self.at += 1;
            return Ok(Tree::Array(Vec::new()));
        }
        let start = self.at;
        let mut items = Vec::with_capacity(EXPECTED);
        loop {
            if items.len() == items.capacity() {
                self.make_room(&mut items, start);
            }
            self.part(depth, |tree| items.push(tree))?;
            match self.next()? {
                b',' => self.at += 1,
                b']' => {
                    self.at += 1;
                    return Ok(Tree::Array(items));
                }
                _ => return Err(SyntaxError::Unexpected),
            }
        }
    }

    /// Makes room in a list that began at a place for as many elements as would follow if they all were like the first.
    #[cold]
    pub(crate) fn make_room<T>(&mut self, items: &mut Vec<T>, start: usize) {
        let taken = (self.at - start).max(1);
        let more = (self.bytes.len() - self.at) * items.len() / taken;
        // All lists share what may be guessed, so that a body of lists which end soon takes no more room than it must.
        let guessed = more.min(self.spare);
        self.spare -= guessed;
        items.reserve(guessed.max(items.len()));
    }

    fn object(&mut self, depth: usize) -> Result<Tree<'a>, SyntaxError> {
        self.at += 1;
        if self.next()? == b'}' {
            self.at += 1;
            return Ok(Tree::Object(Members::new()));
        }
        let mut members = Members::with_capacity(self.expected);
        loop {
            if self.next()? != b'"' {
                return Err(SyntaxError::Unexpected);
            }
            let name = self.string()?;
            if self.next()? != b':' {
                return Err(SyntaxError::Unexpected);
            }
            self.at += 1;
            self.part(depth, |tree| members.push((name, tree)))?;
            match self.next()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    break;
                }
                _ => return Err(SyntaxError::Unexpected),
            }
        }
        // No more than that: a body may be full of objects of one member.
        self.expected = members.len().min(MOST_EXPECTED);
        if has_duplicates(&members) {
            Err(SyntaxError::DuplicateKey)
        } else {
            Ok(Tree::Object(members))
        }
    }

    /// A string whose quote is next.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, SyntaxError> {
        self.at += 1;
        let start = self.at;
        if self.run()? == b'"' {
            self.at += 1;
            Ok(Cow::Borrowed(&self.text[start..self.at - 1]))
        } else {
            self.escaped(start).map(Cow::Owned)
        }
    }

    /// A string whose quote is next, and whether it is seen to be ASCII, if it has no escape and is not at the very end of
    /// the document; of another nothing is taken.
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        reason = "within the loop over a list of text, what a word is compared with is made ready once"
    )]
    pub(crate) fn plain_string(&mut self) -> Option<Plain<'a>> {
        let start = self.at + 1;
        let mut at = start;
        let mut all = 0;
        loop {
            let word = u64::from_le_bytes(*self.bytes.get(at..)?.first_chunk()?);
            all |= word;
            let plain = plain_bytes(word);
            at += plain;
            if plain < WORD {
                break;
            }
        }
        if self.bytes.get(at) != Some(&b'"') {
            return None;
        }
        let text = if all & HIGHEST == 0 {
            Plain::Ascii(self.bytes.get(start..at)?)
        } else {
            Plain::Text(self.text.get(start..at)?)
        };
        self.at = at + 1;
        Some(text)
    }

    /// A string that has an escape where we are.
    fn escaped(&mut self, start: usize) -> Result<String, SyntaxError> {
        let mut text = self.text[start..self.at].to_owned();
        loop {
            self.at += 1;
            if self.bytes[self.at - 1] == b'"' {
                return Ok(text);
            }
            text.push(self.escape()?);
            let start = self.at;
            self.run()?;
            text.push_str(&self.text[start..self.at]);
        }
    }

    /// Goes on to the next quote or backslash, which is not yet taken, and says which it is.
    #[inline]
    fn run(&mut self) -> Result<u8, SyntaxError> {
        while let Some(word) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            let plain = plain_bytes(u64::from_le_bytes(*word));
            self.at += plain;
            if plain < WORD {
                break;
            }
        }
        loop {
            match self.peek() {
                None => return Err(SyntaxError::End),
                Some(end @ (b'"' | b'\\')) => return Ok(end),
                Some(0..0x20) => return Err(SyntaxError::ControlCharacter),
                Some(_) => self.at += 1,
            }
        }
    }

    /// The character of an escape whose backslash is taken.
    fn escape(&mut self) -> Result<char, SyntaxError> {
        let kind = self.peek().ok_or(SyntaxError::End)?;
        let character = match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at += 1;
                return self.unicode_escape();
            }
            _ => return Err(SyntaxError::Escape),
        };
        self.at += 1;
        Ok(character)
    }

    fn unicode_escape(&mut self) -> Result<char, SyntaxError> {
        let first = self.hex4()?;
        if !(0xD800..0xDC00).contains(&first) {
            // A low half that comes first is no character either.
            return char::from_u32(first).ok_or(SyntaxError::LoneSurrogate);
        }
        if !self.text[self.at..].starts_with("\\u") {
            return Err(SyntaxError::LoneSurrogate);
        }
        self.at += 2;
        let second = self.hex4()?;
        if !(0xDC00..0xE000).contains(&second) {
            return Err(SyntaxError::LoneSurrogate);
        }
        let scalar = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        char::from_u32(scalar).ok_or(SyntaxError::LoneSurrogate)
    }

    fn hex4(&mut self) -> Result<u32, SyntaxError> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = self.peek().ok_or(SyntaxError::End)?;
            let digit = char::from(digit).to_digit(16).ok_or(SyntaxError::Escape)?;
            value = value * 16 + digit;
            self.at += 1;
        }
        Ok(value)
    }

    /// Most numbers are short, and are read while they are looked at.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<Number<'a>, SyntaxError> {
        let rest = self.rest();
        let negative = rest.first() == Some(&b'-');
        let start = usize::from(negative);
        let mut value: u64 = 0;
        let point = digits(rest, start, &mut value);
        if point == start || (point > start + 1 && rest.get(start) == Some(&b'0')) {
            return Err(SyntaxError::Number);
        }
        let mut end = point;
        let mut places = 0;
        if rest.get(point) == Some(&b'.') {
            end = digits(rest, point + 1, &mut value);
            places = end - point - 1;
            if places == 0 {
                return Err(SyntaxError::Number);
            }
        }
        let goes_on = matches!(rest.get(end), Some(b'.' | b'e' | b'E' | b'+' | b'-'));
        let is_long = point - start + places > FEW_DIGITS;
        if goes_on || is_long || (negative && value == 0 && places == 0) {
            return self.long_number(rest, end).map(Number::Long);
        }
        self.at += end;
        let whole = value.cast_signed();
        if let Some(power) = POWERS.get(places)
            && places > 0
        {
            // Both are exact, so that their quotient is the nearest float.
            let value = float(whole) / power;
            return Ok(Number::Fraction(if negative { -value } else { value }));
        }
        Ok(Number::Whole(if negative { -whole } else { whole }))
    }

    /// The text of a number that may have an exponent at this place of the rest.
    fn long_number(&mut self, rest: &[u8], mut at: usize) -> Result<&'a str, SyntaxError> {
        if matches!(rest.get(at), Some(b'e' | b'E')) {
            at += 1;
            if matches!(rest.get(at), Some(b'+' | b'-')) {
                at += 1;
            }
            let start = at;
            at = digits(rest, start, &mut 0);
            if at == start {
                return Err(SyntaxError::Number);
            }
        }
        if matches!(rest.get(at), Some(b'.' | b'e' | b'E' | b'+' | b'-')) {
            return Err(SyntaxError::Number);
        }
        let start = self.at;
        self.at += at;
        Ok(&self.text[start..self.at])
    }
}

/// A number that was read, as a [`Tree`] has it.
pub(crate) enum Number<'a> {
    Whole(i64),
    Fraction(f64),
    Long(&'a str),
}

impl<'a> From<Number<'a>> for Tree<'a> {
    fn from(number: Number<'a>) -> Self {
        match number {
            Number::Whole(value) => Self::Whole(value),
            Number::Fraction(value) => Self::Fraction(value),
            Number::Long(text) => Self::Number(Cow::Borrowed(text)),
        }
    }
}

/// The place after the digits that begin at another. They are added to a value, which is of use where they are few.
#[inline]
fn digits(bytes: &[u8], start: usize, value: &mut u64) -> usize {
    let mut at = start;
    for byte in bytes.get(start..).unwrap_or_default() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        *value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    at
}

/// The float that a [`Tree::Whole`] is.
#[allow(
    clippy::cast_precision_loss,
    reason = "floats hold whole numbers of so few digits exactly"
)]
pub(crate) fn float(whole: i64) -> f64 {
    whole as f64
}

/// The bytes of a word.
const WORD: usize = 8;

/// A word of ones, and one of the highest bits of its bytes, which no ASCII character has.
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHEST: u64 = 0x80 * ONES;

/// How many bytes of a word, from the lowest, are neither quote, backslash nor control character.
///
/// Each byte's highest bit is set where the byte is one of those. A borrow reaches only bytes above one that is, so
/// that the lowest is right.
#[inline]
fn plain_bytes(word: u64) -> usize {
    let below = |bytes: u64, bound: u64| bytes.wrapping_sub(bound * ONES) & !bytes;
    let quotes = below(word ^ (0x22 * ONES), 1);
    let backslashes = below(word ^ (0x5c * ONES), 1);
    let found = (below(word, 0x20) | quotes | backslashes) & HIGHEST;
    usize::try_from(found.trailing_zeros() / u8::BITS).unwrap_or(WORD)
}

#[cfg(test)]
mod tests;
