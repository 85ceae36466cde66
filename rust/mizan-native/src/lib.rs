//! The cdylib that maturin builds into the wheel as `mizan._native`.

#[pyo3::pymodule]
fn _native(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
    mizan_py::bind(module)
}
