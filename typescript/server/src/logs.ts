// What the server's log says: one line for each failure, in which nothing that somebody sent can begin another or turn it around. It
// decides how that is written; where it goes is the host's. A twin is `python/mizan/logs.py`.

import { onOneLine } from "./quoting.ts";

/** A line: what failed, and all that is known of why. */
export function logged(what: string, why: unknown): string {
  return onOneLine(`${what}: ${told(why)}`);
}

function told(why: unknown): string {
  if (!(why instanceof Error)) {
    return `something was thrown that is no error: ${typeof why === "string" ? why : typeof why}`;
  }
  const stack = why.stack?.includes(why.message) === true ? why.stack : `${why.name}: ${why.message}`;
  return why.cause === undefined ? stack : `${stack}\n caused by ${told(why.cause)}`;
}
