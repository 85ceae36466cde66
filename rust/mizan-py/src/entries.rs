//! A map of a caller's keys as Python's `dict`, which takes ever longer for every key that has the hash of others.
//!
//! Python hashes text with a secret, but a `UUID` and an `int` by their value, so that whoever sends the keys chooses
//! the hashes. Decides how many of one map may have one hash. Page: `ir/protocol/types.md`, keys of maps.

use std::collections::HashMap;

use pyo3::{
    prelude::*,
    types::{PyDict, PyInt, PyString},
};

use crate::errors;

/// By chance not even two uuids of a map ever have one hash.
const MOST_OF_ONE_HASH: u8 = 16;

/// A map under way.
pub struct Entries<'py> {
    dict: Bound<'py, PyDict>,
    /// How many keys have each hash. Rust's own map hashes with a secret.
    hashes: HashMap<isize, u8>,
}

impl<'py> Entries<'py> {
    /// An empty one.
    pub fn new(py: Python<'py>) -> Self {
        Self {
            dict: PyDict::new(py),
            hashes: HashMap::new(),
        }
    }

    /// Takes an entry in.
    ///
    /// # Errors
    /// `SyntaxFault` for one key too many of the same hash.
    pub fn insert(&mut self, key: &Bound<'py, PyAny>, value: &Bound<'py, PyAny>) -> PyResult<()> {
        // The wire's integers are too small for two of one hash.
        if !key.is_exact_instance_of::<PyString>() && !key.is_exact_instance_of::<PyInt>() {
            let alike = self.hashes.entry(key.hash()?).or_default();
            if *alike == MOST_OF_ONE_HASH {
                return Err(errors::alike_keys(key.py()));
            }
            *alike += 1;
        }
        self.dict.set_item(key, value)
    }

    /// The whole map.
    pub fn into_dict(self) -> Bound<'py, PyDict> {
        self.dict
    }
}
