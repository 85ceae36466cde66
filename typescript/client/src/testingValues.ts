// Values for fixtures, as they travel: for each type a small legal one, always the same. It decides what stands where a type
// leaves a choice. The page is `ir/protocol/client.md`, "Fixtures".

import { toBase64url } from "./base64url.ts";
import type { Field, Type, TypeDef, TypeOf } from "./ir.ts";
import { decimalOf, momentOf, numberOf, wholeOf } from "./testingNumbers.ts";
import { textOf } from "./testingText.ts";
import { at, Misfit } from "./translate.ts";
import type { TypeTable } from "./types.ts";

/** No value was found for what is at `path`. */
export class Unmade extends Misfit {}

/** What the value is for. */
interface Place {
  /** The field that it stands in, or that its list stands in. */
  readonly name: string;
  /** Which one of several structs it stands in, from 0 on. */
  readonly index: number;
  /** The named types that it lies within: in one of them it would have no end. */
  readonly within: readonly string[];
}

/** Makes values of types, as JSON has them. */
export class Maker {
  readonly #types: TypeTable;

  constructor(types: TypeTable) {
    this.#types = types;
  }

  /**
   * A value of `type`.
   *
   * @throws Unmade
   */
  value(type: Type): unknown {
    return this.#make(type, { name: "value", index: 0, within: [] });
  }

  /**
   * The struct `name`, the one at `index` of several, without the fields that are in `given`.
   *
   * @throws Unmade
   */
  struct(name: string, index: number, given: readonly string[]): Record<string, unknown> {
    const fields = this.#struct(name).filter((field) => !given.includes(field.name));
    return this.#fields(fields, index, [name]);
  }

  /** Whether structs of this name are told apart by a field `id`. */
  hasId(name: string): boolean {
    return this.#struct(name).some((field) => field.name === "id" && this.#counts(field.type));
  }

  #make(type: Type, place: Place): unknown {
    switch (type.type) {
      case "null":
      case "json":
      case "optional":
        return null;
      case "boolean":
        return false;
      case "string":
        return found(this.#text(type, place));
      case "integer":
        return Number(whole({ ...SAFE, ...type }, place));
      case "bigint":
        return String(whole(type, place));
      case "number":
        return found(numberOf(type));
      case "decimal":
        return found(decimalOf(type));
      case "uuid":
        return uuidOf(place.index);
      case "datetime":
      case "date":
        return found(momentOf(type));
      case "time":
        return "00:00:00";
      case "duration":
        return "PT0S";
      case "bytes":
        return toBase64url(new Uint8Array(type.min_length ?? 0));
      case "enum":
        return type.values[0];
      case "list":
        return several(type.min_length, (index) =>
          below(index, () => this.#make(type.item, { ...place, index })),
        );
      case "tuple":
        return several(type.items.length, (index) => this.#make(type.items[index] as Type, place));
      case "map":
        return Object.fromEntries(
          several(type.min_length, (index) => [
            this.#key(type.key, index),
            this.#make(type.item, { ...place, index }),
          ]),
        );
      case "union":
        return this.#first(type.of, place);
      case "ref":
        return this.#named(type.name, place);
      case "file":
        throw new Unmade();
    }
  }

  #named(name: string, place: Place): unknown {
    if (place.within.includes(name)) {
      // Where it holds itself, it must be by something that need not.
      throw new Unmade();
    }
    const within = [...place.within, name];
    const named = this.#definition(name);
    return named.kind === "alias"
      ? this.#make(named.type, { ...place, within })
      : this.#fields(named.fields, place.index, within);
  }

  /** What may be absent is. */
  #fields(fields: readonly Field[], index: number, within: readonly string[]): Record<string, unknown> {
    return Object.fromEntries(
      fields
        .filter((field) => !("default" in field) && field.omittable !== true)
        .map(({ name, type }) => [
          name,
          below(name, () => this.#make(type, { name, index: name === "id" ? index : 0, within })),
        ]),
    );
  }

  /** The first branch of which there is a value. */
  #first(branches: readonly Type[], place: Place): unknown {
    for (const branch of branches) {
      try {
        return this.#make(branch, place);
      } catch (error) {
        if (!(error instanceof Unmade)) {
          throw error;
        }
      }
    }
    throw new Unmade();
  }

  /** Text says the name of its field; where it is an id, which one it is. */
  #text(type: TypeOf<"string">, { name, index }: Place): string | undefined {
    const { min_length = 0, max_length = Infinity } = type;
    const number = String(index + 1);
    const counting = [`${name}-${number}`, number, number.padStart(min_length, "0")];
    const wished = name === "id" || index > 0 ? counting : [fitted(name, min_length, max_length)];
    return textOf(type, wished, index) ?? textOf(type, wished, 0);
  }

  #key(type: Type | undefined, index: number): string {
    const named = type?.type === "ref" ? this.#definition(type.name) : undefined;
    if (named?.kind === "alias") {
      return this.#key(named.type, index);
    }
    if (type?.type === "enum") {
      return found(type.values[index]) as string;
    }
    return String(this.#make(type ?? { type: "string" }, { name: "key", index, within: [] }));
  }

  #counts(type: Type): boolean {
    const named = type.type === "ref" ? this.#definition(type.name) : undefined;
    return named?.kind === "alias"
      ? this.#counts(named.type)
      : ["string", "integer", "bigint", "uuid"].includes(type.type);
  }

  #struct(name: string): readonly Field[] {
    const named = this.#definition(name);
    return named.kind === "struct" ? named.fields : [];
  }

  #definition(name: string): TypeDef {
    const named = this.#types.get(name);
    if (named === undefined) {
      throw new Error(`the type \`${name}\` is not among \`types\``);
    }
    return named;
  }
}

const SAFE = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };

/** Another one for each index, where there are so many; ids begin with 1. */
function whole(type: Parameters<typeof wholeOf>[0], { name, index }: Place): bigint {
  const start = name === "id" ? 1 : 0;
  return found(wholeOf(type, start, index) ?? wholeOf(type, start, 0));
}

function uuidOf(index: number): string {
  return `00000000-0000-4000-8000-${(index + 1).toString(16).padStart(12, "0")}`;
}

/** `text`, repeated or cut to a length. */
function fitted(text: string, least: number, most: number): string {
  const characters = [...text];
  const repeated = Array.from(
    { length: Math.max(least, characters.length) },
    (_, at) => characters[at % characters.length],
  );
  return repeated.slice(0, most).join("");
}

function several<Item>(count: number | undefined, make: (index: number) => Item): Item[] {
  return Array.from({ length: count ?? 0 }, (_, index) => make(index));
}

function found<Value>(value: Value | undefined): Value {
  if (value === undefined) {
    throw new Unmade();
  }
  return value;
}

function below<Value>(segment: string | number, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    throw at(segment, error);
  }
}
