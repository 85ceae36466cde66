// Text that the database of every twin takes.

import { problem } from "@mizan/server";

/** The text. Some databases have no NUL in text, and would end the call as a failure of ours. `path`: where it was sent. */
export function storable(text: string, ...path: string[]): string {
  if (text.includes("\0")) {
    throw problem("INVALID", {
      detail: "text with a NUL cannot be kept",
      errors: [{ path, code: "format" }],
    });
  }
  return text;
}
