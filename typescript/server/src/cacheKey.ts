// The key under which one member's answer is kept. It decides what an answer depends on, and so what tells two answers
// apart; what bytes are kept under the key is `entry.ts`'s. The page is `ir/protocol/cache_key.md`; the twin is
// `mizan-core/src/cache_key.rs`; the vectors are `cache_key`.

import { canonicalJson, type JsonRecord } from "./canonicalJson.ts";
import type { Secret } from "./secret.ts";

/** What one member's answer depends on. */
export interface KeyParts {
  readonly context: string;
  readonly member: string;
  /** All params of this member, validated, defaults filled in, in canonical form; an absent optional is null. */
  readonly params: JsonRecord;
  /** The schema of the member: 16 hex digits. */
  readonly schema: string;
  /** Who asks a member that is not public; a public one has no asker. */
  readonly asker?: Asker | undefined;
}

/** Who asks a member that is not public. */
export interface Asker {
  /** The caller's id; nobody's is empty. */
  readonly id: string;
  /** The caller's permission hash; nobody's is that of no rights. */
  readonly permissions: string;
}

/** `mizan:1:<context>/<member>:` and 64 hex digits. */
export function cacheKey(secret: Secret, { context, member, params, schema, asker }: KeyParts): string {
  const text = canonicalJson({
    c: context,
    m: member,
    p: params,
    s: schema,
    ...(asker && { k: asker.permissions, u: asker.id }),
  });
  return `mizan:1:${context}/${member}:${secret.sign("key", text).toString("hex")}`;
}
