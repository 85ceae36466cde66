//! The order in which a request is checked, run, committed and answered: one machine, which does none of it.
//!
//! [`Machine::next`] is told an event and gives the next effect, until the last, which is a reply. Touches no host and
//! does no I/O. Twin: `python/mizan/dispatch.py`. Page: `ir/protocol/dispatch.md`.

mod admit;
mod run;

use std::{collections::BTreeMap, convert::Infallible, sync::Arc};

use http::header;

use self::{
    admit::Admission,
    run::{Ended, Run},
};
use crate::{
    caller::Caller,
    effects::{Effect, Event, Failed},
    endpoint::Endpoint,
    envelope::{Answers, Around, Policy, Refusal, Reply, Request},
    errors::{Code, Kind, Problem},
    graph::{DecodeError, Made, Place},
    ir::Auth,
    ir_text::Docs,
    multipart::{Limits, Parts, boundary},
    registry::{Bundle, Frozen, Output, Path, Upload},
    types::{Value, Values},
};

const CALLS: [&str; 1] = ["POST"];
const READS: [&str; 2] = ["GET", "HEAD"];
const GETS: [&str; 1] = ["GET"];

/// One request, from its first check to its answer.
pub struct Machine {
    frozen: Arc<Frozen>,
    policy: Arc<Policy>,
    request: Request,
    at: At,
}

/// What the machine waits for.
enum At {
    Begin(Option<Subject>),
    /// A call's body, which comes before who calls.
    Body(Pending),
    Caller(Pending),
    Verdicts(Pending, Admission),
    /// A form, or a view's body, which come after.
    Parts(Pending),
    ViewBody(Pending),
    Token,
    Ran(Run),
    Committed(Run, Result<Vec<Output>, Failed>),
    Purged(Box<Reply>),
    Done,
}

/// What is asked for.
#[derive(Clone)]
enum Subject {
    Call(Arc<Endpoint>),
    Bundle(Arc<Bundle>),
    /// With the values that the host took from the path.
    View(Arc<Endpoint>, Vec<(String, String)>),
    /// A route that has no such method.
    NoView(Vec<&'static str>),
}

/// What is known before anything runs.
struct Pending {
    subject: Subject,
    caller: Option<Caller>,
    body: Vec<u8>,
    form: Option<Limits>,
}

impl Pending {
    fn of(subject: Subject) -> Self {
        Self {
            subject,
            caller: None,
            body: Vec::new(),
            form: None,
        }
    }
}

/// A problem before anything ran, with the member of a bundle whose it is.
struct Refused {
    problem: Problem,
    member: Option<&'static str>,
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            member: None,
        }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Problem::from(refusal).into()
    }
}

impl From<Code> for Refused {
    fn from(code: Code) -> Self {
        Problem::new(code).into()
    }
}

type Step = Result<Effect, Refused>;

impl Machine {
    /// For a request below the base.
    pub fn new(frozen: Arc<Frozen>, policy: Arc<Policy>, request: Request) -> Self {
        let subject = frozen.path(&request.path).cloned();
        let subject = subject.map(|path| match path {
            Path::Call(endpoint) => Subject::Call(endpoint),
            Path::Bundle(bundle) => Subject::Bundle(bundle),
        });
        Self::of(frozen, policy, request, subject)
    }

    /// For a request to the route of this place among [`Frozen::routes`]. `raw` are the values that the host took from
    /// the path, decoded; what the host's own address around the route has taken is none of the view's.
    pub fn of_route(
        frozen: Arc<Frozen>,
        policy: Arc<Policy>,
        request: Request,
        route: usize,
        raw: Vec<(String, String)>,
    ) -> Self {
        let method = request.head.method.as_str();
        let subject = frozen.routes.get(route).map(|route| {
            let mut raw = raw;
            raw.retain(|(name, _)| route.has_argument(name));
            let mut views = route.views.iter();
            match views.find(|view| view.methods.contains(&method)) {
                Some(view) => Subject::View(Arc::clone(view), raw),
                None => Subject::NoView(route.methods.clone()),
            }
        });
        Self::of(frozen, policy, request, subject)
    }

    /// For a request to an address that there is not.
    pub fn nowhere(frozen: Arc<Frozen>, policy: Arc<Policy>, request: Request) -> Self {
        let request = Request {
            path: String::new(),
            ..request
        };
        Self::of(frozen, policy, request, None)
    }

    fn of(
        frozen: Arc<Frozen>,
        policy: Arc<Policy>,
        request: Request,
        subject: Option<Subject>,
    ) -> Self {
        Self {
            at: At::Begin(subject),
            frozen,
            policy,
            request,
        }
    }

    /// What is answered.
    pub const fn request(&self) -> &Request {
        &self.request
    }

    /// The next effect. The first event is [`Event::Begin`], each further one answers the effect before. After
    /// [`Effect::Reply`] there is none, and what comes out of turn is answered as a failure of the host.
    pub fn next(&mut self, event: Event) -> Effect {
        let at = std::mem::replace(&mut self.at, At::Done);
        self.step(at, event).unwrap_or_else(|refused| {
            let around = Around {
                member: refused.member,
                ..Around::default()
            };
            Effect::Reply(self.answers().problem(refused.problem, around))
        })
    }

    fn step(&mut self, at: At, event: Event) -> Step {
        match (at, event) {
            (At::Begin(None), Event::Begin) => self.other(),
            (At::Begin(Some(subject)), Event::Begin) => self.begin(subject),
            (At::Body(pending), Event::Body(body)) => {
                let body = body?;
                self.identify(Pending { body, ..pending })
            }
            (At::Caller(pending), Event::Caller(caller)) => {
                let caller = caller?;
                self.admit(Pending { caller, ..pending })
            }
            (At::Verdicts(pending, admission), Event::Verdicts(verdicts)) => {
                admission.judge(&pending, verdicts?)?;
                self.admitted(pending)
            }
            (At::Parts(pending), Event::Parts(parts)) => {
                let parts = parts?;
                self.call(pending, Some(parts))
            }
            (At::ViewBody(pending), Event::Body(body)) => {
                let body = body?;
                self.view(Pending { body, ..pending })
            }
            (At::Token, Event::Token(token)) => {
                Ok(Effect::Reply(self.answers().session(token?.as_deref())))
            }
            (At::Ran(run), Event::Ran(outcome)) => Ok(self.ran(run, outcome)),
            (At::Committed(run, outcome), Event::Committed(left)) => {
                Ok(self.committed(run, outcome, left))
            }
            (At::Purged(reply), Event::Purged) => Ok(Effect::Reply(*reply)),
            _ => Err(Problem::new(Code::Internal)
                .log("the host answered out of turn")
                .into()),
        }
    }

    fn answers(&self) -> Answers<'_> {
        Answers::new(&self.request, &self.frozen.schema)
    }

    fn wait(&mut self, at: At, effect: Effect) -> Effect {
        self.at = at;
        effect
    }

    fn other(&mut self) -> Step {
        match self.request.path.as_str() {
            "session/" => {
                self.request.check_method(&GETS)?;
                Ok(self.wait(At::Token, Effect::IssueToken))
            }
            "ir/" if self.policy.shows_ir => {
                self.request.check_method(&GETS)?;
                let text = self.frozen.graph.text(Docs::With);
                Ok(Effect::Reply(self.answers().ir(text)))
            }
            _ => Err(Code::NotFound.into()),
        }
    }

    fn begin(&mut self, subject: Subject) -> Step {
        match &subject {
            Subject::Call(endpoint) => {
                self.request.check_method(&CALLS)?;
                if !self.request.bears_token() {
                    self.request.check_site(&self.policy)?;
                }
                if let Some(form) = self.form(endpoint)? {
                    self.request.check_length(self.policy.upload_limit)?;
                    // Of who may not call it nothing is read, and nothing kept.
                    return self.identify(Pending {
                        form: Some(form),
                        ..Pending::of(subject)
                    });
                }
                self.request.check_content_type()?;
                self.request.check_length(self.policy.limit)?;
                let limit = self.policy.limit;
                Ok(self.wait(At::Body(Pending::of(subject)), Effect::ReadBody(limit)))
            }
            Subject::Bundle(bundle) => {
                self.request.check_method(&READS)?;
                if bundle.public {
                    return self.admitted(Pending::of(subject));
                }
                self.identify(Pending::of(subject))
            }
            Subject::View(view, _) => {
                if !self.request.is_safe() && !self.request.bears_token() {
                    self.request.check_site(&self.policy)?;
                }
                if view.private {
                    return self.admitted(Pending::of(subject));
                }
                self.identify(Pending::of(subject))
            }
            Subject::NoView(methods) => Err(Problem::new(Kind::Methods(methods.clone())).into()),
        }
    }

    /// The form that the body of a call is; `None` for another body, which is JSON then, where no file is needed.
    fn form(&self, endpoint: &Endpoint) -> Result<Option<Limits>, Problem> {
        if endpoint.files.is_empty() {
            return Ok(None);
        }
        let declared = self.request.header(&header::CONTENT_TYPE);
        match declared.and_then(|declared| boundary(&declared)) {
            Some(boundary) => Ok(Some(Limits {
                boundary,
                total: self.policy.upload_limit,
                args: self.policy.limit,
                files: endpoint.files.clone(),
            })),
            None if endpoint.files.values().any(|limit| limit.required) => {
                Err(Problem::new(Code::UnsupportedMediaType))
            }
            None => Ok(None),
        }
    }

    fn identify(&mut self, pending: Pending) -> Step {
        // A token decides alone, and until there are tokens none of them holds (ir/protocol/envelope.md).
        if self.request.bears_token() {
            return Err(Code::Unauthenticated.into());
        }
        let unsafe_method = !self.request.is_safe();
        Ok(self.wait(At::Caller(pending), Effect::Identify { unsafe_method }))
    }

    fn admit(&mut self, pending: Pending) -> Step {
        let (admission, questions) = Admission::begin(&pending, &self.request, &self.frozen.states);
        if questions.is_empty() {
            admission.judge(&pending, Vec::new())?;
            return self.admitted(pending);
        }
        Ok(self.wait(At::Verdicts(pending, admission), Effect::Ask(questions)))
    }

    fn admitted(&mut self, mut pending: Pending) -> Step {
        if let Some(limits) = pending.form.take() {
            return Ok(self.wait(At::Parts(pending), Effect::ReadParts(limits)));
        }
        match &pending.subject {
            Subject::Call(_) => self.call(pending, None),
            Subject::Bundle(_) => self.bundle(&pending),
            Subject::View(view, _) if view.wants_request && !self.request.is_safe() => {
                // It may be a form, whatever is within.
                let limit = self.policy.upload_limit;
                self.request.check_length(limit)?;
                Ok(self.wait(At::ViewBody(pending), Effect::ReadBody(limit)))
            }
            Subject::View(..) => self.view(pending),
            Subject::NoView(_) => Err(Code::NotFound.into()),
        }
    }

    fn call(&mut self, pending: Pending, parts: Option<Parts>) -> Step {
        let Subject::Call(endpoint) = &pending.subject else {
            return Err(Code::NotFound.into());
        };
        let name = endpoint.name();
        let (args, files) = match parts {
            None => {
                let made = self
                    .frozen
                    .graph
                    .make_args(name, &pending.body, &mut Values);
                (made.map_err(refusal)?.args, Vec::new())
            }
            Some(Parts { args, files }) => {
                let told = files.iter().map(|(argument, files)| {
                    let told = files.iter().map(|file| {
                        let size = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
                        (size, file.content_type.clone())
                    });
                    (argument.clone(), told.collect())
                });
                let told = told.collect();
                let made = self
                    .frozen
                    .graph
                    .make_upload(name, &args, &told, &mut Values);
                let made = made.map_err(refusal)?;
                let placed = placed(&made, files);
                (made.args, placed)
            }
        };
        self.check_own(endpoint, &args, pending.caller.as_ref())?;
        let endpoint = Arc::clone(endpoint);
        Ok(self.run_one(endpoint, args, files, pending))
    }

    fn bundle(&mut self, pending: &Pending) -> Step {
        let Subject::Bundle(bundle) = &pending.subject else {
            return Err(Code::NotFound.into());
        };
        self.request.check_no_body()?;
        let query = self.request.query();
        let made = self
            .frozen
            .graph
            .make_params(&bundle.context, query, &mut Values);
        let made: Vec<Value> = made
            .map_err(refusal)?
            .into_iter()
            .map(|(_, args)| args)
            .collect();
        for (member, args) in bundle.members.iter().zip(&made) {
            if Bundle::is_own(member)
                && let Err(problem) = self.check_own(member, args, pending.caller.as_ref())
            {
                return Err(Refused {
                    problem,
                    member: Some(member.name()),
                });
            }
        }
        let bundle = Arc::clone(bundle);
        Ok(self.run_bundle(bundle, made, pending))
    }

    fn view(&mut self, pending: Pending) -> Step {
        let Subject::View(view, raw) = &pending.subject else {
            return Err(Code::NotFound.into());
        };
        let body = view.route_body(raw);
        let made = self.frozen.graph.make_args(view.name(), &body, &mut Values);
        // A value is a part of the path, and there is no such path.
        let args = made.map_err(|_| Problem::new(Code::NotFound))?.args;
        self.check_own(view, &args, pending.caller.as_ref())?;
        let view = Arc::clone(view);
        Ok(self.run_one(view, args, Vec::new(), pending))
    }

    /// The second half of `self`.
    fn check_own(
        &self,
        endpoint: &Endpoint,
        args: &Value,
        caller: Option<&Caller>,
    ) -> Result<(), Problem> {
        let Some(caller) = caller.filter(|caller| !caller.roles.contains("staff")) else {
            return Ok(());
        };
        if endpoint.auth != Some(Auth::Own) {
            return Ok(());
        }
        let is_self = self
            .frozen
            .graph
            .is_self(endpoint.name(), &args, &caller.id);
        if is_self.unwrap_or(false) {
            Ok(())
        } else {
            Err(Problem::new(Code::Forbidden))
        }
    }

    fn ran(&mut self, mut run: Run, outcome: Result<Vec<Output>, Failed>) -> Effect {
        let outcome = run.close(outcome);
        let failed = outcome.is_err();
        self.at = At::Committed(run, outcome);
        Effect::Commit { failed }
    }

    fn committed(
        &mut self,
        run: Run,
        outcome: Result<Vec<Output>, Failed>,
        left: Result<(), Problem>,
    ) -> Effect {
        let Ended { reply, purge } = run.end(
            &self.answers(),
            &self.frozen,
            self.policy.secret.as_ref(),
            outcome,
            left,
        );
        match purge {
            None => Effect::Reply(reply),
            Some(invalidation) => {
                self.at = At::Purged(Box::new(reply));
                Effect::Purge(invalidation)
            }
        }
    }
}

fn refusal(error: DecodeError<Infallible>) -> Problem {
    match error {
        DecodeError::Refused(refusal) => refusal.into(),
        DecodeError::Raised(never) => match never {},
    }
}

/// The files of the arguments that are there, in place of their parts' places.
fn placed(
    made: &Made<'_, Values>,
    mut files: BTreeMap<String, Vec<Upload>>,
) -> Vec<(String, Vec<Upload>)> {
    let there = made
        .files
        .iter()
        .filter(|(_, place)| *place != Place::Absent);
    there
        .map(|(name, _)| ((*name).to_owned(), files.remove(*name).unwrap_or_default()))
        .collect()
}

#[cfg(test)]
mod tests;
