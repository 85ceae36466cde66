// The entry `@mizan/client/retry`: a transport that asks again where that can do no harm. It decides what is asked again and
// when; a page that does not import it pays nothing. The page is `ir/protocol/client.md`, rule 11.

import { MizanError, NetworkError } from "./errors.ts";
import type { Transport } from "./wire.ts";

/** How often and how soon a {@link retrying} transport asks again. */
export interface RetryOptions {
  /** How often it asks at most, the first time included; 3 by default. */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second attempt, 300 by default; before each further one it is twice as many. */
  readonly delay?: number | undefined;
}

// A server that asks for more patience than this is not waited for: somebody sits before the page.
const LONGEST = 60_000;

const PASSING = [408, 429, 502, 503, 504];
const REFUSED_FOR_NOW = ["TIMEOUT", "RATE_LIMITED", "UNAVAILABLE"];

/**
 * `transport`, by which a read is repeated that got no answer or one that says to come again (408, 429, 502, 503, 504). A
 * call is repeated only where it surely ran nothing: it was never sent, or the server refused it for now before it began.
 * Whoever waits may leave at any time.
 */
export function retrying(transport: Transport, { attempts = 3, delay = 300 }: RetryOptions = {}): Transport {
  let session = 0;

  async function repeat<T>(
    request: () => Promise<T>,
    mayRepeat: (error: unknown) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const begun = session;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await request();
      } catch (error) {
        // Not all who failed together come again together.
        const own = Math.min(delay * 2 ** (attempt - 1), LONGEST) * (0.5 + Math.random() / 2);
        const asked = ((error as Partial<MizanError>).retryAfter ?? 0) * 1000;
        if (attempt >= attempts || asked > LONGEST || !mayRepeat(error)) {
          throw error;
        }
        await sleep(own + asked, signal);
        // What somebody began who has signed out since must not be done as somebody else.
        if (session !== begun) {
          throw error;
        }
      }
    }
  }

  return {
    address: transport.address,
    join: transport.join,
    call: (name, args, options) =>
      repeat(() => transport.call(name, args, options), ranNothing, options.signal),
    read: (context, params, options) =>
      repeat(() => transport.read(context, params, options), isPassing, options.signal),
    clear() {
      session += 1;
      transport.clear?.();
    },
  };
}

/** Whether the same request may well succeed in a moment. */
function isPassing(error: unknown): boolean {
  return error instanceof NetworkError
    ? error.status === undefined || PASSING.includes(error.status)
    : error instanceof MizanError && PASSING.includes(error.status);
}

/** Whether this is so of a call, and nothing has run. A gateway's refusal says nothing about what is behind it. */
function ranNothing(error: unknown): boolean {
  return error instanceof NetworkError
    ? !error.sent && isPassing(error)
    : error instanceof MizanError && !error.started && REFUSED_FOR_NOW.includes(error.code);
}

function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((wake, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      signal?.aborted ? reject(signal.reason) : wake();
    };
    const timer = setTimeout(end, signal?.aborted ? 0 : milliseconds);
    signal?.addEventListener("abort", end);
  });
}
