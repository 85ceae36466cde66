// Constraints that leave nothing, or that no client could hold. The twin is `mizan-core/src/defects/constraints.rs`, the page
// `ir/protocol/types.md`, "Constraints".

import { describe } from "../describe.ts";
import { type BoundName, bare, boundsOf } from "../ir/bounds.ts";
import { canonicalValue, NONE } from "../ir/canonical.ts";
import type { Type, TypeOf } from "../irModel.ts";
import { patternFlaw } from "../pattern.ts";
import { quoted } from "../quoting.ts";
import type { Check } from "./check.ts";
import { fileLimits } from "./files.ts";

/** Types without names. */
const NAMELESS = new Map();

/** The counts among the constraints, which are 32 bits wide. */
const COUNTS = ["min_length", "max_length", "max_size", "max_digits", "decimal_places"];

const MOST = 2 ** 32 - 1;

/** Judges one type, whose bounds are in the one spelling where they can be read at all; what is inside of it is judged apart. */
export function checkConstraints(check: Check, place: string, type: Type): void {
  switch (type.type) {
    case "string":
      pattern(check, place, type);
      lengths(check, place, type);
      break;
    case "bytes":
    case "list":
    case "map":
      lengths(check, place, type);
      break;
    case "integer":
      multiples(check, place, type);
      break;
    case "file":
      fileLimits(check, place, type);
      break;
  }
  counts(check, place, type);
  bounds(check, place, type);
}

function pattern(check: Check, place: string, { pattern: declared }: TypeOf<"string">): void {
  const flaw = declared === undefined ? undefined : patternFlaw(declared);
  if (flaw !== undefined) {
    check.defect(place, `the pattern ${quoted(declared ?? "")}: ${flaw}`);
  }
}

function lengths(
  check: Check,
  place: string,
  { min_length, max_length }: { readonly min_length?: number; readonly max_length?: number },
): void {
  if (min_length !== undefined && max_length !== undefined && min_length > max_length) {
    check.defect(place, `nothing is at least ${min_length} and at most ${max_length} long`);
  }
}

/** Where JSON is read such a count is refused with the whole document; in this language one may be declared. */
function counts(check: Check, place: string, type: Type): void {
  const constraints = type as unknown as Readonly<Record<string, unknown>>;
  for (const name of COUNTS) {
    const count = constraints[name];
    if (typeof count === "number" && !(Number.isInteger(count) && count >= 0 && count <= MOST)) {
      check.defect(place, `\`${name}\` \`${count}\` is not a whole number from 0 to 2^32−1`);
    }
  }
}

function multiples(check: Check, place: string, { multiple_of, minimum, maximum }: TypeOf<"integer">): void {
  if (multiple_of === undefined) {
    return;
  }
  if (!(multiple_of > 0)) {
    check.defect(place, "`multiple_of` is not positive");
  } else if (!Number.isInteger(multiple_of)) {
    check.defect(place, `\`multiple_of\` \`${multiple_of}\` is not whole`);
  } else if (!Number.isSafeInteger(multiple_of)) {
    check.defect(place, `\`multiple_of\` \`${multiple_of}\` is not within ±(2^53−1)`);
  } else if (
    minimum !== undefined &&
    maximum !== undefined &&
    minimum <= maximum &&
    Math.floor(maximum / multiple_of) * multiple_of < minimum
  ) {
    check.defect(place, `no multiple of ${multiple_of} is from ${minimum} to ${maximum}`);
  }
}

function bounds(check: Check, place: string, type: Type): void {
  const each = boundsOf(type);
  const own = bare(type);
  const unread = each.filter(([, bound]) => canonicalValue(NAMELESS, own, bound) === NONE);
  for (const [name, bound] of unread) {
    check.defect(place, `\`${name}\` ${shown(bound)} is not ${describe(own)}`);
  }
  if (unread.length > 0) {
    return;
  }
  for (const [low, least] of each.filter(([name]) => name.endsWith("minimum"))) {
    for (const [high, most] of each.filter(([name]) => name.endsWith("maximum"))) {
      // Each is a value that the other has to take, unless both are inclusive and equal.
      if (!takes(type, high, most, least) || !takes(type, low, least, most)) {
        const what = `no value is within \`${low}\` ${shown(least)} and \`${high}\` ${shown(most)}`;
        check.defect(place, what);
      }
    }
  }
}

/** Whether a type of this word with one bound alone takes a value. */
function takes(type: Type, name: BoundName, bound: string | number, value: string | number): boolean {
  const alone = { type: type.type, [name]: bound } as unknown as Type;
  return canonicalValue(NAMELESS, alone, value) !== NONE;
}

function shown(bound: string | number): string {
  return typeof bound === "string" ? quoted(bound) : `\`${bound}\``;
}
