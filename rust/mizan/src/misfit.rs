//! A value that its type does not take, and where it stands.
//!
//! Values that come in were validated by the IR before, so a misfit there is a type that is narrower than the IR's
//! (a `u8`); one that goes out is the function's own fault. Page: `ir/protocol/types.md`.

use std::fmt;

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
        Problem::new(Code::Internal).log(self.to_string())
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the result")?;
        for segment in self.path.iter().rev() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Name(name) => write!(f, ".{name}")?,
            }
        }
        write!(f, " is no {}", self.expected)
    }
}
