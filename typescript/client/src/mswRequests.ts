// Requests as a server of Mizan's reads them: values out of bodies, forms and queries, judged by their types. It decides which
// requests are refused, and with which faults; nothing of the answers' form. The pages are `ir/protocol/envelope.md`,
// `types.md` and `uploads.md`; the twins are `python/mizan/endpoint.py` and `mizan-core/src/types/`.

import type { FaultCode } from "./errorTable.ts";
import { formOf, WIRE } from "./forms.ts";
import type { Field, Type } from "./ir.ts";
import { told } from "./path.ts";
import { canonical, type TextType } from "./scalar.ts";
import { type Form, Judge, reported, type TypeFault, type TypeTable } from "./types.ts";
import { isObject, type WireValues } from "./wire.ts";

/** Why a request is refused. */
export interface Refused {
  readonly code: "BAD_REQUEST" | "INVALID" | "UNSUPPORTED_MEDIA_TYPE";
  readonly detail?: string;
  readonly errors?: readonly TypeFault[];
}

/** The values of a request by wire name, defaults filled in, or why there are none. */
export type Read = { readonly values: WireValues } | { readonly refused: Refused };

/** The arguments of a call. */
export async function readCall(request: Request, args: readonly Field[], types: TypeTable): Promise<Read> {
  const files = args.filter(({ type }) => isFile(type));
  const kind = request.headers.get("Content-Type") ?? "";
  if (/^multipart\/form-data; *boundary=/.test(kind) && files.length > 0) {
    return readForm(await request.formData(), args, files, types);
  }
  const mustBeForm = files.some((field) => !("default" in field));
  if (mustBeForm || !/^application\/json(?:; *charset="?utf-8"?)?$/i.test(kind)) {
    return { refused: { code: "UNSUPPORTED_MEDIA_TYPE" } };
  }
  const body = parsed(await request.text());
  if (!isObject(body)) {
    return { refused: { code: "BAD_REQUEST" } };
  }
  const others = Object.keys(body).filter((name) => name !== "args");
  const unknown = others.map((name): TypeFault => ({ path: [told(name)], code: "unknown" }));
  const given = "args" in body ? body["args"] : {};
  if (!isObject(given)) {
    return invalid([...unknown, { path: ["args"], code: "type" }]);
  }
  return judged(args, given, types, WIRE, unknown);
}

async function readForm(
  form: FormData,
  args: readonly Field[],
  files: readonly Field[],
  types: TypeTable,
): Promise<Read> {
  const [text = "{}", ...more] = form.getAll("args");
  const given = typeof text === "string" && more.length === 0 ? parsed(text) : undefined;
  if (!isObject(given)) {
    return { refused: { code: "BAD_REQUEST" } };
  }
  const values: Record<string, unknown> = { ...given };
  const faults: TypeFault[] = [];
  for (const name of new Set([...form.keys()].filter((it) => it !== "args"))) {
    const field = files.find((it) => it.name === name);
    const parts = form.getAll(name);
    const isWrong =
      field !== undefined &&
      (parts.some((part) => typeof part === "string") || (parts.length > 1 && !isList(field.type)));
    if (field === undefined || isWrong) {
      faults.push({ path: ["args", told(name)], code: field === undefined ? "unknown" : "type" });
    } else {
      values[name] = isList(field.type) ? parts : parts[0];
    }
  }
  if (faults.length > 0) {
    return invalid(faults);
  }
  // A list's absence is the empty one.
  for (const { name, type } of files) {
    if (isList(type) && !(name in values)) {
      values[name] = [];
    }
  }
  return judged(args, values, types, { ...WIRE, file: formOf().file }, []);
}

/** The params of a context; `query` is what stands behind the `?`, as it was sent. */
export function readQuery(query: string, params: readonly Field[], types: TypeTable): Read {
  const values: Record<string, unknown> = {};
  const faults: TypeFault[] = [];
  const refuse = (name: string, code: FaultCode) => faults.push({ path: ["params", told(name)], code });
  const named = new Map(params.map((field) => [field.name, field]));
  const twice = new Set<string>();
  for (const pair of query === "" ? [] : query.split("&")) {
    const [, spelledName = "", text] = /^([^=]*)(?:=(.*))?$/s.exec(pair) ?? [];
    const name = decoded(spelledName);
    if (!name) {
      return { refused: { code: "BAD_REQUEST" } };
    }
    const field = named.get(name);
    if (field === undefined) {
      refuse(name, "unknown");
      continue;
    }
    const type = resolved(field.type, types);
    const many = type.type === "list";
    const spelled = text === undefined ? undefined : decoded(text);
    const value = spelledAs(many ? resolved(type.item, types) : type, spelled);
    if (!many && Object.hasOwn(values, name)) {
      twice.add(name);
    } else if (value === undefined) {
      refuse(name, "format");
    }
    values[name] = many ? [...((values[name] as unknown[] | undefined) ?? []), value] : value;
  }
  // Whatever their values: which of them counts is nobody's to say.
  const clear = faults.filter(({ path }) => !twice.has(String(path[1])));
  const all = [...clear, ...[...twice].map((name): TypeFault => ({ path: ["params", name], code: "type" }))];
  if (all.length > 0) {
    const detail = "the query has an unknown name, or a value that is not in its one spelling";
    return { refused: { code: "BAD_REQUEST", detail, errors: reported(all) } };
  }
  for (const { name, type } of params) {
    if (type.type === "list" && !Object.hasOwn(values, name)) {
      values[name] = [];
    }
  }
  const judge = new Judge(types, WIRE);
  judge.fields(params, new Map(Object.entries(values)), ["params"]);
  // A query has no places within a list.
  const found = judge.faults.map(({ path, code }) => ({ path: path.slice(0, 2), code }));
  return found.length > 0 ? invalid(found) : { values: filled(params, values) };
}

function judged(
  args: readonly Field[],
  values: WireValues,
  types: TypeTable,
  form: Form,
  faults: readonly TypeFault[],
): Read {
  const judge = new Judge(types, form);
  judge.fields(args, new Map(Object.entries(values)), ["args"]);
  const all = [...faults, ...judge.faults];
  return all.length > 0 ? invalid(all) : { values: filled(args, values) };
}

function invalid(faults: readonly TypeFault[]): Read {
  return { refused: { code: "INVALID", errors: reported(faults) } };
}

/** `values` with the defaults of those that are absent. */
function filled(fields: readonly Field[], values: WireValues): WireValues {
  const defaults = fields.filter((field) => "default" in field).map((field) => [field.name, field.default]);
  return { ...Object.fromEntries(defaults), ...values };
}

/** The value that a text spells as one of `type`, as JSON has it; undefined for another spelling. */
function spelledAs(type: Type, text: string | undefined): unknown {
  if (text === undefined) {
    return undefined;
  }
  const isWhole = /^(?:0|-?[1-9]\d*)$/.test(text);
  switch (type.type) {
    case "boolean":
      return text === "true" || (text === "false" ? false : undefined);
    case "integer":
      return isWhole ? Number(text) : undefined;
    case "enum":
      return typeof type.values[0] === "string" ? text : isWhole ? Number(text) : undefined;
    case "string":
      return text;
    default:
      return isCanonical(type.type as TextType, text) ? text : undefined;
  }
}

/** Whether it is in the one spelling of its type, in which it may still name no value (30 February, 65 digits). */
function isCanonical(type: TextType, text: string): boolean {
  try {
    return canonical(type, text) === text;
  } catch (error) {
    // What names no value has no canonical text to be compared with: other spellings are an exponent, an offset, zeros at the end.
    return error instanceof RangeError && !/[te+]|\.\d*0(?!\d)|[+-]\d\d:\d\d$/.test(text);
  }
}

/** The type that a param has by whatever name, null apart. */
function resolved(type: Type, types: TypeTable): Type {
  if (type.type === "optional") {
    return resolved(type.item, types);
  }
  const named = type.type === "ref" ? types.get(type.name) : undefined;
  return named?.kind === "alias" ? resolved(named.type, types) : type;
}

/** A part of a query, or undefined where it is no text. */
function decoded(text: string): string | undefined {
  try {
    return /[^!-~]|;/.test(text) ? undefined : decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

/** The JSON value of `text`, or undefined. What JavaScript's JSON takes and a strict reader does not, a client can send. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text, (key, member: unknown) => {
      if (/\p{Cs}/u.test(key) || (typeof member === "string" && /\p{Cs}/u.test(member))) {
        throw new TypeError("a surrogate is alone");
      }
      return member;
    });
    return isDeeper(value, DEEPEST) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Whether lists and objects are within each other more than so many times. */
function isDeeper(value: unknown, depth: number): boolean {
  const isHolder = typeof value === "object" && value !== null;
  return isHolder && (depth === 0 || Object.values(value).some((member) => isDeeper(member, depth - 1)));
}

const DEEPEST = 64;

/** Whether it travels as parts of a form. */
export function isFile(type: Type): boolean {
  return type.type === "file" || ((type.type === "optional" || type.type === "list") && isFile(type.item));
}

function isList(type: Type): boolean {
  return type.type === "list" || (type.type === "optional" && isList(type.item));
}
