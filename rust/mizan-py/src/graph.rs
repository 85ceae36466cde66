//! One registry, frozen. Every method is the core's of the same name.

use std::collections::BTreeMap;

use mizan_core::{
    envelope,
    graph::{self, DecodeError, Made, Parts, Place},
    invalidation::{Declared, Target},
    ir_text::Docs,
    secret::Secret,
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
        let mut maker = Maker::new(py, &self.classes, branches);
        let made = if body.len() < LARGE {
            self.core.make_args(function, body, &mut maker)
        } else {
            py.detach(|| envelope::call_args(body))
                .map_err(DecodeError::from)
                .and_then(|call| self.core.make_call(function, &call, &mut maker))
        };
        made.map_err(|error| errors::decoding(py, error))
            .and_then(arguments)
    }

    #[pyo3(signature = (function, args, files, *, branches = false))]
    #[allow(
        clippy::needless_pass_by_value,
        reason = "pyo3 hands a mapping over by value"
    )]
    fn decode_upload<'py>(
        &self,
        py: Python<'py>,
        function: &str,
        args: &[u8],
        files: Parts,
        branches: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut maker = Maker::new(py, &self.classes, branches);
        self.core
            .make_upload(function, args, &files, &mut maker)
            .map_err(|error| errors::decoding(py, error))
            .and_then(arguments)
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

    fn target<'py>(
        &self,
        py: Python<'py>,
        context: &str,
        function: Option<&str>,
        params: &Bound<'py, PyMapping>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let given: Vec<(String, Bound<'py, PyAny>)> = params
            .items()?
            .iter()
            .map(|item| item.extract())
            .collect::<PyResult<_>>()?;
        let mut values = Vec::with_capacity(given.len());
        for (name, value) in &given {
            values.push((name.as_str(), Object::new(value.clone(), &self.classes)?));
        }
        let target = self.core.target(context, function, &values);
        let target = target.map_err(errors::target)?;
        Ok(PyBytes::new(py, target.json().as_bytes()))
    }

    #[allow(
        clippy::needless_pass_by_value,
        reason = "pyo3 hands a mapping over by value"
    )]
    fn bundle_tags(
        &self,
        py: Python<'_>,
        context: &str,
        members: BTreeMap<String, Bound<'_, PyMapping>>,
        secret: &[u8],
    ) -> PyResult<Vec<String>> {
        let members: Vec<_> = members
            .iter()
            .map(|(name, params)| (name.as_str(), Object::arguments(params, &self.classes)))
            .collect();
        let tags = self
            .core
            .bundle_tags(context, &members, &Secret::new(secret));
        tags.map_err(|error| errors::encoding(py, error))
    }

    #[pyo3(signature = (calls, caller, *, failed = false, targets = Vec::new()))]
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
        targets: Vec<Bound<'_, PyBytes>>,
    ) -> PyResult<Invalidation> {
        let calls: Vec<_> = calls
            .iter()
            .map(|(name, args)| (name.as_str(), Object::arguments(args, &self.classes)))
            .collect();
        let mut added = Vec::with_capacity(targets.len());
        for target in &targets {
            let target: Target = serde_json::from_slice(target.as_bytes())
                .map_err(|error| errors::malformed(&error))?;
            added.push(target);
        }
        let found = self.core.invalidation(&calls, caller, failed, &added);
        found
            .map(Invalidation)
            .map_err(|error| errors::encoding(py, error))
    }
}

/// The arguments of a call as a `dict`: of files their places.
fn arguments<'py>(made: Made<'_, Maker<'_, 'py>>) -> PyResult<Bound<'py, PyAny>> {
    for (name, place) in made.files {
        match place {
            Place::Absent => made.args.set_item(name, None::<usize>)?,
            Place::One => made.args.set_item(name, 0)?,
            Place::Each(count) => made.args.set_item(name, (0..count).collect::<Vec<_>>())?,
        }
    }
    Ok(made.args)
}
