// The entry `@mizan/client/schema`: the inputs of functions and contexts as Standard Schemas of version 1, which judge by
// the rule of `types.ts` before anything is sent. It decides what issues look like. The page is `ir/protocol/client.md`,
// "What generated code calls".

import type { FaultCode } from "./errorTable.ts";
import { type Dates, formOf } from "./forms.ts";
import type { Field, TypeDef } from "./ir.ts";
import { camel } from "./naming.ts";
import { isAbsent } from "./query.ts";
import { canonical } from "./scalar.ts";
import { type Form, Judge, reported, type TypeFault, tableOf } from "./types.ts";

export type { Dates } from "./forms.ts";
export type { Field, Type, TypeDef } from "./ir.ts";

/** What an input consists of, as the IR has it: arguments of a function, or params of a context. */
export type Input = {
  /** The named types that are reached. */
  readonly types?: readonly TypeDef[];
  /** What dates are in the generated code. */
  readonly dates?: Dates;
} & ({ readonly args: readonly Field[] } | { readonly params: readonly Field[] });

/** One thing that is wrong. */
export interface InputIssue {
  /** In words, of the value that `path` names. */
  readonly message: string;
  /** The argument in camelCase, and below it fields, keys and indexes. */
  readonly path: readonly (string | number)[];
  /** `"missing"`, `"range"`, …: as the server would say it in a problem's `errors`. */
  readonly code: FaultCode;
}

/** What `validate` answers: the value as it was given, or what is wrong with it. */
export type InputResult<Value> =
  | { readonly value: Value; readonly issues?: undefined }
  | { readonly issues: readonly InputIssue[] };

/** A Standard Schema (version 1) of what a generated function or context takes. */
export interface InputSchema<Value> {
  /** What Standard Schema asks for. `validate` answers at once, and with the value as it was given. */
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "mizan";
    readonly validate: (value: unknown) => InputResult<Value>;
    readonly types?: { readonly input: Value; readonly output: Value } | undefined;
  };
}

/** The schema of an input. Written by the generator. */
export function inputSchema<Value>(input: () => Input): InputSchema<Value> {
  let known: ((value: unknown) => readonly TypeFault[]) | undefined;
  const validate = (value: unknown): InputResult<Value> => {
    known ??= validator(input());
    const faults = known(value);
    return faults.length === 0
      ? { value: value as Value }
      : { issues: faults.map(({ path, code }) => ({ message: MESSAGES[code], path, code })) };
  };
  return { "~standard": { version: 1, vendor: "mizan", validate } };
}

function validator(input: Input): (value: unknown) => readonly TypeFault[] {
  const types = tableOf(input.types);
  const form = formOf(input.dates);
  return (value) => {
    // Arguments that are all optional may be left out.
    const members = form.members(value === undefined ? {} : value);
    if (members === undefined) {
      return [{ path: [], code: "type" }];
    }
    if ("args" in input) {
      const judge = new Judge(types, form);
      // They are judged where they are in a body, so that depth is counted from there.
      judge.fields(input.args, members, ["args"], camel);
      return reported(judge.faults).map(({ path, code }) => ({ path: path.slice(1), code }));
    }
    const judge = new Judge(types, canonicalOnly(form));
    judge.fields(input.params, asked(input.params, members), [], camel);
    // A query has no places within a list.
    return reported(judge.faults.map(({ path, code }) => ({ path: path.slice(0, 1), code })));
  };
}

/** `members` as a query would say them: null is absence, and an absent list is empty. */
function asked(
  params: readonly Field[],
  members: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, unknown> {
  const lists = params.filter((field) => field.type.type === "list" && !("default" in field));
  const given = [...members].filter(([, value]) => !isAbsent(value));
  return new Map([...lists.map(({ name }): [string, unknown] => [camel(name), []]), ...given]);
}

/** A query takes one spelling of a value. */
function canonicalOnly(form: Form): Form {
  return {
    ...form,
    text(type, value) {
      const text = form.text(type, value);
      if (typeof value === "string" && text !== undefined && canonical(type, text) !== text) {
        throw new TypeError("not canonical");
      }
      return text;
    },
  };
}

const MESSAGES: Readonly<Record<FaultCode, string>> = {
  missing: "is missing",
  unknown: "is not known here",
  type: "is of another type",
  range: "is out of bounds",
  length: "is too short or too long",
  pattern: "does not match the pattern",
  enum: "is none of the values",
  format: "is not in its form",
};
