//! The shape of requests and answers, without a host: bodies and queries taken apart, checks, headers, problems.
//!
//! Decides what travels where; never in which order things are checked (`dispatch`). What a value may be is `types`; which names there are, `graph`.
//! Twin: `python/mizan/envelope.py`. Page: `ir/protocol/envelope.md`.

mod answers;
mod checks;
mod policy;

use std::{borrow::Cow, fmt};

pub use self::{
    answers::{Answers, Around, Dropped, MOST_GROUPS, Reply, unshare},
    checks::Request,
    policy::{DEFAULT_LIMIT, DEFAULT_UPLOAD, NoOrigin, Origin, Policy},
};

use crate::{
    errors::{Code, Fault, FaultCode, Problem},
    json::{self, Members, Tree},
};

/// Why a request's arguments are refused. Never holds a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 400: the request is not in form.
    Syntax {
        /// The rule that was broken.
        detail: &'static str,
        /// The places, often none.
        faults: Vec<Fault>,
    },
    /// 422: in form, but not what was declared. Sorted, 32 at most.
    Invalid(Vec<Fault>),
    /// 404: the graph has no function or context of this name.
    Unknown,
}

impl Refusal {
    fn syntax(detail: &'static str) -> Self {
        Self::Syntax {
            detail,
            faults: Vec::new(),
        }
    }
}

impl From<json::SyntaxError> for Refusal {
    fn from(error: json::SyntaxError) -> Self {
        Self::syntax(error.as_str())
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Syntax { detail, faults } => {
                Self::new(Code::BadRequest).detail(detail).faults(faults)
            }
            Refusal::Invalid(faults) => Self::new(Code::Invalid).faults(faults),
            Refusal::Unknown => Self::new(Code::NotFound),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { detail, .. } => f.write_str(detail),
            Self::Invalid(faults) => write!(f, "{} faults", faults.len()),
            Self::Unknown => f.write_str("no such name"),
        }
    }
}

impl std::error::Error for Refusal {}

/// The body of a call, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Call<'a> {
    /// What is given by name; `None`: it is no object.
    pub args: Option<Members<'a>>,
    /// What is wrong beside the arguments, each with its name at the top.
    pub faults: Vec<(Cow<'a, str>, FaultCode)>,
}

/// Takes `{"args": {…}}` apart. An absent `args` is `{}`.
///
/// # Errors
/// [`Refusal::Syntax`] if the body is no strict JSON object.
pub fn call_args(body: &[u8]) -> Result<Call<'_>, Refusal> {
    let mut call = Call {
        args: Some(Members::new()),
        faults: Vec::new(),
    };
    for (name, tree) in json::parse_object(body)? {
        match (name.as_ref(), tree) {
            ("args", Tree::Object(members)) => call.args = Some(members),
            ("args", _) => {
                call.faults.push((name, FaultCode::Type));
                call.args = None;
            }
            _ => call.faults.push((name, FaultCode::Unknown)),
        }
    }
    Ok(call)
}

/// A query, decoded: pairs in order. A value is `None` if its spelling is no percent-encoded UTF-8.
pub type Pairs = Vec<(String, Option<String>)>;

/// Splits a raw query string, without its question mark, into decoded pairs.
///
/// # Errors
/// [`Refusal::Syntax`] for a pair without a name, and for a name that is no percent-encoded UTF-8.
pub fn split_query(query: &[u8]) -> Result<Pairs, Refusal> {
    if query.is_empty() {
        return Ok(Pairs::new());
    }
    query.split(|byte| *byte == b'&').map(split_pair).collect()
}

fn split_pair(pair: &[u8]) -> Result<(String, Option<String>), Refusal> {
    let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
        Some(at) => (&pair[..at], Some(&pair[at + 1..])),
        None => (pair, None),
    };
    if name.is_empty() {
        return Err(Refusal::syntax("the query has a pair without a name"));
    }
    let name = percent_decoded(name)
        .ok_or_else(|| Refusal::syntax("a name in the query is not percent-encoded UTF-8"))?;
    Ok((name, value.and_then(percent_decoded)))
}

/// `None` for bytes that a query may not hold, bad percent-encoding, bad UTF-8, and `;`, which some take for `&`.
fn percent_decoded(text: &[u8]) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'%' => {
                let (digits, after) = rest.split_at_checked(2)?;
                bytes.push(hex_digit(digits[0])? << 4 | hex_digit(digits[1])?);
                rest = after;
            }
            b'+' => bytes.push(b' '),
            b';' => return None,
            0x21..=0x7e => bytes.push(*first),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}

fn hex_digit(byte: u8) -> Option<u8> {
    u8::try_from(char::from(byte).to_digit(16)?).ok()
}

#[cfg(test)]
mod tests;
