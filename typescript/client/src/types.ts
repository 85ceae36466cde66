// The types that generated code and transports are written in, and the makers of branded text. It decides no rule but
// the canonical text of a datetime and a uuid, and may not touch the network. The page is `ir/protocol/types.md`, the twin
// `mizan-core/src/types.rs`.

declare const brand: unique symbol;

/** An instant as it travels: RFC 3339 in UTC, at most six digits of a second's fraction. Made by {@link dateTime}. */
export type DateTime = string & { readonly [brand]: "datetime" };

/** A uuid as it travels: 8-4-4-4-12 hex digits in lower case. Made by {@link uuid}. */
export type Uuid = string & { readonly [brand]: "uuid" };

/**
 * What a mutation dropped: a context by name, or a context, or one member of it, with the values of some params.
 * `"*"` is everything. Names are wire names. See `ir/protocol/invalidation.md`.
 */
export type Target =
  | string
  | {
      readonly context: string;
      readonly function?: string;
      readonly params?: Readonly<Record<string, unknown>>;
    };

/** Values by wire name. */
export type WireValues = Readonly<Record<string, unknown>>;

/** What a call or a read takes besides its values. */
export interface RequestOptions {
  /**
   * Rejects the waiting promise with the signal's reason. A read is then cut; a call that was sent goes on, since the
   * server runs it to its end anyway and what it drops must be heard.
   */
  readonly signal?: AbortSignal | undefined;
}

/** What a transport is told besides. */
export interface ReadOptions extends RequestOptions {
  /** Whether caches on the way are to be passed by (`Cache-Control: no-cache`). */
  readonly fresh?: boolean | undefined;
}

/** What a call's answer holds. */
export interface CallAnswer {
  readonly result: unknown;
  readonly invalidate: readonly Target[];
}

/**
 * The way to a server. It speaks wire names, and fails with `MizanError` for a problem that the server named, with
 * `NetworkError` where no answer came or none of Mizan's, and with the signal's reason when it was aborted.
 */
export interface Transport {
  /** Runs a function. Once it is under way, an abort must not cut it. */
  call(name: string, args: WireValues, options: RequestOptions): Promise<CallAnswer>;
  /** Reads a context's bundle. */
  read(context: string, params: WireValues, options: ReadOptions): Promise<WireValues>;
  /** Forgets what it knows of the session. Called by `client.clear()`. */
  clear?(): void;
}

/** The arguments after the client: none are needed where every value is optional. */
export type Rest<Values> =
  Record<string, never> extends Values
    ? [values?: Values, options?: RequestOptions]
    : [values: Values, options?: RequestOptions];

/**
 * `at` as it travels: `2026-11-23T09:30:00Z`, in UTC, without trailing zeros in the fraction. Only this form may stand
 * in a context's params.
 *
 * @throws RangeError if `at` is no instant of the years 1 to 9999.
 */
export function dateTime(at: Date): DateTime {
  const text = at.toISOString();
  if (!/^(?!0000)\d{4}-/.test(text)) {
    throw new RangeError(`the year of \`${text}\` is not within 1 and 9999`);
  }
  return text.replace(/\.?0*Z$/, "Z") as DateTime;
}

/**
 * `text` as it travels: in lower case.
 *
 * @throws TypeError if `text` is no uuid of 8-4-4-4-12 hex digits.
 */
export function uuid(text: string): Uuid {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)) {
    throw new TypeError(`\`${text}\` is no uuid`);
  }
  return text.toLowerCase() as Uuid;
}
