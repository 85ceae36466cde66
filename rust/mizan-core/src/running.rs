//! A running call: what its functions drop beside their declared targets.
//!
//! Decides who may join a call and until when; what a target is, and what is told of it, is `graph`'s and
//! `invalidation`'s. Twin: `python/mizan/invalidation.py`. Page: `ir/protocol/dispatch.md`, `ir/protocol/invalidation.md`.

use std::{
    cell::RefCell,
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use serde_json::{Map, Value as Json};

use crate::{
    errors::{Code, Problem},
    graph::Graph,
    invalidation::Target,
    types::Value,
};

/// One call, view or bundle from the start of its functions to their end. Cheap to clone; all clones are one.
///
/// The one that a function is polled in is [`Running::current`], on whatever thread that is. Threads and tasks that a
/// function starts get a clone.
#[derive(Clone)]
pub struct Running(Arc<Inner>);

struct Inner {
    graph: Arc<Graph>,
    reads: bool,
    dropped: Mutex<Dropped>,
}

/// What was collected.
#[derive(Debug, Default)]
pub struct Dropped {
    /// Declared functions that were called by the outermost one, each with its arguments, in order.
    pub calls: Vec<(String, Value)>,
    /// What was dropped by name, in order.
    pub targets: Vec<Target>,
    /// Why the call has failed, whatever its functions answered.
    pub fault: Option<String>,
    closed: bool,
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running")
            .field("reads", &self.0.reads)
            .finish_non_exhaustive()
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Running>> = const { RefCell::new(None) };
}

impl Running {
    /// One that begins. A read has no way to say what it dropped.
    pub fn new(graph: Arc<Graph>, reads: bool) -> Self {
        Self(Arc::new(Inner {
            graph,
            reads,
            dropped: Mutex::default(),
        }))
    }

    /// The call that this code is polled in, if any.
    pub fn current() -> Option<Self> {
        CURRENT
            .with_borrow(Clone::clone)
            .filter(|running| !running.dropped().closed)
    }

    /// Drops a context, or one member of it, where the params are these.
    ///
    /// # Errors
    /// INTERNAL, with the reason for the log: the graph has no such thing, a value does not fit, this is a read, or the
    /// call has ended. Whatever becomes of the error, a read that drops something has failed.
    pub fn invalidate(
        &self,
        context: &str,
        function: Option<&str>,
        params: &Map<String, Json>,
    ) -> Result<(), Problem> {
        let target = self
            .0
            .graph
            .target_of(context, function, params)
            .map_err(|why| Problem::new(Code::Internal).log(why))?;
        self.add(
            || "a read called `invalidate`, and a read has no way to say what it drops".to_owned(),
            |dropped| dropped.targets.push(target),
        )
    }

    /// A declared function is about to be called by one that runs: what it drops, this call drops.
    ///
    /// # Errors
    /// As [`Running::invalidate`]; a function without targets joins nothing, and always may.
    pub fn join(&self, function: &str, args: Map<String, Json>) -> Result<(), Problem> {
        let drops = |each: &crate::ir::Function| each.name == function && !each.affects.is_empty();
        if !self.0.graph.ir().functions.iter().any(drops) {
            return Ok(());
        }
        let body = Json::Object(Map::from_iter([("args".to_owned(), Json::Object(args))]));
        let args = self
            .0
            .graph
            .decode_args(function, body.to_string().as_bytes())
            .map_err(|refusal| {
                Problem::new(Code::Internal).log(format!(
                    "`{function}` was called with what it does not take: {refusal}"
                ))
            })?;
        self.add(
            || {
                format!(
                    "a read called `{function}`, which drops something, and a read has no way to say so"
                )
            },
            |dropped| {
                let args = Value::Struct(args.into_iter().collect());
                dropped.calls.push((function.to_owned(), args));
            },
        )
    }

    /// The call has failed, whatever its functions answer. The first reason is the one that is logged.
    pub fn fail(&self, why: String) {
        self.dropped().fault.get_or_insert(why);
    }

    /// The functions have ended: what still calls is outside of the call.
    pub fn close(&self) -> Dropped {
        let mut dropped = self.dropped();
        let collected = std::mem::take(&mut *dropped);
        dropped.closed = true;
        collected
    }

    /// `work`, with this as [`Running::current`] whenever it is polled.
    pub fn around<F: Future + ?Sized>(self, work: Pin<Box<F>>) -> Within<F> {
        Within {
            running: self,
            work,
        }
    }

    fn add(
        &self,
        in_a_read: impl FnOnce() -> String,
        push: impl FnOnce(&mut Dropped),
    ) -> Result<(), Problem> {
        let mut dropped = self.dropped();
        if dropped.closed {
            return Err(Problem::new(Code::Internal).log("the call has ended"));
        }
        if self.0.reads {
            let why = in_a_read();
            dropped.fault.get_or_insert_with(|| why.clone());
            return Err(Problem::new(Code::Internal).log(why));
        }
        push(&mut dropped);
        Ok(())
    }

    fn dropped(&self) -> MutexGuard<'_, Dropped> {
        // Nothing that may panic runs while it is held.
        self.0
            .dropped
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A future that runs within a call.
pub struct Within<F: ?Sized> {
    running: Running,
    work: Pin<Box<F>>,
}

/// Puts back what was there before, a panic or not.
struct Before(Option<Running>);

impl Drop for Before {
    fn drop(&mut self) {
        let before = self.0.take();
        // A thread that is ending has no current call any more.
        let _ = CURRENT.try_with(|current| current.replace(before));
    }
}

impl<F: Future + ?Sized> Future for Within<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let running = self.running.clone();
        let _before = Before(CURRENT.with_borrow_mut(|current| current.replace(running)));
        self.work.as_mut().poll(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use serde_json::json;

    use super::*;

    fn graph() -> Option<Arc<Graph>> {
        let id = json!({"name": "id", "type": {"type": "integer"}});
        let ir = json!({
            "version": 1,
            "contexts": [{"name": "c"}],
            "functions": [
                {"name": "read", "context": "c", "args": [id], "result": {"type": "null"}},
                {"name": "change", "args": [id], "affects": [{"context": "c"}], "result": {"type": "null"}},
                {"name": "plain", "args": [], "result": {"type": "null"}},
            ],
        });
        Graph::new(ir.to_string().as_bytes()).ok().map(Arc::new)
    }

    fn params(id: i64) -> Map<String, Json> {
        Map::from_iter([("id".to_owned(), json!(id))])
    }

    fn why(outcome: Result<(), Problem>) -> Option<String> {
        outcome.err().and_then(|problem| problem.log)
    }

    #[test]
    fn what_is_dropped_is_collected_until_the_call_ends() {
        let running = Running::new(graph().unwrap_or_else(|| unreachable!()), false);
        assert_eq!(running.invalidate("c", None, &params(5)), Ok(()));
        assert_eq!(running.invalidate("c", Some("read"), &Map::new()), Ok(()));
        assert_eq!(running.join("change", params(7)), Ok(()));
        assert_eq!(running.join("plain", Map::new()), Ok(()));
        assert_eq!(
            why(running.invalidate("d", None, &Map::new())),
            Some("there is no context `d`".to_owned())
        );
        assert!(
            why(running.join("change", Map::new())).is_some_and(|why| why.contains("`change`"))
        );
        let dropped = running.close();
        let targets: Vec<String> = dropped.targets.iter().map(Target::json).collect();
        assert_eq!(
            targets,
            [
                r#"{"context":"c","params":{"id":5}}"#,
                r#"{"context":"c","function":"read"}"#
            ]
        );
        assert_eq!(dropped.calls.len(), 1);
        assert_eq!(dropped.fault, None);
        assert_eq!(
            why(running.invalidate("c", None, &Map::new())),
            Some("the call has ended".to_owned())
        );
    }

    #[test]
    fn a_read_that_drops_something_has_failed() {
        let running = Running::new(graph().unwrap_or_else(|| unreachable!()), true);
        assert_eq!(running.join("plain", Map::new()), Ok(()));
        assert!(why(running.join("change", params(1))).is_some());
        assert!(why(running.invalidate("c", None, &Map::new())).is_some());
        let dropped = running.close();
        assert!(dropped.calls.is_empty() && dropped.targets.is_empty());
        assert!(dropped.fault.is_some_and(|why| why.contains("`change`")));
    }

    #[test]
    fn it_is_the_current_one_while_its_work_is_polled() {
        let running = Running::new(graph().unwrap_or_else(|| unreachable!()), false);
        let mut polled = 0;
        let work = std::future::poll_fn(move |_| {
            polled += 1;
            let Some(current) = Running::current() else {
                return Poll::Ready(Err(Problem::new(Code::Internal)));
            };
            let told = current.invalidate("c", None, &Map::new());
            if polled < 2 {
                Poll::Pending
            } else {
                Poll::Ready(told)
            }
        });
        let mut within = running.clone().around(Box::pin(work));
        let mut cx = Context::from_waker(Waker::noop());
        assert_eq!(Pin::new(&mut within).poll(&mut cx), Poll::Pending);
        assert!(Running::current().is_none());
        assert_eq!(Pin::new(&mut within).poll(&mut cx), Poll::Ready(Ok(())));
        assert_eq!(running.close().targets.len(), 2);
    }
}
