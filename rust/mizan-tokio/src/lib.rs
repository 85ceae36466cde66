//! What adapters have in common whose hosts run on tokio: the machine is driven, and functions and guards are run.
//!
//! Async ones run on the runtime, the others on its threads that may block. Knows no host: what only a host can do, it is
//! asked for by [`Host`]. Decides nothing of what is answered: that is `mizan_core::dispatch`. Page:
//! `ir/protocol/dispatch.md`.

mod detached;

use mizan_core::{
    caller::Caller,
    dispatch::Machine,
    effects::{Call, Contained, Effect, Event, Failed, Question},
    envelope::Reply,
    errors::{Code, Problem},
    graph::Invalidation,
    ir::Auth,
    multipart::{Limits, Parts},
    registry::{Frozen, Output, Registry, RegistryError, States},
};
use tokio::task::spawn_blocking;

pub use self::detached::{Detached, One, UnderWay};

/// What a host does for one request.
pub trait Host: Send {
    /// Who asks.
    fn identify(
        &mut self,
        head: &http::request::Parts,
    ) -> impl Future<Output = Result<Option<Caller>, Problem>> + Send;

    /// The body, of so many bytes at most.
    fn body(&mut self, limit: usize) -> impl Future<Output = Result<Vec<u8>, Problem>> + Send;

    /// The body, which is a form.
    fn parts(&mut self, limits: Limits) -> impl Future<Output = Result<Parts, Problem>> + Send;

    /// Functions have ended, and dropped this: tells whoever keeps answers.
    fn dropped(&mut self, dropped: &Invalidation);
}

/// Drives a machine to its reply, and logs what that is not to say.
pub async fn drive(machine: &mut Machine, mut host: impl Host) -> Reply {
    let mut event = Event::Begin;
    loop {
        event = match machine.next(event) {
            Effect::Reply(reply) => {
                log(&reply, machine);
                return reply;
            }
            Effect::Identify { .. } => {
                let head = std::sync::Arc::clone(&machine.request().head);
                let asked = Contained::new(host.identify(&head)).await;
                Event::Caller(asked.and_then(|caller| caller))
            }
            Effect::Ask(questions) => Event::Verdicts(ask(questions).await),
            Effect::ReadBody(limit) => Event::Body(host.body(limit).await),
            Effect::ReadParts(limits) => Event::Parts(host.parts(limits).await),
            // What keeps other sites out is the host's; an app with tokens of its own checks them in its identity.
            Effect::IssueToken => Event::Token(Ok(None)),
            // Transactions are the state's own: none of these hosts has any.
            Effect::Run { calls, .. } => Event::Ran(run(calls).await),
            Effect::Commit { .. } => Event::Committed(Ok(())),
            Effect::Purge(dropped) => {
                host.dropped(&dropped);
                Event::Purged
            }
        }
    }
}

fn log(reply: &Reply, machine: &Machine) {
    if let Some(problem) = &reply.problem
        && let Some(log) = &problem.log
    {
        let head = &machine.request().head;
        tracing::error!(method = %head.method, path = head.uri.path(), code = problem.code(), "{log}");
    }
}

/// What does not wait may block, and blocks nobody else.
///
/// # Errors
/// INTERNAL: it panicked, or nothing runs any more.
pub async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    spawn_blocking(work)
        .await
        .map_err(|error| match error.try_into_panic() {
            Ok(payload) => mizan_core::effects::panicked(&*payload),
            Err(_) => Problem::new(Code::Internal).log("the runtime has ended"),
        })
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

/// Freezes the graph, with `defects` that the host has found already. Where nobody is asked who calls, `unasked` says
/// what to do about a guard.
///
/// # Errors
/// Every defect at once.
pub fn freeze(
    registry: &Registry,
    states: States,
    unasked: Option<&str>,
    mut defects: Vec<String>,
) -> Result<Frozen, RegistryError> {
    if let Some(cure) = unasked
        && let Ok(ir) = registry.ir()
    {
        // A guard of the author's own is asked about nobody too.
        let asks = |auth: Option<&Auth>| auth.is_some_and(|auth| *auth != Auth::Custom);
        let guarded = ir.functions.iter().filter(|each| asks(each.auth.as_ref()));
        defects.extend(guarded.map(|function| {
            format!(
                "function `{}`: it has a guard, and nobody says who asks; {cure}",
                function.name
            )
        }));
    }
    match registry.freeze(states) {
        Ok(frozen) if defects.is_empty() => {
            for warning in frozen.graph.warnings() {
                tracing::warn!("{warning}");
            }
            Ok(frozen)
        }
        Ok(_) => Err(RegistryError::Defects(defects)),
        Err(RegistryError::Empty) => Err(RegistryError::Empty),
        Err(RegistryError::Defects(told)) => {
            defects.extend(told);
            Err(RegistryError::Defects(defects))
        }
    }
}
