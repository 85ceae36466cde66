//! One request of axum's: its machine is driven, each effect performed by tokio's and axum's means.
//!
//! Async functions and guards run on the runtime, the others on the threads that may block. Page:
//! `ir/protocol/dispatch.md`.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{OriginalUri, RawPathParams, Request},
    response::Response,
};
use http::{header, request};
use mizan_core::{
    dispatch::Machine,
    effects::{Call, Contained, Effect, Event, Failed, Question},
    envelope::{self, Policy, Reply},
    errors::{Code, Problem},
    registry::{Frozen, Output},
};
use tokio::task::spawn_blocking;

use crate::{
    body,
    detached::{Detached, One, UnderWay},
    identity::AnyIdentity,
};

/// What all requests share.
pub(crate) struct Shared {
    pub frozen: Arc<Frozen>,
    pub policy: Arc<Policy>,
    pub identity: Option<Arc<dyn AnyIdentity>>,
    pub body_timeout: Duration,
    pub under_way: Arc<UnderWay>,
}

impl Shared {
    /// Answers what is asked below the base, which is where axum has not taken it off.
    pub fn answer(
        self: Arc<Self>,
        request: Request,
        base: &str,
    ) -> impl Future<Output = Response> + Send + use<> {
        let (read, body) = read(request, base);
        let machine = Machine::new(Arc::clone(&self.frozen), Arc::clone(&self.policy), read);
        Detached::new(self.drive(machine, body))
    }

    /// Answers what is asked of a route. Without `params` the path was no text.
    pub fn answer_view(
        self: Arc<Self>,
        place: usize,
        params: Option<RawPathParams>,
        request: Request,
    ) -> impl Future<Output = Response> + Send {
        let (read, body) = read(request, "");
        let (frozen, policy) = (Arc::clone(&self.frozen), Arc::clone(&self.policy));
        let machine = match params {
            None => Machine::nowhere(frozen, policy, read),
            Some(params) => {
                // Where the routes are nested the address around them may have params of its own.
                let route = frozen.routes.get(place).map(|route| route.path.clone());
                let route = route.unwrap_or_default();
                let raw = params
                    .iter()
                    .filter(|(name, _)| {
                        route.contains(&format!("{{{name}}}"))
                            || route.contains(&format!("{{*{name}}}"))
                    })
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect();
                Machine::of_route(frozen, policy, read, place, raw)
            }
        };
        Detached::new(self.drive(machine, body))
    }

    async fn drive(self: Arc<Self>, mut machine: Machine, mut body: Body) -> Response {
        let _under_way = One::begin(&self.under_way);
        let mut event = Event::Begin;
        loop {
            event = match machine.next(event) {
                Effect::Reply(reply) => return sent(reply, machine.request()),
                Effect::Identify { .. } => {
                    let head = Arc::clone(&machine.request().head);
                    Event::Caller(self.identify(&head).await)
                }
                Effect::Ask(questions) => Event::Verdicts(ask(questions).await),
                Effect::ReadBody(limit) => {
                    Event::Body(body::whole(&mut body, limit, self.body_timeout).await)
                }
                Effect::ReadParts(limits) => {
                    Event::Parts(body::parts(&mut body, limits, self.body_timeout).await)
                }
                // What keeps other sites out is the cross-site rule; an app with tokens of its own checks them in its identity.
                Effect::IssueToken => Event::Token(Ok(None)),
                // Transactions are the state's own: axum has none.
                Effect::Run { calls, .. } => Event::Ran(run(calls).await),
                Effect::Commit { .. } => Event::Committed(Ok(())),
                // Nobody keeps answers here.
                Effect::Purge(_) => Event::Purged,
            };
        }
    }

    async fn identify(
        &self,
        head: &request::Parts,
    ) -> Result<Option<mizan_core::caller::Caller>, Problem> {
        match &self.identity {
            None => Ok(None),
            Some(identity) => Contained::new(identity.ask(head)).await?,
        }
    }
}

/// Axum's request as the core's, and its body.
fn read(request: Request, base: &str) -> (envelope::Request, Body) {
    let (mut head, body) = request.into_parts();
    let path = head.uri.path();
    let path = path.strip_prefix(base).unwrap_or(path);
    let path = path.strip_prefix('/').unwrap_or(path).to_owned();
    // What routers that are nested have taken off is a part of the address all the same.
    if let Some(OriginalUri(uri)) = head.extensions.remove() {
        head.uri = uri;
    }
    let named = head
        .headers
        .get(header::HOST)
        .map(|host| host.to_str().unwrap_or_default());
    let host = named.or_else(|| head.uri.authority().map(http::uri::Authority::as_str));
    let read = envelope::Request {
        path,
        host: host.map(str::to_owned),
        head: Arc::new(head),
    };
    (read, body)
}

fn sent(reply: Reply, request: &envelope::Request) -> Response {
    if let Some(problem) = &reply.problem
        && let Some(log) = &problem.log
    {
        tracing::error!(
            method = %request.head.method,
            path = request.head.uri.path(),
            code = problem.code(),
            "{log}"
        );
    }
    let mut response = reply.response.map(Body::from);
    if reply.shared {
        response.extensions_mut().insert(IsShared);
    }
    response
}

/// Shared caches may keep the answer.
#[derive(Clone, Copy)]
struct IsShared;

/// Takes from an answer what shared caches would keep it by, where a layer has made it somebody's: with a cookie, or a
/// `Vary` that not everybody shares. For `axum::middleware::map_response`, around all other layers.
pub async fn unshared(mut response: Response) -> Response {
    if response.extensions().get::<IsShared>().is_some() {
        envelope::unshare(response.headers_mut());
    }
    response
}

/// What does not wait may block, and blocks nobody else.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    spawn_blocking(work)
        .await
        .map_err(|_| Problem::new(Code::Internal).log("the runtime has ended"))
}

async fn ask(questions: Vec<Question>) -> Result<Vec<Result<bool, Problem>>, Problem> {
    let mut verdicts = Vec::with_capacity(questions.len());
    for question in questions {
        let verdict = if question.is_async() {
            question.start().await
        } else {
            aside(|| question.run()).await?
        };
        verdicts.push(verdict?);
    }
    Ok(verdicts)
}

async fn run(calls: Vec<Call>) -> Result<Vec<Output>, Failed> {
    let mut outputs = Vec::with_capacity(calls.len());
    for (at, call) in calls.into_iter().enumerate() {
        let outcome = if call.is_async() {
            call.start().await
        } else {
            aside(|| call.run()).await
        };
        let output = outcome.and_then(|outcome| outcome);
        outputs.push(output.map_err(|problem| Failed { at, problem })?);
    }
    Ok(outputs)
}
