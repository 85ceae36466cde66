import { expect, it } from "vitest";
import { isFound } from "../src/pattern.ts";

it.each([
  ["^.$", "\u2028", true],
  ["^.$", "\r", true],
  ["^.$", "\n", false],
  ["^.$", "\u{1f600}", true],
  ["^[.]$", "x", false],
  ["^\\.$", "x", false],
  ["^\\\\.$", "\\x", true],
  ["\\s", "\u00a0\u2028\ufeff", false],
  ["\\s", "\v", true],
  ["^\\S$", "\u00a0", true],
  ["^\\S$", " ", false],
  ["^\\s+$", "\t\n\v\f\r ", true],
  ["^\\S+$", "\0\b\x0e\x0f\x1f!\x7f\u{10ffff}", true],
  ...["\t", "\n", "\v", "\f", "\r", " "].map((space) => ["\\S", space, false] as const),
  ...["\b", "\x0e", "\x0f", "\x1f", "!"].map((other) => ["\\s", other, false] as const),
  ["^[\\s,]+$", " ,\t\n\v\f\r", true],
  ["^[\\s]$", "\u00a0", false],
  ["^[\\S\\n]+$", "\u00a0\n\u{1f600}a!", true],
  ["^[\\S]$", "\t", false],
  ["^[^\\s]$", "\u00a0", true],
  ["^[^\\S]$", " ", true],
  ["^\\w\\W\\d\\D$", "é", false],
  ["^\\W$", "é", true],
  ["b", "abc", true],
  ["^b", "abc", false],
  ["^a$", "a\n", false],
  ["^[a\\-z]$", "-", true],
  ["^[a\\]z]$", "]", true],
  ["^[^-]$", "-", false],
  ["^[(|*.^$]+$", "(|*.^$", true],
  ["^\\x41\\u0042\\u{43}\\u{1f600}$", "ABC\u{1f600}", true],
  ["^\\(\\{\\|\\/$", "({|/", true],
  ["^(?:a|bc|)d$", "d", true],
  ["^(?:a|bc|)d$", "bcd", true],
  ["^(?:a|bc|)d$", "abcd", false],
  ["^a|b$", "ax", true],
  ["^a|b$", "xax", false],
  ["^(a(b(c)?)?)?$", "ab", true],
  ["^(a(b(c)?)?)?$", "ac", false],
  ["^a{2}$", "aa", true],
  ["^a{2}$", "a", false],
  ["^a{2}$", "aaa", false],
  ["^a{2,}$", "aaaa", true],
  ["^a{2,}$", "a", false],
  ["^a{0,2}?$", "", true],
  ["^a{0,2}?$", "aaa", false],
  ["^(?:ab){1,2}c+?$", "ababcc", true],
  ["^(?:a*)*$", "aab", false],
  ["(^|x)a($|y)", "xay", true],
  ["(^|x)a($|y)", "zaz", false],
  ["a^", "a", false],
  ["", "", true],
] as const)("%s on %j: %s", (pattern, text, found) => {
  expect(isFound(pattern, text)).toBe(found);
});

it("takes as long as pattern and text are long, whatever they are", () => {
  const text = `${"a".repeat(5_000)}!`;
  for (const pattern of ["^(a+)+$", "^(a|a)*$", "^(a*)*b", "^(?:a?){20}a{20}$", "(.*)*x"]) {
    expect(isFound(pattern, text)).toBe(false);
  }
});
