//! The reference app.
