//! The faults of a request while they are found. Page: `ir/protocol/types.md`, faults.

use crate::errors::{Fault, FaultCode, MOST_FAULTS, Segment};

/// At most so many characters of a caller's own name are told.
const MOST_CHARS: usize = 64;

/// One step of the way to where we are; it becomes a [`Segment`] only when there is a fault.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// The place in a list.
    Index(usize),
    /// The name of a field, an argument or a param.
    Name(&'a str),
    /// The key of a map or of plain JSON: the caller's, and perhaps as long as a body.
    Key(&'a str),
}

impl From<Step<'_>> for Segment {
    fn from(step: Step<'_>) -> Self {
        match step {
            Step::Index(index) => Self::Index(index),
            Step::Name(name) => Self::from(name),
            Step::Key(key) => Self::Name(shortened(key)),
        }
    }
}

/// The faults met so far and the place where we are. Of many faults only the first in order are kept.
#[derive(Debug)]
pub struct Faults<'a> {
    path: Vec<Step<'a>>,
    /// So many steps of the way are told.
    told: usize,
    met: Vec<Fault>,
}

impl Default for Faults<'_> {
    fn default() -> Self {
        Self {
            path: Vec::new(),
            told: usize::MAX,
            met: Vec::new(),
        }
    }
}

impl<'a> Faults<'a> {
    /// Starts at this place.
    pub fn at(path: &[&'a str]) -> Self {
        Self {
            path: path.iter().map(|name| Step::Name(name)).collect(),
            ..Self::default()
        }
    }

    /// Starts here, and tells nothing of the ways further down.
    pub fn flat() -> Self {
        Self {
            told: 0,
            ..Self::default()
        }
    }

    /// Runs one step further down.
    pub fn within<T>(&mut self, step: Step<'a>, run: impl FnOnce(&mut Self) -> T) -> T {
        self.down(step);
        let done = run(self);
        self.up();
        done
    }

    /// Goes one step further down.
    pub(super) fn down(&mut self, step: Step<'a>) {
        self.path.push(step);
    }

    /// And back.
    pub(super) fn up(&mut self) {
        self.path.pop();
    }

    /// Notes a fault here.
    pub fn add(&mut self, code: FaultCode) {
        self.note(None, code);
    }

    /// Notes a fault at a name below here.
    pub fn add_at(&mut self, name: &str, code: FaultCode) {
        let step = match code {
            // A name that was never declared is the caller's too.
            FaultCode::Unknown => Step::Key(name),
            _ => Step::Name(name),
        };
        self.note(Some(step), code);
    }

    fn note(&mut self, last: Option<Step<'_>>, code: FaultCode) {
        let path = self.path.iter().copied().chain(last);
        let path = path.take(self.told).map(Segment::from);
        let fault = Fault {
            path: path.collect(),
            code,
        };
        self.take(fault);
    }

    /// Takes over faults that were found from the same place.
    pub(super) fn append(&mut self, faults: Vec<Fault>) {
        let path: Vec<Segment> = self.path.iter().copied().map(Segment::from).collect();
        for fault in faults {
            let path = path.iter().cloned().chain(fault.path).collect();
            self.take(Fault {
                path,
                code: fault.code,
            });
        }
    }

    fn take(&mut self, fault: Fault) {
        if self.met.len() == 2 * MOST_FAULTS {
            self.cut();
        }
        self.met.push(fault);
    }

    /// Whether nothing was wrong.
    pub fn is_empty(&self) -> bool {
        self.met.is_empty()
    }

    /// The faults, sorted, [`MOST_FAULTS`] at most.
    pub fn into_sorted(mut self) -> Vec<Fault> {
        self.cut();
        self.met
    }

    fn cut(&mut self) {
        self.met.sort();
        self.met.dedup();
        self.met.truncate(MOST_FAULTS);
    }
}

/// What is told of faults that were found elsewhere, each path from the request's top: as of those that are found here,
/// sorted, each once, [`MOST_FAULTS`] at most.
pub fn told<'a>(
    found: impl IntoIterator<Item = (impl IntoIterator<Item = Step<'a>>, FaultCode)>,
) -> Vec<Fault> {
    let mut faults = Faults::default();
    for (path, code) in found {
        let path = path.into_iter().map(Segment::from).collect();
        faults.take(Fault { path, code });
    }
    faults.into_sorted()
}

/// The first [`MOST_CHARS`] characters, and `…` where there are more.
fn shortened(name: &str) -> String {
    match name.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}
