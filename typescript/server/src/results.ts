// Values of JavaScript's → JSON text, by type, constraints included. What does not fit is the function's own fault. It decides how
// a value of this language is written; what a text of the wire may be is `@mizan/client/wire`'s to judge. The page is
// `ir/protocol/types.md`, "Written values"; a twin is `mizan-core/src/types/write.rs`.

import {
  canonical,
  compareText,
  type Field,
  type Form,
  isWithin,
  Judge,
  type Path,
  type TextType,
  type Type,
  type TypeOf,
  type TypeTable,
  toBase64url,
} from "@mizan/client/wire";

import { Writers } from "./compiledWriter.ts";

/** A value that does not fit its declared type. */
export class Unfit extends Error {
  /** From the result's top. */
  readonly path: Path;
  /** The word of the type that should stand there. */
  readonly expected: string;

  constructor(path: Path, expected: string) {
    super(`expected ${expected} at /${path.join("/")}`);
    this.path = path;
    this.expected = expected;
  }
}

/** Deeper than any sensible answer; it stops values that contain themselves. */
const DEEPEST = 200;

/**
 * JSON text of `value`.
 *
 * @throws Unfit for the first place that does not fit.
 */
export function writeResult(types: TypeTable, type: Type, value: unknown): string {
  return new Writer(types).value(type, value, []);
}

/** The same of a type that is written again and again. Throws as {@link writeResult} does. */
export function resultWriter(types: TypeTable, type: Type): (value: unknown) => string {
  const glance = new Writers(types, (of, value) => writeResult(types, of, value)).of(type);
  return (value) => {
    let text: string | undefined;
    try {
      text = glance(value);
    } catch (error) {
      // What is too deep is told by its place below.
      if (!(error instanceof Unfit || error instanceof RangeError)) {
        throw error;
      }
    }
    return text ?? writeResult(types, type, value);
  };
}

/**
 * JSON text of an object with `fields`, in their order, with the defaults of those that are absent. `nameOf` is what the object
 * calls them.
 *
 * @throws Unfit for the first place that does not fit.
 */
export function writeFields(
  types: TypeTable,
  fields: readonly Field[],
  object: object,
  nameOf?: (name: string) => string,
): string {
  return new Writer(types).fields(fields, object, [], nameOf);
}

/** Values of JavaScript's as the rule of validation looks at those that are not made of others. */
const FORM: Form = {
  number: (value) => (typeof value === "number" ? { value, whole: Number.isInteger(value) } : undefined),
  text: () => undefined,
  file: () => undefined,
  members: () => undefined,
};

class Writer {
  readonly #types: TypeTable;
  readonly #judge: Judge;
  /** Whether a plain union is being tried: then what has other keys is another branch's. */
  #isTrial = false;

  constructor(types: TypeTable) {
    this.#types = types;
    this.#judge = new Judge(types, FORM, true);
  }

  value(type: Type, value: unknown, path: Path): string {
    switch (type.type) {
      case "null":
        // A function that returns nothing says the same.
        return this.#fitting(value === null || value === undefined, "null", type, path);
      case "boolean":
        return this.#fitting(typeof value === "boolean", String(value), type, path);
      case "string":
      case "integer":
      case "number":
      case "enum":
        if (!this.#judge.judge(type, value, [...path])) {
          throw unfit(type, path);
        }
        // Not before: what does not fit may have no text in JSON, as a bigint of a union has none.
        return JSON.stringify(value);
      case "bigint":
      case "decimal":
      case "uuid":
      case "datetime":
      case "date":
      case "time":
      case "duration":
        return this.#text(type, value, path);
      case "bytes":
        return this.#bytes(type, value, path);
      case "json":
        return this.#json(value, path);
      case "list":
        return this.#list(type, value, path);
      case "tuple":
        if (!Array.isArray(value) || value.length !== type.items.length) {
          throw unfit(type, path);
        }
        return `[${type.items.map((each, at) => this.value(each, value[at], [...path, at])).join(",")}]`;
      case "map":
        return this.#map(type, value, path);
      case "optional":
        return value === null || value === undefined ? "null" : this.value(type.item, value, path);
      case "union":
        return this.#union(type, value, path);
      case "ref": {
        const named = this.#types.get(type.name);
        if (named?.kind === "alias") {
          return this.value(named.type, value, path);
        }
        if (named === undefined || !isObject(value)) {
          throw unfit(type, path);
        }
        return this.fields(named.fields, value, path);
      }
      case "file":
        throw unfit(type, path);
    }
  }

  fields(
    fields: readonly Field[],
    object: object,
    path: Path,
    nameOf: (name: string) => string = (name) => name,
  ): string {
    shallow(path);
    let text = "";
    let written = 0;
    for (const field of fields) {
      const name = nameOf(field.name);
      const given = (object as Record<string, unknown>)[name];
      // What is inherited from all objects is no field of this one.
      const value = given === undefined || given === OBJECT[name] ? undefined : given;
      if (value === undefined && field.omittable === true) {
        continue;
      }
      const isAbsent = value === undefined && "default" in field;
      const item = isAbsent
        ? JSON.stringify(field.default)
        : this.value(field.type, value, [...path, field.name]);
      text += `${written === 0 ? "" : ","}${JSON.stringify(field.name)}:${item}`;
      written++;
    }
    if (
      this.#isTrial &&
      Object.keys(object).some((key) => fields.every(({ name }) => nameOf(name) !== key))
    ) {
      throw new Unfit(path, "no other keys");
    }
    return `{${text}}`;
  }

  #text(type: TypeOf<Exclude<TextType, "bytes">>, value: unknown, path: Path): string {
    const given = type.type === "bigint" && typeof value === "bigint" ? String(value) : value;
    if (typeof given !== "string" || (type.type === "bigint" && typeof value === "string")) {
      throw unfit(type, path);
    }
    try {
      const text = canonical(type.type, given);
      return this.#fitting(isWithin(type, text), `"${text}"`, type, path);
    } catch {
      throw unfit(type, path);
    }
  }

  #bytes(type: TypeOf<"bytes">, value: unknown, path: Path): string {
    if (!(value instanceof Uint8Array) || !holds(type, value.length)) {
      throw unfit(type, path);
    }
    return `"${toBase64url(value)}"`;
  }

  #list(type: TypeOf<"list">, value: unknown, path: Path): string {
    if (!Array.isArray(value) || !holds(type, value.length)) {
      throw unfit(type, path);
    }
    shallow(path);
    return `[${Array.from(value, (item, at) => this.value(type.item, item, [...path, at])).join(",")}]`;
  }

  #map(type: TypeOf<"map">, value: unknown, path: Path): string {
    if (!isObject(value) || Array.isArray(value)) {
      throw unfit(type, path);
    }
    shallow(path);
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (!holds(type, entries.length)) {
      throw unfit(type, path);
    }
    const written = entries.map(([key, item]): readonly [string, string] => {
      const place = [...path, key];
      return [this.#key(type.key ?? PLAIN, key, place), this.value(type.item, item, place)];
    });
    written.sort(([one], [other]) => compareText(one, other));
    return `{${written.map(([key, item]) => `${JSON.stringify(key)}:${item}`).join(",")}}`;
  }

  #key(type: Type, key: string, path: Path): string {
    const named = type.type === "ref" ? this.#types.get(type.name) : undefined;
    if (named?.kind === "alias") {
      return this.#key(named.type, key, path);
    }
    if (key === "__proto__") {
      throw unfit(type, path);
    }
    if (type.type === "integer") {
      const isSpelled = /^(?:0|-?[1-9]\d*)$/.test(key);
      return this.#fitting(isSpelled && this.#judge.judge(type, Number(key), [...path]), key, type, path);
    }
    if (type.type === "uuid") {
      return JSON.parse(this.#text(type, key, path)) as string;
    }
    return this.#fitting(this.#judge.judge(type, key, [...path]), key, type, path);
  }

  #union(type: TypeOf<"union">, value: unknown, path: Path): string {
    const wasTrial = this.#isTrial;
    this.#isTrial = type.tag === undefined || wasTrial;
    try {
      for (const branch of type.of) {
        try {
          return this.value(branch, value, path);
        } catch (error) {
          if (!(error instanceof Unfit)) {
            throw error;
          }
        }
      }
    } finally {
      this.#isTrial = wasTrial;
    }
    throw unfit(type, path);
  }

  #json(value: unknown, path: Path): string {
    shallow(path);
    if (value === null || typeof value === "boolean") {
      return String(value);
    }
    if (typeof value === "string" || typeof value === "number") {
      return this.#fitting(
        this.#judge.judge(JSON_TYPE, value, [...path]),
        JSON.stringify(value),
        JSON_TYPE,
        path,
      );
    }
    if (Array.isArray(value)) {
      return `[${Array.from(value, (item, at) => this.#json(item, [...path, at])).join(",")}]`;
    }
    if (!isObject(value) || ![Object.prototype, null].includes(Object.getPrototypeOf(value))) {
      throw unfit(JSON_TYPE, path);
    }
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    const written = entries.map(([key, item]) => {
      const place = [...path, key];
      return `${JSON.stringify(this.#key(PLAIN, key, place))}:${this.#json(item, place)}`;
    });
    return `{${written.join(",")}}`;
  }

  #fitting(fits: boolean, text: string, type: Type, path: Path): string {
    if (!fits) {
      throw unfit(type, path);
    }
    return text;
  }
}

const PLAIN: Type = { type: "string" };
const JSON_TYPE: Type = { type: "json" };
const OBJECT = Object.prototype as unknown as Readonly<Record<string, unknown>>;

function holds(
  { min_length = 0, max_length = Infinity }: { readonly min_length?: number; readonly max_length?: number },
  length: number,
): boolean {
  return length >= min_length && length <= max_length;
}

function shallow(path: Path): void {
  if (path.length > DEEPEST) {
    throw new Unfit(path.slice(0, 8), "a value that does not contain itself");
  }
}

function unfit(type: Type, path: Path): Unfit {
  return new Unfit(path, type.type === "ref" ? `\`${type.name}\`` : type.type);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
