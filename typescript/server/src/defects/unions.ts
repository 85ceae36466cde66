// Unions: what a branch may be, and what a tag asks of it; and the values of enums. The twin is
// `mizan-core/src/defects/unions.rs`, the page `ir/protocol/ir.md`.

import { compareText } from "@mizan/client/wire";
import { describe } from "../describe.ts";
import { type Type, type TypeOf, takesNull } from "../irModel.ts";
import { quoted } from "../quoting.ts";
import { isSame } from "../same.ts";
import type { Check } from "./check.ts";
import { unfitField } from "./names.ts";

/** A value of an enum. */
type EnumValue = string | number;

export function checkUnion(check: Check, place: string, { of, tag }: TypeOf<"union">): void {
  if (of.length < 2) {
    check.defect(place, `a union has two branches or more, and this one has ${of.length}`);
  }
  const met: Type[] = [];
  for (const branch of of) {
    const resolved = check.named.resolve(branch);
    if (takesNull(branch)) {
      check.defect(place, "a branch of a union takes null, which only the union as a whole may");
    } else if (resolved.type === "union" && resolved.tag === undefined) {
      check.defect(place, "a branch of a union is a union without a tag itself");
    }
    if (met.some((other) => isSame(other, resolved))) {
      check.defect(place, `the union has a branch twice: ${describe(branch)}`);
    }
    met.push(resolved);
  }
  if (tag !== undefined) {
    checkTag(check, place, of, tag);
  }
}

function checkTag(check: Check, place: string, of: readonly Type[], tag: string): void {
  const why = unfitField(tag);
  if (why !== undefined) {
    check.defect(place, `the tag ${quoted(tag)}: ${why}`);
  }
  const taken = new Set<EnumValue>();
  for (const branch of of) {
    const values = tagValues(check, tag, branch, new Set());
    if (typeof values === "string") {
      check.defect(place, values);
      continue;
    }
    // Within a branch no value is twice: its own enum, or its own union, says so.
    for (const value of [...new Set(values)].sort(compareValues)) {
      if (taken.has(value)) {
        check.defect(place, `the value ${written(value)} of the tag ${quoted(tag)} names two branches`);
      }
      taken.add(value);
    }
  }
}

/** The values of the tag that name a branch, or why it has none. */
function tagValues(check: Check, tag: string, branch: Type, met: Set<string>): readonly EnumValue[] | string {
  const noStruct = () =>
    `a branch of a union with the tag ${quoted(tag)} is ${describe(branch)}, and not a named struct`;
  if (branch.type !== "ref") {
    return noStruct();
  }
  if (met.has(branch.name)) {
    return [];
  }
  met.add(branch.name);
  const resolved = check.named.resolve(branch);
  if (resolved.type === "union" && resolved.tag === tag) {
    return resolved.of.flatMap((each) => {
      const values = tagValues(check, tag, each, met);
      // What is wrong with its branches is told of that union.
      return typeof values === "string" ? [] : values;
    });
  }
  if (resolved.type !== "ref") {
    return noStruct();
  }
  const named = check.named.get(resolved.name);
  if (named?.kind !== "struct") {
    // That the name is not declared, or leads to itself, is told elsewhere.
    return [];
  }
  const of = `the tag ${quoted(tag)} of ${quoted(named.name)}`;
  const field = named.fields.find((each) => each.name === tag);
  if (field === undefined) {
    return `${of} is no field of it`;
  }
  if ("default" in field || field.omittable === true) {
    return `${of} is not required`;
  }
  const type = check.named.resolve(field.type);
  return type.type === "enum" ? type.values : `${of} is no enum`;
}

/** Judges the values of an enum: some, of one kind, each once. */
export function checkValues(check: Check, place: string, values: readonly EnumValue[]): void {
  if (values.length === 0) {
    check.defect(place, "the enum has no values");
  }
  if (new Set(values.map((value) => typeof value)).size > 1) {
    check.defect(place, "the enum has strings and integers");
  }
  const met = new Set<EnumValue>();
  for (const value of values) {
    if (met.has(value)) {
      check.defect(place, `the enum has a value twice: ${written(value)}`);
    }
    met.add(value);
    const why = unfitValue(value);
    if (why !== undefined) {
      check.defect(place, `the enum's value ${written(value)}: ${why}`);
    }
  }
}

function unfitValue(value: EnumValue): string | undefined {
  if (typeof value === "number") {
    return Number.isSafeInteger(value) ? undefined : "it is not within ±(2^53−1)";
  }
  return value === "" ? undefined : unfitField(value);
}

function written(value: EnumValue): string {
  return typeof value === "string" ? quoted(value) : `\`${value}\``;
}

/** Numbers before texts. */
function compareValues(one: EnumValue, other: EnumValue): number {
  if (typeof one === "number" || typeof other === "number") {
    return typeof one === typeof other ? Number(one) - Number(other) : typeof one === "number" ? -1 : 1;
  }
  return compareText(one, other);
}
