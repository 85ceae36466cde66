//! The caller as Rust functions get to see it, and the hash of what the caller may do.
//!
//! Decides the JSON of a caller that crosses to native modules and the text under the permission hash. How a
//! caller is found is the adapters' business. Twin: `python/mizan/caller.py`. Page: `ir/protocol/caller.md`.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    ir::Type,
    types::{Kind, Types, Uuid, Value, read_spelling_of},
};

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

/// A caller's id as a value of a param: what the identity tier puts into targets, and what `auth="self"` compares.
///
/// `None` if the id has not the query spelling of the type or is out of its range; a uuid may be in either case.
/// Pages: `ir/protocol/caller.md`, `ir/protocol/invalidation.md`.
pub fn id_as(kind: &Type, id: &str) -> Option<Value> {
    let types = Types::default();
    id_of(&types.kind(kind), &types, id)
}

/// The same by a type that was made ready.
pub fn id_of(kind: &Kind, types: &Types, id: &str) -> Option<Value> {
    match types.resolved(kind) {
        Kind::Optional(item) => id_of(item, types, id),
        Kind::Uuid => Uuid::parse(id).map(Value::Uuid),
        other => read_spelling_of(id, other, types).ok(),
    }
}

/// The hash under which per-caller entries are kept: 64 hex digits (`ir/protocol/cache_key.md`).
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_id_takes_the_type_of_the_param_or_none() {
        for (kind, id, value) in [
            (Type::integer(), "0", Some(json!(0))),
            (Type::integer(), "-7", Some(json!(-7))),
            (
                Type::integer(),
                "9007199254740991",
                Some(json!(9_007_199_254_740_991_i64)),
            ),
            (Type::integer(), "9007199254740992", None),
            (Type::integer(), "99999999999999999999999", None),
            (Type::integer(), "-0", None),
            (Type::integer(), "-07", None),
            (Type::integer(), "+7", None),
            (Type::integer(), "-", None),
            (Type::integer(), "", None),
            (Type::integer(), " 7", None),
            (Type::integer(), "\u{667}", None),
            (Type::Boolean, "true", Some(json!(true))),
            (Type::Boolean, "True", None),
            (Type::string(), "", Some(json!(""))),
            (
                Type::Uuid,
                "0E37DF36-F698-11E6-8DD4-CB9CED3DF976",
                Some(json!("0e37df36-f698-11e6-8dd4-cb9ced3df976")),
            ),
            (Type::Uuid, "0e37df36f69811e68dd4cb9ced3df976", None),
            (Type::Uuid, "0e37df36-f698-11e6-8dd4-cb9ced3df97g", None),
            (
                Type::datetime(),
                "2026-01-02T03:04:05Z",
                Some(json!("2026-01-02T03:04:05Z")),
            ),
            (Type::datetime(), "2026-01-02T03:04:05.0Z", None),
            (Type::number(), "7", None),
        ] {
            assert_eq!(
                id_as(&kind, id).map(|value| value.to_json()),
                value,
                "{kind:?} {id}"
            );
            let optional = Type::Optional {
                item: Box::new(kind),
            };
            assert_eq!(
                id_as(&optional, id).map(|value| value.to_json()),
                value,
                "{optional:?} {id}"
            );
        }
    }

    #[test]
    fn a_caller_crosses_as_json() {
        let text = r#"{"id":"7","roles":["staff"],"permissions":"00"}"#;
        let caller: Result<Caller, _> = serde_json::from_str(text);
        assert!(caller.is_ok_and(|caller| serde_json::to_string(&caller).is_ok_and(|again| again == text)));
    }
}
