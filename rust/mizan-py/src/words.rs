//! The computed words that need no graph. Each one is the core's function of the same name.

use std::collections::{BTreeMap, BTreeSet};

use mizan_core::{
    cache::{self, Stamp},
    cache_key::{Asker, Parts},
    caller,
    errors::FaultCode,
    header,
    secret::Secret,
    tags,
    types::{self, Step},
};
use pyo3::{
    prelude::*,
    pybacked::PyBackedStr,
    types::{PyList, PyMapping, PyString},
};

use crate::{errors, plain};

/// The canonical text of a plain value (RFC 8785).
#[pyfunction]
#[pyo3(signature = (value, /))]
pub fn canonical_json(value: &Bound<'_, PyAny>) -> PyResult<String> {
    plain::json(value).map(|json| mizan_core::canonical_json::text(&json))
}

/// The key under which one member's answer is kept; per caller when `caller` is given.
#[pyfunction]
#[pyo3(signature = (secret, context, member, params, schema, caller = None, permissions = None))]
pub fn cache_key(
    secret: &[u8],
    context: &str,
    member: &str,
    params: &Bound<'_, PyMapping>,
    schema: &str,
    caller: Option<&str>,
    permissions: Option<&str>,
) -> PyResult<String> {
    let params = plain::object(params)?;
    let asker = match (caller, permissions) {
        (None, None) => None,
        (Some(id), Some(permissions)) => Some(Asker { id, permissions }),
        _ => return Err(errors::no_value("`caller` and `permissions` come together")),
    };
    Ok(mizan_core::cache_key::key(
        &Secret::new(secret),
        &Parts {
            context,
            member,
            params: &params,
            schema,
            asker,
        },
    ))
}

/// The hash under which per-caller entries are kept: 64 hex digits.
#[pyfunction]
#[pyo3(signature = (*, staff, superuser, permissions))]
#[allow(
    clippy::needless_pass_by_value,
    reason = "pyo3 hands a sequence over by value"
)]
pub fn permission_hash(staff: bool, superuser: bool, permissions: Vec<String>) -> String {
    caller::permission_hash(
        staff,
        superuser,
        &permissions.into_iter().collect::<BTreeSet<_>>(),
    )
}

/// The tag of a text: `mz-` and 26 characters.
#[pyfunction]
pub fn tag(secret: &[u8], text: &str) -> String {
    tags::tag(&Secret::new(secret), text)
}

/// The value of `X-Mizan-Invalidate`; `None` when nothing is dropped.
#[pyfunction]
#[pyo3(name = "header")]
pub fn header_field(targets: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    plain::targets(targets).map(|targets| header::field(&targets))
}

/// The bytes to keep for a body.
#[pyfunction]
#[allow(
    clippy::needless_pass_by_value,
    reason = "pyo3 hands a sequence over by value"
)]
pub fn encode_entry(
    secret: &[u8],
    key: &str,
    world: &str,
    tags: Vec<(String, String)>,
    body: &[u8],
) -> Vec<u8> {
    let epochs: BTreeMap<_, _> = tags.into_iter().collect();
    cache::encode(
        &Secret::new(secret),
        &Stamp {
            key,
            world,
            epochs: &epochs,
        },
        body,
    )
}

/// The body if the entry counts; else `None`.
#[pyfunction]
#[allow(
    clippy::needless_pass_by_value,
    reason = "pyo3 hands a sequence over by value"
)]
pub fn decode_entry<'a>(
    secret: &[u8],
    key: &str,
    world: &str,
    tags: Vec<(String, String)>,
    entry: &'a [u8],
) -> Option<&'a [u8]> {
    let epochs: BTreeMap<_, _> = tags.into_iter().collect();
    cache::decode(
        &Secret::new(secret),
        &Stamp {
            key,
            world,
            epochs: &epochs,
        },
        entry,
    )
}

/// Where a key, a tag or `world` lies in a store.
#[pyfunction]
pub fn store_key(namespace: &str, name: &str) -> String {
    cache::store_key(namespace, name)
}

/// What is told of faults that Python found: sorted, each once, at most 32, with the callers' own names shortened.
#[pyfunction]
#[pyo3(signature = (faults, /))]
#[allow(
    clippy::needless_pass_by_value,
    reason = "pyo3 hands a sequence over by value"
)]
pub fn told(py: Python<'_>, faults: Vec<(Vec<Part>, PyBackedStr)>) -> PyResult<Bound<'_, PyList>> {
    let found = faults.iter().map(|(path, code)| {
        let code = FaultCode::parse(code).ok_or_else(|| errors::no_value("no code of a fault"))?;
        Ok((path.iter().map(Part::step), code))
    });
    errors::list(py, &types::told(found.collect::<PyResult<Vec<_>>>()?))
}

/// One step of a path, as Python has it.
pub enum Part {
    Index(usize),
    Name(PyBackedStr),
    /// A caller's own name, which Python marks by a class of its own.
    Key(PyBackedStr),
}

impl Part {
    fn step(&self) -> Step<'_> {
        match self {
            Self::Index(index) => Step::Index(*index),
            Self::Name(name) => Step::Name(name),
            Self::Key(key) => Step::Key(key),
        }
    }
}

impl<'py> FromPyObject<'_, 'py> for Part {
    type Error = PyErr;

    fn extract(part: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if !part.is_instance_of::<PyString>() {
            return part.extract().map(Self::Index);
        }
        let text = part.extract()?;
        Ok(if part.is_exact_instance_of::<PyString>() {
            Self::Name(text)
        } else {
            Self::Key(text)
        })
    }
}
