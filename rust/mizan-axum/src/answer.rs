//! One request of axum's, as the machine's request, and its answer as axum's. What runs it is `mizan-tokio`.
//!
//! Page: `ir/protocol/dispatch.md`.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{OriginalUri, RawPathParams, Request},
    response::Response,
};
use http::{header, request};
use mizan_core::{
    caller::Caller,
    dispatch::Machine,
    envelope::{self, Policy, Reply},
    errors::Problem,
    graph::Invalidation,
    multipart::{Limits, Parts},
    registry::Frozen,
};
use mizan_tokio::{Detached, Host, One, UnderWay};

use crate::{body, identity::AnyIdentity};

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
                let raw = params
                    .iter()
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect();
                Machine::of_route(frozen, policy, read, place, raw)
            }
        };
        Detached::new(self.drive(machine, body))
    }

    async fn drive(self: Arc<Self>, mut machine: Machine, body: Body) -> Response {
        let _under_way = One::begin(&self.under_way);
        let asking = Asking {
            shared: &self,
            body,
        };
        sent(mizan_tokio::drive(&mut machine, asking).await)
    }
}

/// One request, as the machine asks its host about it.
struct Asking<'a> {
    shared: &'a Shared,
    body: Body,
}

impl Host for Asking<'_> {
    async fn identify(&mut self, head: &request::Parts) -> Result<Option<Caller>, Problem> {
        match &self.shared.identity {
            None => Ok(None),
            Some(identity) => identity.ask(head).await,
        }
    }

    async fn body(&mut self, limit: usize) -> Result<Vec<u8>, Problem> {
        body::whole(&mut self.body, limit, self.shared.body_timeout).await
    }

    async fn parts(&mut self, limits: Limits) -> Result<Parts, Problem> {
        body::parts(&mut self.body, limits, self.shared.body_timeout).await
    }

    // Nobody keeps answers here.
    fn dropped(&mut self, _: &Invalidation) {}
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

fn sent(reply: Reply) -> Response {
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
