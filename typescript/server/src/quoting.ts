// Text of an author's inside of our own sentences: always in backquotes, always on one line. It decides how such text is
// shown where people read it; what travels is never made here. The twin is `mizan-core/src/quoting.rs`.

import { isEscaped } from "./irText.ts";

/** More of a text is not shown. */
const LONGEST = 120;

/** What another library says, which may hold text of the author's, on one line, whole. */
export function onOneLine(text: string): string {
  return [...text].map(shown).join("");
}

/** A text of the author's in backquotes, on one line, with nothing in it that a screen would obey. */
export function quoted(text: string): string {
  const characters = [...text];
  const told = characters.slice(0, LONGEST).map((each) => (each === "`" ? "\\u{60}" : shown(each)));
  return `\`${told.join("")}${characters.length > LONGEST ? "…" : ""}\``;
}

function shown(character: string): string {
  // The second block of controls is obeyed by terminals as well.
  return isEscaped(character) || /[\x80-\x9f]/.test(character)
    ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
    : character;
}
