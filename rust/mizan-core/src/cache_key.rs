//! The key under which one member's answer is kept.
//!
//! Decides what an answer depends on, and so what tells two answers apart. What bytes are kept under the key is
//! `cache`'s. Vectors: `cache_key`. Page: `ir/protocol/cache_key.md`.

use data_encoding::HEXLOWER;
use serde_json::{Map, Value as Json};

use crate::{
    canonical_json::{write_object, write_text},
    secret::{Label, Secret},
};

/// What one member's answer depends on.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// The context's name.
    pub context: &'a str,
    /// The member's name.
    pub member: &'a str,
    /// All params of this member, validated, defaults filled in, in canonical form.
    pub params: &'a Map<String, Json>,
    /// The schema of the member: 16 hex digits.
    pub schema: &'a str,
    /// For a per-caller member: who asks. `None` for a public one.
    pub asker: Option<Asker<'a>>,
}

/// Who asks a per-caller member.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    /// The caller's id; nobody's is empty.
    pub id: &'a str,
    /// The caller's permission hash; nobody's is that of no rights.
    pub permissions: &'a str,
}

/// `mizan:1:<context>/<member>:` and 64 hex digits.
pub fn key(secret: &Secret, parts: &Parts<'_>) -> String {
    let mut text = String::with_capacity(256);
    text.push_str("{\"c\":");
    write_text(&mut text, parts.context);
    if let Some(asker) = parts.asker {
        text.push_str(",\"k\":");
        write_text(&mut text, asker.permissions);
    }
    text.push_str(",\"m\":");
    write_text(&mut text, parts.member);
    text.push_str(",\"p\":");
    write_object(
        &mut text,
        parts
            .params
            .iter()
            .map(|(name, value)| (name.as_str(), value)),
    );
    text.push_str(",\"s\":");
    write_text(&mut text, parts.schema);
    if let Some(asker) = parts.asker {
        text.push_str(",\"u\":");
        write_text(&mut text, asker.id);
    }
    text.push('}');

    let mut key = String::with_capacity(80 + parts.context.len() + parts.member.len());
    key.push_str("mizan:1:");
    key.push_str(parts.context);
    key.push('/');
    key.push_str(parts.member);
    key.push(':');
    HEXLOWER.encode_append(&secret.sign(Label::Key, &[text.as_bytes()]), &mut key);
    key
}
