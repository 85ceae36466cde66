//! One registry, frozen. Every method is the core's of the same name.

use mizan_core::{graph, ir_text::Docs};
use pyo3::{
    prelude::*,
    types::{PyBytes, PyDict, PyMapping},
};

use crate::{errors, invalidation::Invalidation, object::Object, value};

/// From this size on a document is worth letting other threads run while it is read.
const LARGE: usize = 16 * 1024;

/// Immutable and safe to share between threads.
#[pyclass(frozen, module = "mizan._native")]
pub struct Graph(graph::Graph);

#[pymethods]
impl Graph {
    #[new]
    #[pyo3(signature = (ir, /))]
    fn new(py: Python<'_>, ir: &[u8]) -> PyResult<Self> {
        py.detach(|| graph::Graph::new(ir))
            .map(Self)
            .map_err(|error| errors::graph(py, &error))
    }

    #[getter]
    fn schema(&self) -> &str {
        self.0.schema()
    }

    #[getter]
    fn warnings(&self) -> &[String] {
        self.0.warnings()
    }

    fn ir<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.ir_json().as_bytes())
    }

    #[pyo3(signature = (*, docs = true))]
    fn text(&self, docs: bool) -> String {
        self.0.text(if docs { Docs::With } else { Docs::Without })
    }

    fn decode_args<'py>(
        &self,
        py: Python<'py>,
        function: &str,
        body: &[u8],
    ) -> PyResult<Bound<'py, PyDict>> {
        let read = || self.0.decode_args(function, body);
        let args = if body.len() < LARGE {
            read()
        } else {
            py.detach(read)
        };
        value::arguments(py, &args.map_err(|refusal| errors::refusal(py, refusal))?)
    }

    fn encode_args<'py>(
        &self,
        py: Python<'py>,
        function: &str,
        args: Bound<'py, PyMapping>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let json = self.0.encode_args(function, &Object(args.into_any()));
        json.map(|json| PyBytes::new(py, json.as_bytes()))
            .map_err(|error| errors::encoding(py, error))
    }

    fn decode_params<'py>(
        &self,
        py: Python<'py>,
        context: &str,
        query: &[u8],
    ) -> PyResult<Bound<'py, PyDict>> {
        let members = self
            .0
            .decode_params(context, query)
            .map_err(|refusal| errors::refusal(py, refusal))?;
        let params = PyDict::new(py);
        for (name, args) in members {
            params.set_item(name, value::arguments(py, &args)?)?;
        }
        Ok(params)
    }

    fn encode_result<'py>(
        &self,
        py: Python<'py>,
        function: &str,
        value: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let json = self.0.encode_result(function, &Object(value));
        json.map(|json| PyBytes::new(py, json.as_bytes()))
            .map_err(|error| errors::encoding(py, error))
    }

    fn is_self(
        &self,
        py: Python<'_>,
        function: &str,
        args: Bound<'_, PyMapping>,
        caller: &str,
    ) -> PyResult<bool> {
        let same = self.0.is_self(function, &Object(args.into_any()), caller);
        same.map_err(|error| errors::encoding(py, error))
    }

    #[pyo3(signature = (calls, caller, *, failed = false))]
    #[allow(
        clippy::needless_pass_by_value,
        reason = "pyo3 hands a sequence over by value"
    )]
    fn invalidation(
        &self,
        py: Python<'_>,
        calls: Vec<(String, Bound<'_, PyMapping>)>,
        caller: Option<&str>,
        failed: bool,
    ) -> PyResult<Invalidation> {
        let calls: Vec<_> = calls
            .iter()
            .map(|(name, args)| (name.as_str(), Object(args.as_any().clone())))
            .collect();
        let found = self.0.invalidation(&calls, caller, failed);
        found
            .map(Invalidation)
            .map_err(|error| errors::encoding(py, error))
    }
}
