// The field `X-Mizan-Invalidate`: an RFC 9651 list of what an answer's call has dropped. It decides the field's spelling, and
// what is said in its place when it grows too long; what a client may be told at all is `invalidation.ts`'s. The page is
// `ir/protocol/invalidation.md`, "Header"; the twin is `mizan-core/src/header.rs`; the vectors are `header`.

import type { Json } from "./canonicalJson.ts";
import type { Target } from "./target.ts";

/** The most members of the list. */
export const MOST_MEMBERS = 32;
/** The most bytes of the field's value. */
export const MOST_BYTES = 4096;

/** What a reader takes as everything. */
const EVERYTHING = "*";
const BETWEEN = ", ";

/**
 * The field's value, one line of printable ASCII; undefined where nothing is dropped. Beyond a limit, the context with the most
 * targets that have params or a member (of several the first by name) becomes its bare name, then the next, and in the end it
 * is everything. What cannot be spelled is said more broadly.
 */
export function invalidateField(targets: readonly Target[]): string | undefined {
  if (targets.length === 0) {
    return undefined;
  }
  if (!targets.every(({ context }) => CONTEXT.test(context))) {
    return EVERYTHING;
  }
  let members = targets.map((target) => ({ context: target.context, spelled: spell(target) }));
  const scoped = new Map<string, number>();
  for (const { context, function: member, params } of targets) {
    if (member !== undefined || Object.keys(params).length > 0) {
      scoped.set(context, (scoped.get(context) ?? 0) + 1);
    }
  }
  const widest = [...scoped].sort(
    ([name, count], [otherName, otherCount]) => otherCount - count || (name < otherName ? -1 : 1),
  );
  for (const [context] of widest) {
    if (fits(members)) {
      break;
    }
    const first = members.findIndex((member) => member.context === context);
    members = members
      .filter((member, at) => member.context !== context || at === first)
      .map((member) => (member.context === context ? { context, spelled: context } : member));
  }
  return fits(members) ? members.map(({ spelled }) => spelled).join(BETWEEN) : EVERYTHING;
}

function fits(members: readonly { readonly spelled: string }[]): boolean {
  const bytes = members.reduce((sum, { spelled }) => sum + spelled.length + BETWEEN.length, -BETWEEN.length);
  return members.length <= MOST_MEMBERS && bytes <= MOST_BYTES;
}

// A Token may hold a slash too; here it parts a context from a member. A Token may begin with an asterisk, a context may not.
const CONTEXT = /^[A-Za-z][!#$%&'*+\-.^_`|~:0-9A-Za-z]*$/;
const MEMBER = /^[!#$%&'*+\-.^_`|~:0-9A-Za-z]+$/;
const KEY = /^[a-z*][a-z0-9_\-.*]*$/;

function spell({ context, function: member, params }: Target): string {
  if (member !== undefined && !MEMBER.test(member)) {
    return context;
  }
  const names = Object.keys(params).filter((name) => KEY.test(name));
  const spelled = names.sort().map((name) => {
    const item = spellItem(params[name]);
    return item === undefined ? "" : `;${name}${item}`;
  });
  return `${context}${member === undefined ? "" : `/${member}`}${spelled.join("")}`;
}

/** `=` and the value; nothing for true, whose param stands alone. Undefined for what no param is. */
function spellItem(value: Json | undefined): string | undefined {
  switch (typeof value) {
    case "boolean":
      return value ? "" : "=?0";
    case "bigint":
      return spellWhole(String(value));
    case "number":
      return Number.isSafeInteger(value) ? spellWhole(String(value)) : undefined;
    case "string":
      return /^[ -~]*$/.test(value)
        ? `="${value.replace(/["\\]/g, "\\$&")}"`
        : `=:${Buffer.from(value).toString("base64")}:`;
    default:
      return undefined;
  }
}

/** An RFC 9651 Integer has 15 digits at most. */
function spellWhole(text: string): string {
  return text.replace("-", "").length > 15 ? `="${text}"` : `=${text}`;
}
