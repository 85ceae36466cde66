/// <reference lib="esnext.temporal" preserve="true" />
// The entry `@mizan/client/temporal`: codecs for `--dates temporal`. The package brings no `Temporal` along: it takes the
// global, which engines have or a polyfill sets, when a value is read. The page is `ir/protocol/client.md`.

import { canonical } from "./scalar.ts";
import { CLASSES, temporalText } from "./temporalText.ts";
import { type Codec, Misfit } from "./translate.ts";

/** A datetime. */
export const instant: Codec<Temporal.Instant> = codec("datetime");

/** A date. */
export const plainDate: Codec<Temporal.PlainDate> = codec("date");

/** A time of day. */
export const plainTime: Codec<Temporal.PlainTime> = codec("time");

/** A duration of days and smaller units. */
export const duration: Codec<Temporal.Duration> = codec("duration");

function codec<Value>(type: keyof typeof CLASSES): Codec<Value> {
  return {
    decode(wire) {
      if (typeof Temporal === "undefined") {
        throw new Error("`Temporal` is not there: load a polyfill before the first request");
      }
      try {
        if (typeof wire === "string") {
          return Temporal[CLASSES[type]].from(canonical(type, wire)) as Value;
        }
      } catch {
        // Whatever is wrong with it, its text stands in no error.
      }
      throw new Misfit();
    },
    encode(value) {
      const text = temporalText(type, value);
      if (text === undefined) {
        throw new Misfit();
      }
      return canonical(type, text);
    },
  };
}
