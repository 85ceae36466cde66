// A secret, ready to sign keys, tags and entries. It decides the labels that keep the uses of one secret apart, and nothing
// about where secrets come from. The page is `ir/protocol/cache_key.md`; the twin is `mizan-core/src/secret.rs`.

import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";

/** What a signature is for. */
export type Label = "key" | "tag" | "entry";

/** A secret. Its bytes are in no text of it. */
export class Secret {
  /** What the graph digest knows of the secret: 16 hex digits. */
  readonly fingerprint: string;
  readonly #key: KeyObject;

  /** From the secret's bytes; a text is taken as UTF-8. */
  constructor(secret: string | Uint8Array) {
    const bytes = typeof secret === "string" ? Buffer.from(secret) : Buffer.from(secret);
    this.#key = createSecretKey(bytes);
    this.fingerprint = createHash("sha256")
      .update("mizan/secret/1\0")
      .update(bytes)
      .digest("hex")
      .slice(0, 16);
  }

  /** HMAC-SHA256 over the label and the parts, one after the other; text is UTF-8. */
  sign(label: Label, ...parts: readonly (string | Uint8Array)[]): Buffer {
    const mac = createHmac("sha256", this.#key).update(`mizan/${label}/1\0`);
    for (const part of parts) {
      mac.update(part);
    }
    return mac.digest();
  }

  /** Whether a signature is that of {@link sign}, in a time that does not depend on where it differs. */
  verify(signature: Uint8Array, label: Label, ...parts: readonly (string | Uint8Array)[]): boolean {
    const expected = this.sign(label, ...parts);
    return signature.length === expected.length && timingSafeEqual(expected, signature);
  }
}
