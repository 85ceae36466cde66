//! Text of an author's inside of our own sentences: always in backquotes, always on one line.
//!
//! Decides how such text is shown where people read it: terminals, logs, pages. What travels is never made here.

use std::fmt::Write;

use crate::ir_text::is_escaped;

/// More of a text is not shown.
const LONGEST: usize = 120;

/// A text of the author's in backquotes, on one line, with nothing in it that a screen would obey.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("`");
    for character in text.chars().take(LONGEST) {
        // Writing to a string cannot fail.
        let _ = match character {
            '`' => write!(out, "\\u{{60}}"),
            _ if is_escaped(character) => write!(out, "{}", character.escape_unicode()),
            // The second block of controls, which terminals obey as well.
            '\u{80}'..='\u{9f}' => write!(out, "{}", character.escape_unicode()),
            _ => write!(out, "{character}"),
        };
    }
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out.push('`');
    out
}
