//! What is in `mizan._native`. Twin: `python/mizan/_native.pyi`.

use mizan_core::registry::States;
use pyo3::{prelude::*, types::PyDict};

use crate::{errors, graph::Graph, invalidation::Invalidation, native, scoping::Scoping, words};

/// Puts all of it into the module.
///
/// # Errors
/// What Python raises.
pub fn bind(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("__version__", mizan_core::registry::CORE)?;
    module.add("GraphError", py.get_type::<errors::GraphError>())?;
    module.add("SyntaxFault", py.get_type::<errors::SyntaxFault>())?;
    module.add("InvalidFault", py.get_type::<errors::InvalidFault>())?;
    module.add("ResultFault", py.get_type::<errors::ResultFault>())?;
    let class = PyDict::new(py);
    class.set_item("module", "mizan._native")?;
    let class = py.import("collections")?.getattr("namedtuple")?.call(
        ("Class", ("kind", "cls", "attributes", "made")),
        Some(&class),
    )?;
    module.add("Class", class)?;
    module.add_class::<Graph>()?;
    module.add_class::<Invalidation>()?;
    module.add_class::<Scoping>()?;
    module.add_function(wrap_pyfunction!(words::canonical_json, module)?)?;
    module.add_function(wrap_pyfunction!(words::cache_key, module)?)?;
    module.add_function(wrap_pyfunction!(words::permission_hash, module)?)?;
    module.add_function(wrap_pyfunction!(words::tag, module)?)?;
    module.add_function(wrap_pyfunction!(words::header_field, module)?)?;
    module.add_function(wrap_pyfunction!(words::encode_entry, module)?)?;
    module.add_function(wrap_pyfunction!(words::decode_entry, module)?)?;
    module.add_function(wrap_pyfunction!(words::store_key, module)?)?;
    module.add_function(wrap_pyfunction!(words::told, module)?)?;
    module.add("MOST_FAULTS", mizan_core::errors::MOST_FAULTS)?;
    module.add("WORLD", mizan_core::tags::WORLD)?;
    native::bind(module, States::default())
}
