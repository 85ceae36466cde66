//! Patterns of strings: one grammar that every language reads in the same way, in linear time.
//!
//! Decides what is a pattern, and what it means by translating it into an automaton's. Page: `ir/protocol/types.md`,
//! patterns.

use std::{fmt::Write, str::Chars, sync::OnceLock};

use regex::{Regex, RegexBuilder};

use crate::quoting::quoted;

/// The most characters of a pattern.
const MOST_CHARS: usize = 1000;

/// The most repetitions that can be asked for by number.
const MOST_TIMES: u32 = 1000;

/// The largest automaton, in bytes.
const MOST_BYTES: usize = 1 << 20;

/// A pattern of the grammar. Its automaton is made when it is first asked for: a graph's types are read several times
/// before it starts, and only some of their patterns are ever looked for in those readings.
#[derive(Clone, Debug)]
pub struct Pattern {
    declared: Box<str>,
    translated: Box<str>,
    automaton: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Reads a pattern, and makes its automaton.
    ///
    /// # Errors
    /// What is not in the grammar, and where; or that it is too long or too large.
    pub fn new(pattern: &str) -> Result<Self, String> {
        let read = Self::read(pattern)?;
        if read.automaton().is_some() {
            Ok(read)
        } else {
            Err("its automaton outgrows 1 MiB".to_owned())
        }
    }

    /// Reads a pattern; one that is too large will be found nowhere.
    ///
    /// # Errors
    /// What is not in the grammar, and where; or that it is too long.
    pub(super) fn read(pattern: &str) -> Result<Self, String> {
        if pattern.chars().count() > MOST_CHARS {
            return Err(format!("it has more than {MOST_CHARS} characters"));
        }
        Ok(Self {
            declared: pattern.into(),
            translated: Reader::new(pattern).translate()?.into(),
            automaton: OnceLock::new(),
        })
    }

    fn automaton(&self) -> Option<&Regex> {
        let made = self.automaton.get_or_init(|| {
            let mut builder = RegexBuilder::new(&self.translated);
            builder
                .size_limit(MOST_BYTES)
                .dfa_size_limit(MOST_BYTES)
                // Every bracket of a pattern of the most characters may hold another.
                .nest_limit(2 * u32::try_from(MOST_CHARS).unwrap_or(u32::MAX));
            builder.build().ok()
        });
        made.as_ref()
    }

    /// As it was declared.
    pub fn as_str(&self) -> &str {
        &self.declared
    }

    /// Whether it is found somewhere in a text.
    pub fn is_in(&self, text: &str) -> bool {
        let automaton = self.automaton();
        automaton.is_some_and(|automaton| automaton.is_match(text))
    }
}

/// A character, or a class of them.
enum Atom {
    One(char),
    /// In the automaton's words, without the outer brackets.
    Class(&'static str),
}

const DIGIT: &str = "0-9";
const WORD: &str = "0-9A-Za-z_";
const SPACE: &str = "\\t\\n\\x0b\\x0c\\r\\x20";

struct Reader<'a> {
    rest: Chars<'a>,
    /// How many characters are taken.
    taken: usize,
    out: String,
}

type Read<T> = Result<T, String>;

impl<'a> Reader<'a> {
    fn new(pattern: &'a str) -> Self {
        Self {
            rest: pattern.chars(),
            taken: 0,
            out: String::new(),
        }
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest.next();
        self.taken += usize::from(next.is_some());
        next
    }

    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn takes(&mut self, expected: char) -> bool {
        let taken = self.peek() == Some(expected);
        if taken {
            self.next();
        }
        taken
    }

    /// What is wrong, at the character that was taken last.
    fn refuse<T>(&self, what: &str) -> Read<T> {
        Err(format!("{what}, at character {}", self.taken))
    }

    fn translate(mut self) -> Read<String> {
        let mut open = Vec::new();
        // Whether what was taken last may be repeated.
        let mut repeats = false;
        while let Some(next) = self.next() {
            repeats = match next {
                '|' => {
                    self.out.push('|');
                    false
                }
                '(' => {
                    self.group()?;
                    open.push(self.taken);
                    false
                }
                ')' => {
                    if open.pop().is_none() {
                        return self.refuse("`)` without its `(`");
                    }
                    self.out.push(')');
                    true
                }
                '^' => {
                    self.out.push_str("\\A");
                    false
                }
                '$' => {
                    self.out.push_str("\\z");
                    false
                }
                '*' | '+' | '?' | '{' => {
                    if !repeats {
                        return self.refuse(&format!(
                            "{} has nothing to repeat",
                            quoted(&next.to_string())
                        ));
                    }
                    self.repetition(next)?;
                    false
                }
                '.' => {
                    self.out.push_str("[^\\n]");
                    true
                }
                '[' => {
                    self.class()?;
                    true
                }
                ']' | '}' => {
                    let what = format!(
                        "{} stands for itself only after a backslash",
                        quoted(&next.to_string())
                    );
                    return self.refuse(&what);
                }
                '\\' => {
                    let atom = self.escape(false)?;
                    self.atom(&atom, true);
                    true
                }
                literal => {
                    self.atom(&Atom::One(literal), true);
                    true
                }
            };
        }
        match open.last() {
            Some(at) => Err(format!("`(` without its `)`, at character {at}")),
            None => Ok(self.out),
        }
    }

    /// What begins after `(`.
    fn group(&mut self) -> Read<()> {
        if self.takes('?') && !self.takes(':') {
            let what = match self.peek() {
                Some('=' | '!') => "lookaround",
                Some('<') => "lookaround or a named group",
                Some('P') => "a named group",
                _ => "a group with flags",
            };
            return self.refuse(&format!("{what} is not portable"));
        }
        self.out.push_str("(?:");
        Ok(())
    }

    fn repetition(&mut self, sign: char) -> Read<()> {
        if sign == '{' {
            let least = self.times()?;
            self.out.push('{');
            self.shown(least);
            if self.takes(',') {
                self.out.push(',');
                if self.peek() != Some('}') {
                    let most = self.times()?;
                    if most < least {
                        return self.refuse("a repetition with its bounds the wrong way round");
                    }
                    self.shown(most);
                }
            }
            if !self.takes('}') {
                return self.refuse("a repetition without its `}`");
            }
        }
        self.out.push(if sign == '{' { '}' } else { sign });
        // Whether a pattern is found does not hang on how much of a text it takes.
        self.takes('?');
        if matches!(self.peek(), Some('*' | '+' | '?' | '{')) {
            self.next();
            return self.refuse("a repetition of a repetition");
        }
        Ok(())
    }

    fn times(&mut self) -> Read<u32> {
        let mut times = None;
        while let Some(digit) = self.peek().and_then(|next| next.to_digit(10)) {
            self.next();
            let more = times.unwrap_or(0) * 10 + digit;
            if more > MOST_TIMES {
                return self.refuse(&format!("a repetition of more than {MOST_TIMES} times"));
            }
            times = Some(more);
        }
        match times {
            Some(times) => Ok(times),
            None => self.refuse("a repetition without a number"),
        }
    }

    fn shown(&mut self, number: u32) {
        // Writing to a string cannot fail.
        let _ = write!(self.out, "{number}");
    }

    /// What stands after `[`, to its `]`.
    fn class(&mut self) -> Read<()> {
        let bracket = if self.takes('^') { "[^" } else { "[" };
        self.out.push_str(bracket);
        let mut empty = true;
        loop {
            let Some(next) = self.next() else {
                return self.refuse("`[` without its `]`");
            };
            let first = std::mem::replace(&mut empty, false);
            match next {
                ']' if first => return self.refuse("a class of no characters"),
                ']' => break,
                '-' if !first && self.peek() != Some(']') => {
                    return self.refuse(
                        "`-` stands for itself only at the ends of a class or after a backslash",
                    );
                }
                _ => {}
            }
            let atom = self.class_atom(next)?;
            let Atom::One(low) = atom else {
                self.atom(&atom, false);
                continue;
            };
            let mut ahead = self.rest.clone();
            let is_range = ahead.next() == Some('-') && ahead.next() != Some(']');
            if !is_range || next == '-' {
                self.atom(&atom, false);
                continue;
            }
            self.next();
            let Some(next) = self.next() else {
                return self.refuse("`[` without its `]`");
            };
            if next == '-' {
                return self.refuse("an operation on classes is not portable");
            }
            let Atom::One(high) = self.class_atom(next)? else {
                return self.refuse("a range that ends in a class");
            };
            if high < low {
                return self.refuse("a range with its ends the wrong way round");
            }
            self.atom(&Atom::One(low), false);
            self.out.push('-');
            self.atom(&Atom::One(high), false);
        }
        self.out.push(']');
        Ok(())
    }

    fn class_atom(&mut self, next: char) -> Read<Atom> {
        match next {
            '\\' => self.escape(true),
            '[' => self.refuse(
                "a class in a class is not portable: `[` stands for itself after a backslash",
            ),
            '&' | '~' | '|' if self.peek() == Some(next) => {
                self.refuse("an operation on classes is not portable")
            }
            literal => Ok(Atom::One(literal)),
        }
    }

    /// What stands after a backslash.
    fn escape(&mut self, in_class: bool) -> Read<Atom> {
        let Some(next) = self.next() else {
            return self.refuse("a backslash with nothing after it");
        };
        Ok(match next {
            't' => Atom::One('\t'),
            'n' => Atom::One('\n'),
            'r' => Atom::One('\r'),
            'f' => Atom::One('\u{c}'),
            'v' => Atom::One('\u{b}'),
            'x' => Atom::One(self.hex(2)?),
            'u' if self.takes('{') => {
                let digits = self
                    .rest
                    .clone()
                    .take_while(char::is_ascii_hexdigit)
                    .count();
                let character = self.hex(digits)?;
                if !self.takes('}') {
                    return self.refuse("`\\u{` without its `}`");
                }
                Atom::One(character)
            }
            'u' => Atom::One(self.hex(4)?),
            'd' => Atom::Class(DIGIT),
            'w' => Atom::Class(WORD),
            's' => Atom::Class(SPACE),
            'D' => Atom::Class("[^0-9]"),
            'W' => Atom::Class("[^0-9A-Za-z_]"),
            'S' => Atom::Class("[^\\t\\n\\x0b\\x0c\\r\\x20]"),
            '-' if in_class => Atom::One('-'),
            '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|'
            | '/' => Atom::One(next),
            '1'..='9' => return self.refuse("a back-reference is not portable"),
            other => {
                let what = format!("{} is not portable", quoted(&format!("\\{other}")));
                return self.refuse(&what);
            }
        })
    }

    fn hex(&mut self, digits: usize) -> Read<char> {
        let mut value = 0_u32;
        for _ in 0..digits {
            let Some(digit) = self.peek().and_then(|next| next.to_digit(16)) else {
                return self.refuse("an escape without its digits");
            };
            self.next();
            value = value.saturating_mul(16).saturating_add(digit);
        }
        match char::from_u32(value) {
            Some(character) if digits > 0 => Ok(character),
            _ => self.refuse("an escape of no character"),
        }
    }

    fn atom(&mut self, atom: &Atom, alone: bool) {
        match atom {
            Atom::One(literal) if literal.is_ascii_alphanumeric() => self.out.push(*literal),
            Atom::One(literal) => {
                // Writing to a string cannot fail.
                let _ = write!(self.out, "\\x{{{:x}}}", u32::from(*literal));
            }
            Atom::Class(class) if alone => {
                self.out.push('[');
                self.out.push_str(class);
                self.out.push(']');
            }
            Atom::Class(class) => self.out.push_str(class),
        }
    }
}

#[cfg(test)]
mod tests;
