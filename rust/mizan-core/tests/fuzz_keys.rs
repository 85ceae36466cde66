//! Attack classes 10 and 27 in the core: no two values have one key, and whatever a target holds, its header is one line.
//!
//! Seeded loops, a million each. Pairs are not compared one by one: what has the text of another is found by that text.

use std::collections::{BTreeMap, HashMap};

use mizan_core::{
    cache_key::{self, Parts},
    canonical_json, header,
    invalidation::Target,
    ir::{Big, EnumValue, Fixed, Span, Type},
    secret::Secret,
    types::{Types, read_spelling_of},
};
use serde_json::{Map, Value as Json, json};

/// xorshift64*: the same numbers every time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap_or_default()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    fn text(&mut self, pieces: &[&'static str], most: usize) -> String {
        (0..self.below(most + 1))
            .map(|_| *self.one(pieces))
            .collect()
    }
}

/// A type, what its spellings are drawn from, and how long they are.
fn spelled() -> Vec<(Type, &'static [&'static str], usize)> {
    const DIGITS: &[&str] = &[
        "0",
        "1",
        "9",
        "-",
        "+",
        ".",
        "e",
        "_",
        " ",
        "\u{ff11}",
        "90071992547409",
        "91",
        "0x",
    ];
    let hues = ["a", "A", "ab", "1", "\u{e9}", "e\u{301}", ""]
        .map(|hue| EnumValue::String(hue.to_owned()));
    vec![
        (
            Type::Boolean,
            &["true", "false", "t", "rue", "T", "1", "0", " "],
            3,
        ),
        (Type::integer(), DIGITS, 6),
        (Type::Bigint(Big::default()), DIGITS, 6),
        (Type::Decimal(Fixed::default()), DIGITS, 6),
        (
            Type::Uuid,
            &[
                "0e37df36",
                "0E37df36",
                "00000000",
                "-f698-11e6-8dd4-",
                "-F698-11e6-8dd4-",
                "cb9ced3df976",
                "cb9ced3DF976",
                "000000000000",
            ],
            3,
        ),
        (
            Type::datetime(),
            &[
                "2026-01-02T",
                "2026-12-31T",
                "2026-01-02t",
                "03:04:05",
                "23:59:59",
                ".5",
                ".50",
                "Z",
                "z",
                "+00:00",
            ],
            4,
        ),
        (
            Type::Date(Span::default()),
            &["2026", "0001", "-01", "-02", "-1", "-29", "-W1", "Z"],
            3,
        ),
        (
            Type::Enum {
                values: hues.to_vec(),
            },
            &[
                "a", "A", "b", "1", "\u{e9}", "e", "\u{301}", "\u{ff41}", " ",
            ],
            3,
        ),
        (
            Type::Enum {
                values: vec![
                    EnumValue::Integer(1),
                    EnumValue::Integer(-1),
                    EnumValue::Integer(10),
                ],
            },
            DIGITS,
            3,
        ),
        (
            Type::string(),
            &[
                "a", "A", "\u{e9}", "e\u{301}", "\u{ff41}", "\"", "\\", ",", ":", "\0", "\u{2028}",
                "1", "\u{fb01}", "fi",
            ],
            4,
        ),
    ]
}

#[test]
fn attack_10_key_confusion_no_value_has_two_spellings() {
    let types = Types::default();
    let mut random = Random(10);
    let mut taken_in_all = 0;
    for (kind, pieces, most) in spelled() {
        let ready = types.kind(&kind);
        let (mut texts, mut taken) = (HashMap::new(), 0);
        for _ in 0..100_000 {
            let spelling = random.text(pieces, most);
            let Ok(value) = read_spelling_of(&spelling, &ready, &types) else {
                continue;
            };
            taken += 1;
            let text = canonical_json::text(&value.to_json());
            let first = texts.entry(text).or_insert_with(|| spelling.clone());
            assert_eq!(*first, spelling, "{kind:?}: two spellings of {value:?}");
        }
        assert!(
            taken > 40 && texts.len() > 1,
            "{kind:?}: {taken} were taken, {} differ",
            texts.len()
        );
        taken_in_all += taken;
    }
    assert!(taken_in_all > 100_000, "{taken_in_all}");
}

fn value(random: &mut Random) -> Json {
    const TEXTS: &[&str] = &[
        "a",
        "b",
        "bc",
        "1",
        "1.0",
        "01",
        "true",
        "null",
        "\"",
        "\\",
        ",",
        ":",
        "{",
        "}",
        "\":\"",
        "\u{e9}",
        "e\u{301}",
        "\u{ff11}",
        "\0",
        "\u{1f600}",
    ];
    match random.below(7) {
        0 => json!(null),
        1 => json!(random.below(2) == 1),
        2 => json!(random.below(12)),
        3 => json!(-1 - i64::try_from(random.below(3)).unwrap_or_default()),
        4 => (0..random.below(3))
            .map(|_| json!(random.text(TEXTS, 2)))
            .collect(),
        _ => json!(random.text(TEXTS, 3)),
    }
}

/// Of 30,000 sets of params every two have other texts and keys: 4.5 · 10^8 pairs.
#[test]
fn attack_10_key_confusion_no_two_sets_of_params_have_one_key() {
    let secret = Secret::new("s");
    let mut random = Random(11);
    let (mut texts, mut keys) = (HashMap::new(), HashMap::new());
    for _ in 0..30_000 {
        let mut params = Map::new();
        for name in ["a", "ab", "b", "\"", "a\":"] {
            if random.below(2) == 0 {
                params.insert(name.to_owned(), value(&mut random));
            }
        }
        let (context, member) = *random.one(&[("a", "bc"), ("ab", "c"), ("a", "b")]);
        let text = canonical_json::text(&Json::Object(params.clone()));
        let known = texts.entry(text).or_insert_with(|| params.clone());
        assert_eq!(*known, params);
        let parts = Parts {
            context,
            member,
            params: &params,
            schema: "0123456789abcdef",
            asker: None,
        };
        let whole = (context, member, params.clone());
        let known = keys
            .entry(cache_key::key(&secret, &parts))
            .or_insert_with(|| whole.clone());
        assert_eq!(*known, whole);
    }
    assert!(
        texts.len() > 10_000 && keys.len() > 15_000,
        "{} {}",
        texts.len(),
        keys.len()
    );
}

/// An RFC 9651 list of tokens with parameters, taken apart; `None` for anything else.
fn parsed(field: &str) -> Option<Vec<(String, BTreeMap<String, String>)>> {
    let mut rest = field;
    let mut members = Vec::new();
    loop {
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:/".contains(&byte);
        let end = rest
            .bytes()
            .position(|byte| !token(byte))
            .unwrap_or(rest.len());
        let name = rest.get(..end).filter(|name| {
            name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '*')
        })?;
        rest = &rest[end..];
        let mut params = BTreeMap::new();
        while let Some(after) = rest.strip_prefix(';') {
            let key = |byte: u8| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-.*".contains(&byte)
            };
            let end = after
                .bytes()
                .position(|byte| !key(byte))
                .unwrap_or(after.len());
            let (key, after) = after
                .split_at_checked(end)
                .filter(|(key, _)| !key.is_empty())?;
            let (value, after) = match after.strip_prefix('=') {
                Some(after) => item(after)?,
                None => ("?1".to_owned(), after),
            };
            params.insert(key.to_owned(), value);
            rest = after;
        }
        members.push((name.to_owned(), params));
        if rest.is_empty() {
            return Some(members);
        }
        rest = rest.strip_prefix(", ")?;
    }
}

/// A bare item, unescaped, and what is after it.
fn item(text: &str) -> Option<(String, &str)> {
    if let Some(quoted) = text.strip_prefix('"') {
        let (mut out, mut escaped) = (String::from("\""), false);
        for (at, character) in quoted.char_indices() {
            match character {
                '"' | '\\' if escaped => out.push(character),
                _ if escaped => return None,
                '"' => return Some((out, &quoted[at + 1..])),
                '\\' => {}
                ' '..='~' => out.push(character),
                _ => return None,
            }
            escaped = character == '\\' && !escaped;
        }
        return None;
    }
    if let Some(bytes) = text.strip_prefix(':') {
        let (bytes, after) = bytes.split_once(':')?;
        let decoded = data_encoding::BASE64.decode(bytes.as_bytes()).ok()?;
        return Some((format!("\"{}", String::from_utf8(decoded).ok()?), after));
    }
    let end = text
        .bytes()
        .position(|byte| b";,".contains(&byte))
        .unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    let whole = word.parse::<i64>().is_ok()
        && word.trim_start_matches('-').len() <= 15
        && !word.starts_with('+');
    (whole || matches!(word, "?0" | "?1")).then(|| (word.to_owned(), after))
}

/// A million targets, in lists of up to four: every field is one list, which holds what the targets hold.
#[test]
fn attack_27_header_injection_a_million_times() {
    const PIECES: &[&str] = &[
        "a",
        "X: y",
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{202e}",
        "\u{e9}",
        "\u{1f600}",
        "\"",
        "\\",
        ";",
        "=",
        ", ",
        "*",
        ":",
        "?1",
        " ",
        "\t",
        "Set-Cookie: x=1",
        "%0d%0a",
        "/",
        "ledger",
    ];
    const NAMES: &[&str] = &[
        "ledger", "a", "b_1", "a*", "x\r\ny", "A b", "", "1a", "\u{e9}", "a;b", "a,b",
    ];
    let (mut random, mut targets, mut whole) = (Random(27), 0, 0);
    while targets < 1_000_000 {
        let list: Vec<Target> = (0..=random.below(4))
            .map(|_| {
                let mut target = Target::whole(*random.one(NAMES));
                if random.below(4) == 0 {
                    target.function = Some((*random.one(NAMES)).to_owned());
                }
                for _ in 0..random.below(3) {
                    let value = match random.below(8) {
                        0 => json!(random.below(2) == 0),
                        1 => json!(random.next()),
                        2 => json!(random.below(99)),
                        // The bound on bytes is far from what these come to.
                        3 if random.below(4000) == 0 => json!(random.text(PIECES, 9).repeat(900)),
                        _ => json!(random.text(PIECES, 4)),
                    };
                    target.params.insert((*random.one(NAMES)).to_owned(), value);
                }
                target
            })
            .collect();
        targets += list.len();
        let field = header::field(&list).unwrap_or_default();
        assert!(
            field.len() <= header::MOST_BYTES
                && field.bytes().all(|byte| matches!(byte, 0x20..=0x7e)),
            "{field:?}"
        );
        let members = parsed(&field);
        assert!(members.is_some(), "{field:?} of {list:?}");
        let members = members.unwrap_or_default();
        if field == "*" {
            continue;
        }
        // In their order, if none of them was said more broadly.
        if members.len() != list.len() {
            continue;
        }
        for ((name, params), target) in members.iter().zip(&list) {
            assert_eq!(name.split('/').next(), Some(target.context.as_str()));
            for (key, value) in params {
                let said = match target.params.get(key) {
                    Some(Json::String(text)) => format!("\"{text}"),
                    Some(Json::Bool(value)) => format!("?{}", u8::from(*value)),
                    Some(number) => number.to_string(),
                    None => String::new(),
                };
                assert_eq!(
                    value.trim_start_matches('"'),
                    said.trim_start_matches('"'),
                    "{field:?}"
                );
                whole += 1;
            }
        }
    }
    assert!(whole > 10_000, "{whole} params were told");
}
