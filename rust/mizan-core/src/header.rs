//! The field `X-Mizan-Invalidate`: an RFC 9651 list of what an answer's call has dropped.
//!
//! Decides the field's spelling and what is said in its place when it grows too long. What a client may be told
//! at all is `invalidation`'s. Twin: none yet. Vectors: `header`. Page: `ir/protocol/invalidation.md`.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use serde_json::{Number, Value as Json};

use crate::invalidation::Target;

/// The most members of the list.
pub const MOST_MEMBERS: usize = 32;
/// The most bytes of the field's value.
pub const MOST_BYTES: usize = 4096;

/// What a reader takes as everything.
const EVERYTHING: &str = "*";
const BETWEEN: &str = ", ";

/// The field's value, one line of printable ASCII; no targets, no field.
///
/// Beyond a limit, the context with the most targets that have params or a member (ties: the first by name) becomes
/// one bare name, then the next, and in the end the field says `*`. What cannot be spelled is said more broadly.
pub fn field(targets: &[Target]) -> Option<String> {
    if targets.is_empty() {
        return None;
    }
    let mut members: Vec<Option<(&str, String)>> = Vec::with_capacity(targets.len());
    let mut scoped: BTreeMap<&str, usize> = BTreeMap::new();
    for target in targets {
        if !is_token(&target.context) {
            return Some(EVERYTHING.to_owned());
        }
        if target.function.is_some() || !target.params.is_empty() {
            *scoped.entry(&target.context).or_default() += 1;
        }
        members.push(Some((&target.context, spell(target))));
    }

    let mut widest: Vec<(&str, usize)> = scoped.into_iter().collect();
    // The sort is stable, and a map gives names in order.
    widest.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let mut widest = widest.into_iter();
    while !fits(&members) {
        let Some((context, _)) = widest.next() else {
            return Some(EVERYTHING.to_owned());
        };
        let mut first = true;
        for member in &mut members {
            if member.as_ref().is_some_and(|(of, _)| *of == context) {
                *member = std::mem::take(&mut first).then(|| (context, context.to_owned()));
            }
        }
        members.retain(Option::is_some);
    }
    let spelled: Vec<String> = members
        .into_iter()
        .flatten()
        .map(|(_, spelled)| spelled)
        .collect();
    Some(spelled.join(BETWEEN))
}

fn fits(members: &[Option<(&str, String)>]) -> bool {
    let bytes: usize = members
        .iter()
        .flatten()
        .map(|(_, spelled)| spelled.len() + BETWEEN.len())
        .sum();
    members.len() <= MOST_MEMBERS && bytes <= MOST_BYTES + BETWEEN.len()
}

fn spell(target: &Target) -> String {
    let mut out = target.context.clone();
    if let Some(function) = &target.function {
        if function.is_empty() || !function.bytes().all(is_token_byte) {
            return out;
        }
        out.push('/');
        out.push_str(function);
    }
    for (name, value) in &target.params {
        if let Some(value) = bare_item(value).filter(|_| is_key(name)) {
            out.push(';');
            out.push_str(name);
            out.push_str(&value);
        }
    }
    out
}

/// `=` and the value; nothing for true, whose param stands alone. `None` where RFC 9651 has no such item, or the
/// protocol no such param.
fn bare_item(value: &Json) -> Option<String> {
    match value {
        Json::Bool(true) => Some(String::new()),
        Json::Bool(false) => Some("=?0".to_owned()),
        Json::Number(number) => whole(number),
        Json::String(text) => Some(string(text)),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

fn whole(number: &Number) -> Option<String> {
    const DIGITS: usize = 15;
    let digits = match (number.as_i64(), number.as_u64()) {
        (Some(whole), _) => whole.to_string(),
        (None, Some(whole)) => whole.to_string(),
        (None, None) => return None,
    };
    let count = digits.trim_start_matches('-').len();
    Some(if count > DIGITS {
        format!("=\"{digits}\"")
    } else {
        format!("={digits}")
    })
}

fn string(text: &str) -> String {
    if !text.bytes().all(|byte| matches!(byte, 0x20..=0x7e)) {
        return format!("=:{}:", BASE64.encode(text.as_bytes()));
    }
    let mut out = String::with_capacity(text.len() + 3);
    out.push_str("=\"");
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('"');
    out
}

fn is_token(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.bytes().all(is_token_byte)
}

/// RFC 9110's token characters and `:`. The slash, which a Token may have too, parts a context from a member.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:".contains(&byte)
}

fn is_key(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase() || first == '*')
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-.*".contains(&byte)
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(targets: Json) -> Option<String> {
        field(&serde_json::from_value::<Vec<Target>>(targets).unwrap_or_default())
    }

    #[test]
    fn what_cannot_be_spelled_is_said_more_broadly() {
        for (target, spelled) in [
            (json!("a b"), "*"),
            (json!(""), "*"),
            (json!({"context": "a", "function": "m\r\n"}), "a"),
            (json!({"context": "a", "function": ""}), "a"),
            (json!({"context": "a", "params": {"X": 1, "b": 2}}), "a;b=2"),
            (
                json!({"context": "a", "params": {"b": [1], "c": null, "d": 1.5}}),
                "a",
            ),
        ] {
            assert_eq!(of(json!([target])).as_deref(), Some(spelled));
        }
    }
}
