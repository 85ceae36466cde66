//! Universally unique identifiers, of any version. Page: `ir/protocol/types.md`, values.

use std::fmt;

/// 128 bits; written as 8-4-4-4-12 hex digits in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(pub [u8; 16]);

const HYPHENS: [usize; 4] = [8, 13, 18, 23];
const LENGTH: usize = 36;

impl Uuid {
    /// Whether a uuid's text is the one that it is written as.
    pub fn is_canonical(text: &str) -> bool {
        !text.bytes().any(|byte| byte.is_ascii_uppercase())
    }

    /// Reads 8-4-4-4-12 hex digits in either case, and no other spelling.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != LENGTH {
            return None;
        }
        let mut digits = [0_u8; 32];
        let mut filled = 0;
        for (at, byte) in bytes.iter().enumerate() {
            if HYPHENS.contains(&at) {
                if *byte != b'-' {
                    return None;
                }
            } else {
                *digits.get_mut(filled)? = u8::try_from(char::from(*byte).to_digit(16)?).ok()?;
                filled += 1;
            }
        }
        let mut uuid = [0; 16];
        for (byte, pair) in uuid.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair[0] << 4 | pair[1];
        }
        Some(Self(uuid))
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}
