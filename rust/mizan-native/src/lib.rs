//! The cdylib that maturin builds into the wheel as `mizan._native`.

mizan_py::wheel!(_native);
