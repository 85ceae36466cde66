//! Answers, written whole: results, bundles, problems, and what a view's own response carries.
//!
//! Decides status, headers and bytes. Page: `ir/protocol/envelope.md`.

use std::fmt::Write as _;

use data_encoding::HEXLOWER;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};

use super::{Request, checks::matches};
use crate::{
    errors::{Code, Fault, Kind, Problem, Segment},
    graph::Invalidation,
    registry::Response,
    secret::Secret,
    tags::WORLD,
};

const SCHEMA: HeaderName = HeaderName::from_static("x-mizan-schema");
const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");
const CACHE_GROUPS: HeaderName = HeaderName::from_static("cache-groups");
const CDN_CACHE_CONTROL: HeaderName = HeaderName::from_static("cdn-cache-control");
const INVALIDATE: HeaderName = HeaderName::from_static("x-mizan-invalidate");
const GROUP_INVALIDATION: HeaderName = HeaderName::from_static("cache-group-invalidation");

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");
const KDL: HeaderValue = HeaderValue::from_static("application/vnd.kdl");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-cache");
const NEVER_KEPT: HeaderValue = HeaderValue::from_static("private, no-store");
const VARY_PRIVATE: HeaderValue = HeaderValue::from_static("Cookie, Authorization, X-Mizan-Token");
const VARY_PUBLIC: HeaderValue = HeaderValue::from_static("Accept-Encoding");
const CALLED: HeaderValue = HeaderValue::from_static("mizan; fwd=method");
const BYPASSED: HeaderValue = HeaderValue::from_static("mizan; fwd=bypass");
const UNSTORED: HeaderValue = HeaderValue::from_static("mizan; fwd=bypass; detail=store");
const UNCACHED: HeaderValue = HeaderValue::from_static("mizan; fwd=bypass; detail=uncached");
const FAILED: HeaderValue = HeaderValue::from_static("mizan; fwd=bypass; detail=error");

/// Tags of a public answer; one that has more is nothing for a shared cache.
pub const MOST_GROUPS: usize = 31;

/// An answer, whole. On HEAD and 304 the body is empty; `Content-Length` is then that of the GET, or absent.
#[derive(Debug)]
pub struct Reply {
    /// As it is sent.
    pub response: Response,
    /// The one that is answered, for the host's own logs.
    pub problem: Option<Problem>,
    /// Shared caches may keep it.
    pub shared: bool,
}

/// What an answer says of what was dropped.
#[derive(Clone, Debug)]
pub struct Dropped {
    /// The JSON of `invalidate`.
    pub body: String,
    header: Option<HeaderValue>,
    groups: Option<HeaderValue>,
}

impl Default for Dropped {
    fn default() -> Self {
        Self {
            body: "[]".to_owned(),
            header: None,
            groups: None,
        }
    }
}

impl Dropped {
    /// Of these targets; with a secret shared caches are told as well.
    pub fn new(invalidation: &Invalidation, secret: Option<&Secret>) -> Self {
        let header = invalidation.header().as_deref().and_then(field);
        let groups = secret.filter(|_| header.is_some());
        let groups = groups.map(|secret| invalidation.groups(secret));
        Self {
            body: invalidation.body(),
            header,
            groups: groups.and_then(|groups| field(&group_list(groups.iter().map(String::as_str)))),
        }
    }

    /// Whether nothing was.
    pub fn is_nothing(&self) -> bool {
        self.header.is_none()
    }

    fn tell(&self, headers: &mut HeaderMap) {
        let told = [
            (INVALIDATE, &self.header),
            (GROUP_INVALIDATION, &self.groups),
        ];
        for (name, value) in told {
            if let Some(value) = value {
                headers.insert(name, value.clone());
            }
        }
    }
}

/// What this core writes of fields is ASCII.
fn field(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(text).ok()
}

/// A body's weak tag: the first half of its hash.
fn etag_of(body: &[u8]) -> String {
    let mut etag = String::with_capacity(36);
    etag.push_str("W/\"");
    HEXLOWER.encode_append(&Sha256::digest(body)[..16], &mut etag);
    etag.push('"');
    etag
}

/// Tags as a field of RFC 9875 has them: a list of strings.
fn group_list<'a>(tags: impl Iterator<Item = &'a str>) -> String {
    let mut list = String::new();
    for tag in tags {
        let separator = if list.is_empty() { "" } else { ", " };
        // Writing to a string fails never.
        let _ = write!(list, "{separator}\"{tag}\"");
    }
    list
}

/// Writes the answers to one request. `schema` is the graph's.
pub struct Answers<'a> {
    request: &'a Request,
    schema: &'a HeaderValue,
}

/// What a problem says beside itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    /// The member of a bundle that failed.
    pub member: Option<&'a str>,
    /// What was dropped; `None`: nothing had started.
    pub dropped: Option<&'a Dropped>,
    /// Of a bundle whose members ran.
    pub while_run: bool,
}

impl<'a> Answers<'a> {
    /// To this request.
    pub fn new(request: &'a Request, schema: &'a HeaderValue) -> Self {
        Self { request, schema }
    }

    /// A call's result, which is JSON and is not parsed again.
    pub fn call(&self, result: &[u8], dropped: &Dropped) -> Reply {
        let mut body = Vec::with_capacity(result.len() + dropped.body.len() + 26);
        body.extend_from_slice(b"{\"result\":");
        body.extend_from_slice(result);
        body.extend_from_slice(b",\"invalidate\":");
        body.extend_from_slice(dropped.body.as_bytes());
        body.push(b'}');
        let mut reply = self.reply(StatusCode::OK, body, JSON);
        let headers = reply.headers_mut();
        headers.insert(header::CACHE_CONTROL, NO_STORE);
        headers.insert(CACHE_STATUS, CALLED);
        dropped.tell(headers);
        reply.into()
    }

    /// A bundle of which a member is per caller; `cached` when every member is one that may be cached.
    pub fn bundle(&self, body: Vec<u8>, cached: bool) -> Reply {
        if cached {
            return self.conditional(
                body,
                &[
                    (header::CACHE_CONTROL, PRIVATE),
                    (header::VARY, VARY_PRIVATE),
                ],
            );
        }
        let mut reply = self.reply(StatusCode::OK, body, JSON);
        let headers = reply.headers_mut();
        headers.insert(header::CACHE_CONTROL, NEVER_KEPT);
        headers.insert(header::VARY, VARY_PRIVATE);
        headers.insert(CACHE_STATUS, UNCACHED);
        reply.into()
    }

    /// A bundle of public members alone, kept for so many seconds at most; `tags` are all that its entries have, in
    /// byte order, or `None` where there is no secret to make them with.
    pub fn public_bundle(&self, body: Vec<u8>, seconds: u32, tags: Option<&[String]>) -> Reply {
        let Some(tags) = tags.filter(|tags| tags.len() <= MOST_GROUPS) else {
            return self.conditional(
                body,
                &[
                    (header::CACHE_CONTROL, PRIVATE),
                    (header::VARY, VARY_PUBLIC),
                ],
            );
        };
        let groups = tags.iter().map(String::as_str).chain([WORLD]);
        let kept = [
            (
                header::CACHE_CONTROL,
                field(&format!("public, max-age=0, s-maxage={seconds}")),
            ),
            (CDN_CACHE_CONTROL, field(&format!("max-age={seconds}"))),
            (header::VARY, Some(VARY_PUBLIC)),
            (CACHE_GROUPS, field(&group_list(groups))),
        ];
        let kept: Vec<_> = kept
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        let mut reply = self.conditional(body, &kept);
        reply.shared = true;
        reply
    }

    fn conditional(&self, body: Vec<u8>, kept: &[(HeaderName, HeaderValue)]) -> Reply {
        let etag = etag_of(&body);
        let condition = self.request.header(&header::IF_NONE_MATCH);
        let quoted = etag.trim_start_matches("W/");
        let mut reply = if condition.is_some_and(|condition| matches(&condition, quoted)) {
            let mut reply = Response::default();
            *reply.status_mut() = StatusCode::NOT_MODIFIED;
            self.always(reply.headers_mut());
            reply
        } else {
            self.reply(StatusCode::OK, body, JSON)
        };
        let headers = reply.headers_mut();
        for (name, value) in kept {
            headers.insert(name, value.clone());
        }
        if let Ok(etag) = HeaderValue::try_from(etag) {
            headers.insert(header::ETAG, etag);
        }
        headers.insert(CACHE_STATUS, UNSTORED);
        reply.into()
    }

    /// The host's CSRF token, or `null` where the host has none.
    pub fn session(&self, token: Option<&str>) -> Reply {
        let token = token.map_or_else(|| "null".to_owned(), quoted_json);
        self.bypassed(format!("{{\"csrfToken\":{token}}}").into_bytes(), JSON)
    }

    /// The IR's canonical text.
    pub fn ir(&self, text: String) -> Reply {
        self.bypassed(text.into_bytes(), KDL)
    }

    fn bypassed(&self, body: Vec<u8>, content_type: HeaderValue) -> Reply {
        let mut reply = self.reply(StatusCode::OK, body, content_type);
        let headers = reply.headers_mut();
        headers.insert(header::CACHE_CONTROL, NO_STORE);
        headers.insert(CACHE_STATUS, BYPASSED);
        reply.into()
    }

    /// A view's own response; its `Cache-Control` stays, whatever was dropped. A generated client is told of a redirect
    /// by 200: by `fetch` it could see neither where that leads nor its headers.
    pub fn view(&self, mut response: Response, dropped: &Dropped) -> Reply {
        let is_client = self.request.head.headers.contains_key(SCHEMA);
        let location = response.headers().get(header::LOCATION);
        let location = location.filter(|_| is_client && response.status().is_redirection());
        if let Some(location) = location {
            let location = quoted_json(&String::from_utf8_lossy(location.as_bytes()));
            let body = format!(
                "{{\"redirect\":{location},\"invalidate\":{}}}",
                dropped.body
            );
            *response.body_mut() = body.into_bytes();
            *response.status_mut() = StatusCode::OK;
            let headers = response.headers_mut();
            headers.remove(header::LOCATION);
            headers.remove(header::CONTENT_LENGTH);
            headers.insert(header::CONTENT_TYPE, JSON);
            headers.insert(header::CACHE_CONTROL, NO_STORE);
        }
        let length = response.body().len();
        let headers = response.headers_mut();
        if !dropped.is_nothing() {
            headers.entry(header::CACHE_CONTROL).or_insert(NO_STORE);
        }
        let safe = self.request.is_safe();
        headers.insert(CACHE_STATUS, if safe { BYPASSED } else { CALLED });
        headers.insert(SCHEMA, self.schema.clone());
        dropped.tell(headers);
        if self.request.is_head() {
            headers
                .entry(header::CONTENT_LENGTH)
                .or_insert_with(|| length.into());
            response.body_mut().clear();
        }
        response.into()
    }

    /// A problem object.
    pub fn problem(&self, problem: Problem, around: Around<'_>) -> Reply {
        let theirs = self.request.header(&SCHEMA);
        let domain = matches!(problem.kind, Kind::Domain(_));
        // What an author's own error says is no matter of what the client knows.
        let knows = domain || theirs.is_none_or(|theirs| *theirs == *self.schema.as_bytes());
        let outdated = !knows && matches!(problem.status(), 400 | 404 | 422);
        let body = rendered(&problem, around, outdated);
        let status = StatusCode::from_u16(problem.status());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut reply = self.reply(status, body, PROBLEM);
        let headers = reply.headers_mut();
        headers.insert(header::CACHE_CONTROL, NO_STORE);
        let ran = around.dropped.is_some() && !self.request.is_safe();
        let told = match (around.while_run, ran) {
            (true, _) => FAILED,
            (false, true) => CALLED,
            (false, false) => BYPASSED,
        };
        headers.insert(CACHE_STATUS, told);
        if let Some(dropped) = around.dropped {
            dropped.tell(headers);
        }
        if let Kind::Methods(allowed) = &problem.kind
            && let Some(allowed) = field(&allowed.join(", "))
        {
            headers.insert(header::ALLOW, allowed);
        }
        if problem.protocol_code() == Some(Code::Unauthenticated) {
            // A 401 must name a scheme; for one that is nobody's no browser opens a dialog.
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Mizan"));
        }
        Reply {
            problem: Some(problem),
            ..reply.into()
        }
    }

    fn always(&self, headers: &mut HeaderMap) {
        headers.insert(SCHEMA, self.schema.clone());
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
    }

    fn reply(&self, status: StatusCode, body: Vec<u8>, content_type: HeaderValue) -> Response {
        let mut headers = HeaderMap::with_capacity(12);
        headers.insert(header::CONTENT_TYPE, content_type);
        headers.insert(header::CONTENT_LENGTH, body.len().into());
        self.always(&mut headers);
        let body = if self.request.is_head() {
            Vec::new()
        } else {
            body
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        response
    }
}

/// What a shared answer's headers become where its host adds a cookie, or a `Vary` beside what all may share, or says in
/// `Cache-Control` that nobody shares it.
pub fn unshare(headers: &mut HeaderMap) {
    let texts = |name| {
        let lines = headers.get_all(name).iter();
        lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b','))
    };
    let named = |text: &[u8], words: &[&str]| {
        let text = text.trim_ascii();
        words
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word.as_bytes()))
    };
    let everybodys =
        texts(header::VARY).all(|name| named(name, &["", "accept-encoding", "origin"]));
    let somebodys = texts(header::CACHE_CONTROL).any(|directive| {
        let name = directive.split(|byte| *byte == b'=').next();
        named(
            name.unwrap_or_default(),
            &["private", "no-store", "no-cache"],
        )
    });
    if everybodys && !somebodys && !headers.contains_key(header::SET_COOKIE) {
        return;
    }
    headers.insert(header::CACHE_CONTROL, NEVER_KEPT);
    for name in [CDN_CACHE_CONTROL, CACHE_GROUPS, header::ETAG] {
        headers.remove(name);
    }
}

impl From<Response> for Reply {
    fn from(response: Response) -> Self {
        Self {
            response,
            problem: None,
            shared: false,
        }
    }
}

/// Text as JSON, in which nothing can be wrong.
fn quoted_json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn problem_type(problem: &Problem) -> String {
    let word = match problem.kind {
        Kind::CrossSite => "cross-site".to_owned(),
        Kind::Csrf => "csrf".to_owned(),
        _ => problem.code().to_lowercase().replace('_', "-"),
    };
    format!("urn:mizan:problem:{word}")
}

/// The problem object.
fn rendered(problem: &Problem, around: Around<'_>, outdated: bool) -> Vec<u8> {
    let mut text = format!(
        "{{\"type\":{},\"title\":{},\"status\":{},\"code\":{}",
        quoted_json(&problem_type(problem)),
        quoted_json(problem.title()),
        problem.status(),
        quoted_json(problem.code()),
    );
    let mut say = |name: &str, json: &str| {
        let _ = write!(text, ",\"{name}\":{json}");
    };
    if let Some(detail) = &problem.detail {
        say("detail", &quoted_json(detail));
    }
    if !problem.faults.is_empty() {
        let faults: Vec<String> = problem.faults.iter().map(fault).collect();
        say("errors", &format!("[{}]", faults.join(",")));
    }
    if let Some(member) = around.member {
        say("member", &quoted_json(member));
    }
    if let Kind::Domain(domain) = &problem.kind
        && let Some(data) = &domain.data
    {
        say("data", data);
    }
    if let Some(dropped) = around.dropped {
        say("invalidate", &dropped.body);
    }
    if outdated {
        say("outdated", "true");
    }
    text.push('}');
    text.into_bytes()
}

fn fault(fault: &Fault) -> String {
    let path: Vec<String> = fault
        .path
        .iter()
        .map(|segment| match segment {
            Segment::Index(index) => index.to_string(),
            Segment::Name(name) => quoted_json(name),
        })
        .collect();
    format!(
        "{{\"path\":[{}],\"code\":\"{}\"}}",
        path.join(","),
        fault.code.as_str()
    )
}

#[cfg(test)]
mod tests;
