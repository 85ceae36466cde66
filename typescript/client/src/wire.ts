// What client and transport hand to each other. It decides nothing: the shapes are those of `ir/protocol/client.md` and
// `ir/protocol/invalidation.md`.

/** Whether `value` is a JSON object. */
export function isObject(value: unknown): value is WireValues {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * What a mutation dropped: a `context` by name, or a context, or one member of it (`function`), with the values of some `params`:
 * `{ context: "user", params: { user_id: 5 } }`. `"*"` is everything. Names are wire names, values are JSON's. See
 * `ir/protocol/invalidation.md`.
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

/** The arguments of a call; a form where files are among them, with the others as JSON in its part `args`. */
export type CallArgs = WireValues | FormData;

/** What a call or a read takes besides its values. */
export interface RequestOptions {
  /**
   * Rejects the waiting promise with the signal's reason. A read is then cut; a call that was sent goes on, since the
   * server runs it to its end anyway and what it drops must be heard.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Hears how much of a call with files was handed to the network, in bytes, framing included. A call that is sent again
   * begins anew. Functions without files tell nothing.
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** How far an upload is, in bytes. */
export interface Progress {
  /** Bytes that the network has taken. */
  readonly sent: number;
  /** Bytes in all. */
  readonly total: number;
}

/** What is needed of an answer over HTTP; `fetch`'s has it. */
export interface Answer extends Pick<Response, "ok" | "status" | "text"> {
  /** By name, whatever its case. */
  readonly headers: Pick<Headers, "get">;
}

/** What a transport is told of a call besides. */
export interface CallOptions extends RequestOptions {
  /** Sends the request over HTTP in place of the transport's own, which is told if somebody gave it one. */
  readonly send?:
    | ((url: string, init: RequestInit, given: typeof fetch | undefined) => Promise<Answer>)
    | undefined;
}

/** What a transport is told besides. */
export interface ReadOptions extends RequestOptions {
  /** Whether caches on the way are to be passed by (`Cache-Control: no-cache`). */
  readonly fresh?: boolean | undefined;
}

/** What a call's answer holds. */
export interface CallAnswer {
  /** What the function answered, as parsed JSON. */
  readonly result: unknown;
  /** What it dropped. */
  readonly invalidate: readonly Target[];
}

/** What a client does where it hears that something happened in another tab or window of its server's. */
export interface Tab {
  /** These were dropped there. */
  hear(targets: readonly Target[]): void;
  /** It was cleared there. */
  clear(): void;
}

/**
 * The way to a server. It speaks wire names, and fails with `MizanError` for a problem that the server named, with
 * `NetworkError` where no answer came or none of Mizan's, and with the signal's reason when it was aborted. An answer and
 * an error are new ones each time.
 */
export interface Transport {
  /** What tells its server from others, for those who reach the same one: the tabs of one app. */
  readonly address?: string | undefined;
  /** Runs a function. Once it is under way, an abort must not cut it. */
  call(name: string, args: CallArgs, options: CallOptions): Promise<CallAnswer>;
  /** Reads a context's bundle. */
  read(context: string, params: WireValues, options: ReadOptions): Promise<WireValues>;
  /** Forgets what it knows of the session. Called by `client.clear()`. */
  clear?(): void;
  /**
   * Joins a client with those of the same server in other windows, where there is a better way than the one between a browser's
   * tabs. What it answers is told of what a call dropped here, and with nothing that the client was cleared.
   */
  readonly join?:
    | ((tab: Tab, address?: string) => ((targets?: readonly Target[]) => void) | undefined)
    | undefined;
}

/** The arguments after the client: none are needed where every value is optional. */
export type Rest<Values> =
  Record<string, never> extends Values
    ? [values?: Values, options?: RequestOptions]
    : [values: Values, options?: RequestOptions];
