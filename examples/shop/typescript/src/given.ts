// What several functions ask of their arguments.

import { problem } from "@mizan/server";

const LONGEST_NAME = 80;

/** How many rows are on the pages before it. */
export function before(page: number, size: number): number {
  if (page < 1) {
    throw problem("INVALID", {
      detail: "pages count from 1",
      errors: [{ path: ["params", "page"], code: "range" }],
    });
  }
  return (page - 1) * size;
}

/** A name without spaces around it, of a length that labels bear. */
export function checkedName(given: string): string {
  const name = given.trim();
  // In characters, as the twins count them.
  const length = [...name].length;
  if (length < 1 || length > LONGEST_NAME) {
    throw problem("INVALID", {
      detail: `a name has 1 to ${LONGEST_NAME} characters`,
      errors: [{ path: ["args", "name"], code: "length" }],
    });
  }
  return name;
}
