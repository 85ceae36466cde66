// What an answer's text says. It decides that nothing in it becomes a prototype, and nothing else: what an answer must hold is
// its transport's to judge, and what its values are the codecs'.

/** The JSON value of `text`, or undefined. A key `__proto__` is dropped: who copies a value must not be given a prototype. */
export function parse(text: string): unknown {
  try {
    // A key may hide behind escapes. A reviver is slow, so it is used only where one could be.
    return JSON.parse(
      text,
      /__proto__|\\u00/.test(text) ? (key, value) => (key === "__proto__" ? undefined : value) : undefined,
    );
  } catch {
    return undefined;
  }
}
