//! Problems: what a caller gets to see when there is no result.
//!
//! Decides what a problem may hold, the form in which native modules hand it over, and the order of its faults; the
//! answer's problem object is the hosts'. Never holds a value that a caller sent, nor an exception's text. Twin: `python/mizan/errors.py`. Page: `ir/protocol/envelope.md`; the codes are `ir/errors.kdl`.

use std::{borrow::Cow, cmp::Ordering, fmt};

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

/// What a problem is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One of the closed table.
    Protocol(Code),
    /// FORBIDDEN, by the cross-site rule.
    CrossSite,
    /// FORBIDDEN, by the host's own check; the client fetches a token and repeats the call once.
    Csrf,
    /// `METHOD_NOT_ALLOWED`, with the methods that the path has.
    Methods(Vec<&'static str>),
    /// An author's own.
    Domain(Box<Domain>),
}

impl From<Code> for Kind {
    fn from(code: Code) -> Self {
        Self::Protocol(code)
    }
}

impl From<Domain> for Kind {
    fn from(domain: Domain) -> Self {
        Self::Domain(Box::new(domain))
    }
}

/// A domain error, as its declaration has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// `[A-Z][A-Z0-9_]*`, none of the closed table.
    pub code: Cow<'static, str>,
    /// 400 to 499.
    pub status: u16,
    /// The first line of its documentation, or the code in words.
    pub title: Cow<'static, str>,
    /// Written by its type; `None` where it has none.
    pub data: Option<String>,
}

/// The title of a domain error: the first line of its documentation, or the code in words.
pub fn domain_title(code: &str, doc: Option<&str>) -> String {
    if let Some(line) = doc.and_then(|doc| doc.trim().lines().next()) {
        return line.trim().to_owned();
    }
    let words = code.replace('_', " ").to_lowercase();
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Why there is no result (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is.
    pub kind: Kind,
    /// Wording for a person: never a value, never an exception's text.
    pub detail: Option<String>,
    /// The places, sorted, [`MOST_FAULTS`] at most.
    pub faults: Vec<Fault>,
    /// For the server's log alone: no form that travels has it.
    pub log: Option<String>,
}

impl Problem {
    /// A problem of this kind or code, with nothing more to say.
    pub fn new(kind: impl Into<Kind>) -> Self {
        Self {
            kind: kind.into(),
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

    /// The code of the closed table; `None` of an author's own.
    pub const fn protocol_code(&self) -> Option<Code> {
        match &self.kind {
            Kind::Protocol(code) => Some(*code),
            Kind::CrossSite | Kind::Csrf => Some(Code::Forbidden),
            Kind::Methods(_) => Some(Code::MethodNotAllowed),
            Kind::Domain(_) => None,
        }
    }

    /// The code as it travels.
    pub fn code(&self) -> &str {
        match (&self.kind, self.protocol_code()) {
            (Kind::Domain(domain), _) => &domain.code,
            (_, code) => code.unwrap_or(Code::Internal).as_str(),
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match (&self.kind, self.protocol_code()) {
            (Kind::Domain(domain), _) => domain.status,
            (_, code) => code.unwrap_or(Code::Internal).status(),
        }
    }

    /// What the code means, in words.
    pub fn title(&self) -> &str {
        match (&self.kind, self.protocol_code()) {
            (Kind::Domain(domain), _) => &domain.title,
            (_, code) => code.unwrap_or(Code::Internal).title(),
        }
    }

    /// The form in which a native module hands a problem over: `{"code": …, "detail"?: …, "errors"?: […], "data"?: …}`.
    pub fn to_native_text(&self) -> String {
        let mut text = self.to_native_json().to_string();
        if let Kind::Domain(domain) = &self.kind
            && let Some(data) = &domain.data
        {
            // It is written already: read and written again, a float might become another.
            text.truncate(text.len() - 1);
            text.extend([",\"data\":", data, "}"]);
        }
        text
    }

    /// The same without a domain error's data.
    pub fn to_native_json(&self) -> Json {
        let mut object = Map::new();
        object.insert("code".to_owned(), Json::from(self.code()));
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
        f.write_str(self.code())?;
        match &self.detail {
            Some(detail) => write!(f, ": {detail}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests;
