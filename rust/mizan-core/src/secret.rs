//! A secret, ready to sign keys, tags and entries.
//!
//! Decides the labels that keep the three uses of one secret apart, and nothing about where secrets come from.
//! The bytes themselves are not kept. Page: `ir/protocol/cache_key.md`.

use std::fmt;

use data_encoding::HEXLOWER;
use hmac::{Hmac, Mac, digest::KeyInit};
use sha2::{Digest, Sha256};

/// What a signature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// The key of a member's answer.
    Key,
    /// A tag.
    Tag,
    /// The bytes of an entry.
    Entry,
}

impl Label {
    fn bytes(self) -> &'static [u8] {
        match self {
            Self::Key => b"mizan/key/1\0",
            Self::Tag => b"mizan/tag/1\0",
            Self::Entry => b"mizan/entry/1\0",
        }
    }
}

/// A secret; cheap to clone, and silent when it is printed.
#[derive(Clone)]
pub struct Secret {
    keyed: Hmac<Sha256>,
    fingerprint: String,
}

impl Secret {
    /// From the secret's bytes; a text is taken as UTF-8.
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        const BLOCK: usize = 64;
        let bytes = bytes.as_ref();
        // HMAC's own first step, done here because with a whole block nothing can fail.
        let mut block = [0; BLOCK];
        if bytes.len() > BLOCK {
            block[..32].copy_from_slice(&Sha256::digest(bytes));
        } else {
            block[..bytes.len()].copy_from_slice(bytes);
        }
        let mut hash = HEXLOWER.encode(
            &Sha256::new()
                .chain_update("mizan/secret/1\0")
                .chain_update(bytes)
                .finalize(),
        );
        hash.truncate(16);
        Self {
            keyed: KeyInit::new(&block.into()),
            fingerprint: hash,
        }
    }

    /// HMAC-SHA256 over the label and the parts, one after the other.
    pub fn sign(&self, label: Label, parts: &[&[u8]]) -> [u8; 32] {
        self.fed(label, parts).finalize().into_bytes().into()
    }

    /// Whether a signature is [`Self::sign`]'s, in a time that does not depend on where it differs.
    pub fn verify(&self, label: Label, parts: &[&[u8]], signature: &[u8]) -> bool {
        self.fed(label, parts).verify_slice(signature).is_ok()
    }

    /// What the graph digest knows of the secret: 16 hex digits.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    fn fed(&self, label: Label, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac = self.keyed.clone();
        mac.update(label.bytes());
        for part in parts {
            mac.update(part);
        }
        mac
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231's sixth case has a key longer than a block, which the vectors never have.
    #[test]
    fn a_long_secret_is_hashed_first() {
        let secret = Secret::new([0xaa; 131]);
        let mut mac = secret.keyed.clone();
        mac.update(b"Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(
            HEXLOWER.encode(&mac.finalize().into_bytes()),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        );
    }

    #[test]
    fn labels_keep_signatures_apart() {
        let secret = Secret::new("s");
        let signature = secret.sign(Label::Tag, &[b"a", b"b"]);
        assert!(secret.verify(Label::Tag, &[b"ab"], &signature));
        assert!(!secret.verify(Label::Key, &[b"ab"], &signature));
        assert!(!secret.verify(Label::Tag, &[b"ab"], &signature[..31]));
    }

    #[test]
    fn a_secret_is_not_printed() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret");
    }
}
