// The entry `@mizan/client/tauri`: the way from a window of a Tauri app to the functions behind it, over the app's own IPC. It
// decides how a message is put together and taken apart, and what a window hears of the others; what is asked and answered is
// as over HTTP, in `transport.ts`. The page is `ir/protocol/ipc.md`, the other end `tauri/plugin`.

import { invoke } from "@tauri-apps/api/core";
import { emit, listen } from "@tauri-apps/api/event";
import { abortable } from "./abort.ts";
import { NetworkError, readProblem } from "./errors.ts";
import { readTargets } from "./invalidation.ts";
import { multipart } from "./multipart.ts";
import { parse } from "./parse.ts";
import { spellQuery } from "./query.ts";
import { type CallOptions, isObject, type Tab, type Transport, type WireValues } from "./wire.ts";

/** How a {@link tauriTransport} reaches the program behind its window. */
export interface TauriTransportOptions {
  /**
   * The generated file's `schema`, so that the program can tell when this client is outdated. Undefined must be said, by who
   * has no generated file.
   */
  readonly schema: string | undefined;
}

/**
 * A transport over Tauri's IPC, for windows of an app that has the plugin `tauri-plugin-mizan`:
 *
 * ```ts
 * export const client = createClient({ transport: tauriTransport({ schema }) });
 * ```
 *
 * The window's capability allows `mizan:default`, and `core:event:default`, by which the client hears what calls of other
 * windows and of the program itself drop, and other windows hear its `client.clear()`. A window that may not is told so by a
 * `NetworkError`, whose `cause` says what Tauri said; nothing has run then.
 */
export function tauriTransport({ schema }: TauriTransportOptions): Transport {
  // Tells this document's calls from those of the one that stood in the same window before it was reloaded.
  const page = crypto.randomUUID();
  /** How many have ended. */
  let session = 0;
  /** Until the others are heard nothing is read: what they drop meanwhile would be missed. */
  let joined: Promise<unknown> | undefined;

  /** Sends a message, at once unless it has files, and gives the JSON object of a good answer. `name` may stand in errors, values may not. */
  async function ask(
    name: string,
    head: WireValues,
    body: string | Blob,
    begun: number,
  ): Promise<WireValues> {
    const line = `${JSON.stringify({ ...head, page, schema })}\n`;
    const bytes =
      typeof body === "string"
        ? new TextEncoder().encode(line + body)
        : new Uint8Array(await new Blob([line, body]).arrayBuffer());
    // What somebody began who has signed out since must not be done as somebody else.
    if (session !== begun) {
      throw new NetworkError(`\`${name}\` was not sent: the session is over`, undefined, { sent: false });
    }
    let answer: ArrayBuffer;
    try {
      answer = await invoke<ArrayBuffer>("plugin:mizan|request", bytes);
    } catch (cause) {
      throw refused(name, cause);
    }
    const text = new TextDecoder().decode(new Uint8Array(answer));
    const end = text.indexOf("\n");
    const [said, found] = [parse(text.slice(0, Math.max(end, 0))), parse(text.slice(end + 1))];
    const status = isObject(said) ? Number(said["status"]) : 0;
    if (status === 200 && isObject(found)) {
      return found;
    }
    throw (status >= 400 ? readProblem(found, status) : undefined) ?? strange(name, status, head);
  }

  return {
    address: "tauri",
    async call(name, args, { signal, onProgress }: CallOptions) {
      signal?.throwIfAborted();
      const form = args instanceof FormData ? multipart(args) : undefined;
      const head = { kind: "call", function: name, contentType: form?.type };
      const asked = ask(name, head, form ?? JSON.stringify({ args }), session);
      const total = form?.size;
      if (onProgress && total !== undefined) {
        // All of it changes hands at once. A listener that throws is its host's matter and no failure of the upload.
        queueMicrotask(() => onProgress({ sent: total, total }));
      }
      const answer = await asked;
      if (!Object.hasOwn(answer, "result")) {
        throw strange(name, 200, head);
      }
      return { result: answer["result"], invalidate: readTargets(answer["invalidate"]) };
    },
    async read(context, params, { signal }) {
      signal?.throwIfAborted();
      const head = { kind: "context", context, query: spellQuery(params).slice(1) };
      const begun = session;
      // A message is not cut, but nobody waits for it.
      return abortable(
        Promise.resolve(joined).then(() => ask(context, head, "", begun)),
        signal,
      );
    },
    clear() {
      session += 1;
    },
    join(tab) {
      joined = hearOthers(page, tab);
      // Each read says so.
      joined.catch(() => undefined);
      // What a call dropped is told by the program, to all but this one.
      return (targets) => targets ?? emit(CLEARED, { page });
    },
  };
}

const DROPPED = "mizan:invalidate";
const CLEARED = "mizan:clear";

/** Hears what is dropped and cleared elsewhere, from when the promise is fulfilled. */
async function hearOthers(page: string, tab: Tab): Promise<void> {
  /** Does it, unless it came from here. What has not the form of an event is from elsewhere. */
  const others =
    (act: (said: WireValues) => void) =>
    ({ payload }: { readonly payload: unknown }) => {
      const said = isObject(payload) ? payload : {};
      if (said["page"] !== page) {
        act(said);
      }
    };
  // A page that was kept aside has heard nothing meanwhile, not even that somebody else signed in.
  globalThis.addEventListener?.("pageshow", ({ persisted }) => persisted && tab.clear());
  try {
    await Promise.all([
      listen(
        DROPPED,
        others((said) => tab.hear(readTargets(said["invalidate"]))),
      ),
      listen(
        CLEARED,
        others(() => tab.clear()),
      ),
    ]);
  } catch (cause) {
    throw refused(DROPPED, cause);
  }
}

/** Tauri lets this window not do it, before anything runs: a capability is missing. */
function refused(name: string, cause: unknown): NetworkError {
  return new NetworkError(`Tauri refused \`${name}\`: ${cause}`, undefined, { cause, sent: false });
}

function strange(name: string, status: number, { kind }: WireValues): NetworkError {
  const message = `the answer to \`${name}\` (status ${status}) is none of Mizan's`;
  return new NetworkError(message, status, { sent: kind === "call" });
}
