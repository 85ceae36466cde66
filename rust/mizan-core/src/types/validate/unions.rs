//! Which branch of a union a document takes: the first that fits, or the one that its tag names. Page:
//! `ir/protocol/types.md`.

use std::{collections::BTreeMap, ptr};

use super::{Judge, Judged, Stop, place};
use crate::{
    errors::FaultCode,
    json::{Members, Tree},
    types::{Make, Tagged, compiled::Kind, faults::Faults, nothing::Nothing},
};

/// The branches that unions inside of unions were found to take, by document and union: without them a value that
/// is deep would be judged once for each way down to it.
pub(super) type Choices = BTreeMap<(usize, usize), Option<usize>>;

impl<'a, M: Make> Judge<'_, 'a, M> {
    pub(super) fn union(&mut self, tree: &'a Tree<'_>, branches: &'a [Kind]) -> Judged<M> {
        if matches!(tree, Tree::Array(_) | Tree::Object(_)) {
            let choice = self.choice(tree, branches);
            return match choice.and_then(|at| Some((at, branches.get(at)?))) {
                // Where nothing is made of it, that it fits is all that is asked: not to look at it again keeps the cost
                // of a deep value from growing with the square of its depth.
                Some(_) if !M::MAKES => Ok(self.make.null()?),
                Some((at, branch)) => self.branch(tree, at, branch),
                None => self.fault(FaultCode::Type),
            };
        }
        // A scalar is made only if it fits, and costs little to be judged again.
        let around = std::mem::replace(&mut self.quiet, true);
        let mut judged = Err(Stop::Faulty);
        for (at, branch) in branches.iter().enumerate() {
            judged = self.branch(tree, at, branch);
            if !matches!(judged, Err(Stop::Faulty)) {
                break;
            }
        }
        self.quiet = around;
        match judged {
            Err(Stop::Faulty) => self.fault(FaultCode::Type),
            judged => judged,
        }
    }

    fn branch(&mut self, tree: &'a Tree<'_>, at: usize, branch: &'a Kind) -> Judged<M> {
        let made = self.value(tree, branch)?;
        Ok(self.make.branch(at, made)?)
    }

    /// The first branch that takes a document.
    fn choice(&mut self, tree: &'a Tree<'_>, branches: &'a [Kind]) -> Option<usize> {
        let place = (
            ptr::from_ref(tree).addr(),
            ptr::from_ref(branches).cast::<Kind>().addr(),
        );
        if let Some(choice) = self.choices.get(&place) {
            return *choice;
        }
        let mut faults = Faults::default();
        let mut judge = Judge {
            types: self.types,
            faults: &mut faults,
            make: &mut Nothing,
            choices: &mut *self.choices,
            sent: self.sent,
            quiet: true,
        };
        let choice = branches
            .iter()
            .position(|branch| judge.value(tree, branch).is_ok());
        // Where it is made at once nobody comes back.
        if !M::MAKES {
            self.choices.insert(place, choice);
        }
        choice
    }

    pub(super) fn tagged(
        &mut self,
        tree: &'a Tree<'_>,
        members: &'a Members<'_>,
        of: &'a Tagged,
    ) -> Judged<M> {
        let tag = members.iter().find(|(name, _)| **name == *of.tag);
        let value = tag.and_then(|(_, tag)| place(&of.values, tag).ok());
        let at = value.and_then(|value| of.of_value.get(value));
        match at.and_then(|at| Some((*at, of.branches.get(*at)?))) {
            Some((at, branch)) => self.branch(tree, at, branch),
            None => self.fault(FaultCode::Enum),
        }
    }
}
