// A declared function that code calls: within a running call it is a part of that. It decides what such a function is given; who may
// join is `running`. The page is `ir/protocol/dispatch.md`; a twin is `python/mizan/invalidation.py`.

import { camel } from "@mizan/client/wire";
import type { Call } from "./declared.ts";
import type { Entry } from "./registry.ts";
import { writeFields } from "./results.ts";
import { current } from "./running.ts";

const NOWHERE = () => {
  throw new Error("`invalidate` was called outside of a call, and nothing is there to perform it");
};

/**
 * What the function gives. Its arguments are judged by their types before it runs.
 *
 * @throws Unfit where they do not fit; Error outside of a call where `beside` is not there.
 */
export function joined(entry: Entry, given: object, beside: Partial<Call<unknown>>): unknown {
  const { run } = entry.declared;
  const around = current();
  const endpoint = around?.running.frozen.endpoints.get(entry);
  if (around === undefined || endpoint === undefined) {
    if (!("state" in beside)) {
      throw new Error(
        `\`${entry.ownName}\` was called outside of a call: say what it is given, as in \`${entry.ownName}({…}, { state })\``,
      );
    }
    // Nothing was frozen that it belongs to, or nobody asks: it is the plain function, and nobody keeps what it drops.
    return run(
      given as never,
      { caller: undefined, request: undefined, invalidate: NOWHERE, ...beside } as never,
    );
  }
  const { graph } = around.running.frozen;
  const names = (name: string) => entry.names.get(name) ?? camel(name);
  const text = writeFields(graph.types, endpoint.node.args, given, names);
  const { args } = graph.decodeArgs(entry.name, Buffer.from(`{"args":${text}}`));
  if (endpoint.mutates) {
    around.running.join([entry.name, args]);
  }
  // What the running call has is made when it is looked at, and may have to be looked at through itself.
  const { call } = around;
  const own = Object.keys(beside).length === 0 ? call : { ...shown(call), ...beside };
  return run(endpoint.given(args) as never, own as never);
}

function shown(call: object): object {
  const { state, caller, request, invalidate } = call as Call<unknown>;
  return { state, caller, request, invalidate };
}
