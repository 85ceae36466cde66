//! What Python's C interface has and pyo3 has no safe name for: objects as `object.__new__` makes them, attributes past
//! a class's own `__setattr__`, copies of sets, and text that is known to be ASCII. The one file with `unsafe` in it.
//!
//! Page: `ir/protocol/types.md`, values.

#![allow(
    unsafe_code,
    reason = "these are calls of Python's stable C interface, each with its reason"
)]

use std::{mem, ptr};

use pyo3::{
    ffi,
    prelude::*,
    types::{PyAny, PySet, PyString, PyTuple, PyType},
};

/// Makes empty instances of one class, without its `__init__`.
pub struct Allocator {
    class: Py<PyType>,
    nothing: Py<PyTuple>,
    new: ffi::newfunc,
}

impl Allocator {
    /// `None` for a class with a `__new__` of its own, which would run.
    pub fn new(class: &Bound<'_, PyType>) -> Option<Self> {
        let py = class.py();
        let new = tp_new(class)?;
        (new as usize == tp_new(&py.get_type::<PyAny>())? as usize).then(|| Self {
            class: class.clone().unbind(),
            nothing: PyTuple::empty(py).unbind(),
            new,
        })
    }

    /// A new instance.
    ///
    /// # Errors
    /// `TypeError` for an abstract class.
    pub fn instance<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        // SAFETY: `new` is what this class has in `tp_new`, and is `object`'s: it takes a class and a tuple, both alive
        // while `self` is, and no keywords. It returns a new reference, or null with an exception set.
        unsafe {
            let class = self.class.as_ptr().cast();
            let made = (self.new)(class, self.nothing.as_ptr(), ptr::null_mut());
            Bound::from_owned_ptr_or_err(py, made)
        }
    }
}

fn tp_new(class: &Bound<'_, PyType>) -> Option<ffi::newfunc> {
    // SAFETY: the class is alive, and what stands in this slot is a `newfunc` or null, which is `None`.
    unsafe {
        let slot = ffi::PyType_GetSlot(class.as_type_ptr(), ffi::Py_tp_new);
        mem::transmute::<*mut std::ffi::c_void, Option<ffi::newfunc>>(slot)
    }
}

/// Sets an attribute as `object.__setattr__` does.
///
/// # Errors
/// What Python raises where there is no place for it.
pub fn set_attribute(
    object: &Bound<'_, PyAny>,
    name: &Bound<'_, PyString>,
    value: &Bound<'_, PyAny>,
) -> PyResult<()> {
    // SAFETY: three live references, which are borrowed; -1 means that an exception is set.
    let done =
        unsafe { ffi::PyObject_GenericSetAttr(object.as_ptr(), name.as_ptr(), value.as_ptr()) };
    if done == -1 {
        Err(PyErr::fetch(object.py()))
    } else {
        Ok(())
    }
}

/// An attribute for which a class has a slot.
pub struct Slot {
    name: Py<PyString>,
    /// What sets it, and how, where that is Python's own.
    direct: Option<(Py<PyAny>, ffi::descrsetfunc)>,
}

impl Slot {
    /// A class's attribute; it need not be a slot.
    ///
    /// # Errors
    /// What Python raises.
    pub fn new(class: &Bound<'_, PyType>, name: &str) -> PyResult<Self> {
        let py = class.py();
        let name = PyString::intern(py, name);
        let found = class.getattr_opt(&name)?;
        let member = py.import("types")?.getattr("MemberDescriptorType")?;
        let direct = match found {
            Some(found) if found.is_exact_instance(&member) => {
                // SAFETY: the type is alive, and what stands in this slot is a `descrsetfunc` or null, which is `None`.
                let set = unsafe {
                    let slot = ffi::PyType_GetSlot(found.get_type_ptr(), ffi::Py_tp_descr_set);
                    mem::transmute::<*mut std::ffi::c_void, Option<ffi::descrsetfunc>>(slot)
                };
                set.map(|set| (found.unbind(), set))
            }
            _ => None,
        };
        Ok(Self {
            name: name.unbind(),
            direct,
        })
    }

    /// Sets it.
    ///
    /// # Errors
    /// What Python raises, such as for an object of another class.
    pub fn set(&self, object: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = object.py();
        let Some((member, set)) = &self.direct else {
            return set_attribute(object, self.name.bind(py), value);
        };
        // SAFETY: `set` is what the type of `member` has in `tp_descr_set`: it takes three live references, which are
        // borrowed, looks whether the object is of the member's class, and returns -1 with an exception set if not.
        let done = unsafe { set(member.as_ptr(), object.as_ptr(), value.as_ptr()) };
        if done == -1 {
            Err(PyErr::fetch(py))
        } else {
            Ok(())
        }
    }
}

/// Text that is ASCII.
///
/// # Errors
/// What Python raises when it has no memory.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "within the loop over a list of text it is a tenth of what a text costs"
)]
pub fn ascii<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    // Of all that reads text this looks at it the least: every byte is a character of Latin-1, and those of ASCII are
    // the same ones.
    // SAFETY: so many bytes are there, which are not kept; no text is longer than `isize::MAX`. What comes back is a new
    // reference, or null with an exception set.
    unsafe {
        let (start, length) = (text.as_ptr().cast(), text.len().cast_signed());
        let made = ffi::PyUnicode_DecodeLatin1(start, length, ptr::null());
        Bound::from_owned_ptr_or_err(py, made)
    }
}

/// A set of the same elements.
///
/// # Errors
/// What Python raises when it has no memory.
pub fn copied<'py>(set: &Bound<'py, PySet>) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: a live reference, which is borrowed; what comes back is a new one, or null with an exception set.
    unsafe { Bound::from_owned_ptr_or_err(set.py(), ffi::PySet_New(set.as_ptr())) }
}
