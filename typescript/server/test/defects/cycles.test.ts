// What leads back to itself. The twin is in `mizan-core/src/defects/cycles.rs`.

import { expect, it } from "vitest";
import { around, leadingTo } from "../../src/defects/cycles.ts";

/** `ab bc`: a step from `a` to `b`, one from `b` to `c`. */
function steps(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map([...text.replaceAll(" ", "")].map((name) => [name, new Set<string>()]));
  for (const [from = "", to = ""] of text.split(" ")) {
    names.get(from)?.add(to);
  }
  return names;
}

const letters = (of: ReadonlySet<string>) => [...of].sort().join("");

it.each([
  ["", "", ""],
  ["ab bc", "", ""],
  ["aa", "a", "a"],
  ["ab ba", "ab", "ab"],
  ["ab bc ca cd de", "abc", "abc"],
  ["xa ab ba by yc cd dc cz", "abcd", "abcdxy"],
  ["ab bc cd db ce ef fe", "bcdef", "abcdef"],
  ["ab ac bd cd", "", ""],
  ["ab bc cb ca", "abc", "abc"],
])("of %j it is %j, and %j lead there", (text, on, to) => {
  const found = around(steps(text));
  expect([letters(found), letters(leadingTo(found, steps(text)))]).toEqual([on, to]);
});

it("a chain of a hundred thousand has an end", () => {
  const count = 100_000;
  const chain = new Map(
    Array.from({ length: count }, (_, at) => [String(at), new Set([String((at + 1) % count)])] as const),
  );
  expect(around(chain).size).toBe(count);
  expect(around(new Map([...chain].slice(1))).size).toBe(0);
});
