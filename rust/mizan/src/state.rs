//! What a host supplies to functions. Page: `ir/protocol/registry.md`.

use std::{fmt, ops::Deref, sync::Arc};

use mizan_core::registry::Held;

/// The one value of type `T` that the host supplied. An argument; it never reaches clients.
pub struct State<T: 'static>(Held<T>);

impl<T: Send + Sync + 'static> State<T> {
    /// Of this value; for tests that call a function by itself.
    pub fn new(value: T) -> Self {
        Self(Arc::new(Box::new(value)))
    }

    pub(crate) fn held(state: Held<T>) -> Self {
        Self(state)
    }
}

impl<T: fmt::Debug> fmt::Debug for State<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("State").field(&&**self).finish()
    }
}

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
