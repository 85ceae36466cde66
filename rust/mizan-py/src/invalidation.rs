//! What a call's answer carries and what its purge drops. Page: `ir/protocol/invalidation.md`.

use mizan_core::{graph, invalidation::Tier, secret::Secret};
use pyo3::{prelude::*, types::PyBytes};

/// The targets of one call and of the calls that joined it.
#[pyclass(frozen, module = "mizan._native")]
pub struct Invalidation(pub graph::Invalidation);

#[pymethods]
impl Invalidation {
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.body().as_bytes())
    }

    #[getter]
    fn header(&self) -> Option<String> {
        self.0.header()
    }

    #[getter]
    fn tiers(&self) -> Vec<&'static str> {
        self.0.exact().iter().map(|(_, tier)| word(*tier)).collect()
    }

    #[getter]
    fn targets<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.targets().as_bytes())
    }

    fn tags(&self, secret: &[u8]) -> Vec<String> {
        self.0.tags(&Secret::new(secret))
    }

    fn groups(&self, secret: &[u8]) -> Vec<String> {
        self.0.groups(&Secret::new(secret))
    }
}

/// The tier's name.
pub fn word(tier: Tier) -> &'static str {
    match tier {
        Tier::Explicit => "explicit",
        Tier::Argument => "argument",
        Tier::Identity => "identity",
        Tier::Broad => "broad",
    }
}
