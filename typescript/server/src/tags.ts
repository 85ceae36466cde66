// Tags: the opaque tokens by which a purge finds the entries that a target drops. It decides which tags an entry carries and
// which a target drops, so that they meet whenever the target drops the entry; it keeps nothing. The page is
// `ir/protocol/invalidation.md`, "Shapes and tags"; the twin is `mizan-core/src/tags.rs`; the vectors are `tag`, `entry_tags`,
// `purge_tags`, `dropped_groups` and `graph_digest`.

import { createHash } from "node:crypto";
import { compareText } from "@mizan/client/wire";
import { canonicalJson, type Json, type JsonRecord } from "./canonicalJson.ts";
import type { Scoping } from "./scoping.ts";
import type { Secret } from "./secret.ts";
import { type Target, targetText, wholeContext } from "./target.ts";

/** The tag that every public answer has. */
export const WORLD = "mz-world";

/** Tags that an answer names as dropped; beyond, whole contexts stand for theirs. */
export const MOST_DROPPED = 32;

/** The tag of a text that {@link entryTags} or {@link purgeTags} gave: `mz-` and 26 characters. */
export function tag(secret: Secret, text: string): string {
  return `mz-${base32(secret.sign("tag", text).subarray(0, 16))}`;
}

/** The tags of texts: a set, in byte order. */
export function tags(secret: Secret, texts: Iterable<string>): readonly string[] {
  return [...new Set(Array.from(texts, (text) => tag(secret, text)))].sort();
}

/**
 * The texts of the tags that an entry of a member carries: a set, in byte order, never empty. `params` are all of the
 * member's, in canonical form; an absent one counts as null. Undefined where the graph has no such member.
 */
export function entryTags(
  scoping: Scoping,
  context: string,
  member: string,
  params: JsonRecord,
): readonly string[] | undefined {
  const texts = scoping.shapes.get(context)?.entry(member, params);
  return texts && sorted(texts);
}

/** The texts of the tags that `targets` drop: a set, in byte order. */
export function purgeTags(scoping: Scoping, ...targets: readonly Target[]): readonly string[] {
  return sorted(
    targets.flatMap((target) => {
      const shapes = scoping.shapes.get(target.context);
      // Of a context that the graph does not have, this is all that can be said.
      return shapes?.purge(target) ?? [targetText(wholeContext(target.context))];
    }),
  );
}

/**
 * What shared caches are told was dropped (RFC 9875): tags in byte order, {@link MOST_DROPPED} at most. Beyond, the context with
 * the most (of several the first by name) is dropped as a whole, then the next, and in the end the world.
 */
export function droppedGroups(
  scoping: Scoping,
  targets: readonly Target[],
  secret: Secret,
): readonly string[] {
  const all = purgeTags(scoping, ...targets);
  const contexts = [...new Set(targets.map(({ context }) => context))].sort().map((context) => ({
    context,
    texts: purgeTags(scoping, ...targets.filter((target) => target.context === context)),
  }));
  // Stable: of those with as many, the first by name comes first.
  contexts.sort((one, other) => other.texts.length - one.texts.length);
  let count = all.length;
  const said = contexts.flatMap(({ context, texts }) => {
    if (count <= MOST_DROPPED) {
      return texts;
    }
    count -= texts.length - 1;
    return [targetText(wholeContext(context))];
  });
  return count > MOST_DROPPED ? [WORLD] : tags(secret, said);
}

/**
 * What two servers must have in common to understand each other's tags: 16 hex digits. It covers the secret and the shapes;
 * the world in the store lists the digests of all who fill under it.
 */
export function graphDigest(scoping: Scoping, secret: Secret): string {
  const shapes: Record<string, Json> = {};
  for (const [name, of] of scoping.shapes) {
    shapes[name] = of.own;
    for (const member of scoping.contexts.get(name)?.plain.members ?? []) {
      const params = [...member.params].sort((one, other) => (one.name < other.name ? -1 : 1));
      shapes[`${name}/${member.name}`] = {
        params: params.map((param) => [param.name, param.type, param.nullable, param.list]),
        shapes: of.members.get(member.name) ?? [],
      };
    }
  }
  const text = canonicalJson({ secret: secret.fingerprint, shapes });
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText);
}

/** RFC 4648's, in lower case, without padding. */
function base32(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) {
    bits += byte.toString(2).padStart(8, "0");
  }
  return bits.replace(/.{1,5}/g, (five) => LETTERS[Number.parseInt(five.padEnd(5, "0"), 2)] ?? "");
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
