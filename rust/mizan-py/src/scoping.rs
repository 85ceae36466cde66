//! The plain form of a graph, as the vectors have it.

use mizan_core::{
    invalidation::{self, Target},
    secret::Secret,
};
use pyo3::{
    prelude::*,
    types::{PyMapping, PyTuple},
};

use crate::{errors, invalidation::word, plain};

/// Contexts with members and params, and mutations. Not checked.
#[pyclass(frozen, module = "mizan._native")]
pub struct Scoping(invalidation::Scoping);

#[pymethods]
impl Scoping {
    #[new]
    #[pyo3(signature = (graph, /))]
    fn new(graph: &[u8]) -> PyResult<Self> {
        serde_json::from_slice(graph)
            .map(Self)
            .map_err(|error| errors::malformed(&error))
    }

    fn resolve<'py>(
        &self,
        py: Python<'py>,
        mutation: &str,
        args: &Bound<'_, PyMapping>,
        caller: Option<&str>,
    ) -> PyResult<Vec<Bound<'py, PyTuple>>> {
        let resolved = self.0.resolve(mutation, &plain::object(args)?, caller);
        resolved
            .into_iter()
            .map(|(target, tier)| (spelled(py, &target)?, word(tier)).into_pyobject(py))
            .collect()
    }

    fn entry_tags(
        &self,
        context: &str,
        member: &str,
        params: &Bound<'_, PyMapping>,
    ) -> PyResult<Vec<String>> {
        let texts = self.0.entry_tags(context, member, &plain::object(params)?);
        texts.ok_or_else(|| {
            errors::no_value(&format!("no member `{member}` in a context `{context}`"))
        })
    }

    fn purge_tags(&self, target: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
        Ok(self.0.purge_tags(&plain::target(target)?))
    }

    fn dropped_groups(&self, targets: &Bound<'_, PyAny>, secret: &[u8]) -> PyResult<Vec<String>> {
        let targets = plain::targets(targets)?;
        Ok(self.0.dropped_groups(&targets, &Secret::new(secret)))
    }

    #[pyo3(signature = (targets, args, caller, *, failed))]
    fn redact<'py>(
        &self,
        py: Python<'py>,
        targets: &Bound<'_, PyAny>,
        args: &Bound<'_, PyMapping>,
        caller: Option<&str>,
        failed: bool,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let redacted = self.0.redact(
            &plain::targets(targets)?,
            &plain::object(args)?,
            caller,
            failed,
        );
        redacted.iter().map(|target| spelled(py, target)).collect()
    }

    fn digest(&self, secret: &[u8]) -> String {
        self.0.digest(&Secret::new(secret))
    }
}

fn spelled<'py>(py: Python<'py>, target: &Target) -> PyResult<Bound<'py, PyAny>> {
    let json = serde_json::to_value(target).map_err(|error| errors::malformed(&error))?;
    plain::python(py, &json)
}
