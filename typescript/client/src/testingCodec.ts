// Codecs of any type of the IR, put together as the generator would put them, for who has types and no generated codecs:
// test doubles. What a codec does is `codec.ts`'s to say. The page is `ir/protocol/client.md`, "Test doubles".

import {
  alias,
  bigint,
  bytes,
  date,
  list,
  map,
  optional,
  same,
  struct,
  tagged,
  tuple,
  union,
} from "./codec.ts";
import type { Dates } from "./forms.ts";
import type { Field, Type, TypeDef, TypeOf } from "./ir.ts";
import { canonical, type TextType } from "./scalar.ts";
import { duration, instant, plainDate, plainTime } from "./temporal.ts";
import { type Codec, type CodecFields, Misfit } from "./translate.ts";
import type { TypeTable } from "./types.ts";

type AnyCodec = Codec<unknown>;

/** The codecs of one set of named types. */
export class Codecs {
  readonly #types: TypeTable;
  readonly #dates: Dates | undefined;
  readonly #known = new Map<string, AnyCodec>();

  constructor(types: TypeTable, dates: Dates | undefined) {
    this.#types = types;
    this.#dates = dates;
  }

  /** The codecs of fields by their names. */
  fields(fields: readonly Field[]): CodecFields {
    return Object.fromEntries(fields.map(({ name, type }) => [name, this.of(type)]));
  }

  /** Between the values of generated code and their canonical form on the wire. */
  of(type: Type): AnyCodec {
    switch (type.type) {
      case "bigint":
        return bigint;
      case "bytes":
        return bytes;
      case "decimal":
      case "uuid":
        return text(type.type);
      case "datetime":
      case "date":
      case "time":
      case "duration":
        return this.#moment(type.type);
      case "list":
        return list(this.of(type.item));
      case "optional":
        return optional(this.of(type.item));
      case "map":
        return map(this.of(type.item));
      case "tuple":
        return tuple(...type.items.map((item) => this.of(item)));
      case "union":
        return this.#union(type);
      case "ref":
        return this.#named(type.name);
      default:
        return same;
    }
  }

  #moment(type: keyof typeof TEMPORAL): AnyCodec {
    if (this.#dates === "temporal") {
      return TEMPORAL[type];
    }
    return this.#dates === "date" && type === "datetime" ? date : text(type);
  }

  #union({ of, tag }: TypeOf<"union">): AnyCodec {
    if (tag !== undefined) {
      return tagged(tag, () => of.map((branch) => [this.#values(branch, tag), this.of(branch)]));
    }
    const types = [...this.#types.values()];
    const dates = this.#dates === undefined ? {} : { dates: this.#dates };
    return union({ of, types, ...dates }, ...of.map((branch) => this.of(branch)));
  }

  #named(name: string): AnyCodec {
    let codec = this.#known.get(name);
    if (codec === undefined) {
      const named = this.#definition(name);
      codec =
        named.kind === "struct" ? struct(() => this.fields(named.fields)) : alias(() => this.of(named.type));
      this.#known.set(name, codec);
    }
    return codec;
  }

  /** The values of the tag by which a branch is known. */
  #values(type: Type, tag: string): readonly (string | number)[] {
    if (type.type === "enum") {
      return type.values;
    }
    if (type.type === "union") {
      return type.of.flatMap((branch) => this.#values(branch, tag));
    }
    const named = type.type === "ref" ? this.#definition(type.name) : undefined;
    const inner =
      named?.kind === "struct" ? named.fields.find(({ name }) => name === tag)?.type : named?.type;
    return inner === undefined ? [] : this.#values(inner, tag);
  }

  #definition(name: string): TypeDef {
    const named = this.#types.get(name);
    if (named === undefined) {
      throw new Error(`the type \`${name}\` is not among \`types\``);
    }
    return named;
  }
}

const TEMPORAL = { datetime: instant, date: plainDate, time: plainTime, duration };

/** Text stays text, in its one spelling. */
function text(type: TextType): AnyCodec {
  const spelled = (value: unknown) => {
    if (typeof value !== "string") {
      throw new Misfit();
    }
    return canonical(type, value);
  };
  return { decode: spelled, encode: spelled };
}
