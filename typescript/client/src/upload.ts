// The entry `@mizan/client/upload`: functions that take files, which are sent as a form with the other arguments beside
// them. It decides how files travel and nothing else; a page without uploads pays for none of it. The pages are
// `ir/protocol/uploads.md` and `ir/protocol/client.md`; a twin that reads such a form is `python/mizan/multipart.py`.

import type { Client } from "./client.ts";
import { defineFunction, type FunctionCodecs, type FunctionDefinition } from "./define.ts";
import { toWire } from "./naming.ts";
import { countingTo } from "./progress.ts";
import type { RequestOptions, Rest, WireValues } from "./wire.ts";

// A file that imports nothing but this names these in its own declarations.
export type { FunctionDefinition } from "./define.ts";
export type { Failure } from "./errors.ts";

/**
 * Defines the function `wireName` with the arguments `argNames`, of which `fileNames` are files (wire names), and the codecs
 * that some of its other values need. Written by the generator.
 */
export function defineUpload<Args, Result, Errors = never>(
  wireName: string,
  argNames: readonly string[],
  fileNames: readonly string[],
  codecs?: () => FunctionCodecs,
): FunctionDefinition<Args, Result, Errors> {
  const others = argNames.filter((name) => !fileNames.includes(name));
  const definition = defineFunction<object, Result, Errors>(wireName, others, codecs);
  /** `client`, by which the definition's arguments are sent in a form with the files among `given`. */
  const sending = (client: Client, given: object | undefined): Client => ({
    ...client,
    call: async (name, args, options) =>
      client.call(name, form(wireName, args as WireValues, toWire(fileNames, given)), {
        ...options,
        send: options?.onProgress && countingTo(options.onProgress),
      }),
  });
  const call = (client: Client, given?: object, options?: RequestOptions) =>
    definition(sending(client, given), ...([given, options] as Rest<object>));
  const safe = (client: Client, given?: object, options?: RequestOptions) =>
    definition.safe(sending(client, given), ...([given, options] as Rest<object>));
  // Which arguments there must be is what the types say that it was generated with.
  return Object.assign(call, { wireName, safe }) as unknown as FunctionDefinition<Args, Result, Errors>;
}

/** The body: a part for `args`, and one for each file. Null and an empty list are written by absence. */
function form(wireName: string, args: WireValues, files: WireValues): FormData {
  const body = new FormData();
  body.append("args", JSON.stringify(args));
  for (const [name, value] of Object.entries(files)) {
    for (const file of [value ?? []].flat()) {
      if (!(file instanceof Blob)) {
        // A form would take whatever it is as text.
        throw new TypeError(`\`${name}\` of \`${wireName}\` is not of its type`);
      }
      body.append(name, file);
    }
  }
  return body;
}
