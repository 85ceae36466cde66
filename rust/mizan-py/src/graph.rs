//! One registry, frozen. Every method is the core's of the same name.

use std::collections::BTreeMap;

use mizan_core::{
    envelope,
    graph::{self, DecodeError},
    invalidation::Declared,
    ir_text::Docs,
};
use pyo3::{
    prelude::*,
    types::{PyBytes, PyDict, PyMapping},
};

use crate::{
    classes::Classes,
    errors,
    invalidation::{Invalidation, word},
    made::Maker,
    object::Object,
};

/// From this size on a document is worth letting other threads run while it is read.
const LARGE: usize = 16 * 1024;

/// Context, member, tier, and param → argument.
type DeclaredTarget = (
    String,
    Option<String>,
    &'static str,
    BTreeMap<String, Option<String>>,
);

/// Immutable and safe to share between threads.
#[pyclass(frozen, module = "mizan._native")]
pub struct Graph {
    core: graph::Graph,
    classes: Classes,
}

#[pymethods]
impl Graph {
    #[new]
    #[pyo3(signature = (ir, classes = None, /))]
    fn new(py: Python<'_>, ir: &[u8], classes: Option<&Bound<'_, PyMapping>>) -> PyResult<Self> {
        let core = py
            .detach(|| graph::Graph::new(ir))
            .map_err(|error| errors::graph(py, &error))?;
        let arguments = core.arguments().map(|(_, of)| of);
        let classes = Classes::new(py, core.types(), arguments, classes)?;
        Ok(Self { core, classes })
    }

    #[getter]
    fn schema(&self) -> &str {
        self.core.schema()
    }

    fn member_schema(&self, context: &str, member: &str) -> PyResult<String> {
        let schema = self.core.member_schema(context, member);
        schema.ok_or_else(|| errors::no_member(context, member))
    }

    #[getter]
    fn warnings(&self) -> &[String] {
        self.core.warnings()
    }

    fn ir<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.core.ir_json().as_bytes())
    }

    #[pyo3(signature = (*, docs = true))]
    fn text(&self, docs: bool) -> String {
        self.core
            .text(if docs { Docs::With } else { Docs::Without })
    }

    #[pyo3(signature = (function, body, *, branches = false))]
    fn decode_args<'py>(
        &self,
        py: Python<'py>,
        function: &str,
        body: &[u8],
        branches: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let read = || envelope::call_args(body);
        let call = if body.len() < LARGE {
            read()
        } else {
            py.detach(read)
        };
        call.map_err(DecodeError::from)
            .and_then(|call| {
                let mut maker = Maker::new(py, &self.classes, branches);
                self.core.make_call(function, &call, &mut maker)
            })
            .map_err(|error| errors::decoding(py, error))
    }

    fn encode_args<'py>(
        &self,
        py: Python<'py>,
        function: &str,
        args: &Bound<'py, PyMapping>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let args = Object::arguments(args, &self.classes);
        let json = self.core.encode_args(function, &args);
        json.map(|json| PyBytes::new(py, json.as_bytes()))
            .map_err(|error| errors::encoding(py, error))
    }

    fn decode_params<'py>(
        &self,
        py: Python<'py>,
        context: &str,
        query: &[u8],
    ) -> PyResult<Bound<'py, PyDict>> {
        let mut maker = Maker::new(py, &self.classes, false);
        let members = self
            .core
            .make_params(context, query, &mut maker)
            .map_err(|error| errors::decoding(py, error))?;
        let params = PyDict::new(py);
        for (name, args) in members {
            params.set_item(name, args)?;
        }
        Ok(params)
    }

    fn encode_result<'py>(
        &self,
        py: Python<'py>,
        function: &str,
        value: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let value = Object::new(value, &self.classes)?;
        let json = self.core.encode_result(function, &value);
        json.map(|json| PyBytes::new(py, json.as_bytes()))
            .map_err(|error| errors::encoding(py, error))
    }

    fn encode_error<'py>(
        &self,
        py: Python<'py>,
        code: &str,
        data: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let data = Object::new(data, &self.classes)?;
        let json = self.core.encode_error(code, &data);
        json.map(|json| PyBytes::new(py, json.as_bytes()))
            .map_err(|error| errors::encoding(py, error))
    }

    fn encode_arg<'py>(
        &self,
        py: Python<'py>,
        function: &str,
        name: &str,
        value: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let value = Object::new(value, &self.classes)?;
        let json = self.core.encode_arg(function, name, &value);
        json.map(|json| PyBytes::new(py, json.as_bytes()))
            .map_err(|error| errors::encoding(py, error))
    }

    fn declared(&self, function: &str) -> PyResult<Vec<DeclaredTarget>> {
        let declared = self.core.declared(function);
        let targets = declared.map_err(|unknown| errors::unknown(&unknown))?;
        let told = |it: Declared| (it.context, it.function, word(it.tier), it.params);
        Ok(targets.into_iter().map(told).collect())
    }

    fn is_self(
        &self,
        py: Python<'_>,
        function: &str,
        args: &Bound<'_, PyMapping>,
        caller: &str,
    ) -> PyResult<bool> {
        let args = Object::arguments(args, &self.classes);
        let same = self.core.is_self(function, &args, caller);
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
            .map(|(name, args)| (name.as_str(), Object::arguments(args, &self.classes)))
            .collect();
        let found = self.core.invalidation(&calls, caller, failed);
        found
            .map(Invalidation)
            .map_err(|error| errors::encoding(py, error))
    }
}
