// The entry `@mizan/client/testing`: fixtures, values of generated types for tests and stories. It decides when a fixture is
// refused; what stands in one, `testingValues.ts` does. The page is `ir/protocol/client.md`, "Fixtures".

import { type Dates, formOf } from "./forms.ts";
import type { TypeDef } from "./ir.ts";
import { Codecs } from "./testingCodec.ts";
import { Maker, Unmade } from "./testingValues.ts";
import { Judge, reported, tableOf } from "./types.ts";

export type { Dates } from "./forms.ts";
export type { Field, Type, TypeDef } from "./ir.ts";

/** The named types of an IR, and what dates are in the generated code. */
export interface NamedTypes {
  /** All of the IR's. */
  readonly types: readonly TypeDef[];
  /** `"date"` or `"temporal"`; branded text where it is not said. */
  readonly dates?: Dates;
}

/** Makes values of one type: legal, small, and the same ones each time. */
export interface Fixture<Value> {
  /**
   * A value, with the fields that are given.
   *
   * @throws TypeError if a given field is not of its type, or if nothing was found for one that is not given.
   */
  (given?: Partial<Value>): Value;
  /**
   * So many values, told apart by their field `id` where they have one (text, whole number or uuid): 1, 2, 3. What is
   * given is given to each.
   *
   * @throws TypeError as for one, or if two of the ids that are not given are the same.
   */
  list(count: number, given?: Partial<Value> | ((index: number) => Partial<Value>)): Value[];
}

/** The fixture of the struct `name`. Written by the generator. */
export function fixture<Value extends object>(name: string, named: NamedTypes): Fixture<Value> {
  const types = tableOf(named.types);
  const maker = new Maker(types);
  const codec = new Codecs(types, named.dates).of({ type: "ref", name });
  const form = formOf(named.dates);

  const make = (given: Partial<Value>, index: number): Value => {
    const own = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const fields = madeOf(name, () => maker.struct(name, index, Object.keys(own)));
    const value = { ...(codec.decode(fields) as object), ...own };
    const judge = new Judge(types, form);
    judge.judge({ type: "ref", name }, value, [name]);
    const [fault] = reported(judge.faults);
    if (fault !== undefined) {
      throw new TypeError(`\`${fault.path.join(".")}\` is not of its type: ${fault.code}`);
    }
    return value as Value;
  };

  const list: Fixture<Value>["list"] = (count, given = {}) => {
    const givenAt = typeof given === "function" ? given : () => given;
    const each = Array.from({ length: count }, (_, index) => [givenAt(index), index] as const);
    const values = each.map(([own, index]) => make(own, index));
    if (maker.hasId(name)) {
      const ids = each.flatMap(([own], index) =>
        "id" in own ? [] : [(values[index] as { id: unknown }).id],
      );
      if (new Set(ids).size < ids.length) {
        throw new TypeError(`there are no ${count} values of \`${name}.id\`: give them`);
      }
    }
    return values;
  };

  return Object.assign((given: Partial<Value> = {}) => make(given, 0), { list });
}

function madeOf<Made>(name: string, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (error instanceof Unmade) {
      throw new TypeError(`no value was found for \`${[name, ...error.path].join(".")}\`: give it`);
    }
    throw error;
  }
}
