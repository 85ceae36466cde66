//! The IR of what is linked into this program. Page: `ir/protocol/ir.md`.

use std::fmt;

use mizan_core::{
    graph::{Graph, GraphError},
    ir_text::Docs,
    registry::{self, ENTRIES, RegistryError},
};

/// Why there is no IR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportError {
    /// Nothing is linked, or declarations contradict each other.
    Registry(RegistryError),
    /// Every defect of the graph, one line each.
    Graph(GraphError),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registry(error) => error.fmt(f),
            Self::Graph(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ExportError {}

/// The canonical text of the IR of all functions that are linked into this program.
///
/// # Errors
/// Nothing is linked, or the graph may not start: every defect at once.
pub fn export_ir() -> Result<String, ExportError> {
    let ir = registry::export(ENTRIES).map_err(ExportError::Registry)?;
    let graph = Graph::from_ir(ir).map_err(ExportError::Graph)?;
    Ok(graph.text(Docs::With))
}
