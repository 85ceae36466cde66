//! What is looked at before anything runs: method, cross-site rule, content type, length, condition.
//!
//! Decides each by itself; in which order is `dispatch`'s. Page: `ir/protocol/envelope.md`.

use std::{borrow::Cow, sync::Arc};

use http::{HeaderName, Method, header, request};

use super::{Origin, Policy};
use crate::errors::{Code, Kind, Problem};

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const TOKEN: HeaderName = HeaderName::from_static("x-mizan-token");

/// What an adapter takes from its host.
#[derive(Clone, Debug)]
pub struct Request {
    /// The request as the client sent it, without its body.
    pub head: Arc<request::Parts>,
    /// What of its path is below the base, as it was sent, without a leading slash (`call/rename_user/`).
    pub path: String,
    /// What the client called the server (`Host`, or what a trusted proxy says it was).
    pub host: Option<String>,
}

impl Request {
    /// A header field; several lines are one, joined by commas.
    pub fn header(&self, name: &HeaderName) -> Option<Cow<'_, [u8]>> {
        let mut lines = self.head.headers.get_all(name).iter();
        let first = lines.next()?;
        let Some(second) = lines.next() else {
            return Some(Cow::Borrowed(first.as_bytes()));
        };
        let mut joined = first.as_bytes().to_vec();
        for line in [second].into_iter().chain(lines) {
            joined.extend_from_slice(b", ");
            joined.extend_from_slice(line.as_bytes());
        }
        Some(Cow::Owned(joined))
    }

    /// What stands behind the question mark.
    pub fn query(&self) -> &[u8] {
        self.head.uri.query().unwrap_or_default().as_bytes()
    }

    /// Whether nothing changes by it.
    pub fn is_safe(&self) -> bool {
        self.head.method == Method::GET || self.is_head()
    }

    /// Whether the answer has no body.
    pub fn is_head(&self) -> bool {
        self.head.method == Method::HEAD
    }

    /// Whether a token is there. It then decides identity alone, and no cookie counts.
    pub fn bears_token(&self) -> bool {
        self.head.headers.contains_key(TOKEN)
            || self
                .header(&header::AUTHORIZATION)
                .is_some_and(|value| is_bearer(&value))
    }

    /// # Errors
    /// `METHOD_NOT_ALLOWED`.
    pub fn check_method(&self, allowed: &[&'static str]) -> Result<(), Problem> {
        if allowed.contains(&self.head.method.as_str()) {
            Ok(())
        } else {
            Err(Problem::new(Kind::Methods(allowed.to_vec())))
        }
    }

    /// The cross-site rule, for an unsafe request without a token.
    ///
    /// # Errors
    /// FORBIDDEN, of the cross-site kind.
    pub fn check_site(&self, policy: &Policy) -> Result<(), Problem> {
        let site = self.header(&SITE);
        if matches!(site.as_deref(), Some(b"same-origin" | b"none")) {
            return Ok(());
        }
        let origin = self.header(&header::ORIGIN);
        let origin = origin.as_deref().map(Origin::parse);
        if let Some(Some(origin)) = &origin
            && policy.trusts(origin)
        {
            return Ok(());
        }
        if site.is_none() {
            let same = |origin: &Origin| {
                let host = self.host.as_deref().unwrap_or_default();
                origin.is_of(host.as_bytes())
            };
            match &origin {
                None if !self.head.headers.contains_key(header::COOKIE) => return Ok(()),
                Some(Some(origin)) if same(origin) => return Ok(()),
                _ => {}
            }
        }
        Err(Problem::new(Kind::CrossSite))
    }

    /// Exactly `application/json`; `charset=utf-8` may follow.
    ///
    /// # Errors
    /// `UNSUPPORTED_MEDIA_TYPE`.
    pub fn check_content_type(&self) -> Result<(), Problem> {
        let declared = self.header(&header::CONTENT_TYPE);
        if declared.is_some_and(|declared| is_json(&declared)) {
            Ok(())
        } else {
            Err(Problem::new(Code::UnsupportedMediaType))
        }
    }

    /// A body that is declared over the limit is refused unread.
    ///
    /// # Errors
    /// `TOO_LARGE`, or `BAD_REQUEST` if that is no length.
    pub fn check_length(&self, limit: usize) -> Result<(), Problem> {
        let Some(declared) = self.header(&header::CONTENT_LENGTH) else {
            return Ok(());
        };
        if declared.is_empty() {
            return Ok(());
        }
        if !declared.iter().all(u8::is_ascii_digit) {
            return Err(Problem::new(Code::BadRequest).detail("the content length is no number"));
        }
        // Longer than any number of bytes that is in question.
        let short = Some(&*declared).filter(|digits| digits.len() <= 18);
        let length = short.and_then(|digits| std::str::from_utf8(digits).ok());
        let length: Option<usize> = length.and_then(|text| text.parse().ok());
        if length.is_some_and(|length| length <= limit) {
            Ok(())
        } else {
            Err(Problem::new(Code::TooLarge))
        }
    }

    /// A read has no body: it would take no part in what a cache knows the answer by.
    ///
    /// # Errors
    /// `BAD_REQUEST`.
    pub fn check_no_body(&self) -> Result<(), Problem> {
        let length = self.header(&header::CONTENT_LENGTH);
        let empty = length.is_none_or(|length| matches!(&*length, b"" | b"0"));
        if empty && !self.head.headers.contains_key(header::TRANSFER_ENCODING) {
            Ok(())
        } else {
            Err(Problem::new(Code::BadRequest).detail("a read has no body"))
        }
    }
}

fn trimmed(text: &[u8]) -> &[u8] {
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = text.iter().position(|byte| !blank(byte));
    let end = text.iter().rposition(|byte| !blank(byte));
    match (start, end) {
        (Some(start), Some(end)) => &text[start..=end],
        _ => &[],
    }
}

/// The scheme with whatever separates it from a token, or with nothing after it: a token that is not there does not hold.
fn is_bearer(value: &[u8]) -> bool {
    let value = trimmed(value);
    match value.split_at_checked(6) {
        Some((scheme, rest)) => {
            scheme.eq_ignore_ascii_case(b"bearer")
                && matches!(rest.first(), None | Some(b' ' | b'\t'))
        }
        None => false,
    }
}

fn is_json(declared: &[u8]) -> bool {
    if declared == b"application/json" {
        return true;
    }
    let Some(rest) = trimmed(declared).strip_prefix(b"application/json") else {
        return false;
    };
    let rest = trimmed(rest);
    match rest.strip_prefix(b";").map(trimmed) {
        None => rest.is_empty(),
        Some(charset) => [&b"charset=utf-8"[..], b"charset=\"utf-8\""]
            .iter()
            .any(|each| charset.eq_ignore_ascii_case(each)),
    }
}

/// `If-None-Match` by weak comparison: a list, whose elements may be empty, or `*`. A field that cannot be parsed
/// matches nothing. `etag` is the text in its quotes.
pub(super) fn matches(condition: &[u8], etag: &str) -> bool {
    if trimmed(condition) == b"*" {
        return true;
    }
    let (mut found, mut rest) = (false, condition);
    while !rest.is_empty() {
        rest = trimmed_start(rest);
        if let Some(quoted) = rest
            .strip_prefix(b"W/")
            .or(Some(rest))
            .filter(|it| it.starts_with(b"\""))
        {
            let Some(end) = quoted[1..].iter().position(|byte| *byte == b'"') else {
                return false;
            };
            let (tag, after) = quoted.split_at(end + 2);
            if tag.iter().any(|byte| *byte <= b' ' || *byte == 0x7f) {
                return false;
            }
            found |= tag == etag.as_bytes();
            rest = trimmed_start(after);
        }
        match rest.split_first() {
            None => {}
            Some((b',', after)) => rest = after,
            Some(_) => return false,
        }
    }
    found
}

fn trimmed_start(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|byte| !matches!(byte, b' ' | b'\t'));
    start.map_or(&[], |start| &text[start..])
}

#[cfg(test)]
pub(super) mod tests;
