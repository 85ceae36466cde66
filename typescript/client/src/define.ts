// What generated code consists of: functions and contexts as values, which carry their types, their wire names, codecs
// where a type needs one, and nothing else (ir/protocol/client.md). All that they do is to translate names and values; the
// rest is the client's.

import type { Client } from "./client.ts";
import { MizanError, NetworkError, type Outcome } from "./errors.ts";
import { checkJson } from "./json.ts";
import { fromWire, toWire } from "./naming.ts";
import { isAbsent } from "./query.ts";
import { share } from "./share.ts";
import { type Codec, type CodecFields, Misfit, translated } from "./translate.ts";
import type { RequestOptions, Rest, WireValues } from "./wire.ts";

declare const types: unique symbol;

/** A server function: `await renameUser(client, { userId: 5, name: "x" }, { signal })`. */
export interface FunctionDefinition<Args, Result, Errors = never> {
  /**
   * Runs it. Rejects with a `MizanError`, which may be one of `Errors`, a `NetworkError`, or the signal's reason; an abort
   * after the request was sent stops the waiting alone. What no codec takes or JSON cannot have is a `TypeError` or a
   * `RangeError`.
   */
  (client: Client, ...rest: Rest<Args>): Promise<Result>;
  /** Runs it, and answers with the error instead of throwing it. An abort still rejects. */
  safe(client: Client, ...rest: Rest<Args>): Promise<Outcome<Result, Errors>>;
  /** What the server calls it: `rename_user`. */
  readonly wireName: string;
  /** Not there at run time: it carries the types. */
  readonly [types]?: { readonly args: Args; readonly result: Result; readonly errors: Errors };
}

/** A context: a group of reads that are answered together. */
export interface ContextDefinition<Params, Bundle, Errors = never> {
  /** What the server calls it. */
  readonly wireName: string;
  /** Reads it. Rejects with `MizanError`, `NetworkError`, or the signal's reason. */
  fetch(client: Client, ...rest: Rest<Params>): Promise<Bundle>;
  /** Reads it, and answers with the error instead of throwing it. An abort still rejects. */
  safe(client: Client, ...rest: Rest<Params>): Promise<Outcome<Bundle, Errors>>;
  /**
   * The params by wire name and as they travel, without those that are null, undefined, an empty list or their default:
   * equal for equal queries.
   */
  wireParams(params?: Params): WireValues;
  /** Reads it by wire params, as caches do. */
  read(client: Client, params: WireValues, options?: RequestOptions): Promise<Bundle>;
  /** How a cache keeps what did not change the same; `true`: as it does with JSON. */
  readonly share: true | ((before: unknown, after: unknown) => unknown);
  /** Not there at run time: it carries the types. */
  readonly [types]?: { readonly params: Params; readonly bundle: Bundle; readonly errors: Errors };
}

/** The codecs of a function, where it needs some. */
export interface FunctionCodecs {
  /** By wire name. */
  readonly args?: CodecFields;
  /** Of the answer. */
  readonly result?: Codec<unknown>;
  /** Of the data of domain errors, by code. */
  readonly errors?: CodecFields;
}

/** The codecs of a context, where it needs some. */
export interface ContextCodecs {
  /** By wire name. */
  readonly params?: CodecFields;
  /** By wire name. */
  readonly members?: CodecFields;
  /** Of the data of its members' domain errors, by code. */
  readonly errors?: CodecFields;
}

/**
 * Defines the function `wireName` with the arguments `argNames` (wire names), and the codecs that some of its values need.
 * Written by the generator.
 */
export function defineFunction<Args, Result, Errors = never>(
  wireName: string,
  argNames: readonly string[],
  codecs?: () => FunctionCodecs,
): FunctionDefinition<Args, Result, Errors> {
  const own = made(codecs);
  const path = `call/${wireName}/`;
  const call = async (client: Client, given?: object, options?: RequestOptions) => {
    const { args, result, errors } = own();
    const wire = encoded(args, toWire(argNames, given), wireName, checkJson);
    const answer = await client.call(wireName, wire, options).catch(thrown(errors, path, true));
    return result === undefined ? answer : decoded({ result }, { result: answer }, path, true)["result"];
  };
  // The server answers by the IR from which the types were generated.
  return Object.assign(call, { wireName, safe: safely(call) }) as FunctionDefinition<Args, Result, Errors>;
}

/**
 * Defines the context `wireName` with its params and the members `memberNames` (wire names), and the codecs that some of
 * its values need. A param that has a default other than absence is written with it, as a query would: `page=1`. Written
 * by the generator.
 */
export function defineContext<Params, Bundle, Errors = never>(
  wireName: string,
  params: readonly string[],
  memberNames: readonly string[],
  codecs?: () => ContextCodecs,
): ContextDefinition<Params, Bundle, Errors> {
  const own = made(codecs);
  const path = `ctx/${wireName}/`;
  const spelled = params.map((param) => param.split("="));
  const names = spelled.map(([name = ""]) => name);
  const defaults = new Map(spelled.map(([name, value]) => [name, value && decodeURIComponent(value)]));
  const wireParams = (given?: object): WireValues => {
    const entries = Object.entries(toWire(names, given)).filter(([, value]) => !isAbsent(value));
    const wire = encoded(own().params, Object.fromEntries(entries), wireName);
    return Object.fromEntries(
      Object.entries(wire).filter(([name, value]) => defaults.get(name) !== String(value)),
    );
  };
  const read = async (client: Client, wire: WireValues, options?: RequestOptions) => {
    const { members, errors } = own();
    const answer = await client.read(wireName, wire, options).catch(thrown(errors, path, false));
    const bundle = fromWire(memberNames, decoded(members, answer, path, false));
    if (typeof bundle === "string") {
      throw new NetworkError(`the answer to \`${path}\` lacks \`${bundle}\``, 200, { sent: false });
    }
    return bundle;
  };
  const fetch = async (client: Client, given?: object, options?: RequestOptions) =>
    read(client, wireParams(given), options);
  const sharing = codecs === undefined || share;
  return { wireName, wireParams, read, share: sharing, fetch, safe: safely(fetch) } as ContextDefinition<
    Params,
    Bundle,
    Errors
  >;
}

/** The codecs, made when they are first needed: those that they are made of are defined by then. */
function made<Codecs extends object>(make: () => Codecs | object = () => ({})): () => Partial<Codecs> {
  let known: Partial<Codecs> | undefined;
  return () => {
    known ??= make();
    return known;
  };
}

/** `act`, with the errors of a request as an answer. */
function safely<Rest extends readonly unknown[]>(act: (...rest: Rest) => Promise<unknown>) {
  return (...rest: Rest): Promise<unknown> =>
    act(...rest).then(
      (data) => ({ ok: true, data }),
      (error: unknown) => {
        if (error instanceof MizanError || error instanceof NetworkError) {
          return { ok: false, error };
        }
        throw error;
      },
    );
}

/** Throws the error of a request on, with its data as its codec reads them. */
function thrown(codecs: CodecFields | undefined, path: string, sent: boolean): (error: unknown) => never {
  return (error) => {
    if (error instanceof MizanError && codecs !== undefined && Object.hasOwn(codecs, error.code)) {
      // Data that are not there do not fit either. Nobody has seen this error yet: each request makes its own.
      const { [error.code]: data } = decoded(
        codecs,
        { [error.code]: error.data ?? null },
        path,
        sent,
        error.status,
      );
      Object.assign(error, { data });
    }
    throw error;
  };
}

/** `values` as JavaScript has them; a `NetworkError` if they are not of the types that this client was generated for. */
function decoded(
  codecs: CodecFields | undefined,
  values: WireValues,
  path: string,
  sent: boolean,
  status = 200,
): WireValues {
  try {
    return translated("decode", codecs, values);
  } catch (error) {
    throw error instanceof Misfit
      ? new NetworkError(
          `the answer to \`${path}\` does not fit this client at \`${error.path.join(".")}\``,
          status,
          { sent },
        )
      : error;
  }
}

/** `values` as they travel, which `check` may refuse. */
function encoded(
  codecs: CodecFields | undefined,
  values: WireValues,
  name: string,
  check?: (wire: WireValues) => void,
): WireValues {
  try {
    const wire = translated("encode", codecs, values);
    check?.(wire);
    return wire;
  } catch (error) {
    throw error instanceof Misfit
      ? new TypeError(`\`${error.path.join(".")}\` of \`${name}\` is not of its type`)
      : error;
  }
}
