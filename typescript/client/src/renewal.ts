// The entry `@mizan/client/renewal`: a transport for callers with a token, which has it renewed when the server does not know
// them any more. It decides when that is and who is repeated; how a token is renewed and sent is the app's. The page is
// `ir/protocol/client.md`, rule 12.

import { abortable } from "./abort.ts";
import { MizanError } from "./errors.ts";
import type { Transport } from "./wire.ts";

/**
 * `transport`, by which a request that is refused as `UNAUTHENTICATED` is repeated once, after `renew` has ended: one renewal
 * for all that wait, and none for who was refused with headers from before the last one. If `renew` rejects, everybody gets
 * the refusal of his own, and the next one is another attempt.
 *
 * `renew` puts the new token where the transport's `headers` find it. Its signal is aborted when the client is cleared: the
 * token is nobody's then.
 */
export function renewing(transport: Transport, renew: (signal: AbortSignal) => Promise<unknown>): Transport {
  let session = new AbortController();
  let underWay: Promise<boolean> | undefined;
  /** How many have ended, and whether the last of them succeeded. */
  let ended = 0;
  let succeeded = true;

  function begin({ signal }: AbortController): Promise<boolean> {
    const own = abortable(
      // A `renew` that throws has failed as well.
      Promise.resolve().then(() => renew(signal)),
      signal,
    ).then(
      () => true,
      () => false,
    );
    own.then((success) => {
      if (underWay === own) {
        underWay = undefined;
        ended += 1;
        succeeded = success;
      }
    });
    return own;
  }

  async function repeat<T>(request: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const begun = session;
    const before = ended;
    try {
      return await request();
    } catch (error) {
      // What a function says once it has begun is its own refusal: it may not run twice.
      if (!(error instanceof MizanError && error.code === "UNAUTHENTICATED" && !error.started)) {
        throw error;
      }
      if (session === begun && ended === before) {
        underWay ??= begin(session);
        await abortable(underWay, signal);
      }
      // What somebody began who has signed out since must not be done as somebody else.
      if (session !== begun || !succeeded) {
        throw error;
      }
    }
    return request();
  }

  return {
    address: transport.address,
    call: (name, args, options) => repeat(() => transport.call(name, args, options), options.signal),
    read: (context, params, options) =>
      repeat(() => transport.read(context, params, options), options.signal),
    clear() {
      session.abort();
      session = new AbortController();
      underWay = undefined;
      transport.clear?.();
    },
  };
}
