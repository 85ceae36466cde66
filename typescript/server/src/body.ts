// A body's bytes as far as the limit, in the time that it has. It decides nothing of what is in them. The page is
// `ir/protocol/envelope.md`, `ir/protocol/uploads.md`; a twin is `mizan-axum/src/body.rs`.

import type { Upload } from "./builders.ts";
import type { Parts } from "./effects.ts";
import { problem } from "./errors.ts";
import { FormReader, type Limits } from "./multipart.ts";

/** Where bytes come from. */
export interface Source {
  /** The next ones; undefined at the end. Throws where they broke off. */
  next(): Promise<Uint8Array | undefined>;
}

/** So many bytes of a form are worth a second more. */
const A_SECOND = 32 << 10;

/** The source that a stream of the web's is. */
export function sourceOf(stream: ReadableStream<Uint8Array> | null): Source {
  const reader = stream?.getReader();
  return {
    async next() {
      return (await reader?.read())?.value;
    },
  };
}

/** The next bytes, unless they do not come until then. Throws TIMEOUT, BAD_REQUEST. */
async function nextOf(source: Source, until: number): Promise<Uint8Array | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(problem("TIMEOUT")), Math.max(0, until - Date.now()));
  });
  const coming = source.next().catch((cause: unknown) => {
    // What was sent is at fault, or whoever sent it has left.
    throw problem("BAD_REQUEST", { detail: "the body broke off", cause });
  });
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
    // Nobody else hears of a body that breaks off after its time.
    coming.catch(() => undefined);
  }
}

/** All of it. Throws TOO_LARGE with the first byte over the limit. */
export async function whole(source: Source, limit: number, time: number): Promise<Uint8Array> {
  const until = Date.now() + time;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let chunk = await nextOf(source, until); chunk !== undefined; chunk = await nextOf(source, until)) {
    size += chunk.length;
    if (size > limit) {
      throw problem("TOO_LARGE");
    }
    chunks.push(chunk);
  }
  return joinedBytes(chunks, size);
}

/** A form, part by part. */
export async function parts(source: Source, limits: Limits, time: number): Promise<Parts> {
  const begun = Date.now();
  const reader = new FormReader(limits);
  const files = new Map<string, Upload[]>();
  let coming: { readonly argument: string; readonly name: string; readonly type: string } | undefined;
  let chunks: Uint8Array[] = [];
  let read = 0;
  for (;;) {
    const chunk = await nextOf(source, begun + time + Math.floor(read / A_SECOND) * 1000);
    if (chunk === undefined) {
      reader.close();
      return { args: reader.args, files };
    }
    read += chunk.length;
    for (const event of reader.feed(chunk)) {
      if (event.kind === "begun") {
        coming = event;
        chunks = [];
      } else if (event.kind === "bytes") {
        // They are a view of what the next chunk takes the place of.
        chunks.push(event.bytes.slice());
      } else if (coming !== undefined) {
        const { argument, name, type: contentType } = coming;
        const file: Upload = { name, contentType, bytes: joinedBytes(chunks, event.size) };
        files.set(argument, [...(files.get(argument) ?? []), file]);
      }
    }
  }
}

function joinedBytes(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) {
    return first;
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
