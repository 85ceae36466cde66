//! What a function is served by: guards of the author's own, and what may not stand together, told by the compiler.
//!
//! Page: `ir/protocol/registry.md`, Rust declarations.

use mizan_core::{
    errors::Problem,
    registry::{self, Asked},
};

use crate::{argument::Argument, outcome::Outcome};

/// A function that `auth` may name. `How` tells those that are async from the others.
#[diagnostic::on_unimplemented(
    message = "this function is no guard",
    label = "no guard",
    note = "a guard is a `fn(&mizan::Asked) -> bool`, which may be async, and may answer a `Result<bool, mizan::Problem>`"
)]
pub trait Guard<How>: Copy + Send + 'static {
    /// Whether it waits.
    const IS_ASYNC: bool;

    /// Asks it.
    fn ask(self, asked: Asked) -> registry::Verdict;
}

/// It answers at once.
pub struct Now<V>(V);

/// It answers later.
pub struct Later;

impl<V, F> Guard<Now<V>> for F
where
    V: Verdict,
    F: Fn(&Asked) -> V + Copy + Send + 'static,
{
    const IS_ASYNC: bool = false;

    fn ask(self, asked: Asked) -> registry::Verdict {
        Box::pin(async move { self(&asked).verdict() })
    }
}

impl<F> Guard<Later> for F
where
    F: for<'a> AsyncGuard<'a> + Copy + Send + 'static,
{
    const IS_ASYNC: bool = true;

    fn ask(self, asked: Asked) -> registry::Verdict {
        Box::pin(async move { self.answer(&asked).await.verdict() })
    }
}

/// What gives a future that looks at what is asked for as long as it lives.
pub trait AsyncGuard<'a> {
    /// What it says in the end.
    type Verdict: Verdict;

    /// What is waited for.
    fn answer(self, asked: &'a Asked) -> impl Future<Output = Self::Verdict> + Send + 'a;
}

impl<'a, F, W> AsyncGuard<'a> for F
where
    F: Fn(&'a Asked) -> W,
    W: Future<Output: Verdict> + Send + 'a,
{
    type Verdict = W::Output;

    fn answer(self, asked: &'a Asked) -> impl Future<Output = W::Output> + Send + 'a {
        self(asked)
    }
}

/// Whether this guard waits.
pub const fn waits<How, G: Guard<How>>(_: &G) -> bool {
    G::IS_ASYNC
}

/// Asks a guard.
pub fn ask<How, G: Guard<How>>(guard: G, asked: Asked) -> registry::Verdict {
    guard.ask(asked)
}

/// What a guard says in the end.
pub trait Verdict {
    /// Whether the caller may.
    ///
    /// # Errors
    /// The guard's own refusal.
    fn verdict(self) -> Result<bool, Problem>;
}

impl Verdict for bool {
    fn verdict(self) -> Result<bool, Problem> {
        Ok(self)
    }
}

impl<E: Into<Problem>> Verdict for Result<bool, E> {
    fn verdict(self) -> Result<bool, Problem> {
        self.map_err(Into::into)
    }
}

/// A function with a route answers a response, and none other does.
///
/// # Panics
/// While it is compiled, where it is not so.
pub const fn answers<T: Outcome>(routed: bool) {
    assert!(
        !routed || T::IS_VIEW,
        "a function with a `route` answers with a `mizan::Response`, or a `Result` of one: it is called by its address"
    );
    assert!(
        routed || !T::IS_VIEW,
        "a `mizan::Response` is what is found at an address: give the function a `route`, or let it answer a type of the wire"
    );
}

/// An answer that is kept depends on params and caller alone.
///
/// # Panics
/// While it is compiled, where it is not so.
pub const fn kept_without<T: Argument>() {
    assert!(
        !T::IS_REQUEST,
        "a cached member does not see the request, since its answer is kept by params and caller alone: declare `cache = false`, or make what it needs an argument"
    );
}
