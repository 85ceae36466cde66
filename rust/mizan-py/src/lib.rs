//! The Python bindings of `mizan-core`, and `module!` for an app's own Rust functions: the door alone.

mod classes;
mod entries;
mod errors;
mod graph;
mod invalidation;
mod made;
mod moment;
mod native;
mod number;
mod object;
mod plain;
mod raw;
mod scoping;
mod wheel;
mod words;

/// What the macros' expansions name. No part of the interface.
#[doc(hidden)]
pub mod __private {
    pub use mizan_core::registry::States;
    pub use pyo3;

    pub use crate::{native::bind as bind_native, wheel::bind as bind_wheel};
}

/// Makes this crate a native module: an extension that Python imports by `$name` and Mizan mounts.
///
/// `state = EXPR`, or `state = [EXPR, …]`, supplies what functions ask for by `mizan::State<T>`: one value of each type,
/// made when the module is imported. A crate of functions must be named (`use app as _;`) to be linked.
/// Page: `ir/protocol/registry.md`.
///
/// ```ignore
/// mizan_py::module!(shop_native, state = [RateTable::of_today()]);
/// ```
#[macro_export]
macro_rules! module {
    ($name:ident $(,)?) => {
        $crate::module!($name, state = []);
    };
    ($name:ident, state = [$($state:expr),* $(,)?] $(,)?) => {
        #[$crate::__private::pyo3::pymodule]
        #[pyo3(crate = "::mizan_py::__private::pyo3")]
        fn $name(
            module: &$crate::__private::pyo3::Bound<'_, $crate::__private::pyo3::types::PyModule>,
        ) -> $crate::__private::pyo3::PyResult<()> {
            $crate::__private::bind_native(module, $crate::__private::States::default()$(.with($state))*)
        }
    };
    ($name:ident, state = $state:expr $(,)?) => {
        $crate::module!($name, state = [$state]);
    };
}

/// Makes a crate the wheel's own extension: all of `mizan._native`.
#[macro_export]
macro_rules! wheel {
    ($name:ident) => {
        #[$crate::__private::pyo3::pymodule]
        #[pyo3(crate = "::mizan_py::__private::pyo3")]
        fn $name(
            module: &$crate::__private::pyo3::Bound<'_, $crate::__private::pyo3::types::PyModule>,
        ) -> $crate::__private::pyo3::PyResult<()> {
            $crate::__private::bind_wheel(module)
        }
    };
}
