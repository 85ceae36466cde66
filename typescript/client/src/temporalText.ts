// How values of `Temporal` travel. It knows them by their tag, so that it needs neither the global nor its types. The page
// is `ir/protocol/client.md`.

import { spelledDuration } from "./text.ts";

/** The types of the wire that are `Temporal`'s by option, and their classes. */
export const CLASSES = {
  datetime: "Instant",
  date: "PlainDate",
  time: "PlainTime",
  duration: "Duration",
} as const;

/** What of `Temporal`'s values is used here. */
interface Written {
  toString(options: { readonly calendarName: "never" }): string;
}

type Units = Readonly<
  Record<
    | "sign"
    | "years"
    | "months"
    | "weeks"
    | "days"
    | "hours"
    | "minutes"
    | "seconds"
    | "milliseconds"
    | "microseconds"
    | "nanoseconds",
    number
  >
>;

/**
 * The text of `value`, to the microsecond, or undefined if it is not of the class.
 *
 * @throws RangeError if its year is not within 1 and 9999, or it is a duration with years or months, or too long.
 */
export function temporalText(type: keyof typeof CLASSES, value: unknown): string | undefined {
  if (Object.prototype.toString.call(value) !== `[object Temporal.${CLASSES[type]}]`) {
    return undefined;
  }
  if (type === "duration") {
    return durationText(value as Units);
  }
  const text = (value as Written).toString({ calendarName: "never" }).replace(/(\.\d{6})\d+/, "$1");
  if (/^[+-]/.test(text)) {
    throw new RangeError(`the year of \`${text}\` is not within 1 and 9999`);
  }
  return text;
}

function durationText(value: Units): string {
  if (value.years !== 0 || value.months !== 0) {
    throw new RangeError(`\`${String(value)}\` has years or months, which are of no length of their own`);
  }
  const sum = STEPS.reduce((total, [unit, size]) => (total + BigInt(value[unit])) * size, 0n);
  // To the microsecond, towards zero, as it is divided.
  const microseconds = (value.sign < 0 ? -sum : sum) / 1000n;
  return spelledDuration(microseconds, value.sign < 0, String(value));
}

// Each unit with how many of the next one it is; the last are nanoseconds.
const STEPS = [
  ["weeks", 7n],
  ["days", 24n],
  ["hours", 60n],
  ["minutes", 60n],
  ["seconds", 1000n],
  ["milliseconds", 1000n],
  ["microseconds", 1000n],
  ["nanoseconds", 1n],
] as const;
