// Pictures of products: what is one, and how it is shown.
//
// What somebody sends is what its first bytes say. Its name and the type it came with are the sender's word, and are not
// kept. Twin: `../../store/pictures.py`.

import type { Shop } from "./database.ts";

/** How files of each kind begin, a letter for each byte; a point is any byte. */
export const KINDS = {
  "image/jpeg": "\xff\xd8\xff",
  "image/png": "\x89PNG\r\n\x1a\n",
  "image/webp": "RIFF....WEBP",
};

// Whatever the bytes are, a browser takes them for a picture or for nothing: no script runs, and no page opens.
const SAFE = {
  "Cache-Control": "public, max-age=31536000, immutable",
  "Content-Disposition": "attachment",
  "Content-Security-Policy": "default-src 'none'; sandbox",
  "X-Content-Type-Options": "nosniff",
};

/** The content type that the bytes themselves have; nothing if that is none of a picture's. */
export function kindOf(bytes: Uint8Array): string | undefined {
  const is = (begins: string) =>
    [...begins].every((letter, at) => letter === "." || bytes[at] === letter.charCodeAt(0));
  return Object.entries(KINDS).find(([, begins]) => is(begins))?.[0];
}

/** Where the product's picture is. The address holds the picture's digest, so that it may be kept for ever. */
export function addressOf(shop: Shop, product: number): string | null {
  const statement = "SELECT digest FROM store_picture WHERE product_id = ?";
  const found = shop.first<{ digest: string }>(statement, product);
  return found === undefined ? null : `/pictures/${product}/${found.digest}`;
}

/** The picture itself, if that is what the path names. */
export function picture(shop: Shop, path: string): Response | undefined {
  const [, product = "", digest = ""] = /^\/pictures\/(\d{1,15})\/([^/]+)$/.exec(path) ?? [];
  const found = shop.first<{ kind: string; content: Uint8Array<ArrayBuffer> }>(
    "SELECT kind, content FROM store_picture WHERE product_id = ? AND digest = ?",
    Number(product),
    digest,
  );
  return found && new Response(found.content, { headers: { "Content-Type": found.kind, ...SAFE } });
}
