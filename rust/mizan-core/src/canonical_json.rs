//! Canonical JSON: RFC 8785, the one spelling that keys, tags and digests are computed over.
//!
//! Decides how a JSON value is spelled, never what values there are (`types`). Vectors: `canonical_json`.
//! Page: `ir/protocol/cache_key.md`.
//!
//! Whole numbers that [`serde_json`] keeps as integers are written digit for digit. Within ±(2^53−1), the range
//! of the wire, that is what ECMAScript writes too, and two values have one spelling only if they are equal.

use std::cmp::Ordering;

use serde_json::Value as Json;

use crate::digits;

/// The canonical text of a value.
pub fn text(value: &Json) -> String {
    let mut out = String::new();
    write(&mut out, value);
    out
}

/// Appends the canonical text of a value.
pub fn write(out: &mut String, value: &Json) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(true) => out.push_str("true"),
        Json::Bool(false) => out.push_str("false"),
        Json::Number(number) => write_number(out, number),
        Json::String(text) => write_text(out, text),
        Json::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write(out, item);
            }
            out.push(']');
        }
        Json::Object(members) => write_object(
            out,
            members.iter().map(|(name, value)| (name.as_str(), value)),
        ),
    }
}

/// Appends an object, whatever order its members come in.
pub fn write_object<'a>(out: &mut String, members: impl Iterator<Item = (&'a str, &'a Json)>) {
    let mut members: Vec<_> = members.collect();
    // For ASCII names the order by UTF-16 code units is the order by bytes, which they mostly come in.
    if !members.is_sorted_by(|(a, _), (b, _)| a.is_ascii() && b.is_ascii() && a < b) {
        members.sort_by(|(a, _), (b, _)| order(a, b));
    }
    out.push('{');
    for (place, (name, value)) in members.into_iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write_text(out, name);
        out.push(':');
        write(out, value);
    }
    out.push('}');
}

/// The order of an object's names.
pub fn order(a: &str, b: &str) -> Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

/// Appends a string in quotes: only quote, backslash and U+0000 to U+001F are escaped.
pub fn write_text(out: &mut String, text: &str) {
    out.reserve(text.len() + 2);
    out.push('"');
    // Nearly every text is plain, and looked at without a branch for each byte.
    let escapes = |found: u8, byte| {
        found | u8::from(byte < 0x20) | u8::from(byte == b'"') | u8::from(byte == b'\\')
    };
    if text.bytes().fold(0, escapes) == 0 {
        out.push_str(text);
        out.push('"');
        return;
    }
    let mut plain = 0;
    for (place, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(&text[plain..place]);
        plain = place + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            0x08 => out.push_str("\\b"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            0x0c => out.push_str("\\f"),
            b'\r' => out.push_str("\\r"),
            other => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                out.push_str("\\u00");
                out.push(char::from(HEX[usize::from(other >> 4)]));
                out.push(char::from(HEX[usize::from(other & 15)]));
            }
        }
    }
    out.push_str(&text[plain..]);
    out.push('"');
}

/// Appends a whole number.
pub fn write_whole(out: &mut String, whole: i64) {
    if whole < 0 {
        out.push('-');
    }
    // Writing to a string cannot fail.
    let _ = digits::write_whole(out, whole.unsigned_abs());
}

fn write_number(out: &mut String, number: &serde_json::Number) {
    if let Some(whole) = number.as_i64() {
        write_whole(out, whole);
    } else if let Some(whole) = number.as_u64() {
        let _ = digits::write_whole(out, whole);
    } else {
        let float = number.as_f64().unwrap_or_default();
        out.push_str(ryu_js::Buffer::new().format(float));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_spelled_as_ecmascript_does() {
        for (value, spelled) in [
            (json!(5.0), "5"),
            (json!(-0.0), "0"),
            (json!(1e21), "1e+21"),
            (json!(1e20), "100000000000000000000"),
            (json!(0.000_001), "0.000001"),
            (json!(1e-7), "1e-7"),
            (json!(5e-324), "5e-324"),
            (json!(1.5), "1.5"),
            (json!(u64::MAX), "18446744073709551615"),
            (json!(i64::MIN), "-9223372036854775808"),
        ] {
            assert_eq!(text(&value), spelled);
        }
    }

    #[test]
    fn names_are_sorted_by_utf_16_code_units() {
        // U+1F600 begins with the unit D83D, which is less than U+FB01; by UTF-8 bytes it is the other way round.
        assert_eq!(
            text(&json!({"\u{fb01}": 1, "\u{1f600}": 2, "a": 3})),
            "{\"a\":3,\"\u{1f600}\":2,\"\u{fb01}\":1}"
        );
    }
}
