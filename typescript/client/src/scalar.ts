// The types of the wire that are text, by name: their canonical text, and how it compares. The page is
// `ir/protocol/types.md`.

import { isBase64url } from "./base64url.ts";
import type { TypeOf } from "./ir.ts";
import { decimal, duration, FORMS, instant, plainDate, plainTime, uuid } from "./text.ts";

/** A bigint's text, which is its own canonical one. Throws as {@link canonical} does. */
export function bigintText(text: string): string {
  if (!/^(?:0|-?[1-9]\d*)$/.test(text)) {
    throw new TypeError("no bigint");
  }
  if (text.replace("-", "").length > 4300) {
    throw new RangeError("more than 4,300 digits");
  }
  return text;
}

/** The text of bytes, which is its own canonical one. Throws as {@link canonical} does. */
export function bytesText(text: string): string {
  if (!isBase64url(text)) {
    throw new TypeError("no base64url");
  }
  return text;
}

const CANONICAL = {
  bigint: bigintText,
  bytes: bytesText,
  decimal,
  uuid,
  datetime: instant,
  date: plainDate,
  time: plainTime,
  duration,
};

/** The types that are text on the wire and more than text in JavaScript. */
export type TextType = keyof typeof CANONICAL;

/** Whether `text` is in the grammar of `type`, as far as a look at it says. */
export function isInForm(type: TextType, text: string): boolean {
  return type === "bigint" || type === "bytes" || FORMS[type].test(text);
}

/**
 * The canonical text of a value of `type`.
 *
 * @throws TypeError if `text` is not in the type's grammar.
 * @throws RangeError if it is, and names no value of the type.
 */
export function canonical(type: TextType, text: string): string {
  return CANONICAL[type](text);
}

/** Whether `text`, canonical text of a value of `type`, is within the type's bounds. */
export function isWithin(type: TypeOf<Exclude<TextType, "bytes">>, text: string): boolean {
  switch (type.type) {
    case "bigint":
      return isBetween(compareNumbers, text, type);
    case "decimal": {
      const [whole = "", fraction = ""] = text.replace("-", "").split(".");
      const { max_digits = Infinity, decimal_places = Infinity } = type;
      // A lone zero before the point is no digit.
      const digits = (whole === "0" && fraction !== "" ? 0 : whole.length) + fraction.length;
      return (
        isBetween(compareNumbers, text, type) && digits <= max_digits && fraction.length <= decimal_places
      );
    }
    case "datetime":
    case "date":
      return isBetween(compareMoments, text, type);
    default:
      return true;
  }
}

interface Bounds {
  readonly minimum?: string;
  readonly maximum?: string;
  readonly exclusive_minimum?: string;
  readonly exclusive_maximum?: string;
}

function isBetween(
  compare: (one: string, other: string) => number,
  text: string,
  { minimum, maximum, exclusive_minimum, exclusive_maximum }: Bounds,
): boolean {
  return (
    (minimum === undefined || compare(text, minimum) >= 0) &&
    (maximum === undefined || compare(text, maximum) <= 0) &&
    (exclusive_minimum === undefined || compare(text, exclusive_minimum) > 0) &&
    (exclusive_maximum === undefined || compare(text, exclusive_maximum) < 0)
  );
}

/** Canonical bigints or decimals, by value. */
function compareNumbers(one: string, other: string): number {
  const isNegative = one.startsWith("-");
  if (isNegative !== other.startsWith("-")) {
    return isNegative ? -1 : 1;
  }
  const [whole = "", fraction = ""] = one.replace("-", "").split(".");
  const [otherWhole = "", otherFraction = ""] = other.replace("-", "").split(".");
  const order =
    whole.length - otherWhole.length ||
    compareDigits(whole, otherWhole) ||
    compareDigits(fraction, otherFraction);
  return isNegative ? -order : order;
}

/** Canonical datetimes or dates. Without the `Z` a shorter fraction comes first, as it should. */
function compareMoments(one: string, other: string): number {
  return compareDigits(one.replace("Z", ""), other.replace("Z", ""));
}

function compareDigits(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
