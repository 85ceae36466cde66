// zod schemas → the IR's types. It decides which schema stands for which type, and refuses, with its path, what the table of types
// does not have; which constraints there are is `declareChecks`, what is legal in a graph `defects`. No value is looked at here but
// defaults. Twins: `python/mizan/types.py`, `python/mizan/models.py`. The page is `ir/protocol/types.md`, `ir/protocol/ir.md`.

import { z } from "zod";
import { standsFor } from "./builders.ts";
import { bigintOf, lengths, NoType, numeric, plainly, stringOf } from "./declareChecks.ts";
import type { IrField, IrTypeDef, Type } from "./irModel.ts";

type Schema = z.core.$ZodTypes;

/** Whether a type is of what is sent, where what has a default may be absent, or of what is answered. */
export type FormOf = "input" | "output";

/** A default that is still a value of JavaScript's. It becomes JSON when all types are known. */
export interface Pending {
  readonly path: string;
  readonly field: { -readonly [Key in keyof IrField]: IrField[Key] };
  readonly value: unknown;
}

/** A field, with what of it is JavaScript's alone. */
export interface ReadField {
  readonly field: IrField;
  /** It has `.optional()`, and the function gets `undefined` where null was sent or nothing. */
  readonly isOptional: boolean;
}

/** Reads schemas, and keeps what they name. */
export class Types {
  /** The named types, in the order in which they were met. */
  readonly definitions = new Map<string, IrTypeDef>();
  /** Defaults that wait for {@link definitions}. */
  readonly pending: Pending[] = [];
  /** Two schemas of one name that are not the same. */
  readonly defects: string[] = [];
  readonly #under = new Map<string, z.core.$ZodType>();

  /** The type that a schema stands for. Throws {@link NoType}. */
  type(schema: z.core.$ZodType, path: string, form: FormOf): Type {
    const named = nameOf(schema);
    return named === undefined
      ? this.#unnamed(schema as Schema, path, form)
      : this.#named(named.id, named.schema, path, form);
  }

  /** A field of a struct. Throws {@link NoType}. */
  field(name: string, schema: z.core.$ZodType, path: string, form: FormOf): IrField {
    const read = unwrapped(schema as Schema);
    const type = this.type(read.inner, path, form);
    const field = {
      name,
      type: read.isNullable ? optional(type) : type,
      ...(read.doc === undefined ? {} : { doc: read.doc }),
    };
    if (read.default !== undefined) {
      return form === "output" ? field : this.#defaulted(field, read.default.value, path);
    }
    return read.isOptional ? { ...field, omittable: true } : field;
  }

  /** An argument: one that may be absent has a default, null where none was said. Throws {@link NoType}. */
  argument(name: string, schema: z.core.$ZodType, path: string): ReadField {
    const stands = standsFor(schema);
    const isChecked = typeof stands === "object" && stands.type === "checked";
    const wire = (isChecked ? stands.wire : schema) as Schema;
    const read = unwrapped(wire);
    const type = this.type(read.inner, path, "input");
    const isOptional = read.isOptional && !read.isNullable && read.default === undefined;
    const takesNull = read.isNullable || (read.isOptional && read.default === undefined);
    const doc = read.doc ?? (isChecked ? descriptionOf(schema) : undefined);
    const field = {
      name,
      type: takesNull ? optional(type) : type,
      ...(doc === undefined ? {} : { doc }),
    };
    if (read.default !== undefined) {
      return { field: this.#defaulted(field, read.default.value, path), isOptional };
    }
    return { field: read.isOptional ? { ...field, default: null } : field, isOptional };
  }

  #defaulted(field: IrField, value: unknown, path: string): IrField {
    const waiting: Pending["field"] = { ...field, default: null };
    this.pending.push({ path, field: waiting, value });
    return waiting;
  }

  #named(id: string, schema: Schema, path: string, form: FormOf): Type {
    const name = form === "input" && hasTwoForms(schema) ? `${id}Input` : id;
    const known = this.#under.get(name);
    if (known === schema) {
      return { type: "ref", name };
    }
    const before = this.definitions.get(name);
    this.#under.set(name, schema);
    const doc = descriptionOf(schema);
    const said = doc === undefined ? {} : { doc };
    let made: IrTypeDef;
    if (schema._zod.def.type === "object") {
      made = { kind: "struct", name, ...said, fields: this.#fields(schema as z.core.$ZodObject, name, form) };
    } else {
      const read = unwrapped(schema, true);
      if (read.isNullable || read.isOptional || read.default !== undefined) {
        throw new NoType(
          path,
          `a named type takes no null and has no default: say that where \`${id}\` is used`,
        );
      }
      made = { kind: "alias", name, ...said, type: this.#unnamed(schema, path, form) };
    }
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(made)) {
      this.defects.push(`two types of one name, \`${name}\`: they are not the same`);
    }
    this.definitions.set(name, before ?? made);
    return { type: "ref", name };
  }

  #fields(schema: z.core.$ZodObject, path: string, form: FormOf): readonly IrField[] {
    const { shape, catchall } = schema._zod.def;
    if (catchall !== undefined && catchall._zod.def.type !== "never") {
      throw new NoType(path, "a struct has the fields that are declared, and no others");
    }
    return Object.entries(shape).map(([name, each]) => this.field(name, each, `${path}.${name}`, form));
  }

  #unnamed(schema: Schema, path: string, form: FormOf): Type {
    const stands = standsFor(schema);
    if (stands === "changed") {
      throw new NoType(path, "what narrows this type is an option of the function that makes it");
    }
    if (stands !== undefined) {
      if (stands.type === "checked") {
        throw new NoType(path, "`checked` is said of a whole argument");
      }
      return stands;
    }
    const { def } = schema._zod;
    switch (def.type) {
      case "null":
        return plainly({ type: "null" }, def, path);
      case "boolean":
        return plainly({ type: "boolean" }, def, path);
      case "string":
        return stringOf(def, path);
      case "number":
        return numeric(def, path);
      case "bigint":
        return bigintOf(def, path);
      case "any":
      case "unknown":
        return plainly({ type: "json" }, def, path);
      case "literal":
        return plainly(valuesOf(def.values, path), def, path);
      case "enum":
        return plainly(valuesOf(Array.from(schema._zod.values ?? []), path), def, path);
      case "array":
        return { type: "list", item: this.type(def.element, `${path}[]`, form), ...lengths(def, path) };
      case "tuple":
        if (def.rest !== null) {
          throw new NoType(path, "a tuple has as many places as it has types");
        }
        return {
          type: "tuple",
          items: def.items.map((each, at) => this.type(each, `${path}[${at}]`, form)),
        };
      case "record":
        return this.#map(def, path, form);
      case "union":
        return this.#union(def as z.core.$ZodDiscriminatedUnionDef, path, form);
      case "nullable":
        return optional(this.type(def.innerType, path, form));
      case "readonly":
        return this.type(def.innerType, path, form);
      case "lazy":
        return isJson(schema as z.core.$ZodLazy) ? { type: "json" } : this.type(def.getter(), path, form);
      case "object":
        throw new NoType(path, 'a struct needs a name: `z.object({…}).meta({ id: "Profile" })`');
      case "optional":
      case "default":
        throw new NoType(path, "only an argument or a field may be absent or have a default");
      default:
        throw new NoType(path, `\`z.${def.type}\` is no type of the wire; ${INSTEAD[def.type] ?? TABLE}`);
    }
  }

  #map(def: z.core.$ZodRecordDef, path: string, form: FormOf): Type {
    const isWhole = def.keyType._zod.def.type === "enum" && (def as { partial?: boolean }).partial !== true;
    if (isWhole) {
      throw new NoType(path, "a map need not have all keys: say `z.partialRecord`");
    }
    const key = this.type(def.keyType, `${path} (key)`, form);
    const item = this.type(def.valueType, `${path}{}`, form);
    const isPlain = key.type === "string" && Object.keys(key).length === 1;
    return { type: "map", ...(isPlain ? {} : { key }), item, ...lengths(def as z.core.$ZodTypeDef, path) };
  }

  #union(def: z.core.$ZodDiscriminatedUnionDef, path: string, form: FormOf): Type {
    if (def.inclusive === false && def.discriminator === undefined) {
      throw new NoType(path, "`z.xor` is no type of the wire: a union takes the first branch that fits");
    }
    const branches = def.options.filter((each) => each._zod.def.type !== "null");
    const of = branches.map((each, at) => this.type(each, `${path}|${at}`, form));
    const [only] = of;
    const tag = def.discriminator;
    const type: Type =
      of.length === 1 && only !== undefined
        ? only
        : { type: "union", of, ...(tag === undefined ? {} : { tag }) };
    return branches.length === def.options.length ? type : optional(type);
  }
}

const TABLE = "the types are those of docs/types.md";

const INSTEAD: Readonly<Record<string, string>> = {
  date: "say `datetime()` or `date()`",
  file: "say `upload()`",
  map: "say `z.record`",
  set: "say `z.array`",
  custom: "say `checked(…)` around a type of the wire",
  pipe: "what is transformed is a type of the wire first: `checked(…)`",
  transform: "say `checked(…)` around a type of the wire",
  undefined: "say `z.null()`",
  void: "say `z.null()`",
  prefault: "say `.default(…)`",
  catch: "what does not fit is refused",
};

/** What is around a type, and the type. */
interface Unwrapped {
  readonly inner: Schema;
  readonly isOptional: boolean;
  readonly isNullable: boolean;
  readonly default: { readonly value: unknown } | undefined;
  readonly doc: string | undefined;
}

function unwrapped(outermost: Schema, through = false): Unwrapped {
  let inner = outermost;
  let isOptional = false;
  let isNullable = false;
  let isRequired = false;
  let doc: string | undefined;
  let fallback: Unwrapped["default"];
  for (;;) {
    const named = through && inner === outermost ? undefined : nameOf(inner);
    if (named === undefined || named.schema !== inner) {
      // A named type's description is its own; that of `.describe()` on one is the field's.
      const own = descriptionOf(inner);
      doc ??= named !== undefined && own === descriptionOf(named.schema) ? undefined : own;
    }
    const { def } = inner._zod;
    if (named !== undefined) {
      break;
    }
    if (def.type === "optional") {
      isOptional ||= !isRequired;
    } else if (def.type === "nullable") {
      isNullable = true;
    } else if (def.type === "nonoptional") {
      isRequired = true;
    } else if (def.type === "default") {
      fallback ??= { value: def.defaultValue };
    } else if (def.type !== "readonly") {
      break;
    }
    inner = def.innerType as Schema;
  }
  return { inner, isOptional, isNullable, default: fallback, doc };
}

/** The named schema that `schema` is, perhaps under another description, and its name. */
function nameOf(schema: z.core.$ZodType): { readonly id: string; readonly schema: Schema } | undefined {
  const { def } = schema._zod;
  let origin: z.core.$ZodType | undefined = schema;
  while (origin !== undefined && origin._zod.def === def) {
    const id = z.globalRegistry.get(origin)?.id;
    if (id !== undefined) {
      return { id, schema: origin as Schema };
    }
    origin = origin._zod.parent;
  }
  return undefined;
}

function descriptionOf(schema: z.core.$ZodType): string | undefined {
  return z.globalRegistry.get(schema)?.description;
}

function optional(item: Type): Type {
  return item.type === "optional" ? item : { type: "optional", item };
}

function valuesOf(values: readonly unknown[], path: string): Type {
  if (values.length === 1 && values[0] === null) {
    return { type: "null" };
  }
  if (values.every((value) => typeof value === "string")) {
    return { type: "enum", values };
  }
  if (values.every((value) => Number.isSafeInteger(value))) {
    return { type: "enum", values: values as readonly number[] };
  }
  throw new NoType(path, "the values of an enum are all text or all whole numbers");
}

/** What a schema is made of. */
function parts(schema: Schema): readonly z.core.$ZodType[] {
  const { def } = schema._zod;
  switch (def.type) {
    case "object":
      return Object.values(def.shape);
    case "array":
      return [def.element];
    case "tuple":
      return def.items;
    case "record":
      return [def.keyType, def.valueType];
    case "union":
      return def.options;
    case "lazy":
      return isJson(schema as z.core.$ZodLazy) ? [] : [def.getter()];
    case "nullable":
    case "readonly":
    case "optional":
    case "nonoptional":
    case "default":
      return [def.innerType];
    default:
      return [];
  }
}

/** Whether any of what a schema is made of, itself included, is so. */
export function reaches(schema: z.core.$ZodType, isSo: (each: Schema) => boolean): boolean {
  const met = new Set<z.core.$ZodType>();
  const waiting = [schema];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (!met.has(each)) {
      met.add(each);
      if (isSo(each as Schema)) {
        return true;
      }
      waiting.push(...parts(each as Schema));
    }
  }
  return false;
}

/** Whether what is sent is another type than what is answered: a field somewhere in it has a default. */
function hasTwoForms(schema: Schema): boolean {
  return reaches(schema, (each) => each._zod.def.type === "default");
}

/** Whether it is `z.json()`, which zod makes of other types. */
function isJson(schema: z.core.$ZodLazy): boolean {
  const union = schema._zod.def.getter() as Schema;
  if (union._zod.def.type !== "union") {
    return false;
  }
  const [text, number, boolean, nothing, list, map] = union._zod.def.options as readonly Schema[];
  return (
    text?._zod.def.type === "string" &&
    number?._zod.def.type === "number" &&
    boolean?._zod.def.type === "boolean" &&
    nothing?._zod.def.type === "null" &&
    list?._zod.def.type === "array" &&
    list._zod.def.element === schema &&
    map?._zod.def.type === "record" &&
    map._zod.def.valueType === schema
  );
}
