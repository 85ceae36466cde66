//! A value that its type does not take, and where it stands.
//!
//! Values that come in were validated by the IR before, so a misfit there is a type that is narrower than the IR's
//! (a `u8`); one that goes out is the function's own fault. Page: `ir/protocol/types.md`.

use mizan_core::errors::{Code, Fault, FaultCode, Problem, Segment};

/// Where, and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    // Innermost first, while it is on its way up.
    path: Vec<Segment>,
    code: FaultCode,
    expected: &'static str,
}

impl Misfit {
    /// A value of another JSON type, or a number outside the bounds.
    pub fn new(code: FaultCode, expected: &'static str) -> Self {
        Self {
            path: Vec::new(),
            code,
            expected,
        }
    }

    /// Of a fault that the core has found.
    pub(crate) fn of_fault(fault: Fault, expected: &'static str) -> Self {
        let mut path = fault.path;
        path.reverse();
        Self {
            path,
            code: fault.code,
            expected,
        }
    }

    /// The same, seen from the list or struct around it.
    #[must_use]
    pub fn under(mut self, segment: impl Into<Segment>) -> Self {
        self.path.push(segment.into());
        self
    }

    /// The problem of a caller whose argument it is.
    pub(crate) fn of_argument(self) -> Problem {
        let mut path = self.path;
        path.push("args".into());
        path.reverse();
        Problem::new(Code::Invalid).faults(vec![Fault {
            path,
            code: self.code,
        }])
    }

    /// The problem of a function whose result it is: what was expected where is for the log alone.
    pub(crate) fn of_result(self) -> Problem {
        Problem::new(Code::Internal).log(self.told("the result"))
    }

    /// What is wrong where, in words.
    pub(crate) fn told(&self, whose: &str) -> String {
        let mut text = whose.to_owned();
        for segment in self.path.iter().rev() {
            match segment {
                Segment::Index(index) => text.extend(["[", &index.to_string(), "]"]),
                Segment::Name(name) => text.extend([".", name]),
            }
        }
        text + " is no " + self.expected
    }
}
