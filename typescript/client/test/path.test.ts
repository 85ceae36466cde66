import { expect, it } from "vitest";
import { comparePaths, compareText, type Path, told } from "../src/path.ts";

it("paths in order stay so, whichever way they come", () => {
  const sorted: Path[] = [
    [],
    ["a"],
    ["a", 2],
    ["a", 2, "z"],
    ["a", 10],
    ["a", "1"],
    ["a", "b"],
    ["a", "b", 0],
    ["aa"],
    ["b"],
    ["é"],
    ["\u{ffff}"],
    ["\u{1f600}"],
  ];
  for (const [index, one] of sorted.entries()) {
    for (const [against, other] of sorted.entries()) {
      expect(Math.sign(comparePaths(one, other)), `${one} ${other}`).toBe(Math.sign(index - against));
    }
  }
});

it("text is compared by code points", () => {
  expect(compareText("\u{1f600}", "\u{ffff}")).toBeGreaterThan(0);
  expect(compareText("ab", "a")).toBeGreaterThan(0);
  expect(compareText("a", "a")).toBe(0);
  expect(compareText("", "a")).toBeLessThan(0);
});

it("a long name is told by its first 64 characters", () => {
  expect(told("\u{1f600}".repeat(64))).toBe("\u{1f600}".repeat(64));
  expect(told("\u{1f600}".repeat(65))).toBe(`${"\u{1f600}".repeat(64)}…`);
});
