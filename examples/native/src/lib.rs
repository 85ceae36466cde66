//! The shop's own Rust functions. Python imports them as `shop_native`; `MIZAN = {"NATIVE": ["shop_native"]}` in the
//! settings mounts them, and the browser calls them like any other function.

mizan_py::module!(
    shop_native,
    state = shop_native_functions::RateTable::default()
);
