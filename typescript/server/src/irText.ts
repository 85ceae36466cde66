// The IR's canonical text: the same declarations give the same bytes everywhere; and the hashes of it. It decides how a
// normalised IR is written, and nothing about what is in it. The twins are `mizan-core/src/ir_text.rs` and, for the hashes,
// `mizan-core/src/graph.rs`; the page is `ir/protocol/ir.md`, "Text".

import { createHash } from "node:crypto";
import { compareText } from "@mizan/client/wire";
import { canonicalJson, type Json } from "./canonicalJson.ts";
import { Named, parts } from "./ir/named.ts";
import { shown, typesOf } from "./ir/shown.ts";
import type { Ir, IrAffect, IrContext, IrError, IrField, IrFunction, IrTypeDef, Type } from "./irModel.ts";

/** What is printed of an IR. */
export interface TextOptions {
  /** Whether the author's documentation is written. It is, unless this is false. */
  readonly docs?: boolean;
}

/** The whole document of a normalised IR. */
export function irText(ir: Ir, { docs = true }: TextOptions = {}): string {
  const printer = new Printer(docs);
  const named = (kind: IrTypeDef["kind"]) => ir.types.filter((each) => each.kind === kind);
  printer.node("mizan", [], { version: ir.version });
  for (const each of named("alias")) {
    printer.definition(each);
  }
  for (const each of ir.contexts) {
    printer.context(each);
  }
  for (const each of ir.errors) {
    printer.error(each);
  }
  for (const each of ir.functions) {
    printer.function(each);
  }
  for (const each of named("struct")) {
    printer.definition(each);
  }
  return printer.text;
}

/** The schema of a normalised IR, which `X-Mizan-Schema` says: 16 hex digits. */
export function schemaHash(ir: Ir): string {
  return shortHash(irText(shown(ir), { docs: false }));
}

/**
 * The schema of a member, which is a part of its cache key: 16 hex digits. `shapes` are the context's and the member's own.
 * The page is `ir/protocol/cache_key.md`.
 */
export function memberSchema(
  ir: Ir,
  member: IrFunction,
  shapes: readonly [context: Json, member: Json],
): string {
  const reached = new Named(ir.types).reached(typesOf(member));
  const printer = new Printer(false);
  printer.function(member);
  for (const definition of ir.types.filter(({ name }) => reached.has(name))) {
    printer.definition(definition);
  }
  return shortHash(printer.text + canonicalJson(shapes));
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Characters that KDL does not allow, that end a line, or that turn text around on a screen. */
export function isEscaped(character: string): boolean {
  return ESCAPED.test(character);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ESCAPED = /[\x00-\x1f\x7f\x85\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

/** What stands behind a property's name; what is undefined is not written. */
type Properties = Readonly<Record<string, string | number | boolean | undefined>>;

/** The names of all constraints that are properties of a type's node, sorted. */
const CONSTRAINTS = [
  "decimal_places",
  "exclusive_maximum",
  "exclusive_minimum",
  "max_digits",
  "max_length",
  "max_size",
  "maximum",
  "min_length",
  "minimum",
  "multiple_of",
  "pattern",
  "tag",
];

class Printer {
  text = "";
  #depth = 0;
  /** Whether a node is begun whose line still lacks its end. */
  #isOpen = false;

  constructor(readonly docs: boolean) {}

  /** Writes a node and its children, between braces where it has any. Properties must come sorted. */
  node(
    name: string,
    argument: readonly (string | number)[],
    properties: Properties = {},
    children: () => void = () => {},
  ): void {
    if (this.#isOpen) {
      this.text += " {\n";
    }
    this.#indent();
    const given = Object.entries(properties).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}=${written(value)}`],
    );
    // `null` is the one word of ours that KDL has a value by.
    this.text += [name === "null" ? quotedText(name) : name, ...argument.map(written), ...given].join(" ");
    this.#isOpen = true;
    this.#depth += 1;
    children();
    this.#depth -= 1;
    if (this.#isOpen) {
      this.#isOpen = false;
      this.text += "\n";
    } else {
      this.#indent();
      this.text += "}\n";
    }
  }

  context({ name, identity, view, params }: IrContext): void {
    this.node("context", [name], { identity }, () => {
      for (const each of view) {
        this.node("view", [each]);
      }
      for (const each of params) {
        this.#field("param", each);
      }
    });
  }

  function(of: IrFunction): void {
    const properties = {
      auth: of.auth,
      cache: of.cache === true ? undefined : of.cache,
      context: of.context,
      private: of.private || undefined,
      public: of.public || undefined,
      rev: of.rev || undefined,
      route: of.route,
    };
    this.node("function", [of.name], properties, () => {
      this.#doc(of.doc);
      for (const each of of.affects) {
        this.#affect(each);
      }
      for (const each of of.args) {
        this.#field("arg", each);
      }
      for (const code of of.raises) {
        this.node("raises", [code]);
      }
      for (const method of of.methods ?? []) {
        this.node("method", [method]);
      }
      this.#holder("result", of.result);
    });
  }

  error({ code, status, doc, data }: IrError): void {
    this.node("error", [code], { status }, () => {
      this.#doc(doc);
      this.#holder("data", data);
    });
  }

  definition(of: IrTypeDef): void {
    this.node(of.kind, [of.name], {}, () => {
      this.#doc(of.doc);
      if (of.kind === "alias") {
        this.#type(of.type);
      } else {
        for (const field of of.fields) {
          this.#field("field", field);
        }
      }
    });
  }

  #indent(): void {
    this.text += "    ".repeat(this.#depth);
  }

  #doc(doc: string | undefined): void {
    if (this.docs && doc !== undefined) {
      this.node("doc", [doc]);
    }
  }

  #affect({ context, function: member, scope = {}, all }: IrAffect): void {
    this.node("affects", [context], { all: all || undefined, function: member }, () => {
      for (const param of Object.keys(scope).sort(compareText)) {
        this.node("scope", [param], { argument: scope[param] });
      }
    });
  }

  #field(node: string, field: IrField): void {
    this.node(node, [field.name], { omittable: field.omittable || undefined }, () => {
      this.#doc(field.doc);
      if ("default" in field) {
        this.node("default", [canonicalJson(field.default as Json)]);
      }
      this.#type(field.type);
    });
  }

  /** A node that a type stands in, where there is one. */
  #holder(node: string, type: Type | undefined): void {
    if (type !== undefined) {
      this.node(node, [], {}, () => this.#type(type));
    }
  }

  #type(type: Type): void {
    const constraints = type as unknown as Properties;
    const properties = Object.fromEntries(CONSTRAINTS.map((name) => [name, constraints[name]]));
    this.node(type.type, type.type === "ref" ? [type.name] : [], properties, () => {
      if (type.type === "enum") {
        for (const value of type.values) {
          this.node("value", [value]);
        }
      } else if (type.type === "file") {
        for (const accepted of type.accept ?? []) {
          this.node("accept", [accepted]);
        }
      } else if (type.type === "map" && type.key !== undefined) {
        this.#holder("key", type.key);
        this.#type(type.item);
      } else {
        for (const part of parts(type)) {
          this.#type(part);
        }
      }
    });
  }
}

function written(value: string | number | boolean): string {
  switch (typeof value) {
    case "string":
      return quotedText(value);
    case "boolean":
      return `#${value}`;
    default:
      // A whole number that every client holds exactly, or canonical JSON as text: readers of KDL differ on fractions.
      return Number.isSafeInteger(value) ? String(value) : quotedText(canonicalJson(value));
  }
}

const SHORT: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

/** Quotes a text so that no reader, and nobody who looks at it, takes it for anything else. */
function quotedText(text: string): string {
  // Half of a pair has no bytes; only documentation could have one here.
  const characters = [...text.toWellFormed()].map(
    (each) => SHORT[each] ?? (isEscaped(each) ? `\\u{${(each.codePointAt(0) ?? 0).toString(16)}}` : each),
  );
  return `"${characters.join("")}"`;
}
