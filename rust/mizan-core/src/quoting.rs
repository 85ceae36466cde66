//! Text of an author's inside of our own sentences: always in backquotes, always on one line.
//!
//! Decides how such text is shown where people read it: terminals, logs, pages. What travels is never made here.

use crate::ir_text::is_escaped;

/// More of a text is not shown.
const LONGEST: usize = 120;

/// What another library says, which may hold text of the author's, on one line, whole.
pub fn on_one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        show(&mut out, character);
    }
    out
}

fn show(out: &mut String, character: char) {
    // The second block of controls is obeyed by terminals as well.
    if is_escaped(character) || matches!(character, '\u{80}'..='\u{9f}') {
        out.extend(character.escape_unicode());
    } else {
        out.push(character);
    }
}

/// A text of the author's in backquotes, on one line, with nothing in it that a screen would obey.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("`");
    for character in text.chars().take(LONGEST) {
        if character == '`' {
            out.push_str("\\u{60}");
        } else {
            show(&mut out, character);
        }
    }
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out.push('`');
    out
}
