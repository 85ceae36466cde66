//! Mizan's adapter for axum: every `#[mizan::client]` function that is linked, below one address.
//!
//! ```
//! # fn main() -> Result<(), mizan_axum::RegistryError> {
//! /// A greeting.
//! #[mizan::client]
//! async fn greet(name: String) -> String {
//!     format!("Hello, {name}!")
//! }
//!
//! let mizan = mizan_axum::router(mizan_axum::Registry::linked()).build()?;
//! let app: axum::Router = axum::Router::new()
//!     .merge(mizan.at("/api/mizan"))
//!     .merge(mizan.views());
//! # Ok(())
//! # }
//! ```
//!
//! Decides which of axum's and tokio's means performs an effect of the core's machine, and nothing of what is answered:
//! that is `mizan_core::dispatch`. Twins: `python/mizan/django/`, `python/mizan/fastapi/`. Page:
//! `ir/protocol/dispatch.md`.

mod answer;
mod body;
mod identity;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{RawPathParams, Request, rejection::RawPathParamsRejection},
    routing::any,
};
pub use mizan_core::{
    caller::{Caller, permission_hash},
    errors::{Code, Problem},
    registry::{Registry, RegistryError},
};
use mizan_core::{
    envelope::{Origin, Policy},
    registry::States,
    secret::Secret,
};

use self::{answer::Shared, identity::AnyIdentity};
pub use self::{answer::unshared, identity::Identity};

/// How long a body may take, unless that is set.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Begins a router of these functions; see [`Mounting`].
pub fn router(registry: Registry) -> Mounting {
    Mounting {
        registry,
        states: States::default(),
        identity: None,
        origins: Vec::new(),
        policy: Policy::default(),
        body_timeout: BODY_TIMEOUT,
    }
}

/// What is known of a router before it starts.
pub struct Mounting {
    registry: Registry,
    states: States,
    identity: Option<Arc<dyn AnyIdentity>>,
    origins: Vec<String>,
    policy: Policy,
    body_timeout: Duration,
}

impl Mounting {
    /// What functions get as `mizan::State<T>`; call it once for each type.
    #[must_use]
    pub fn with_state<T: Send + Sync + 'static>(mut self, state: T) -> Self {
        self.states = self.states.with(state);
        self
    }

    /// Who asks. Without this everybody is nobody, and a function with a guard keeps the router from starting.
    #[must_use]
    pub fn identity(mut self, identity: impl Identity) -> Self {
        self.identity = Some(Arc::new(identity));
        self
    }

    /// Other origins that may call, as `https://shop.example`. The headers that let a browser do so are a CORS layer's.
    #[must_use]
    pub fn origins(mut self, origins: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.origins.extend(origins.into_iter().map(Into::into));
        self
    }

    /// Bytes of a call's body: 1 MiB unless set.
    #[must_use]
    pub fn limit(mut self, bytes: usize) -> Self {
        self.policy.limit = bytes;
        self
    }

    /// Bytes of a call with files, all of it: 32 MiB unless set.
    #[must_use]
    pub fn upload_limit(mut self, bytes: usize) -> Self {
        self.policy.upload_limit = bytes;
        self
    }

    /// How long a body may take: 30 seconds unless set, and for a form a second more for each 32 KiB that have come.
    #[must_use]
    pub fn body_timeout(mut self, timeout: Duration) -> Self {
        self.body_timeout = timeout;
        self
    }

    /// What tags for shared caches are made with; without it no answer is theirs to keep.
    #[must_use]
    pub fn secret(mut self, secret: impl AsRef<[u8]>) -> Self {
        let secret = secret.as_ref();
        self.policy.secret = (!secret.is_empty()).then(|| Secret::new(secret));
        self
    }

    /// Whether `ir/` shows the IR, which is for developers alone.
    #[must_use]
    pub fn shows_ir(mut self, shows: bool) -> Self {
        self.policy.shows_ir = shows;
        self
    }

    /// Freezes the graph.
    ///
    /// # Errors
    /// Every defect at once: of the functions and their graph, of states that are missing, of origins that are none.
    pub fn build(mut self) -> Result<Mizan, RegistryError> {
        let mut defects = Vec::new();
        for origin in &self.origins {
            match Origin::try_from(origin.as_str()) {
                Ok(origin) => self.policy.origins.push(origin),
                Err(why) => defects.push(why.to_string()),
            }
        }
        let unasked = self.identity.is_none();
        let unasked = unasked.then_some("give the router an `identity`");
        let frozen = mizan_tokio::freeze(&self.registry, self.states, unasked, defects)?;
        Ok(Mizan(Arc::new(Shared {
            frozen: Arc::new(frozen),
            policy: Arc::new(self.policy),
            identity: self.identity,
            body_timeout: self.body_timeout,
            under_way: Arc::default(),
        })))
    }
}

/// A graph that has started, as routers of axum's. Cheap to clone.
#[derive(Clone)]
pub struct Mizan(Arc<Shared>);

impl Mizan {
    /// What is called, below this address: `Router::new().merge(mizan.at("/api/mizan"))`.
    ///
    /// Each function has a route of its own, so that axum finds it without a detour; what is not there is answered below
    /// the address as well, by a problem.
    pub fn at<S: Clone + Send + Sync + 'static>(&self, base: &str) -> Router<S> {
        let base = base.trim_matches('/');
        let base: Arc<str> = Arc::from(if base.is_empty() {
            String::new()
        } else {
            format!("/{base}")
        });
        let router = Router::new();
        let rest = ["", "{*path}"];
        self.0
            .frozen
            .paths()
            .chain(rest)
            .fold(router, |router, path| {
                let (shared, below) = (Arc::clone(&self.0), Arc::clone(&base));
                let answer =
                    move |request: Request| Shared::answer(Arc::clone(&shared), request, &below);
                router.route(&format!("{base}/{path}"), any(answer))
            })
    }

    /// The same for a router that is nested: `Router::new().nest_service("/{tenant}/mizan", mizan.api())`. With `nest`
    /// the base itself would be axum's to answer, and that is not done by a problem.
    pub fn api<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let shared = Arc::clone(&self.0);
        Router::new()
            .fallback(move |request: Request| Shared::answer(Arc::clone(&shared), request, ""))
    }

    /// The functions with a route, each at its own: `.merge(mizan.views())`.
    pub fn views<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let routes = self.0.frozen.routes.iter().enumerate();
        routes.fold(Router::new(), |router, (place, route)| {
            let shared = Arc::clone(&self.0);
            let answer = move |params: Result<RawPathParams, RawPathParamsRejection>,
                               request: Request| {
                Shared::answer_view(Arc::clone(&shared), place, params.ok(), request)
            };
            router.route(&format!("/{}", route.path), any(answer))
        })
    }

    /// The canonical text of the IR.
    pub fn ir(&self) -> String {
        self.0.frozen.graph.text(mizan_core::ir_text::Docs::With)
    }

    /// Waits until every request has been answered to its end, those included whose clients have left. For the time
    /// between `axum::serve(…).with_graceful_shutdown(…)` and the end of the program.
    pub async fn settled(&self) {
        self.0.under_way.none().await;
    }
}
