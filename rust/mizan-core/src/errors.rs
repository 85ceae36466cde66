//! Problems: what a caller gets to see when there is no result.
//!
//! Decides what a problem may hold, the form in which native modules hand it over, and the order of its faults; the
//! answer's problem object is the hosts'. Never holds a value that a caller sent, nor an exception's text. Twin: `python/mizan/errors.py`. Page: `ir/protocol/envelope.md`; the codes are `ir/errors.kdl`.

use std::{cmp::Ordering, fmt};

use serde_json::{Map, Value as Json};

pub use crate::error_table::Code;

/// At most so many faults are reported at once.
pub const MOST_FAULTS: usize = 32;

/// One step of a path into a document. Indexes come before names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// The place in a list, from zero.
    Index(usize),
    /// The name of a field, an argument or a param.
    Name(String),
}

impl From<&str> for Segment {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<usize> for Segment {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// What is wrong at one place; the words of `ir/errors.kdl`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultCode {
    /// Something required is absent.
    Missing,
    /// A name that was never declared.
    Unknown,
    /// A JSON type that does not fit.
    Type,
    /// Outside the bounds.
    Range,
    /// Too short or too long.
    Length,
    /// Text that the declared pattern does not match.
    Pattern,
    /// None of the declared values.
    Enum,
    /// Text of the wrong grammar.
    Format,
}

impl FaultCode {
    const ALL: [Self; 8] = [
        Self::Missing,
        Self::Unknown,
        Self::Type,
        Self::Range,
        Self::Length,
        Self::Pattern,
        Self::Enum,
        Self::Format,
    ];

    /// The code that is written so.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }

    /// As it is written in `errors[].code`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unknown => "unknown",
            Self::Type => "type",
            Self::Range => "range",
            Self::Length => "length",
            Self::Pattern => "pattern",
            Self::Enum => "enum",
            Self::Format => "format",
        }
    }
}

/// One fault: where and what. Sorted by path, then by the code's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// From the request's top: `["args", "user_id"]`.
    pub path: Vec<Segment>,
    /// What is wrong there.
    pub code: FaultCode,
}

impl Ord for Fault {
    fn cmp(&self, other: &Self) -> Ordering {
        self.path
            .cmp(&other.path)
            .then_with(|| self.code.as_str().cmp(other.code.as_str()))
    }
}

impl PartialOrd for Fault {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Fault {
    fn to_json(&self) -> Json {
        let path = self.path.iter().map(|segment| match segment {
            Segment::Index(index) => Json::from(*index),
            Segment::Name(name) => Json::from(name.as_str()),
        });
        Json::Object(Map::from_iter([
            ("path".to_owned(), Json::Array(path.collect())),
            ("code".to_owned(), Json::from(self.code.as_str())),
        ]))
    }
}

/// Why there is no result (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// One of the closed table.
    pub code: Code,
    /// Wording for a person: never a value, never an exception's text.
    pub detail: Option<String>,
    /// The places, sorted, [`MOST_FAULTS`] at most.
    pub faults: Vec<Fault>,
    /// For the server's log alone: no form that travels has it.
    pub log: Option<String>,
}

impl Problem {
    /// A problem of this code, with nothing more to say.
    pub fn new(code: Code) -> Self {
        Self {
            code,
            detail: None,
            faults: Vec::new(),
            log: None,
        }
    }

    /// The same, with wording for a person.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The same, with places. They are sorted and cut here.
    #[must_use]
    pub fn faults(mut self, mut faults: Vec<Fault>) -> Self {
        faults.sort();
        faults.truncate(MOST_FAULTS);
        self.faults = faults;
        self
    }

    /// The same, with what only the server's log may say.
    #[must_use]
    pub fn log(mut self, log: impl Into<String>) -> Self {
        self.log = Some(log.into());
        self
    }

    /// The form in which a native module hands a problem over: `{"code": …, "detail"?: …, "errors"?: […]}`.
    pub fn to_native_json(&self) -> Json {
        let mut object = Map::new();
        object.insert("code".to_owned(), Json::from(self.code.as_str()));
        if let Some(detail) = &self.detail {
            object.insert("detail".to_owned(), Json::from(detail.as_str()));
        }
        if !self.faults.is_empty() {
            object.insert(
                "errors".to_owned(),
                self.faults.iter().map(Fault::to_json).collect(),
            );
        }
        Json::Object(object)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        match &self.detail {
            Some(detail) => write!(f, ": {detail}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests;
