// Numbers and moments for fixtures: small ones within the bounds of their types. It decides which value is taken of those
// that are legal. The page is `ir/protocol/client.md`, "Fixtures"; what is legal, `scalar.ts` and `types.ts` judge.

import type { TypeOf } from "./ir.ts";
import { isWithin } from "./scalar.ts";
import { decimal, instant, readInstant } from "./text.ts";

/** Bounds of whole numbers. */
interface Whole {
  readonly minimum?: number | string;
  readonly maximum?: number | string;
  readonly multiple_of?: number;
}

/** The whole number that is so many steps above the one nearest to `start`, or undefined where that is out of bounds. */
export function wholeOf(
  { minimum, maximum, multiple_of = 1 }: Whole,
  start: number,
  further: number,
): bigint | undefined {
  const step = BigInt(multiple_of);
  const least = minimum === undefined ? undefined : BigInt(minimum);
  const most = maximum === undefined ? undefined : BigInt(maximum);
  const above = (bound: bigint) => {
    const rest = bound % step;
    return rest === 0n ? bound : bound - rest + (bound > 0n ? step : 0n);
  };
  const wished = BigInt(start);
  let value = above(least !== undefined && least > wished ? least : wished);
  if (most !== undefined && value > most) {
    // The highest there is; what comes next goes down from there.
    value = -above(-most) - step * BigInt(further);
  } else {
    value += step * BigInt(further);
  }
  const fits = (least === undefined || value >= least) && (most === undefined || value <= most);
  return fits ? value : undefined;
}

/** A number of `type`, the simplest that is tried. */
export function numberOf(type: TypeOf<"number">): number | undefined {
  const least = type.exclusive_minimum ?? type.minimum ?? -Number.MAX_VALUE;
  const most = type.exclusive_maximum ?? type.maximum ?? Number.MAX_VALUE;
  const bounds = [type.minimum, type.maximum, type.exclusive_minimum, type.exclusive_maximum];
  const near = bounds.flatMap((bound) => (bound === undefined ? [] : [bound, bound + 1, bound - 1]));
  return [0, 1, ...near, least / 2 + most / 2].find(
    (value) =>
      value >= (type.minimum ?? value) &&
      value <= (type.maximum ?? value) &&
      value > (type.exclusive_minimum ?? -Infinity) &&
      value < (type.exclusive_maximum ?? Infinity),
  );
}

/** The canonical text of a decimal of `type`, with as few places as will do. */
export function decimalOf(type: TypeOf<"decimal">): string | undefined {
  const bounds = [type.minimum, type.maximum, type.exclusive_minimum, type.exclusive_maximum];
  const given = bounds.filter((bound) => bound !== undefined);
  const most = Math.min(type.decimal_places ?? DIGITS, DIGITS);
  const places = given.length === 0 ? [] : Array.from({ length: most + 1 }, (_, each) => each);
  const near = places.flatMap((each) =>
    given.flatMap((bound) => {
      const floor = scaled(bound, each);
      return [floor, floor + 1n, floor - 1n].map((value) => spelled(value, each));
    }),
  );
  return ["0", "1", ...given, ...near].find((text) => text !== undefined && isWithin(type, text));
}

/** A date or a datetime of `type`: the first of the year 2026, or one at its bounds. */
export function momentOf(type: TypeOf<"date" | "datetime">): string | undefined {
  const { minimum, maximum } = type;
  const wished =
    type.type === "date"
      ? [DAY]
      : [`${DAY}T00:00:00Z`, ...(minimum === undefined ? [] : nextSecond(minimum))];
  const bounds = [minimum, maximum].filter((bound) => bound !== undefined);
  return [...wished, ...bounds].find((text) => isWithin(type, text));
}

const DAY = "2026-01-01";
const DIGITS = 64;

/** The whole second at or after a moment: a `Date` has no microseconds, so that it would be read as less. */
function nextSecond(moment: string): readonly string[] {
  const { milliseconds, fraction } = readInstant(moment);
  try {
    return [instant(new Date(milliseconds + (fraction === "" ? 0 : 1000)).toISOString())];
  } catch {
    // It is that of the year 10000.
    return [];
  }
}

/** The whole part of canonical text with its point moved, rounded down. */
function scaled(text: string, places: number): bigint {
  const [whole = "", fraction = ""] = text.replace("-", "").split(".");
  const value = BigInt(whole + fraction.slice(0, places).padEnd(places, "0"));
  const isMore = /[1-9]/.test(fraction.slice(places));
  return text.startsWith("-") ? -value - (isMore ? 1n : 0n) : value;
}

function spelled(value: bigint, places: number): string | undefined {
  try {
    return decimal(`${value}e-${places}`);
  } catch {
    // More than 64 digits.
    return undefined;
  }
}
