//! The strict JSON reader, for everything that a caller sends.
//!
//! Decides what is JSON at all; what a value may be is `types`. It is our own because the rules are about things
//! that a general reader does not hand on: the text of numbers, keys that come twice, depth, lone surrogates.
//! One pass in linear time; no value is ever repeated in an error. Page: `ir/protocol/types.md`, strict JSON.

mod keys;
mod numbers;
mod strings;

use std::{borrow::Cow, fmt};

use self::{keys::has_duplicates, numbers::MANY};
pub(crate) use self::{
    numbers::{Number, float},
    strings::Plain,
};

/// The deepest nesting that is read; the outermost object or array is depth 1.
pub const MAX_DEPTH: usize = 64;

/// The members or elements that there is room for before the first is read.
pub(crate) const EXPECTED: usize = 4;

/// Of a document of so many bytes, room is made for one element on a guess.
const LEAST_BYTES: usize = 4;

/// At most so many members are made room for before they are read.
const MOST_EXPECTED: usize = 32;

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
}

#[cfg(test)]
mod tests;
