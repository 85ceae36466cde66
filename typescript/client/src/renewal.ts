// The entry `@mizan/client/renewal`: a transport for callers with a token, which has it renewed when the server does not know
// them any more. It decides when that is and who is repeated; how a token is renewed and sent is the app's. The page is
// `ir/protocol/client.md`, rule 12.

import { abortable } from "./abort.ts";
import { MizanError } from "./errors.ts";
import type { Transport } from "./wire.ts";

/**
 * `transport`, by which a request that is refused as `UNAUTHENTICATED` is repeated, after `renew` has ended: one renewal for all
 * that wait, in this tab and the others, and none for who was refused with headers from before the last one. If `renew` rejects,
 * everybody gets the refusal of his own, and the next one is another attempt.
 *
 * `renew` puts the new token where the transport's `headers` find it. Its signal is aborted when the client is cleared: the
 * token is nobody's then.
 */
export function renewing(transport: Transport, renew: (signal: AbortSignal) => Promise<unknown>): Transport {
  const name = `mizan:renewal:${transport.address ?? ""}`;
  let session = new AbortController();
  let underWay: Promise<Ending> | undefined;
  /** How many have ended, and how the last of them did. */
  let ended = 0;
  let ending: Ending = "renewed";

  function begin({ signal }: AbortController, mustRenew: boolean): Promise<Ending> {
    const own = abortable(
      // A `renew` that throws has failed as well.
      Promise.resolve().then(() => alone(name, mustRenew, signal, () => renew(signal))),
      signal,
    ).then(
      (isOurs): Ending => (isOurs ? "renewed" : "elsewhere"),
      (): Ending => "failed",
    );
    own.then((how) => {
      // Of a session that is over nobody wants to know.
      if (underWay === own) {
        underWay = undefined;
        ended += 1;
        ending = how;
      }
    });
    underWay = own;
    return own;
  }

  async function repeat<T>(request: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const begun = session;
    for (let mustRenew = false; ; mustRenew = true) {
      const before = ended;
      try {
        return await request();
      } catch (error) {
        // What a function says once it has begun is its own refusal: it may not run twice.
        const refused = error instanceof MizanError && error.code === "UNAUTHENTICATED" && !error.started;
        // Another tab's new token may be that tab's alone: then this one renews as well.
        if (!refused || (mustRenew && ending !== "elsewhere")) {
          throw error;
        }
        if (session === begun && ended === before) {
          await abortable(underWay ?? begin(session, mustRenew), signal);
        }
        // What somebody began who has signed out since must not be done as somebody else.
        if (session !== begun || ending === "failed") {
          throw error;
        }
      }
    }
  }

  return {
    address: transport.address,
    join: transport.join,
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

/** `elsewhere`: another tab's renewal was under way, and has ended. */
type Ending = "renewed" | "elsewhere" | "failed";

/**
 * Runs `act` while no other tab does: two that renew by the same token look to a server as if one had stolen it. Where another
 * one does, it waits for that one's end and answers false, unless `must` has it run then. A server's clients are different
 * people's, and wait for nobody.
 */
async function alone(
  name: string,
  must: boolean,
  signal: AbortSignal,
  act: () => Promise<unknown>,
): Promise<boolean> {
  // Old engines have none, and pages without https have none either.
  const locks = typeof document === "object" ? globalThis.navigator?.locks : undefined;
  const run = async (lock: unknown) => {
    if (lock !== null) {
      // Who signs in next is not to wait for what was given up.
      await abortable(act(), signal);
    }
    return lock !== null;
  };
  if (locks === undefined) {
    return run(undefined);
  }
  return (
    (await locks.request(name, must ? { signal } : { ifAvailable: true }, run)) ||
    locks.request(name, { signal }, () => false)
  );
}
