import { expect, it } from "vitest";
import { share } from "../src/share.ts";

const bundle = () => ({
  order: { at: new Date(5), seal: new Uint8Array([1, 2]), lines: [{ total: 5n }, { total: 6n }], note: null },
  count: { of: 1 },
});

it("what is equal stays the same, dates and bytes included", () => {
  const before = bundle();
  expect(share(before, bundle())).toBe(before);
});

it("only what changed is another, and what leads to it", () => {
  const before = bundle();
  const after = bundle();
  after.order.lines[1] = { total: 7n };
  const shared = share(before, after) as typeof before;
  expect(shared).toEqual(after);
  expect(shared.count).toBe(before.count);
  expect(shared.order).not.toBe(before.order);
  expect(shared.order.at).toBe(before.order.at);
  expect(shared.order.seal).toBe(before.order.seal);
  expect(shared.order.lines[0]).toBe(before.order.lines[0]);
  expect(Array.isArray(shared.order.lines)).toBe(true);
});

it.each([
  [new Date(5), new Date(6)],
  [new Uint8Array([1]), new Uint8Array([2])],
  [[1, 2], [1]],
  [[1], [1, 2]],
  [{ a: undefined }, { b: undefined }],
  [{ a: 1 }, { a: 1, b: 1 }],
  [{ a: 1, b: 1 }, { a: 1 }],
  [[], {}],
  [{}, []],
  [{}, null],
  [null, {}],
  [new Date(5), new Date(5).toISOString()],
  // Of one text, and of different kinds.
  [Buffer.from([1]), new Uint8Array([1])],
])("%j is not %j", (before, after) => {
  const shared = share({ before }, { before: after });
  expect(shared).toEqual({ before: after });
  expect((shared as { before: unknown }).before).not.toBe(before);
});
