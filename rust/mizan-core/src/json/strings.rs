//! The strings of a document: where one ends, a word of bytes at a time, and what its escapes stand for. Page:
//! `ir/protocol/types.md`, strict JSON.

use std::borrow::Cow;

use super::{Reader, SyntaxError};

/// The bytes of a word.
const WORD: usize = 8;

/// A word of ones, and one of the highest bits of its bytes, which no ASCII character has.
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHEST: u64 = 0x80 * ONES;

/// A string as it was found, where nothing in it is escaped.
pub(crate) enum Plain<'a> {
    /// All of it is ASCII.
    Ascii(&'a [u8]),
    /// It may not be.
    Text(&'a str),
}

impl<'a> Reader<'a> {
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
}

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
