//! What the store holds: the bytes of an entry and the names under which things lie.
//!
//! Decides when an entry counts. Reads and writes nothing itself, and knows neither clocks nor chance: worlds and
//! epochs are handed in. Vectors: `entry`, `store_key`. Page: `ir/protocol/cache.md`.

use std::collections::BTreeMap;

use crate::{
    canonical_json::write_text,
    secret::{Label, Secret},
};

const MAGIC: &[u8] = b"MZ1";
const MAC_BYTES: usize = 32;

/// What an entry was filled under: it counts only while all of this still holds.
#[derive(Clone, Copy, Debug)]
pub struct Stamp<'a> {
    /// The key of the answer.
    pub key: &'a str,
    /// The world that was read before the member ran.
    pub world: &'a str,
    /// Each tag of the entry with the epoch that was read before the member ran.
    pub epochs: &'a BTreeMap<String, String>,
}

impl Stamp<'_> {
    /// The line before the body. Canonical JSON has no raw line break, so the first one ends it.
    fn line(&self) -> String {
        let mut line = String::with_capacity(160 + 56 * self.epochs.len());
        line.push('[');
        write_text(&mut line, self.key);
        line.push(',');
        write_text(&mut line, self.world);
        line.push_str(",[");
        for (place, (tag, epoch)) in self.epochs.iter().enumerate() {
            line.push_str(if place == 0 { "[" } else { ",[" });
            write_text(&mut line, tag);
            line.push(',');
            write_text(&mut line, epoch);
            line.push(']');
        }
        line.push_str("]]\n");
        line
    }
}

/// The bytes to keep for a body.
pub fn encode(secret: &Secret, stamp: &Stamp<'_>, body: &[u8]) -> Vec<u8> {
    let line = stamp.line();
    let mac = secret.sign(Label::Entry, &[line.as_bytes(), body]);
    [MAGIC, &mac, line.as_bytes(), body].concat()
}

/// The body, if these bytes were written with this secret and under exactly this stamp.
///
/// Whatever else the store gives, garbage included, is no entry.
pub fn decode<'a>(secret: &Secret, stamp: &Stamp<'_>, entry: &'a [u8]) -> Option<&'a [u8]> {
    let (mac, rest) = entry.strip_prefix(MAGIC)?.split_at_checked(MAC_BYTES)?;
    let body = rest.strip_prefix(stamp.line().as_bytes())?;
    secret.verify(Label::Entry, &[rest], mac).then_some(body)
}

/// Where a key, a tag or `world` lies; the braces keep a namespace in one slot of a cluster.
pub fn store_key(namespace: &str, name: &str) -> String {
    format!("{{{namespace}}}:{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epochs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|&(tag, epoch)| (tag.to_owned(), epoch.to_owned()))
            .collect()
    }

    #[test]
    fn an_entry_counts_only_under_its_own_stamp() {
        let secret = Secret::new("s");
        let kept = epochs(&[("mz-a", "01"), ("mz-b", "02")]);
        let stamp = Stamp {
            key: "k",
            world: "w",
            epochs: &kept,
        };
        let entry = encode(&secret, &stamp, b"{}\n");
        assert_eq!(decode(&secret, &stamp, &entry), Some(&b"{}\n"[..]));

        assert_eq!(decode(&Secret::new("t"), &stamp, &entry), None);
        assert_eq!(decode(&secret, &Stamp { key: "l", ..stamp }, &entry), None);
        assert_eq!(
            decode(
                &secret,
                &Stamp {
                    world: "v",
                    ..stamp
                },
                &entry
            ),
            None
        );
        for other in [
            epochs(&[("mz-a", "01")]),
            epochs(&[("mz-a", "01"), ("mz-b", "03")]),
            epochs(&[("mz-a", "01"), ("mz-b", "02"), ("mz-c", "03")]),
        ] {
            assert_eq!(
                decode(
                    &secret,
                    &Stamp {
                        epochs: &other,
                        ..stamp
                    },
                    &entry
                ),
                None
            );
        }
    }

    #[test]
    fn a_changed_or_cut_entry_is_none() {
        let secret = Secret::new("s");
        let kept = epochs(&[("mz-a", "01")]);
        let stamp = Stamp {
            key: "k",
            world: "w",
            epochs: &kept,
        };
        let entry = encode(&secret, &stamp, b"true");
        for place in 0..entry.len() {
            let mut changed = entry.clone();
            changed[place] ^= 1;
            assert_eq!(decode(&secret, &stamp, &changed), None, "byte {place}");
            assert_eq!(
                decode(&secret, &stamp, &entry[..place]),
                None,
                "cut at {place}"
            );
        }
    }
}
