// Keeps the same what did not change, so that who shows it need not look again. Caches do it for JSON themselves; this is
// for bundles that hold what codecs made.

type Parts = Record<string, unknown>;

/** `after`, with the parts of `before` that they are equal to; `before` itself if nothing changed. */
export function share(before: unknown, after: unknown): unknown {
  if (typeof before !== "object" || typeof after !== "object" || before === null || after === null) {
    return after;
  }
  if (!(Array.isArray(after) && Array.isArray(before)) && !(isPlain(after) && isPlain(before))) {
    return isEqual(before, after) ? before : after;
  }
  const old = before as Parts;
  const entries = Object.entries(after).map(([key, value]) => [key, share(old[key], value)] as const);
  const changed =
    entries.length !== Object.keys(old).length ||
    entries.some(([key, value]) => !(Object.hasOwn(old, key) && Object.is(old[key], value)));
  const shared = changed ? Object.fromEntries(entries) : before;
  return changed && Array.isArray(after) ? Object.values(shared) : shared;
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

/** Whether two values of JavaScript's own are of one kind and of one text: bytes, or dates of some sort. */
function isEqual(before: object, after: object): boolean {
  const text = (value: object) => (value instanceof Uint8Array ? value.join() : JSON.stringify(value));
  return Object.getPrototypeOf(before) === Object.getPrototypeOf(after) && text(before) === text(after);
}
