// What an app does with the client outside of a page: the same in Node, Bun and Deno, run by `test_runtimes.py` beside the
// generated client. Prints what came of it, and ends.

import process from "node:process";
import { createClient, fetchTransport, MizanError, NetworkError, type Target } from "@mizan/client";
import { renewing } from "@mizan/client/renewal";
import { retrying } from "@mizan/client/retry";
import * as api from "./mizan.ts";

const origin = process.argv[2] as string;
const baseUrl = `${origin}/api/mizan/`;
const schema = api.schema;

/** Cookies are nobody's here, so that a session is the app's own matter. */
const cookies = new Map<string, string>();
const asked: string[] = [];
const withCookies: typeof fetch = async (url, init) => {
  const headers = new Headers(init?.headers);
  headers.set("Cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "));
  headers.set("Origin", origin);
  asked.push(`${init?.method ?? "GET"} ${String(url).replace(baseUrl, "")}`);
  const answer = await fetch(url, { ...init, headers });
  for (const line of answer.headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    cookies.set(name, value);
  }
  return answer;
};

/** The error of what must fail. */
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => new Error("it did not fail"),
    (error: unknown) => error,
  );
const digest = async (blob: Blob) =>
  Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer())), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");

const told: Record<string, unknown> = {};

// Nobody, over the runtime's own fetch.
const nobody = createClient({ transport: fetchTransport({ baseUrl, schema }) });
told["read"] = (await api.gallery.fetch(nobody)).pictures;
const refused = await failure(api.whoami(nobody));
told["refused"] = refused instanceof MizanError && [refused.code, refused.status, refused.started];
const domain = await api.takePieces.safe(nobody, { ownerId: 1, pieces: 6 });
told["domain"] = !domain.ok && domain.error.code === "OUT_OF_STOCK" && domain.error.data.pieces;
const nowhere = createClient({ transport: fetchTransport({ baseUrl: "http://127.0.0.1:1/", schema }) });
const lost = await failure(api.gallery.fetch(nowhere));
told["lost"] = lost instanceof NetworkError && [lost.code, lost.status === undefined];
const reason = new Error("left");
told["aborted"] = (await failure(api.gallery.fetch(nobody, {}, { signal: AbortSignal.abort(reason) }))) === reason;

// Somebody who signs in when the server does not know the caller, with a session and its token.
const transport = renewing(
  retrying(fetchTransport({ baseUrl, schema, fetch: withCookies, headers: async () => ({ "X-Runtime": "1" }) })),
  () => withCookies(`${origin}/sign-in/?user=ada`),
);
const client = createClient({ transport, tabs: true });
const heard: Target[] = [];
client.onInvalidate((targets) => {
  heard.push(...targets);
  return targets.map(() => 1);
});
told["renewed"] = await api.whoami(client);
cookies.delete("csrftoken");
told["token"] = await api.whoami(client);
told["asked"] = asked.splice(0);

// Files, with and without being watched; another client hears of them.
const other = createClient({ transport: fetchTransport({ baseUrl, schema }), tabs: true });
const overheard = new Promise((hear) => {
  // Listening keeps nothing running, and waiting for what is heard must.
  const waiting = setTimeout(hear, 10_000);
  other.onInvalidate((targets) => {
    clearTimeout(waiting);
    hear(targets);
    return [];
  });
});
const picture = new File(["\x89PNG\r\n"], 'größe "x".png', { type: "image/png" });
const added = await api.addPicture(client, { title: "outside", picture });
told["added"] = [added.title, added.size, heard.splice(0), await overheard];
told["fresh"] = (await api.gallery.fetch(client)).pictures.some(({ id }) => id === added.id);
const large = new Blob([new Uint8Array(1_000_000).fill(7), "x"], { type: "text/plain" });
const sum = await digest(large);
for (const each of [nobody, client]) {
  const far: number[] = [];
  const onProgress = ({ sent, total }: { sent: number; total: number }) => far.push(sent / total);
  const plain = await api.tell(each, { file: large });
  const watched = await api.tell(each, { file: large }, { onProgress });
  const same = [plain, watched].every(({ digest: its }) => its === sum);
  told[each === nobody ? "sent" : "sentByOwnFetch"] = [plain.size, watched.size, same, far.length > 4, far.at(-1)];
}
const named = await api.tellAll(client, { files: [picture], note: "ü" }, { onProgress: () => undefined });
told["named"] = [named[0]?.name, named[0]?.content_type];
process.stdout.write(`${JSON.stringify(told)}\n`);
if ("Deno" in globalThis) {
  // There a channel that listens keeps its process, and there is no way to say that it may not.
  process.exit();
}
