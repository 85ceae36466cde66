//! What a running call drops beside its declared targets: by name, and by the declared functions that it calls.
//!
//! Decides how it is said; when it counts is `mizan_core::running`'s. Twin: `python/mizan/invalidation.py`.
//! Pages: `ir/protocol/registry.md`, `ir/protocol/invalidation.md`.

use std::pin::Pin;

use mizan_core::{
    errors::{Code, Problem},
    running,
};
use serde_json::{Map, Value as Json};

use crate::{
    context::{Context, Target},
    misfit::Misfit,
    write::{Write, json_of},
};

/// The call that a function runs in: an argument, for who hands it on to threads and tasks. It never reaches clients.
///
/// On the thread that polls a function [`invalidate`] finds it by itself.
#[derive(Clone, Debug)]
pub struct Running(running::Running);

impl Running {
    pub(crate) fn new(running: running::Running) -> Self {
        Self(running)
    }

    /// The one that this code is polled in, if any: within a call, but not in a thread or a task that it started.
    pub fn current() -> Option<Self> {
        running::Running::current().map(Self)
    }

    /// Drops a context or one of its members, where params have these values.
    ///
    /// # Errors
    /// As [`invalidate`].
    pub fn invalidate(&self, stale: impl Into<Stale>) -> Result<(), Problem> {
        let Stale {
            context,
            function,
            params,
        } = stale.into();
        let params = params.map_err(|why| Problem::new(Code::Internal).log(why))?;
        self.0.invalidate(&context, function.as_deref(), &params)
    }

    /// `work` as a part of the call: what it drops, the call drops. For tasks that a function starts and waits for.
    pub fn around<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        let work: Pin<Box<F>> = Box::pin(work);
        self.0.clone().around(work)
    }
}

/// Drops a context or one of its members, where params have these values: for what is known only while a function runs.
///
/// ```
/// # const BOARD: mizan::Context = mizan::Context::new("board");
/// # fn hung_on(_: i64) -> String { "hall".to_owned() }
/// #[mizan::client(auth = true)]
/// fn take_off(note_id: i64) -> Result<(), mizan::Problem> {
///     let shelf = hung_on(note_id);
///     mizan::invalidate(BOARD.member("notes").with("shelf", &shelf))
/// }
/// ```
///
/// It counts with the declared targets, if the call ends well. Found by the thread that polls the function; a thread or a
/// task of the function's own takes a [`Running`] with it.
///
/// # Errors
/// INTERNAL, with the reason for the log: nothing runs here, the graph has no such thing, a value does not fit, or this is
/// a read, which then fails whatever becomes of the error.
pub fn invalidate(stale: impl Into<Stale>) -> Result<(), Problem> {
    let nothing = || {
        Problem::new(Code::Internal).log(
            "`invalidate` was called where no function runs; a thread or a task of a function takes a `mizan::Running` \
             with it, and a native module has no running call",
        )
    };
    Running::current().ok_or_else(nothing)?.invalidate(stale)
}

/// What is stale: a context or one of its members, all of it or where params have these values.
#[derive(Clone, Debug)]
pub struct Stale {
    context: String,
    function: Option<String>,
    params: Result<Map<String, Json>, String>,
}

impl Stale {
    /// The same, only where this param has this value.
    #[must_use]
    pub fn with(mut self, param: &str, value: &impl Write) -> Self {
        match (&mut self.params, json_of(value)) {
            (Ok(params), Ok(json)) => {
                params.insert(param.to_owned(), json);
            }
            (Ok(_), Err(misfit)) => self.params = Err(misfit.told(&format!("the param `{param}`"))),
            (Err(_), _) => {}
        }
        self
    }
}

impl From<Context> for Stale {
    fn from(context: Context) -> Self {
        Self {
            context: context.name().to_owned(),
            function: None,
            params: Ok(Map::new()),
        }
    }
}

impl From<Target> for Stale {
    fn from(target: Target) -> Self {
        let params = match target.affect.scope {
            None => Ok(Map::new()),
            Some(_) => Err(
                "`scope` names arguments, which a declaration has: values are given by `with(\"param\", &value)`"
                    .to_owned(),
            ),
        };
        Self {
            context: target.affect.context,
            function: target.affect.function,
            params,
        }
    }
}

impl Context {
    /// For [`invalidate`]: its entries where this param has this value.
    pub fn with(self, param: &str, value: &impl Write) -> Stale {
        Stale::from(self).with(param, value)
    }
}

impl Target {
    /// For [`invalidate`]: where this param has this value.
    pub fn with(self, param: &str, value: &impl Write) -> Stale {
        Stale::from(self).with(param, value)
    }
}

/// One argument of a function that is called by another: its name, and its JSON if it is on the wire.
pub type Joined = (&'static str, Option<Result<Json, Misfit>>);

/// A declared function with targets was called: if a call runs here, what the function drops the call drops.
pub fn join(function: &str, arguments: impl FnOnce() -> Vec<Joined>) {
    let Some(running) = running::Running::current() else {
        return;
    };
    let mut args = Map::new();
    for (name, json) in arguments() {
        match json {
            None => {}
            Some(Ok(json)) => {
                args.insert(name.to_owned(), json);
            }
            Some(Err(misfit)) => {
                let whose = format!("`{function}` was called with what it does not take: `{name}`");
                return running.fail(misfit.told(&whose));
            }
        }
    }
    if let Err(problem) = running.join(function, args) {
        running.fail(problem.log.unwrap_or_default());
    }
}
