//! The caller as Rust functions get to see it, and the hash of what the caller may do.
//!
//! Decides the JSON of a caller that crosses to native modules and the text under the permission hash. How a
//! caller is found is the adapters' business. Twin: `python/mizan/caller.py`. Page: `ir/protocol/caller.md`.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Who asks: `{"id": …, "roles": […], "permissions": "<hash>"}`; nobody is the lack of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caller {
    /// Unique over all ways of identity.
    pub id: String,
    /// `staff` and `superuser` are Django's two.
    #[serde(default)]
    pub roles: BTreeSet<String>,
    /// What [`permission_hash`] gave.
    pub permissions: String,
}

/// The hash under which per-caller entries are kept: 64 hex digits (protocol, section 4).
///
/// Permissions are a set; any role beside staff and superuser is among them as `role:<name>`.
pub fn permission_hash(staff: bool, superuser: bool, permissions: &BTreeSet<String>) -> String {
    let mut hash = Sha256::new();
    hash.update([
        b'0' + u8::from(staff),
        b':',
        b'0' + u8::from(superuser),
        b':',
    ]);
    for (place, permission) in permissions.iter().enumerate() {
        if place > 0 {
            hash.update(b",");
        }
        hash.update(permission);
    }
    HEXLOWER.encode(&hash.finalize())
}
