//! Every error of the core, as Python gets it. Nothing else in this crate builds an exception of ours.
//!
//! Twin: `python/mizan/_native.pyi`. Pages: `ir/protocol/types.md`, `ir/protocol/registry.md`.

use mizan_core::{
    envelope::Refusal,
    errors::{Fault, Segment},
    graph::{self, DecodeError, EncodeError, TargetError},
    registry::RegistryError,
    types::{Unfit, WriteError},
};
use pyo3::{
    IntoPyObjectExt, create_exception,
    exceptions::{PyKeyError, PyTypeError, PyValueError},
    prelude::*,
    types::{PyList, PyType},
};

use crate::made::Raised;

create_exception!(
    mizan._native,
    GraphError,
    PyValueError,
    "A graph that may not start."
);
create_exception!(
    mizan._native,
    SyntaxFault,
    PyValueError,
    "400: a body or a query that breaks a rule."
);
create_exception!(
    mizan._native,
    InvalidFault,
    PyValueError,
    "422: values that do not fit their types."
);
create_exception!(
    mizan._native,
    ResultFault,
    PyTypeError,
    "The function's own fault: a result that does not fit."
);

/// A graph that may not start, or no IR.
pub fn graph(py: Python<'_>, error: &graph::GraphError) -> PyErr {
    match error {
        graph::GraphError::Document(_) => PyValueError::new_err(error.to_string()),
        graph::GraphError::Defects(defects) => {
            with(py, GraphError::new_err(error.to_string()), |value| {
                value.setattr("defects", defects)
            })
        }
    }
}

/// A request that is refused, or that raised while values were made of it.
pub fn decoding(py: Python<'_>, error: DecodeError<Raised>) -> PyErr {
    match error {
        DecodeError::Refused(refused) => refusal(py, refused),
        DecodeError::Raised(raised) => raised.into(),
    }
}

/// A request that is not what was declared. A name that the graph lacks is a mistake of who asks the graph.
fn refusal(py: Python<'_>, refusal: Refusal) -> PyErr {
    match refusal {
        Refusal::Syntax { detail, faults } => with(py, SyntaxFault::new_err(detail), |value| {
            value.setattr("detail", detail)?;
            value.setattr("faults", list(py, &faults)?)
        }),
        Refusal::Invalid(ref faults) => {
            with(py, InvalidFault::new_err(refusal.to_string()), |value| {
                value.setattr("faults", list(py, faults)?)
            })
        }
        Refusal::Unknown => PyKeyError::new_err(refusal.to_string()),
    }
}

/// A map with more keys of one hash than Python's `dict` may be asked to tell apart.
pub fn alike_keys(py: Python<'_>) -> PyErr {
    refusal(
        py,
        Refusal::Syntax {
            detail: "a map has too many keys of one hash",
            faults: Vec::new(),
        },
    )
}

/// A member that the graph does not have.
pub fn no_member(context: &str, member: &str) -> PyErr {
    PyKeyError::new_err(graph::UnknownName(format!("{context}/{member}")).to_string())
}

/// A name that the graph does not have.
pub fn unknown(unknown: &graph::UnknownName) -> PyErr {
    PyKeyError::new_err(unknown.to_string())
}

/// A target that there is not.
pub fn target(error: TargetError<PyErr>) -> PyErr {
    match error {
        TargetError::Refused(why) => PyValueError::new_err(why),
        TargetError::Raised(raised) => raised,
    }
}

/// A value of Python's that does not fit, or that raised when it was looked at.
pub fn encoding(py: Python<'_>, error: EncodeError<PyErr>) -> PyErr {
    match error {
        EncodeError::Unknown(name) => unknown(&name),
        EncodeError::Write(WriteError::Source(raised)) => raised,
        EncodeError::Write(WriteError::Unfit(unfit)) => result(py, &unfit),
    }
}

/// A value that does not fit its type.
fn result(py: Python<'_>, unfit: &Unfit) -> PyErr {
    with(py, ResultFault::new_err(unfit.to_string()), |value| {
        value.setattr("path", path(py, &unfit.path)?)?;
        value.setattr("expected", &unfit.expected)
    })
}

/// A registry that gives no IR.
pub fn registry(error: &RegistryError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// A value that none of the wire's types take.
pub fn no_value(what: &str) -> PyErr {
    PyValueError::new_err(what.to_owned())
}

/// A class that cannot stand behind its named type.
pub fn no_class(class: &Bound<'_, PyType>, why: &str) -> PyErr {
    let name = class.qualname().map(|name| name.to_string());
    PyValueError::new_err(format!("the class `{}` {why}", name.unwrap_or_default()))
}

/// A struct that is none of the graph's.
pub fn no_plan() -> PyErr {
    PyValueError::new_err("a struct is not the graph's")
}

/// JSON, a graph or a target that is not in its form.
pub fn malformed(error: &serde_json::Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// A function that was called with another number of arguments than it has.
pub fn arguments(name: &str, most: usize) -> PyErr {
    PyTypeError::new_err(format!("`{name}` takes {most} arguments"))
}

/// The same exception, filled in; whatever goes wrong on the way is raised in its place.
fn with(
    py: Python<'_>,
    error: PyErr,
    fill: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<()>,
) -> PyErr {
    let filled = fill(error.value(py).as_any());
    filled.err().unwrap_or(error)
}

/// Faults as pairs of path and code.
pub fn list<'py>(py: Python<'py>, faults: &[Fault]) -> PyResult<Bound<'py, PyList>> {
    let faults = faults
        .iter()
        .map(|fault| Ok((path(py, &fault.path)?, fault.code.as_str())));
    PyList::new(py, faults.collect::<PyResult<Vec<_>>>()?)
}

fn path<'py>(py: Python<'py>, segments: &[Segment]) -> PyResult<Bound<'py, PyList>> {
    let segments = segments.iter().map(|segment| match segment {
        Segment::Index(index) => index.into_bound_py_any(py),
        Segment::Name(name) => name.into_bound_py_any(py),
    });
    PyList::new(py, segments.collect::<PyResult<Vec<_>>>()?)
}
