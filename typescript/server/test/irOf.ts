// IRs as their JSON may have them, for the tests: what may be left out filled in, and what is null left out, as the core reads
// them. The page is `ir/protocol/ir.md`, "JSON". It decides nothing.

import { type Ir, type IrField, type IrTypeDef, type Type, VERSION } from "../src/irModel.ts";

/** An object of the IR's JSON, of which anything may be left out. */
export type Document = Readonly<Record<string, unknown>>;

/** The IR of a document. */
export function irOf(document: Document): Ir {
  const list = (name: string) => (document[name] ?? []) as readonly Document[];
  return {
    version: VERSION,
    types: list("types").map(definition),
    contexts: list("contexts").map((each) => ({ view: [], params: [], ...present(each) })),
    errors: list("errors").map((each) => ({ status: 409, ...typed(each, "data") })),
    functions: list("functions").map((each) => ({
      affects: [],
      cache: true,
      raises: [],
      ...typed(each, "result"),
      ...(each["affects"] === undefined
        ? {}
        : {
            affects: (each["affects"] as readonly Document[]).map((it) => ({ all: false, ...present(it) })),
          }),
      args: fields(each["args"]),
    })),
  } as unknown as Ir;
}

function definition(of: Document): IrTypeDef {
  const whole = of["kind"] === "alias" ? typed(of, "type") : { ...present(of), fields: fields(of["fields"]) };
  return whole as unknown as IrTypeDef;
}

function fields(of: unknown): readonly IrField[] {
  return ((of ?? []) as readonly Document[]).map((each) => {
    const { default: value, ...rest } = each;
    const field = typed(rest, "type");
    return ("default" in each ? { ...field, default: value } : field) as unknown as IrField;
  });
}

/** `of` with the type that it has by a name. */
function typed(of: Document, name: string): Document {
  const rest = present(of);
  return rest[name] === undefined ? rest : { ...rest, [name]: type(rest[name] as Document) };
}

function type(of: Document): Type {
  const each = Object.entries(present(of)).map(([name, part]) => {
    switch (name) {
      case "item":
      case "key":
        return [name, type(part as Document)];
      case "of":
      case "items":
        return [name, (part as readonly Document[]).map(type)];
      default:
        return [name, part];
    }
  });
  return Object.fromEntries(each) as Type;
}

function present(of: Document): Document {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== null));
}
