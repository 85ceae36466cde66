//! The headers of one part, and the name of its file. Page: `ir/protocol/uploads.md`.

use std::collections::BTreeMap;

const LONGEST_NAME: usize = 200;
const LONGEST_SUFFIX: usize = 32;
const LONGEST_WORD: usize = 127;

/// What a file is called whose client says nothing that could be a name.
const UNNAMED: &str = "file";

/// What a part is that does not say (RFC 7578, 4.4).
const NO_TYPE: &str = "text/plain";

/// What the headers say.
pub(super) struct Head {
    pub name: String,
    pub filename: Option<String>,
    pub content_type: String,
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+.^_`|~-".contains(&byte)
}

/// A token of so many bytes at most, and what follows it.
fn token(text: &str, most: usize) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !is_token(byte));
    let end = end.unwrap_or(text.len());
    (1..=most).contains(&end).then(|| text.split_at(end))
}

const BLANK: [char; 2] = [' ', '\t'];

/// Reads the headers of a part. The error is the rule that was broken.
pub(super) fn head(raw: &[u8]) -> Result<Head, &'static str> {
    let text = std::str::from_utf8(raw).map_err(|_| "the headers of a part are not in UTF-8")?;
    let mut fields: BTreeMap<String, &str> = BTreeMap::new();
    for line in text.split("\r\n") {
        let field = token(line, usize::MAX)
            .and_then(|(name, rest)| Some((name, rest.strip_prefix(':')?)))
            .filter(|(_, value)| {
                !value
                    .bytes()
                    .any(|byte| byte.is_ascii_control() && byte != b'\t')
            });
        let (name, value) = field.ok_or("a header of a part is none")?;
        let value = value.trim_matches(BLANK);
        if fields.insert(name.to_ascii_lowercase(), value).is_some() {
            return Err("a header of a part is there twice");
        }
    }
    let encoding = fields.get("content-transfer-encoding");
    let encoding = encoding.map_or("binary".to_owned(), |it| it.to_lowercase());
    if !["binary", "8bit", "7bit"].contains(&encoding.as_str()) {
        return Err("a part is encoded; send its bytes as they are");
    }
    let disposition = fields.get("content-disposition").copied();
    let (name, filename) = disposed(disposition.unwrap_or_default())?;
    let said = fields.get("content-type").copied();
    let said = said.filter(|said| !said.is_empty()).unwrap_or(NO_TYPE);
    let content_type = media_type(said).ok_or("the content type of a part is none")?;
    Ok(Head {
        name,
        filename,
        content_type,
    })
}

fn media_type(said: &str) -> Option<String> {
    let (kind, rest) = token(said, LONGEST_WORD)?;
    let (sub, rest) = token(rest.strip_prefix('/')?, LONGEST_WORD)?;
    let rest = rest.trim_start_matches(BLANK);
    (rest.is_empty() || rest.starts_with(';')).then(|| format!("{kind}/{sub}").to_ascii_lowercase())
}

fn disposed(value: &str) -> Result<(String, Option<String>), &'static str> {
    let unreadable = "the name of a part cannot be read";
    let (kind, mut rest) = value.split_at(value.find(';').unwrap_or(value.len()));
    if !kind.trim_matches(BLANK).eq_ignore_ascii_case("form-data") {
        return Err("a part is none of a form");
    }
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    while !rest.is_empty() {
        let (name, text, after) = parameter(rest).ok_or(unreadable)?;
        if said.insert(name, text).is_some() {
            return Err(unreadable);
        }
        rest = after;
    }
    let name = said.remove("name").ok_or("a part has no name")?;
    let Some(extended) = said.remove("filename*") else {
        return Ok((name, said.remove("filename")));
    };
    let in_utf8 = || {
        let (charset, rest) = extended.split_once('\'').unwrap_or((&extended, ""));
        let (_, encoded) = rest.split_once('\'').unwrap_or((rest, ""));
        charset
            .eq_ignore_ascii_case("utf-8")
            .then(|| String::from_utf8(unquoted(encoded)).ok())
            .flatten()
    };
    let filename = in_utf8().ok_or("the file name of a part cannot be read")?;
    Ok((name, Some(filename)))
}

/// `; name=token` or `; name="text"`, and what follows it.
fn parameter(text: &str) -> Option<(String, String, &str)> {
    let text = text.strip_prefix(';')?.trim_start_matches(BLANK);
    let (name, rest) = token(text, usize::MAX)?;
    let rest = rest.strip_prefix('=')?;
    let (value, rest) = if let Some(quoted) = rest.strip_prefix('"') {
        unescaped(quoted)?
    } else {
        let ends = |each: char| matches!(each, '"' | ';' | ',' | '\\') || each.is_whitespace();
        let end = rest.find(ends).unwrap_or(rest.len());
        (rest[..end].to_owned(), &rest[end..])
    };
    Some((
        name.to_ascii_lowercase(),
        value,
        rest.trim_start_matches(BLANK),
    ))
}

/// Text up to its closing quote. Only what would end the text is escaped: a path of Windows is sent as it is.
fn unescaped(quoted: &str) -> Option<(String, &str)> {
    let mut text = String::with_capacity(quoted.len());
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((text, &quoted[at + 1..])),
            '\\' => match letters.next()?.1 {
                escaped @ ('"' | '\\') => text.push(escaped),
                other => text.extend(['\\', other]),
            },
            other => text.push(other),
        }
    }
    None
}

/// What is no percent-encoding stays as it is.
fn unquoted(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digit = |at: usize| char::from(*after.get(at)?).to_digit(16);
        if let (b'%', Some(high), Some(low)) = (first, digit(0), digit(1)) {
            bytes.extend(u8::try_from(high << 4 | low));
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    bytes
}

/// What no screen shows or what turns text around, as in the names of the IR.
fn is_hidden(letter: char) -> bool {
    matches!(letter,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// The last part of a path of either kind, without what no screen shows; never empty.
///
/// At most 200 bytes in UTF-8, of which what follows the last point has at most 32: file systems, and the columns in
/// which names are kept, take no more.
pub fn file_name(sent: &str) -> String {
    let shown: String = sent.chars().filter(|letter| !is_hidden(*letter)).collect();
    let name = shown.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if name.trim_matches(['.', ' ']).is_empty() {
        return UNNAMED.to_owned();
    }
    match name.rsplit_once('.') {
        Some((stem, suffix)) if !stem.is_empty() => {
            let suffix = cut(suffix, LONGEST_SUFFIX);
            let stem = cut(stem, LONGEST_NAME - suffix.len() - 1);
            format!("{stem}.{suffix}")
        }
        _ => cut(name, LONGEST_NAME).to_owned(),
    }
}

fn cut(text: &str, length: usize) -> &str {
    &text[..text.floor_char_boundary(length)]
}
