// What the store holds: the bytes of an entry, which vouches for itself, and the names under which things lie. It decides
// when an entry counts. It reads and writes nothing itself, and knows neither clocks nor chance: worlds and epochs are handed in.
// The page is `ir/protocol/cache.md`; the twin is `mizan-core/src/cache.rs`; the vectors are `entry` and `store_key`.

import { canonicalJson } from "./canonicalJson.ts";
import type { Secret } from "./secret.ts";

const MAGIC = Buffer.from("MZ1");
const MAC_BYTES = 32;

/** What an entry was filled under: it counts only while all of this still holds. */
export interface Stamp {
  /** The key of the answer. */
  readonly key: string;
  /** The world that was read before the member ran. */
  readonly world: string;
  /** Each tag of the entry with the epoch that was read before the member ran. */
  readonly epochs: Readonly<Record<string, string>>;
}

/** The bytes to keep for a body. */
export function encodeEntry(secret: Secret, stamp: Stamp, body: Uint8Array): Buffer {
  const line = lineOf(stamp);
  return Buffer.concat([MAGIC, secret.sign("entry", line, body), line, body]);
}

/**
 * The body, if these bytes were written with this secret and under exactly this stamp. Whatever else the store gives,
 * garbage included, is no entry.
 */
export function decodeEntry(secret: Secret, stamp: Stamp, entry: Uint8Array): Buffer | undefined {
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.length);
  const mac = bytes.subarray(MAGIC.length, MAGIC.length + MAC_BYTES);
  const rest = bytes.subarray(MAGIC.length + MAC_BYTES);
  const line = lineOf(stamp);
  const isWhole =
    bytes.subarray(0, MAGIC.length).equals(MAGIC) &&
    rest.subarray(0, line.length).equals(line) &&
    secret.verify(mac, "entry", rest);
  return isWhole ? rest.subarray(line.length) : undefined;
}

/** Where a key, a tag or `world` lies; the braces keep a namespace in one slot of a cluster. */
export function storeKey(namespace: string, name: string): string {
  return `{${namespace}}:${name}`;
}

/** The line before the body. Canonical JSON has no raw line break, so the first one ends it. */
function lineOf({ key, world, epochs }: Stamp): Buffer {
  // Tags are ASCII, so that the order of their units is that of their bytes.
  const tags = Object.keys(epochs).sort();
  return Buffer.from(`${canonicalJson([key, world, tags.map((tag) => [tag, epochs[tag] ?? ""])])}\n`);
}
