//! Messages where there is no HTTP: a line of JSON, a line feed, and the body as it would be there.
//!
//! Decides what a message asks for, and the bytes of its answer; what is answered is `dispatch`'s. Touches no host and does
//! no I/O. Twin: `typescript/client/src/tauri.ts`. Page: `ir/protocol/ipc.md`.

use std::{borrow::Cow, sync::Arc};

use http::{HeaderName, HeaderValue, Method, Uri, header};

use crate::{
    envelope::{Answers, Around, Reply, Request},
    errors::{Code, Problem},
    graph::Invalidation,
    json::{self, Tree},
    registry::Frozen,
};

/// Bytes of a head.
const MOST_HEAD: usize = 64 << 10;

/// The event that other windows are told by.
pub const EVENT: &str = "mizan:invalidate";

const SCHEMA: HeaderName = HeaderName::from_static("x-mizan-schema");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What a message asks for.
#[derive(Debug)]
pub struct Message<'a> {
    /// As it would have come over HTTP.
    pub request: Request,
    /// What follows the head.
    pub body: &'a [u8],
    /// What the document that sends it calls itself.
    pub page: Option<Cow<'a, str>>,
}

/// The members of a head, of which each kind has some.
#[derive(Default)]
struct Head<'a> {
    kind: Option<Cow<'a, str>>,
    function: Option<Cow<'a, str>>,
    context: Option<Cow<'a, str>>,
    query: Option<Cow<'a, str>>,
    content_type: Option<Cow<'a, str>>,
    schema: Option<Cow<'a, str>>,
    page: Option<Cow<'a, str>>,
}

impl<'a> Message<'a> {
    /// Takes a message apart.
    ///
    /// # Errors
    /// `BAD_REQUEST`: the head is none.
    pub fn parse(message: &'a [u8]) -> Result<Self, Problem> {
        let end = message.iter().position(|byte| *byte == b'\n');
        let (head, body) = match end {
            Some(end) => (&message[..end], &message[end + 1..]),
            None => (message, &[][..]),
        };
        if head.len() > MOST_HEAD {
            return Err(malformed("the head is too long"));
        }
        let mut head = Head::parse(head)?;
        let (method, path, query) = match head.kind.take().as_deref() {
            Some("call") => {
                let function = head.function.take();
                let function = function.ok_or_else(|| malformed("a call names its function"))?;
                (Method::POST, format!("call/{function}/"), None)
            }
            Some("context") => {
                let context = head.context.take();
                let context = context.ok_or_else(|| malformed("a read names its context"))?;
                let query = head.query.take();
                (Method::GET, format!("ctx/{context}/"), query)
            }
            Some("session") => (Method::GET, "session/".to_owned(), None),
            _ => return Err(malformed("the head is of no kind that there is")),
        };
        let calls = method == Method::POST;
        let declared = if calls {
            head.content_type.take()
        } else {
            None
        };
        let (schema, page) = (head.schema.take(), head.page.take());
        if head.has_more() {
            return Err(malformed("the head has a member that its kind has not"));
        }
        let mut built = http::Request::new(());
        let uri = address(&path, query.as_deref().unwrap_or_default());
        *built.uri_mut() = uri.ok_or_else(|| malformed("the query is none that an address has"))?;
        let headers = built.headers_mut();
        if calls {
            let declared = declared.as_deref().map_or(Ok(JSON), field)?;
            headers.insert(header::CONTENT_TYPE, declared);
        }
        if calls || !body.is_empty() {
            headers.insert(header::CONTENT_LENGTH, body.len().into());
        }
        if let Some(schema) = schema {
            headers.insert(SCHEMA, field(&schema)?);
        }
        *built.method_mut() = method;
        let (parts, ()) = built.into_parts();
        let request = Request {
            head: Arc::new(parts),
            path,
            host: None,
        };
        Ok(Self {
            request,
            body,
            page,
        })
    }
}

impl<'a> Head<'a> {
    fn parse(text: &'a [u8]) -> Result<Self, Problem> {
        let members = json::parse_object(text)
            .map_err(|_| malformed("the head is no object in strict JSON"))?;
        let mut head = Self::default();
        for (name, tree) in members {
            let place = match name.as_ref() {
                "kind" => &mut head.kind,
                "function" => &mut head.function,
                "context" => &mut head.context,
                "query" => &mut head.query,
                "contentType" => &mut head.content_type,
                "schema" => &mut head.schema,
                "page" => &mut head.page,
                _ => return Err(malformed("the head has a member that there is not")),
            };
            let Tree::String(text) = tree else {
                return Err(malformed("a member of the head is no text"));
            };
            *place = Some(text);
        }
        Ok(head)
    }

    /// Whether a member is left that its kind has not taken.
    fn has_more(&self) -> bool {
        let left = [
            &self.function,
            &self.context,
            &self.query,
            &self.content_type,
        ];
        left.into_iter().any(Option::is_some)
    }
}

fn malformed(why: &'static str) -> Problem {
    Problem::new(Code::BadRequest).detail(why)
}

fn field(text: &str) -> Result<HeaderValue, Problem> {
    HeaderValue::from_str(text).map_err(|_| malformed("a member of the head is no field's value"))
}

/// What functions see as the address. A name that could not stand in a path is nobody's, and leads to the base, while
/// what is looked up is the path itself; a query is there as it was given or not at all.
fn address(path: &str, query: &str) -> Option<Uri> {
    let named = |byte: u8| byte.is_ascii_alphanumeric() || b"_-/".contains(&byte);
    let path = if path.bytes().all(named) { path } else { "" };
    if query.is_empty() {
        return format!("/{path}").parse().ok();
    }
    let uri: Uri = format!("/{path}?{query}").parse().ok()?;
    (uri.query() == Some(query)).then_some(uri)
}

/// The bytes of an answer.
pub fn answer(reply: &Reply) -> Vec<u8> {
    let body = reply.response.body();
    let mut message = format!("{{\"status\":{}}}\n", reply.response.status().as_u16()).into_bytes();
    message.extend_from_slice(body);
    message
}

/// The answer to what was no message.
pub fn refusal(problem: Problem, frozen: &Frozen) -> Vec<u8> {
    let (head, ()) = http::Request::new(()).into_parts();
    let request = Request {
        head: Arc::new(head),
        path: String::new(),
        host: None,
    };
    answer(&Answers::new(&request, &frozen.schema).problem(problem, Around::default()))
}

/// What other windows are told of what a call has dropped that came from the window of this label, and this page in it.
pub fn event(sender: &str, page: Option<&str>, dropped: &Invalidation) -> String {
    let text = |text: &str| serde_json::Value::from(text);
    let page = page.map(|page| format!("\"page\":{},", text(page)));
    let page = page.unwrap_or_default();
    let (sender, dropped) = (text(sender), dropped.body());
    format!("{{\"sender\":{sender},{page}\"invalidate\":{dropped}}}")
}

#[cfg(test)]
mod tests;
