//! What is looked up by a name that every request has. Decides nothing.
//!
//! All names that are kept are the server's own, so that nobody can choose them to collide, and a hash without a secret
//! will do.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// By name.
pub(crate) type ByName<T> = HashMap<String, T, BuildHasherDefault<Fnv>>;

/// FNV-1a of 64 bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
