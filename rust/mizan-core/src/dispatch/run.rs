//! What is known of functions that run, and what is told when they have ended.
//!
//! From here on every answer of a call carries `invalidate`. Page: `ir/protocol/dispatch.md`.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::{At, Machine, Pending};
use crate::{
    caller::Caller,
    effects::{Call, Effect, Failed},
    endpoint::Endpoint,
    envelope::{Answers, Around, Dropped, Reply},
    errors::{Code, Kind, Problem, Segment},
    graph::Invalidation,
    registry::{Bundle, Frozen, Invocation, Output, Upload},
    running::{self, Running},
    secret::Secret,
    types::Value,
};

/// Functions that run.
pub(super) struct Run {
    what: What,
    caller: Option<String>,
    running: Running,
    dropped: running::Dropped,
}

type Outcome = Result<Vec<Output>, Failed>;

/// Which functions, with the arguments that targets and tags are made of.
enum What {
    One(Arc<Endpoint>, Value),
    Bundle(Arc<Bundle>, Vec<Value>),
}

/// What comes of it.
pub(super) struct Ended {
    pub reply: Reply,
    /// What whoever keeps answers is told.
    pub purge: Option<Invalidation>,
}

impl Machine {
    pub(super) fn run_one(
        &mut self,
        endpoint: Arc<Endpoint>,
        args: Value,
        files: Vec<(String, Vec<Upload>)>,
        pending: Pending,
    ) -> Effect {
        let running = Running::new(Arc::clone(&self.frozen.graph), false);
        let caller = pending.caller.as_ref().map(|caller| caller.id.clone());
        let mut invocation = self.invocation(&endpoint, &args, pending.caller, &running);
        invocation.files = files.into_iter().collect();
        if endpoint.wants_request {
            invocation.request = Some(self.request_with(pending.body));
        }
        let transaction = endpoint.mutates;
        let calls = vec![Call::new(Arc::clone(&endpoint), invocation)];
        self.at = At::Ran(Run::new(What::One(endpoint, args), caller, running));
        Effect::Run { calls, transaction }
    }

    pub(super) fn run_bundle(
        &mut self,
        bundle: Arc<Bundle>,
        made: Vec<Value>,
        pending: &Pending,
    ) -> Effect {
        let running = Running::new(Arc::clone(&self.frozen.graph), true);
        let calls = bundle.members.iter().zip(&made).map(|(member, args)| {
            // A public member knows of no caller, in the company of others too.
            let caller = pending.caller.as_ref().filter(|_| !member.public);
            let mut invocation = self.invocation(member, args, caller.cloned(), &running);
            if member.wants_request {
                invocation.request = Some(self.request_with(Vec::new()));
            }
            Call::new(Arc::clone(member), invocation)
        });
        let calls = calls.collect();
        self.at = At::Ran(Run::new(What::Bundle(bundle, made), None, running));
        Effect::Run {
            calls,
            transaction: true,
        }
    }

    fn invocation(
        &self,
        endpoint: &Endpoint,
        args: &Value,
        caller: Option<Caller>,
        running: &Running,
    ) -> Invocation {
        let args = match args.to_json() {
            Json::Object(args) => args,
            _ => Map::new(),
        };
        Invocation {
            args,
            caller: caller.filter(|_| !endpoint.private),
            states: self.frozen.states.clone(),
            running: Some(running.clone()),
            ..Invocation::default()
        }
    }

    /// The request as functions see it.
    fn request_with(&self, body: Vec<u8>) -> http::Request<Vec<u8>> {
        http::Request::from_parts((*self.request.head).clone(), body)
    }
}

impl Run {
    fn new(what: What, caller: Option<String>, running: Running) -> Self {
        Self {
            what,
            caller,
            running,
            dropped: running::Dropped::default(),
        }
    }

    /// The functions have ended: nothing joins any more. A read that dropped something has failed.
    pub fn close(&mut self, outcome: Outcome) -> Outcome {
        self.dropped = self.running.close();
        match (outcome, self.dropped.fault.take()) {
            (Ok(_), Some(why)) => Err(Failed {
                at: usize::MAX,
                problem: Problem::new(Code::Internal).log(why),
            }),
            (outcome, _) => outcome,
        }
    }

    /// What is answered. A failed commit is the call's failure; a failed rollback hides nothing of what came before.
    pub fn end(
        self,
        answers: &Answers<'_>,
        frozen: &Frozen,
        secret: Option<&Secret>,
        outcome: Outcome,
        left: Result<(), Problem>,
    ) -> Ended {
        let outcome = match (outcome, left) {
            (Ok(_), Err(problem)) => Err(Failed {
                at: usize::MAX,
                problem,
            }),
            (outcome, _) => outcome,
        };
        match &self.what {
            What::One(endpoint, args) => {
                let purge = self.invalidation(frozen, endpoint, args, outcome.is_err());
                let dropped = purge
                    .as_ref()
                    .map_or_else(Dropped::default, |it| Dropped::new(it, secret));
                Ended {
                    reply: one(answers, endpoint, outcome, &dropped),
                    purge: purge.filter(|_| !dropped.is_nothing()),
                }
            }
            What::Bundle(bundle, made) => Ended {
                reply: whole(answers, frozen, secret, bundle, made, outcome),
                purge: None,
            },
        }
    }

    fn invalidation(
        &self,
        frozen: &Frozen,
        endpoint: &Endpoint,
        args: &Value,
        failed: bool,
    ) -> Option<Invalidation> {
        let running::Dropped { calls, targets, .. } = &self.dropped;
        if !endpoint.mutates && calls.is_empty() && targets.is_empty() {
            return None;
        }
        let joined = calls.iter().map(|(name, args)| (name.as_str(), args));
        let calls: Vec<(&str, &Value)> = [(endpoint.name(), args)]
            .into_iter()
            .chain(joined)
            .collect();
        let caller = self.caller.as_deref();
        // Every name is the graph's own, and looking at the core's own values raises nothing.
        frozen
            .graph
            .invalidation(&calls, caller, failed, targets)
            .ok()
    }
}

/// The answer to a call or a view.
fn one(answers: &Answers<'_>, endpoint: &Endpoint, outcome: Outcome, dropped: &Dropped) -> Reply {
    let output = outcome
        .map_err(|failed| failed.problem)
        .and_then(|outputs| outputs.into_iter().next().ok_or_else(nothing));
    let is_view = !endpoint.methods.is_empty();
    let problem = match output {
        Ok(Output::Response(response)) if is_view => return answers.view(response, dropped),
        Ok(Output::Json(result)) if !is_view => return answers.call(&result, dropped),
        Ok(_) => Problem::new(Code::Internal).log("it answered a page in place of a result"),
        Err(problem) => problem,
    };
    let around = Around {
        dropped: Some(dropped),
        ..Around::default()
    };
    answers.problem(declared(endpoint, problem), around)
}

/// The answer to a bundle.
fn whole(
    answers: &Answers<'_>,
    frozen: &Frozen,
    secret: Option<&Secret>,
    bundle: &Bundle,
    made: &[Value],
    outcome: Outcome,
) -> Reply {
    match outcome.and_then(|outputs| body(bundle, outputs)) {
        Ok(body) if !bundle.public => answers.bundle(body, bundle.cached),
        Ok(body) => {
            // Without a secret nobody could make them.
            let tags = secret.and_then(|secret| {
                let names = bundle.members.iter().map(|member| member.name());
                let members: Vec<(&str, &Value)> = names.zip(made).collect();
                frozen
                    .graph
                    .bundle_tags(&bundle.context, &members, secret)
                    .ok()
            });
            answers.public_bundle(body, bundle.seconds, tags.as_deref())
        }
        Err(Failed { at, problem }) => {
            let member = bundle.members.get(at);
            let problem = match member {
                Some(member) => params(declared(member, problem)),
                None => problem,
            };
            let around = Around {
                member: member.map(|member| member.name()),
                while_run: true,
                ..Around::default()
            };
            answers.problem(problem, around)
        }
    }
}

/// The members' results, each JSON, as one object.
fn body(bundle: &Bundle, outputs: Vec<Output>) -> Result<Vec<u8>, Failed> {
    let length = |output: &Output| match output {
        Output::Json(json) => json.len(),
        Output::Response(_) => 0,
    };
    let names = bundle.members.iter().map(|member| member.name().len() + 4);
    let room = outputs.iter().map(length).chain(names).sum::<usize>() + 2;
    let mut body = Vec::with_capacity(room);
    body.push(b'{');
    let mut outputs = outputs.into_iter();
    for (at, member) in bundle.members.iter().enumerate() {
        let result = outputs
            .next()
            .ok_or_else(nothing)
            .and_then(Output::into_json);
        let result = result.map_err(|problem| Failed { at, problem })?;
        if at > 0 {
            body.push(b',');
        }
        body.push(b'"');
        body.extend_from_slice(member.name().as_bytes());
        body.extend_from_slice(b"\":");
        body.extend_from_slice(&result);
    }
    body.push(b'}');
    Ok(body)
}

fn nothing() -> Problem {
    Problem::new(Code::Internal).log("the host has lost a result")
}

/// A domain error that the function does not declare, or with data that is not as declared, is its own fault.
fn declared(endpoint: &Endpoint, problem: Problem) -> Problem {
    let Kind::Domain(domain) = &problem.kind else {
        return problem;
    };
    let name = endpoint.name();
    let why = match endpoint.raises.get(&*domain.code) {
        Some(has_data) if *has_data == domain.data.is_some() => return problem,
        Some(_) => "with data that is not of its type",
        None => "which its `raises` does not name",
    };
    let log = format!("function `{name}` answered `{}`, {why}", domain.code);
    Problem::new(Code::Internal).log(log)
}

/// What a member's Rust type refuses of an argument is a fault of the param.
fn params(mut problem: Problem) -> Problem {
    for fault in &mut problem.faults {
        if let Some(first) = fault.path.first_mut()
            && *first == Segment::from("args")
        {
            *first = "params".into();
        }
    }
    problem
}
