//! What a host supplies to functions. Page: `ir/protocol/registry.md`.

use std::{ops::Deref, sync::Arc};

/// The one value of type `T` that the host supplied. An argument; it never reaches clients.
#[derive(Debug)]
pub struct State<T: ?Sized>(Arc<T>);

impl<T> State<T> {
    /// Of this value; for tests that call a function by itself.
    pub fn new(value: T) -> Self {
        Self(Arc::new(value))
    }

    pub(crate) fn shared(value: Arc<T>) -> Self {
        Self(value)
    }
}

impl<T: ?Sized> Clone for State<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
