// Public answers around which a host has made somebody's: with a cookie, or a `Vary` that not everybody shares. It decides what of
// their headers shared caches must not see then. The page is `ir/protocol/envelope.md`; twins are `python/mizan/envelope.py` and
// `mizan-core/src/envelope/answers.rs`.

import type { Headers as Fields } from "./answers.ts";

/** What a host says beside an answer; undefined where it says nothing. */
export interface Beside {
  readonly cookie: boolean;
  readonly vary: string | undefined;
  readonly cacheControl: string | undefined;
}

/** Whether nothing of that makes an answer somebody's. */
export function isEverybodys({ cookie, vary = "", cacheControl = "" }: Beside): boolean {
  const varies = vary.split(",").map((name) => name.trim().toLowerCase());
  return (
    !cookie &&
    !/\b(?:private|no-store|no-cache)\b/i.test(cacheControl) &&
    varies.every((name) => ["", "accept-encoding", "origin"].includes(name))
  );
}

const SHARED = ["cdn-cache-control", "cache-groups", "etag"];

/** The fields of an answer, with what its host says beside: what is varied by is told together, and what is somebody's is not shared. */
export function mergedFields(fields: Fields, beside: Beside): Fields {
  const isShared = fields.includes("Cache-Groups");
  const keeps = !isShared || isEverybodys(beside);
  const merged: string[] = [];
  let hasVary = false;
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const name = fields[at] ?? "";
    const value = fields[at + 1] ?? "";
    const lower = name.toLowerCase();
    if (lower === "vary") {
      hasVary = true;
      merged.push(name, beside.vary === undefined ? value : `${value}, ${beside.vary}`);
    } else if (lower === "cache-control" && !keeps) {
      merged.push(name, "private, no-store");
    } else if (keeps || !SHARED.includes(lower)) {
      merged.push(name, value);
    }
  }
  return hasVary || beside.vary === undefined ? merged : [...merged, "Vary", beside.vary];
}

/** `response`, without what shared caches would keep it by where a host has made it somebody's. For whoever adds headers to answers. */
export function unshared(response: Response): Response {
  const { headers } = response;
  const beside = {
    cookie: headers.has("set-cookie"),
    vary: headers.get("vary") ?? undefined,
    cacheControl: headers.get("cache-control") ?? undefined,
  };
  if (!headers.has("cache-groups") || isEverybodys(beside)) {
    return response;
  }
  const made = new Response(response.body, response);
  made.headers.set("cache-control", "private, no-store");
  for (const name of SHARED) {
    made.headers.delete(name);
  }
  return made;
}
