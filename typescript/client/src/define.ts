// What generated code consists of: functions and contexts as values, which carry their types, their wire names and
// nothing else (ir/protocol/client.md). All that they do is to translate names; the rest is the client's.

import type { Client } from "./client.ts";
import { NetworkError } from "./errors.ts";
import { fromWire, toWire } from "./naming.ts";
import { isAbsent } from "./query.ts";
import type { RequestOptions, Rest, WireValues } from "./types.ts";

declare const types: unique symbol;

/** A server function: `await renameUser(client, { userId: 5, name: "x" }, { signal })`. */
export interface FunctionDefinition<Args, Result> {
  /**
   * Runs it. Rejects with `MizanError`, `NetworkError`, or the signal's reason; an abort after the request was sent stops
   * the waiting alone.
   */
  (client: Client, ...rest: Rest<Args>): Promise<Result>;
  readonly wireName: string;
  /** Not there at run time: it carries the types. */
  readonly [types]?: { readonly args: Args; readonly result: Result };
}

/** A context: a group of reads that are answered together. */
export interface ContextDefinition<Params, Bundle> {
  readonly wireName: string;
  /** Reads it. Rejects with `MizanError`, `NetworkError`, or the signal's reason. */
  fetch(client: Client, ...rest: Rest<Params>): Promise<Bundle>;
  /** The params by wire name, without those that are null, undefined, an empty list or their default: equal for equal queries. */
  wireParams(params?: Params): WireValues;
  /** Reads it by wire params, as caches do. */
  read(client: Client, params: WireValues, options?: RequestOptions): Promise<Bundle>;
}

/**
 * Defines the function `wireName` with the arguments `argNames` (wire names). Written by the generator.
 */
export function defineFunction<Args, Result>(
  wireName: string,
  argNames: readonly string[],
): FunctionDefinition<Args, Result> {
  const call = (client: Client, args?: object, options?: RequestOptions) =>
    client.call(wireName, toWire(argNames, args), options);
  // The server answers by the IR from which the types were generated.
  return Object.assign(call, { wireName }) as FunctionDefinition<Args, Result>;
}

/**
 * Defines the context `wireName` with its params and the members `memberNames` (wire names). A param that has a default
 * other than absence is written with it, as a query would: `page=1`. Written by the generator.
 */
export function defineContext<Params, Bundle>(
  wireName: string,
  params: readonly string[],
  memberNames: readonly string[],
): ContextDefinition<Params, Bundle> {
  const spelled = params.map((param) => param.split("="));
  const names = spelled.map(([name = ""]) => name);
  const defaults = new Map(spelled.map(([name, value]) => [name, value && decodeURIComponent(value)]));
  const wireParams = (given?: object): WireValues => {
    const entries = Object.entries(toWire(names, given));
    return Object.fromEntries(
      entries.filter(([name, value]) => !isAbsent(value) && defaults.get(name) !== String(value)),
    );
  };
  const read = async (client: Client, wire: WireValues, options?: RequestOptions): Promise<Bundle> => {
    const bundle = fromWire(memberNames, await client.read(wireName, wire, options));
    if (typeof bundle === "string") {
      throw new NetworkError(`the answer to \`ctx/${wireName}/\` lacks \`${bundle}\``, 200, { sent: false });
    }
    return bundle as Bundle;
  };
  return {
    wireName,
    wireParams: wireParams as ContextDefinition<Params, Bundle>["wireParams"],
    read,
    fetch: (client: Client, given?: object, options?: RequestOptions) =>
      read(client, wireParams(given), options),
  } as ContextDefinition<Params, Bundle>;
}
