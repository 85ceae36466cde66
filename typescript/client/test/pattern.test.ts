import { expect, it } from "vitest";
import { isFound, translate } from "../src/pattern.ts";

it("what JavaScript reads otherwise is translated, and nothing else", () => {
  expect(translate("^[a-z_]+\\d{2,3}?(?:a|b)\\$\\.\\u{1f600}$")).toBe(
    "^[a-z_]+\\d{2,3}?(?:a|b)\\$\\.\\u{1f600}$",
  );
  expect(translate("[.\\].].\\[.")).toBe("[.\\].][^\\n]\\[[^\\n]");
});

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
] as const)("%s on %j: %s", (pattern, text, found) => {
  expect(isFound(pattern, text)).toBe(found);
});
