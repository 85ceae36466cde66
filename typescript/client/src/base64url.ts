// Bytes as they travel: base64url without padding, one spelling for the same bytes. The page is `ir/protocol/types.md`.

/** What newer engines have of their own. */
interface Native {
  fromBase64?(text: string, options: { readonly alphabet: "base64url" }): Uint8Array;
}

/** Whether `text` is base64url without padding, its unused bits zero. */
export function isBase64url(text: string): boolean {
  // The last character of a part that is not whole bears 2 or 4 bits, and a part of one character none.
  const last = [/^/, /(?!)/, /[AQgw]$/, /[AEIMQUYcgkosw048]$/][text.length % 4];
  return !/[^\w-]/.test(text) && last?.test(text.slice(-1)) === true;
}

/** The bytes that `text` spells, of which {@link isBase64url} must be true. */
export function fromBase64url(text: string): Uint8Array {
  const native = (Uint8Array as Native).fromBase64;
  if (native !== undefined) {
    return native.call(Uint8Array, text, { alphabet: "base64url" });
  }
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** The text of `bytes`. */
export function toBase64url(bytes: Uint8Array): string {
  // Not `toBase64`: V8 as Node 24 has it, behind a flag, takes a part of a buffer for its begin.
  let binary = "";
  for (let start = 0; start < bytes.length; start += CHUNK) {
    // Not all at once: an engine takes only so many arguments.
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=*$/, "");
}

const CHUNK = 8192;
