//! Who may: the guards of a function, or of all members of a bundle.
//!
//! Every 401 comes before anything else, and within each the first in name order, which the problem of a bundle names.
//! Page: `ir/protocol/dispatch.md`, guards.

use std::sync::Arc;

use super::{Pending, Refused, Subject};
use crate::{
    effects::Question,
    endpoint::Endpoint,
    envelope::Request,
    errors::{Code, Problem},
    ir::Auth,
    registry::{Asked, States},
};

/// What is refused already, and whose guards are asked.
pub(super) struct Admission {
    refused: Vec<(usize, Problem)>,
    asked: Vec<usize>,
}

impl Admission {
    /// Judges what the machine can, and says what is to be asked.
    pub fn begin(pending: &Pending, request: &Request, states: &States) -> (Self, Vec<Question>) {
        let caller = pending.caller.as_ref();
        let (mut refused, mut asked, mut questions) = (Vec::new(), Vec::new(), Vec::new());
        for (at, endpoint) in guarded(&pending.subject).iter().enumerate() {
            let Some(auth) = &endpoint.auth else { continue };
            if *auth == Auth::Custom {
                let head = Arc::clone(&request.head);
                let about = Asked::new(head, caller.cloned(), states.clone());
                asked.push(at);
                questions.push(Question::new(Arc::clone(endpoint), about));
                continue;
            }
            let Some(caller) = caller else {
                // Nobody is asked about who could not come before.
                refused.push((at, Problem::new(Code::Unauthenticated)));
                break;
            };
            let has = match auth {
                Auth::Staff => caller.roles.contains("staff"),
                Auth::Superuser => caller.roles.contains("superuser"),
                Auth::Role(role) => caller.roles.contains(role),
                Auth::Required | Auth::Own | Auth::Custom => true,
            };
            if !has {
                refused.push((at, Problem::new(Code::Forbidden)));
            }
        }
        (Self { refused, asked }, questions)
    }

    /// Refuses, with the member whose guard it is, or lets it be.
    pub fn judge(
        mut self,
        pending: &Pending,
        verdicts: Vec<Result<bool, Problem>>,
    ) -> Result<(), Refused> {
        let nobody = pending.caller.is_none();
        let refusal = || {
            Problem::new(if nobody {
                Code::Unauthenticated
            } else {
                Code::Forbidden
            })
        };
        if verdicts.len() != self.asked.len() {
            return Err(Problem::new(Code::Internal)
                .log("the host has not answered for every guard")
                .into());
        }
        for (at, verdict) in self.asked.into_iter().zip(verdicts) {
            match verdict {
                Ok(true) => {}
                Ok(false) => self.refused.push((at, refusal())),
                Err(problem) => self.refused.push((at, problem)),
            }
        }
        let first = self
            .refused
            .into_iter()
            .min_by_key(|(at, problem)| (problem.status() != 401, *at));
        let Some((at, problem)) = first else {
            return Ok(());
        };
        let member = match &pending.subject {
            Subject::Bundle(bundle) => bundle.guarded.get(at).map(|member| member.name()),
            _ => None,
        };
        Err(Refused { problem, member })
    }
}

fn guarded(subject: &Subject) -> &[Arc<Endpoint>] {
    match subject {
        Subject::Call(endpoint) | Subject::View(endpoint, _) => std::slice::from_ref(endpoint),
        Subject::Bundle(bundle) => &bundle.guarded,
        Subject::NoView(_) => &[],
    }
}
