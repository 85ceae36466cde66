//! The Python bindings of `mizan-core`, and `module!` for an app's own Rust functions: the door alone.

mod errors;
mod moment;
mod plain;
mod scoping;
mod words;

use pyo3::prelude::*;

/// Puts all of `mizan._native` into its module. Twin: `python/mizan/_native.pyi`.
///
/// # Errors
/// What Python raises.
pub fn bind(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("GraphError", py.get_type::<errors::GraphError>())?;
    module.add("SyntaxFault", py.get_type::<errors::SyntaxFault>())?;
    module.add("InvalidFault", py.get_type::<errors::InvalidFault>())?;
    module.add("ResultFault", py.get_type::<errors::ResultFault>())?;
    module.add_class::<scoping::Scoping>()?;
    module.add_function(wrap_pyfunction!(words::canonical_json, module)?)?;
    module.add_function(wrap_pyfunction!(words::cache_key, module)?)?;
    module.add_function(wrap_pyfunction!(words::permission_hash, module)?)?;
    module.add_function(wrap_pyfunction!(words::tag, module)?)?;
    module.add_function(wrap_pyfunction!(words::header_field, module)?)?;
    module.add_function(wrap_pyfunction!(words::encode_entry, module)?)?;
    module.add_function(wrap_pyfunction!(words::decode_entry, module)?)?;
    module.add_function(wrap_pyfunction!(words::store_key, module)?)
}
