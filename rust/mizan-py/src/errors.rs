//! Every error of the core, as Python gets it. Nothing else in this crate builds an exception of ours.
//!
//! Twin: `python/mizan/_native.pyi`. Pages: `ir/protocol/types.md`, `ir/protocol/registry.md`.

use mizan_core::registry::RegistryError;
use pyo3::{
    create_exception,
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
};

create_exception!(mizan._native, GraphError, PyValueError, "A graph that may not start.");
create_exception!(mizan._native, SyntaxFault, PyValueError, "400: a body or a query that breaks a rule.");
create_exception!(mizan._native, InvalidFault, PyValueError, "422: values that do not fit their types.");
create_exception!(mizan._native, ResultFault, PyTypeError, "The function's own fault: a result that does not fit.");

/// A registry that gives no IR.
pub fn registry(error: &RegistryError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// A value that none of the wire's types take.
pub fn no_value(what: &str) -> PyErr {
    PyValueError::new_err(what.to_owned())
}

/// JSON, a graph or a target that is not in its form.
pub fn malformed(error: &serde_json::Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}
