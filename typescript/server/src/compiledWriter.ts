// Values of JavaScript's → JSON text where nothing is wrong with them, by functions that are made of a type once: an answer of a
// thousand values is written without looking at a thousand types. It decides nothing: what one of these cannot tell at a glance, and
// all that does not fit, is `results.ts`'s, which says where. The page is `ir/protocol/types.md`, "Written values".

import type { Field, Type, TypeTable } from "@mizan/client/wire";

/** The text of a value; undefined where another must look. */
export type Glance = (value: unknown) => string | undefined;

/** Looks longer: the text of a value of `type`. Throws where it does not fit. */
export type Look = (type: Type, value: unknown) => string;

/** Makes writers of types, each once. */
export class Writers {
  readonly #types: TypeTable;
  readonly #look: Look;
  readonly #named = new Map<string, Glance>();

  constructor(types: TypeTable, look: Look) {
    this.#types = types;
    this.#look = look;
  }

  /** The writer of `type`. */
  of(type: Type): Glance {
    // What has constraints is looked at by whoever knows them.
    const isPlain = Object.keys(type).length === 1;
    switch (type.type) {
      case "boolean":
        return (value) => (value === true ? "true" : value === false ? "false" : undefined);
      case "null":
        return (value) => (value === null || value === undefined ? "null" : undefined);
      case "string":
        return isPlain ? text : (value) => this.#look(type, value);
      case "integer":
        return isPlain ? whole : (value) => this.#look(type, value);
      case "number":
        return isPlain ? number : (value) => this.#look(type, value);
      case "enum": {
        const texts = new Map<unknown, string>(type.values.map((value) => [value, JSON.stringify(value)]));
        return (value) => texts.get(value);
      }
      case "decimal":
        return (value) =>
          isPlain && typeof value === "string" && DECIMAL.test(value)
            ? `"${value}"`
            : this.#look(type, value);
      case "uuid":
        return (value) =>
          typeof value === "string" && UUID.test(value) ? `"${value}"` : this.#look(type, value);
      case "datetime":
        return (value) => (isPlain ? moment(value) : undefined) ?? this.#look(type, value);
      case "list":
        return isListPlain(type) ? list(this.of(type.item)) : (value) => this.#look(type, value);
      case "optional": {
        const item = this.of(type.item);
        return (value) => (value === null || value === undefined ? "null" : item(value));
      }
      case "ref":
        return this.#ref(type.name);
      default:
        return (value) => this.#look(type, value);
    }
  }

  #ref(name: string): Glance {
    const known = this.#named.get(name);
    if (known !== undefined) {
      return known;
    }
    let made: Glance | undefined;
    // A type may lead to itself.
    const later: Glance = (value) => made?.(value);
    this.#named.set(name, later);
    const named = this.#types.get(name);
    if (named !== undefined) {
      made = named.kind === "alias" ? this.of(named.type) : this.#struct(named.fields);
      this.#named.set(name, made);
    }
    return made ?? later;
  }

  #struct(fields: readonly Field[]): Glance {
    const parts = fields.map((field) => ({
      name: field.name,
      before: `${JSON.stringify(field.name)}:`,
      write: this.of(field.type),
      isOmittable: field.omittable === true,
    }));
    // What all objects have is no field of one, and what may be absent for a default is seldom written.
    const isUsual = fields.every((field) => !("default" in field) && !(field.name in Object.prototype));
    if (!isUsual) {
      return () => undefined;
    }
    return (value) => {
      if (typeof value !== "object" || value === null) {
        return undefined;
      }
      let written = "{";
      for (const { name, before, write, isOmittable } of parts) {
        const given = (value as Readonly<Record<string, unknown>>)[name];
        if (given === undefined && isOmittable) {
          continue;
        }
        const item = write(given);
        if (item === undefined) {
          return undefined;
        }
        written += written.length === 1 ? before + item : `,${before}${item}`;
      }
      return `${written}}`;
    };
  }
}

function isListPlain(type: { readonly min_length?: number; readonly max_length?: number }): boolean {
  return type.min_length === undefined && type.max_length === undefined;
}

function list(write: Glance): Glance {
  return (value) => {
    if (!Array.isArray(value)) {
      return undefined;
    }
    let written = "[";
    for (let at = 0; at < value.length; at++) {
      const item = write(value[at]);
      if (item === undefined) {
        return undefined;
      }
      written += at === 0 ? item : `,${item}`;
    }
    return `${written}]`;
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value.isWellFormed() ? JSON.stringify(value) : undefined;
}

function whole(value: unknown): string | undefined {
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

function number(value: unknown): string | undefined {
  return Number.isFinite(value) ? String(value) : undefined;
}

// What is canonical at a glance: fewer digits than may be, days that every month has.
const DECIMAL = /^(?:0|-?[1-9][0-9]{0,30}|-?(?:0|[1-9][0-9]{0,30})\.[0-9]{0,30}[1-9])$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MOMENT =
  /^(?!0000)([0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])(?:\.000|\.[0-9]{0,5}[1-9])?Z$/;

function moment(value: unknown): string | undefined {
  if (typeof value !== "string" || !MOMENT.test(value)) {
    return undefined;
  }
  // As `toISOString` has it.
  return value.endsWith(".000Z") ? `"${value.slice(0, -5)}Z"` : `"${value}"`;
}
