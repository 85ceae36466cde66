// Types and defaults: that every name is declared, every part makes sense, every default fits. The twin is
// `mizan-core/src/defects/shapes.rs`, the page `ir/protocol/ir.md`.

import { describe } from "../describe.ts";
import { canonicalValue, NONE } from "../ir/canonical.ts";
import { parts } from "../ir/named.ts";
import { type Type, takesNull } from "../irModel.ts";
import { quoted } from "../quoting.ts";
import { soundType } from "../sound.ts";
import { type Check, definitionPlace, type Place, places } from "./check.ts";
import { checkConstraints } from "./constraints.ts";
import { checkDefaults, checkEndless, isTooDeep, TOO_DEEP } from "./endless.ts";
import { checkUnion, checkValues } from "./unions.ts";

export function checkShapes(check: Check): void {
  checkEndless(check);
  // A default that fills itself in has no value that could be judged.
  const filled = checkDefaults(check);
  for (const definition of check.ir.types) {
    if (definition.kind === "alias" && takesNull(definition.type)) {
      const what = "a named type takes no null; what refers to it may";
      check.defect(definitionPlace(definition), what);
    }
  }
  for (const place of places(check.ir)) {
    presence(check, place);
    const isSound = checkParts(check, place.name, place.type);
    const { field } = place;
    if (field === undefined || !("default" in field) || filled === undefined || !isSound) {
      continue;
    }
    if (isTooDeep(check, filled, field)) {
      check.defect(place.name, TOO_DEEP);
    } else if (canonicalValue(check.types, soundType(field.type), field.default) === NONE) {
      check.defect(place.name, `the default is not ${describe(field.type)}`);
    }
  }
}

/** A field may be absent in one way. */
function presence(check: Check, { name, field, ofStruct }: Place): void {
  if (field?.omittable !== true) {
    return;
  }
  if (!ofStruct) {
    check.defect(name, "it is omittable, which fields of structs alone are");
  }
  if ("default" in field) {
    check.defect(name, "it is omittable and has a default, which are two meanings of absence");
  }
}

/** Judges a type and all that is inside of it; whether values can be judged by it. */
function checkParts(check: Check, place: string, type: Type): boolean {
  checkConstraints(check, place, type);
  let isSound = true;
  if (type.type === "optional" && takesNull(type.item)) {
    check.defect(place, "the type beside null takes null itself");
    isSound = false;
  } else if (type.type === "map" && type.key !== undefined && !isKey(check.named.resolve(type.key))) {
    const what = `a key of a map is a string, an enum of strings, a uuid or an integer, and not ${describe(type.key)}`;
    check.defect(place, what);
  } else if (type.type === "enum") {
    checkValues(check, place, type.values);
  } else if (type.type === "union") {
    checkUnion(check, place, type);
  } else if (type.type === "ref" && check.named.get(type.name) === undefined) {
    check.defect(place, `the type ${quoted(type.name)} is not declared`);
    isSound = false;
  }
  for (const part of parts(type)) {
    isSound = checkParts(check, place, part) && isSound;
  }
  return isSound;
}

function isKey(type: Type): boolean {
  return type.type === "enum"
    ? type.values.every((value) => typeof value === "string")
    : type.type === "string" || type.type === "uuid" || type.type === "integer";
}
