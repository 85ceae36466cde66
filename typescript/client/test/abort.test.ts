import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { abortable } from "../src/abort.ts";

const never = new Promise<never>(() => {});

it("settles like the promise", async () => {
  const { signal } = new AbortController();
  expect(await abortable(Promise.resolve(1), signal)).toBe(1);
  expect(await abortable(Promise.resolve(1))).toBe(1);
  await expect(abortable(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
});

it("rejects with the reason, whether the signal was aborted before or is aborted later", async () => {
  const reason = new Error("enough");
  await expect(abortable(never, AbortSignal.abort(reason))).rejects.toBe(reason);
  const abort = new AbortController();
  const waiting = abortable(never, abort.signal);
  abort.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

it("leaves nothing at the signal, which may live as long as the page", async () => {
  const { signal } = new AbortController();
  await abortable(Promise.resolve(1), signal);
  await expect(abortable(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  await new Promise((turn) => setImmediate(turn));
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
