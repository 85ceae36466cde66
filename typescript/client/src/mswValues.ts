// Values of one IR's types between their two forms, for mocks: as generated code has them and as they travel. It judges what
// a mock answers, as a server judges what its function does. The page is `ir/protocol/types.md`, "Written values".

import { formOf } from "./forms.ts";
import type { Field, Type } from "./ir.ts";
import { fromWire } from "./naming.ts";
import type { NamedTypes } from "./testing.ts";
import { Codecs } from "./testingCodec.ts";
import { Maker } from "./testingValues.ts";
import { translated } from "./translate.ts";
import { Judge, reported, type TypeTable, tableOf } from "./types.ts";
import type { WireValues } from "./wire.ts";

/** Values of the types of one IR, in both their forms. */
export class Values {
  readonly types: TypeTable;
  readonly #named: NamedTypes;
  readonly #codecs: Codecs;

  constructor(named: NamedTypes) {
    this.#named = named;
    this.types = tableOf(named.types);
    this.#codecs = new Codecs(this.types, named.dates);
  }

  decoded(fields: readonly Field[], wire: WireValues): WireValues {
    return translated("decode", this.#codecs.fields(fields), wire);
  }

  encoded(fields: readonly Field[], values: WireValues): WireValues {
    return translated("encode", this.#codecs.fields(fields), values);
  }

  /** By the names of generated code. */
  camel(fields: readonly Field[], values: WireValues): WireValues {
    const names = fields.map(({ name }) => name);
    return fromWire(names, values) as WireValues;
  }

  /** A value of `type` as fixtures are. */
  made(type: Type): unknown {
    return this.#codecs.of(type).decode(new Maker(this.types).value(type));
  }

  /**
   * Values of generated code as they travel.
   *
   * @throws TypeError if one of them is not of its type.
   */
  judged(fields: readonly Field[], values: WireValues): WireValues {
    const judge = new Judge(this.types, formOf(this.#named.dates));
    judge.fields(fields, new Map(Object.entries(values)), []);
    const faults = reported(judge.faults).map(({ path, code }) => `\`${path.join(".")}\` (${code})`);
    if (faults.length > 0) {
      throw new TypeError(`its answer is not of its type: ${faults.join(", ")}`);
    }
    return this.encoded(fields, values);
  }
}
