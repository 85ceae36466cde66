//! The IR of what is linked into this program.

use std::fmt;

use mizan_core::registry::{self, RegistryError};

/// Why there is no IR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportError {
    /// Nothing is linked, or declarations contradict each other.
    Registry(RegistryError),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registry(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ExportError {}

/// The canonical text of the IR of all functions that are linked into this program.
///
/// # Errors
/// Nothing is linked, or the graph is not legal: every defect at once.
pub fn export_ir() -> Result<String, ExportError> {
    let ir = registry::export(&registry::ENTRIES[..]).map_err(ExportError::Registry)?;
    Ok(format!("{ir:?}"))
}
