//! Whether an object has a key twice, in time that nobody can choose. Page: `ir/protocol/types.md`, strict JSON.

use super::{EXPECTED, Members};

/// Up to this many keys are compared pair by pair where they look alike, more by sorting them.
const FEW_KEYS: usize = 24;

/// Whether a key comes twice.
pub(super) fn has_duplicates(members: &Members<'_>) -> bool {
    if members.len() > FEW_KEYS {
        let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_ref()).collect();
        names.sort_unstable();
        return names.windows(2).any(|pair| pair[0] == pair[1]);
    }
    if members.len() <= EXPECTED {
        let mut ahead = members.as_slice();
        while let Some(((name, _), after)) = ahead.split_first() {
            for (other, _) in after {
                if other.len() == name.len() && other == name {
                    return true;
                }
            }
            ahead = after;
        }
        return false;
    }
    let mut looks = 0_u64;
    members.iter().enumerate().any(|(at, (name, _))| {
        let look = 1 << look(name);
        let known = looks & look != 0;
        looks |= look;
        known && members[..at].iter().any(|(other, _)| other == name)
    })
}

/// A number below 64 that equal names have in common.
fn look(name: &str) -> usize {
    let bytes = name.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().map_or(0, usize::from);
    let last = byte(bytes.len().wrapping_sub(1));
    (bytes.len() + 7 * byte(0) + 13 * byte(bytes.len() / 2) + 31 * last) % 64
}
