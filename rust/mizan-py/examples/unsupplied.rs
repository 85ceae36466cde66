//! A native module that forgot a state, for `python/tests/test_native_module.py`.

use mizan::State;

mizan_py::module!(unsupplied);

struct Forgotten;

#[mizan::client]
fn needy(_forgotten: State<Forgotten>) -> bool {
    true
}
