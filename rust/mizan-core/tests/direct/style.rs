//! One value has many texts: with spaces and without, escapes, other spellings of numbers, members in other orders.

use std::fmt::Write;

use serde_json::{Map, Value as Json};

/// Which of them, drawn from a few numbers; where these end the plain one.
#[derive(Clone, Debug)]
pub struct Style(std::vec::IntoIter<u8>);

impl Style {
    /// Of some numbers.
    pub fn new(drawn: Vec<u8>) -> Self {
        Self(drawn.into_iter())
    }

    fn draw(&mut self) -> u8 {
        self.0.next().unwrap_or_default()
    }
}

/// The value's text.
pub fn written(value: &Json, mut style: Style) -> String {
    let mut out = String::new();
    write(value, &mut style, &mut out);
    out
}

fn write(value: &Json, style: &mut Style, out: &mut String) {
    match value {
        Json::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(
                    ["", ",", ", "]
                        [usize::from(at > 0) + usize::from(at > 0 && style.draw() > 200)],
                );
                write(item, style, out);
            }
            out.push(']');
        }
        Json::Object(members) => object(members, style, out),
        Json::String(text) => string(text, style, out),
        Json::Number(number) => {
            let text = number.to_string();
            let plain = !text.contains(['.', 'e']);
            out.push_str(&text);
            out.push_str(match style.draw() {
                230.. if plain => ".0",
                210..230 if plain => "e0",
                200..210 if plain => ".000000000000000000",
                200.. if !text.contains('e') => "0",
                _ => "",
            });
        }
        other => out.push_str(&other.to_string()),
    }
}

/// The declared order of all names that there are, where they are declared.
const DECLARED: [&str; 9] = [
    "point", "note", "gone", "more", "is", "lives", "any", "y", "x",
];

fn object(members: &Map<String, Json>, style: &mut Style, out: &mut String) {
    let mut members: Vec<_> = members.iter().collect();
    let order = style.draw();
    if order < 160 {
        members.sort_by_key(|(name, _)| DECLARED.iter().position(|own| *own == name.as_str()));
    } else if let Some(last) = members.len().checked_sub(1) {
        members.rotate_left(usize::from(order) % (last + 1));
    }
    // Some come twice.
    if style.draw() > 248 {
        members.extend(members.first().copied());
    }
    let space =
        ["", " ", "\n\t"][usize::from(style.draw() > 200) + usize::from(style.draw() > 230)];
    out.push('{');
    for (at, (name, value)) in members.into_iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        out.push_str(space);
        string(name, style, out);
        out.push_str(if style.draw() > 240 { " :" } else { ":" });
        out.push_str(space);
        write(value, style, out);
    }
    out.push_str(space);
    out.push('}');
}

fn string(text: &str, style: &mut Style, out: &mut String) {
    if style.draw() < 230 {
        out.push_str(&Json::from(text).to_string());
        return;
    }
    out.push('"');
    for unit in text.encode_utf16() {
        // Nothing keeps a text from growing.
        let _ = write!(out, "\\u{unit:04x}");
    }
    out.push('"');
}
