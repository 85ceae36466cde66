//! What the machine asks of an adapter, and what it is told: effects and events, and what they carry.
//!
//! Decides how a function and a guard are started and that no panic leaves them; the order of effects is `dispatch`'s.
//! Touches no host and does no I/O. Twin: `python/mizan/effects.py`. Page: `ir/protocol/dispatch.md`.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use crate::{
    caller::Caller,
    endpoint::Endpoint,
    envelope::Reply,
    errors::{Code, Problem},
    graph::Invalidation,
    multipart::{Limits, Parts},
    registry::{Asked, Invocation, Output},
};

/// What an adapter performs, and the event that it answers with.
#[derive(Debug)]
pub enum Effect {
    /// → [`Event::Caller`]. Tokens are dealt with already: look for the session alone. A session that does not hold is
    /// nobody's, and no 401: that is the guards' to say.
    Identify {
        /// The request may change something: a host with a check of its own against forgery makes it now.
        unsafe_method: bool,
    },
    /// → [`Event::Verdicts`]: what each guard says, in order.
    Ask(Vec<Question>),
    /// → [`Event::Body`], at most so many bytes of it. `TOO_LARGE`, having read no more than one byte beyond.
    ReadBody(usize),
    /// → [`Event::Parts`], of a `multipart/form-data` body, by a [`multipart::Reader`](crate::multipart::Reader).
    ReadParts(Limits),
    /// → [`Event::Token`]: the host's CSRF token, whose cookie goes with the answer, where the host has one.
    IssueToken,
    /// → [`Event::Ran`]. Opens a transaction if asked, runs each call in order until one fails, leaves it open.
    Run {
        /// In order.
        calls: Vec<Call>,
        /// Where the host has transactions of its own.
        transaction: bool,
    },
    /// → [`Event::Committed`]. Leaves the transaction of the last `Run`, if it opened one.
    Commit {
        /// It is rolled back.
        failed: bool,
    },
    /// → [`Event::Purged`]. Tells whoever keeps answers what was dropped; that this fails changes nothing.
    Purge(Invalidation),
    /// The last: sent as it is.
    Reply(Reply),
}

/// What an adapter tells the machine.
#[derive(Debug)]
pub enum Event {
    /// The first.
    Begin,
    /// Who asks, or nobody.
    Caller(Result<Option<Caller>, Problem>),
    /// What each guard said; a problem around all of them is a guard that failed.
    Verdicts(Result<Vec<Result<bool, Problem>>, Problem>),
    /// The body.
    Body(Result<Vec<u8>, Problem>),
    /// The body of a form.
    Parts(Result<Parts, Problem>),
    /// The host's token.
    Token(Result<Option<String>, Problem>),
    /// What each call gave.
    Ran(Result<Vec<Output>, Failed>),
    /// Whether the transaction was left as it should be.
    Committed(Result<(), Problem>),
    /// What was dropped has been told.
    Purged,
}

/// The call that failed.
#[derive(Debug)]
pub struct Failed {
    /// Its place.
    pub at: usize,
    /// As what.
    pub problem: Problem,
}

/// One function with all that it will get. It runs once.
pub struct Call {
    endpoint: Arc<Endpoint>,
    invocation: Invocation,
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Call").field(&self.name()).finish()
    }
}

impl Call {
    pub(crate) fn new(endpoint: Arc<Endpoint>, invocation: Invocation) -> Self {
        Self {
            endpoint,
            invocation,
        }
    }

    /// The wire name.
    pub fn name(&self) -> &'static str {
        self.endpoint.name()
    }

    /// Whether it waits; if not it may block, and [`Call::run`] is for a thread where that is no matter.
    pub fn is_async(&self) -> bool {
        self.endpoint.entry.is_async
    }

    /// Starts it.
    pub fn start(self) -> Contained<'static, Result<Output, Problem>> {
        let running = self.invocation.running.clone();
        let answer = (self.endpoint.entry.call)(self.invocation);
        Contained(match running {
            Some(running) => Box::pin(running.around(answer)),
            None => answer,
        })
    }

    /// Runs one that does not wait.
    ///
    /// # Errors
    /// What it answered, or INTERNAL.
    pub fn run(self) -> Result<Output, Problem> {
        self.start().at_once().and_then(|outcome| outcome)
    }
}

/// A guard of the author's own, and what it is asked about.
pub struct Question {
    endpoint: Arc<Endpoint>,
    asked: Asked,
}

impl std::fmt::Debug for Question {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Question")
            .field(&self.endpoint.name())
            .finish()
    }
}

/// What a guard said.
type Said = Result<bool, Problem>;

impl Question {
    pub(crate) fn new(endpoint: Arc<Endpoint>, asked: Asked) -> Self {
        Self { endpoint, asked }
    }

    /// As of a call.
    pub fn is_async(&self) -> bool {
        self.endpoint
            .entry
            .guard
            .is_some_and(|guard| guard.is_async)
    }

    /// Asks it.
    pub fn start(self) -> Contained<'static, Said> {
        match self.endpoint.entry.guard {
            Some(guard) => Contained((guard.ask)(self.asked)),
            None => Contained::new(std::future::ready(Ok(false))),
        }
    }

    /// Asks one that does not wait.
    ///
    /// # Errors
    /// INTERNAL: it failed.
    pub fn run(self) -> Result<Said, Problem> {
        self.start().at_once()
    }
}

/// The work of a function or a guard, out of which no panic comes.
pub struct Contained<'a, T>(Pin<Box<dyn Future<Output = T> + Send + 'a>>);

impl<'a, T> Contained<'a, T> {
    /// Of this work.
    pub fn new(work: impl Future<Output = T> + Send + 'a) -> Self {
        Self(Box::pin(work))
    }

    fn at_once(mut self) -> Result<T, Problem> {
        match Pin::new(&mut self).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => Err(Problem::new(Code::Internal).log("what does not wait has waited")),
        }
    }
}

impl<T> Future for Contained<'_, T> {
    type Output = Result<T, Problem>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // What a panic leaves behind is seen by nobody but the states, whose locks know that they are poisoned.
        let polled = catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(cx)));
        match polled {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(outcome)) => Poll::Ready(Ok(outcome)),
            Err(payload) => Poll::Ready(Err(panicked(&*payload))),
        }
    }
}

/// The problem of a function that panicked; what it said is for the log alone.
pub fn panicked(payload: &(dyn Any + Send)) -> Problem {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    Problem::new(Code::Internal).log(format!("panicked: {}", text.unwrap_or("without a message")))
}
