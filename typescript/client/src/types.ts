// The rule of validation: which values a type takes, and what is wrong with one that it does not. It is a voice of
// `ir/protocol/types.md`, held to it by the vectors `types`; twins are `mizan-core/src/types/` and `tests/afi/oracle/`. It
// reads no JSON and knows no form of JavaScript values: a `Form` does.

import type { FaultCode } from "./errorTable.ts";
import type { Field, Type, TypeDef, TypeOf } from "./ir.ts";
import { comparePaths, compareText, type Path, told } from "./path.ts";
import { isFound } from "./pattern.ts";
import { canonical, isInForm, isWithin, type TextType } from "./scalar.ts";

/** What a number is, however it was written. */
export interface Numeral {
  /** The nearest 64-bit float. */
  readonly value: number;
  /** Whether it is whole before it is rounded. */
  readonly whole: boolean;
}

/** How values look to whom they are judged for. */
export interface Form {
  /** The number that `value` is, or undefined if it is none. */
  number(value: unknown): Numeral | undefined;
  /**
   * The text by which a value of `type` travels, or undefined if `value` is of another kind.
   *
   * @throws RangeError, TypeError if it is of that kind and has no such text.
   */
  text(type: TextType, value: unknown): string | undefined;
  /** What is judged of a file, its type in lower case and without parameters, or undefined if `value` is of another kind. */
  file(value: unknown): { readonly size: number; readonly type: string } | undefined;
  /** The members of an object by name, or undefined if `value` is of another kind. */
  members(value: unknown): ReadonlyMap<string, unknown> | undefined;
}

/** A value that is not of its type. */
export interface TypeFault {
  /** Where it is. */
  readonly path: Path;
  /** What is wrong with it. */
  readonly code: FaultCode;
}

/** The way to a value that is being judged: it grows and shrinks, and a fault keeps a copy. */
type Segments = (string | number)[];

/** Types by name. */
export type TypeTable = ReadonlyMap<string, TypeDef>;

/** Whether types take values, as far as somebody asked. */
type Known = Map<Type, Map<unknown, boolean>>;

/** The `types` by name. */
export function tableOf(types: readonly TypeDef[] = []): TypeTable {
  return new Map(types.map((type) => [type.name, type]));
}

/** Sorted by path then code, each once, the first 32. */
export function reported(faults: readonly TypeFault[]): readonly TypeFault[] {
  const order = (one: TypeFault, other: TypeFault) =>
    comparePaths(one.path, other.path) || compareText(one.code, other.code);
  const sorted = [...faults].sort(order);
  return sorted
    .filter((fault, index) => {
      const before = sorted[index - 1];
      return before === undefined || order(before, fault) !== 0;
    })
    .slice(0, MOST_FAULTS);
}

/** Judges values. All that says whether something fits says so to its caller and writes down what does not. */
export class Judge {
  /** What was found, in the order in which it was found: see {@link reported}. */
  readonly faults: TypeFault[] = [];
  readonly #types: TypeTable;
  readonly #form: Form;
  /** Whether the first fault ends it, and is not written down: where it only matters whether there is one. */
  readonly #brief: boolean;

  /** What is known of parts of a value: without it branches within branches would be judged again and again. */
  readonly #known: Known;

  /** Who tries what need not fit. */
  #trial: Judge | undefined;

  constructor(types: TypeTable, form: Form, brief = false, known: Known = new Map()) {
    this.#types = types;
    this.#form = form;
    this.#brief = brief;
    this.#known = known;
  }

  /** Whether `type` takes `value`, which is at `path`, whole. Nothing is written down. */
  fits(type: Type, value: unknown, path: Segments = []): boolean {
    if (!MADE.has(type.type)) {
      return this.#try(type, value, path);
    }
    const known = this.#known.get(type) ?? new Map<unknown, boolean>();
    this.#known.set(type, known);
    const fits = known.get(value) ?? this.#try(type, value, path);
    known.set(value, fits);
    return fits;
  }

  #try(type: Type, value: unknown, path: Segments): boolean {
    this.#trial ??= new Judge(this.#types, this.#form, true, this.#known);
    return this.#trial.judge(type, value, path);
  }

  /** Writes down a fault. */
  add(fault: TypeFault): void {
    this.faults.push(fault);
  }

  /** Whether no more is told than what was found, whatever is wrong at `_path` and behind it. */
  isTold(_path: Path): boolean {
    return false;
  }

  /** Judges `value`, which is at `path`. */
  judge(type: Type, value: unknown, path: Segments): boolean {
    switch (type.type) {
      case "null":
        return this.#check(value === null, path, "type");
      case "boolean":
        return this.#check(typeof value === "boolean", path, "type");
      case "string":
        return this.#string(type, value, path);
      case "integer":
        return this.#integer(type, value, path);
      case "number":
        return this.#number(type, value, path);
      case "bigint":
      case "decimal":
      case "uuid":
      case "datetime":
      case "date":
      case "time":
      case "duration":
      case "bytes":
        return this.#text(type, value, path);
      case "json":
        return this.#json(value, path);
      case "file":
        return this.#file(type, value, path);
      case "list":
        return this.#list(type, value, path);
      case "tuple":
        return this.#tuple(type.items, value, path);
      case "map":
        return this.#map(type, value, path);
      case "enum":
        return this.#enum(type.values, value, path);
      case "union":
        return type.tag === undefined
          ? this.#check(
              type.of.some((branch) => this.fits(branch, value, path)),
              path,
              "type",
            )
          : this.#tagged(type.of, type.tag, value, path);
      case "optional":
        return value === null || this.judge(type.item, value, path);
      case "ref": {
        const named = this.#named(type.name);
        if (named.kind === "alias") {
          return this.judge(named.type, value, path);
        }
        const members = this.#members(value, path);
        return members !== undefined && this.fields(named.fields, members, path);
      }
    }
  }

  /** Judges the members of an object by `fields`. `nameOf` is what the object calls them. */
  fields(
    fields: readonly Field[],
    members: ReadonlyMap<string, unknown>,
    path: Segments,
    nameOf = (name: string) => name,
  ): boolean {
    const others = new Set(members.keys());
    const known = this.#each(fields, (field) => {
      const name = nameOf(field.name);
      return this.#at(path, name, () =>
        others.delete(name)
          ? this.judge(field.type, members.get(name), path)
          : this.#check("default" in field || field.omittable === true, path, "missing"),
      );
    });
    return (
      this.#each(others, (name) => this.#at(path, told(name), () => this.#check(false, path, "unknown"))) &&
      known
    );
  }

  #tagged(branches: readonly Type[], tag: string, value: unknown, path: Segments): boolean {
    const members = this.#members(value, path);
    if (members === undefined) {
      return false;
    }
    const branch = members.has(tag) ? this.#branch(branches, tag, members.get(tag)) : undefined;
    return branch === undefined ? this.#check(false, path, "enum") : this.fields(branch, members, path);
  }

  /** The fields of the branch whose tag takes `given`. */
  #branch(branches: readonly Type[], tag: string, given: unknown): readonly Field[] | undefined {
    for (const branch of branches) {
      let type = branch;
      let named = this.#refers(type);
      while (named?.kind === "alias") {
        type = named.type;
        named = this.#refers(type);
      }
      const tagType = named?.fields.find((field) => field.name === tag)?.type;
      if (named !== undefined && tagType !== undefined && this.fits(tagType, given)) {
        return named.fields;
      }
      const found = type.type === "union" ? this.#branch(type.of, tag, given) : undefined;
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }

  #file({ max_size = Infinity, accept }: TypeOf<"file">, value: unknown, path: Segments): boolean {
    const file = this.#form.file(value);
    if (file === undefined) {
      return this.#check(false, path, "type");
    }
    const kinds = [file.type, file.type.replace(/\/.*/, "/*")];
    const isSmall = this.#check(file.size <= max_size, path, "length");
    return this.#check(accept?.some((each) => kinds.includes(each)) ?? true, path, "enum") && isSmall;
  }

  #list(type: TypeOf<"list">, value: unknown, path: Segments): boolean {
    return (
      this.#array(value, path) &&
      this.#judgeLength(type, value.length, path, () => this.#items(type.item, value, path))
    );
  }

  #items(type: Type, items: readonly unknown[], path: Segments): boolean {
    let all = true;
    for (let index = 0; index < items.length && (all || !this.#brief); index++) {
      path.push(index);
      all = !this.isTold(path) && this.judge(type, items[index], path) && all;
      path.pop();
    }
    return all;
  }

  #tuple(items: readonly Type[], value: unknown, path: Segments): boolean {
    return (
      this.#array(value, path) &&
      this.#check(value.length === items.length, path, "length") &&
      this.#each(items.entries(), ([index, item]) =>
        this.#at(path, index, () => this.judge(item, value[index], path)),
      )
    );
  }

  #map(type: TypeOf<"map">, value: unknown, path: Segments): boolean {
    const members = this.#members(value, path);
    return (
      members !== undefined &&
      this.#judgeLength(type, members.size, path, () =>
        this.#each(members, ([key, item]) =>
          this.#at(
            path,
            told(key),
            () => this.#key(type.key, key, path) && this.judge(type.item, item, path),
          ),
        ),
      )
    );
  }

  /** Judges a key, which has the spelling of its type. */
  #key(type: Type = { type: "string" }, key: string, path: Segments): boolean {
    if (key === "__proto__") {
      return this.#check(false, path, "unknown");
    }
    const named = this.#refers(type);
    if (named?.kind === "alias") {
      return this.#key(named.type, key, path);
    }
    switch (type.type) {
      case "integer":
        return (
          this.#check(/^(?:0|-?[1-9]\d*)$/.test(key), path, "format") && this.#whole(type, Number(key), path)
        );
      case "uuid":
        return this.judge(type, key, path) && this.#check(key === key.toLowerCase(), path, "format");
      default:
        return this.judge(type, key, path);
    }
  }

  #string(type: TypeOf<"string">, value: unknown, path: Segments): boolean {
    if (typeof value !== "string") {
      return this.#check(false, path, "type");
    }
    const { pattern } = type;
    return (
      this.#check(!/\p{Cs}/u.test(value), path, "format") &&
      this.#judgeLength(
        type,
        lengthOf(value),
        path,
        () => pattern === undefined || this.#check(isFound(pattern, value), path, "pattern"),
      )
    );
  }

  #integer(type: TypeOf<"integer">, value: unknown, path: Segments): boolean {
    const numeral = this.#form.number(value);
    return numeral?.whole === true
      ? this.#whole(type, numeral.value, path)
      : this.#check(false, path, "type");
  }

  #whole(type: TypeOf<"integer">, value: number, path: Segments): boolean {
    const { minimum = -Infinity, maximum = Infinity, multiple_of = 1 } = type;
    const fits =
      Number.isSafeInteger(value) && value >= minimum && value <= maximum && value % multiple_of === 0;
    return this.#check(fits, path, "range");
  }

  #number(type: TypeOf<"number">, value: unknown, path: Segments): boolean {
    const given = this.#form.number(value)?.value;
    if (given === undefined) {
      return this.#check(false, path, "type");
    }
    const { minimum, maximum, exclusive_minimum = -Infinity, exclusive_maximum = Infinity } = type;
    const fits =
      Number.isFinite(given) &&
      given >= (minimum ?? given) &&
      given <= (maximum ?? given) &&
      given > exclusive_minimum &&
      given < exclusive_maximum;
    return this.#check(fits, path, "range");
  }

  #text(type: TypeOf<TextType>, value: unknown, path: Segments): boolean {
    let text: string | undefined;
    // What is caught at once needs no stack: to write one down is nearly all that an error costs, and a caller may send many.
    const { stackTraceLimit } = ENGINE;
    ENGINE.stackTraceLimit = 0;
    try {
      const given = this.#form.text(type.type, value);
      if (given !== undefined && !isInForm(type.type, given)) {
        return this.#check(false, path, "format");
      }
      text = given === undefined ? undefined : canonical(type.type, given);
    } catch (error) {
      if (error instanceof TypeError || error instanceof RangeError) {
        return this.#check(false, path, error instanceof RangeError ? "range" : "format");
      }
      throw error;
    } finally {
      ENGINE.stackTraceLimit = stackTraceLimit;
    }
    if (text === undefined) {
      return this.#check(false, path, "type");
    }
    return type.type === "bytes"
      ? this.#judgeLength(type, Math.floor((text.length * 3) / 4), path, () => true)
      : this.#check(isWithin(type, text), path, "range");
  }

  #enum(values: readonly (string | number)[], value: unknown, path: Segments): boolean {
    const numeral = this.#form.number(value);
    const isOfKind = typeof values[0] === "string" ? typeof value === "string" : numeral !== undefined;
    // What was rounded is none of them, however near.
    const given = numeral?.whole === true ? numeral.value : value;
    const isThere = values.some((it) => it === given);
    return this.#check(isOfKind, path, "type") && this.#check(isThere, path, "enum");
  }

  #json(value: unknown, path: Segments): boolean {
    const numeral = this.#form.number(value);
    if (numeral !== undefined) {
      const { value: float } = numeral;
      const isExact = !Number.isInteger(float) || Math.abs(float) >= 1e21 || Number.isSafeInteger(float);
      return this.#check(Number.isFinite(float) && isExact, path, "range");
    }
    if (value === null || typeof value === "boolean") {
      return true;
    }
    if (typeof value === "string") {
      return this.#string({ type: "string" }, value, path);
    }
    return Array.isArray(value)
      ? this.#shallow(path) && this.#items(JSON_TYPE, value, path)
      : this.#map(JSON_MAP, value, path);
  }

  /** Judges a length, and `more`, unless what is so long is looked at no further. */
  #judgeLength(
    { min_length = 0, max_length = Infinity }: { readonly min_length?: number; readonly max_length?: number },
    length: number,
    path: Segments,
    more: () => boolean,
  ): boolean {
    if (length > max_length) {
      return this.#check(false, path, "length");
    }
    const isLong = this.#check(length >= min_length, path, "length");
    return more() && isLong;
  }

  #members(value: unknown, path: Segments): ReadonlyMap<string, unknown> | undefined {
    const members = this.#form.members(value);
    return this.#check(members !== undefined, path, "type") && this.#shallow(path) ? members : undefined;
  }

  #array(value: unknown, path: Segments): value is readonly unknown[] {
    return this.#check(Array.isArray(value), path, "type") && this.#shallow(path);
  }

  /** What is nested deeper was refused when JSON was read, but a value of JavaScript's may lead to itself. */
  #shallow(path: Segments): boolean {
    return this.#check(path.length < DEEPEST, path, "format");
  }

  #refers(type: Type): TypeDef | undefined {
    return type.type === "ref" ? this.#named(type.name) : undefined;
  }

  #named(name: string): TypeDef {
    const named = this.#types.get(name);
    if (named === undefined) {
      throw new Error(`the type \`${name}\` is not among \`types\``);
    }
    return named;
  }

  /** What is said of a part of a value. */
  #at(path: Segments, segment: string | number, fits: () => boolean): boolean {
    path.push(segment);
    const said = fits();
    path.pop();
    return said;
  }

  /** Whether each of them fits: all are judged, unless one is enough. */
  #each<Item>(items: Iterable<Item>, fits: (item: Item) => boolean): boolean {
    let all = true;
    for (const item of items) {
      all = fits(item) && all;
      if (!all && this.#brief) {
        return false;
      }
    }
    return all;
  }

  #check(fits: boolean, path: Segments, code: FaultCode): boolean {
    if (!fits && !this.#brief) {
      this.add({ path: [...path], code });
    }
    return fits;
  }
}

const JSON_TYPE: Type = { type: "json" };
const JSON_MAP = { type: "map", item: JSON_TYPE } as const;
/** What V8 says of errors; other engines know nothing of it. */
const ENGINE = Error as { stackTraceLimit?: number | undefined };
/** The types whose values are made of others, or may be. */
const MADE: ReadonlySet<Type["type"]> = new Set(["list", "tuple", "map", "union", "optional", "ref", "json"]);
const MOST_FAULTS = 32;
// The outermost object is of depth 1, so an object at a path of one name is of depth 2.
const DEEPEST = 64;

/** In code points. */
function lengthOf(text: string): number {
  let pairs = 0;
  for (let index = 0; index < text.length; index++) {
    // The first half of a pair; halves without the other were refused.
    pairs += Number((text.charCodeAt(index) & 0xfc00) === 0xd800);
  }
  return text.length - pairs;
}
