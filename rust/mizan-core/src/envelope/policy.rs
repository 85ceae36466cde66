//! What a host's settings decide, and what an origin is. Page: `ir/protocol/envelope.md`.

use std::fmt;

use crate::{quoting::quoted, secret::Secret};

/// Bytes of a call's body.
pub const DEFAULT_LIMIT: usize = 1 << 20;

/// Bytes of a body with files: all of one call together, and what stands around them.
pub const DEFAULT_UPLOAD: usize = 32 << 20;

/// What a host's settings decide.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Other origins that may call.
    pub origins: Vec<Origin>,
    /// Bytes of a body.
    pub limit: usize,
    /// Bytes of one with files.
    pub upload_limit: usize,
    /// Whether `ir/` is there, which it is for developers alone.
    pub shows_ir: bool,
    /// What tags are made with, without which no shared cache is let in.
    pub secret: Option<Secret>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            origins: Vec::new(),
            limit: DEFAULT_LIMIT,
            upload_limit: DEFAULT_UPLOAD,
            shows_ir: false,
            secret: None,
        }
    }
}

impl Policy {
    /// Whether it is a configured one.
    pub fn trusts(&self, origin: &Origin) -> bool {
        self.origins.contains(origin)
    }
}

/// A scheme, a host and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    scheme: String,
    host: Vec<u8>,
    port: u32,
}

/// What is no origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoOrigin(String);

impl fmt::Display for NoOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is no origin: write it as `https://shop.example`",
            quoted(&self.0)
        )
    }
}

impl std::error::Error for NoOrigin {}

impl TryFrom<&str> for Origin {
    type Error = NoOrigin;

    fn try_from(text: &str) -> Result<Self, NoOrigin> {
        Self::parse(text.as_bytes()).ok_or_else(|| NoOrigin(text.to_owned()))
    }
}

impl Origin {
    /// The value of an `Origin` field; `null` is none, nor is one with a path or a wildcard.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let at = text.windows(3).position(|each| each == b"://")?;
        let (scheme, host) = (&text[..at], &text[at + 3..]);
        let begins = scheme.first().is_some_and(u8::is_ascii_lowercase);
        let rest = scheme.iter().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+.-".contains(byte)
        });
        if !(begins && rest) {
            return None;
        }
        let scheme = String::from_utf8(scheme.to_vec()).ok()?;
        let usual = usual_port(&scheme).unwrap_or(0);
        let (host, port) = host_and_port(host)?;
        Some(Self {
            host: host.to_ascii_lowercase(),
            port: port.unwrap_or(usual),
            scheme,
        })
    }

    /// Whether a `Host` field names it. Only where a scheme has a port of its own can one without a port be read.
    pub(super) fn is_of(&self, host: &[u8]) -> bool {
        let (Some(usual), Some((host, port))) = (usual_port(&self.scheme), host_and_port(host))
        else {
            return false;
        };
        self.host.eq_ignore_ascii_case(host) && self.port == port.unwrap_or(usual)
    }
}

fn usual_port(scheme: &str) -> Option<u32> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

/// A name or an address, and a port without leading zeros where one is there.
fn host_and_port(text: &[u8]) -> Option<(&[u8], Option<u32>)> {
    let end = if text.first() == Some(&b'[') {
        let end = text.iter().position(|byte| *byte == b']')?;
        let inside = &text[1..end];
        let legal = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
        if inside.is_empty() || !inside.iter().all(legal) {
            return None;
        }
        end + 1
    } else {
        let legal = |byte: &u8| byte.is_ascii_alphanumeric() || b"._~-".contains(byte);
        let end = text.iter().position(|byte| !legal(byte));
        end.unwrap_or(text.len())
    };
    let (host, rest) = text.split_at(end);
    if host.is_empty() {
        return None;
    }
    match rest {
        [] => Some((host, None)),
        [b':', digits @ ..] if (1..=5).contains(&digits.len()) => {
            let plain =
                digits.iter().all(u8::is_ascii_digit) && (digits[0] != b'0' || digits.len() == 1);
            let number = digits
                .iter()
                .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
            plain.then_some((host, Some(number)))
        }
        _ => None,
    }
}
