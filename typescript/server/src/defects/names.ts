// Names: their form, and that no two of them meet. The twin is `mizan-core/src/defects/names.rs`, the page
// `ir/protocol/registry.md`, "Names".

import { compareText } from "@mizan/client/wire";
import { isExposed } from "../irModel.ts";
import { isEscaped } from "../irText.ts";
import { quoted } from "../quoting.ts";
import { argumentPlace, type Check, contextPlace, definitionPlace, functionPlace } from "./check.ts";

/** Names with a meaning of their own in JavaScript's objects. */
const REFUSED = ["__proto__", "constructor", "prototype"];

const MEANING = "the name has a meaning of its own in JavaScript";

/** At most so many characters has a name that is data. */
const LONGEST = 128;

export function checkNames(check: Check): void {
  const { ir } = check;
  for (const context of ir.contexts) {
    wireName(check, contextPlace(context), context.name);
  }
  for (const each of ir.functions) {
    const place = functionPlace(each);
    wireName(check, place, each.name);
    for (const arg of each.args) {
      wireName(check, argumentPlace(each, arg), arg.name);
    }
    const args = each.args.map((arg) => arg.name);
    distinct(check, `${place}: two arguments`, args);
    distinctInCamelCase(check, `${place}: the arguments`, args);
  }
  for (const definition of ir.types) {
    const place = definitionPlace(definition);
    identifier(check, place, definition.name);
    const fields = definition.kind === "struct" ? definition.fields.map((field) => field.name) : [];
    for (const name of fields) {
      const why = unfitField(name);
      if (why !== undefined) {
        check.defect(`${place}, field ${quoted(name)}`, why);
      }
    }
    distinct(check, `${place}: two fields`, fields);
  }
  const contexts = ir.contexts.map((context) => context.name);
  distinct(check, "two contexts", contexts);
  distinct(
    check,
    "two functions",
    ir.functions.map((each) => each.name),
  );
  distinct(
    check,
    "two types",
    ir.types.map((definition) => definition.name),
  );
  // What no generated client has meets nothing there.
  const exposed = ir.functions.filter(isExposed);
  distinctInCamelCase(
    check,
    "the functions",
    exposed.map((each) => each.name),
  );
  // Contexts and the functions that are no members are exported side by side.
  const calls = exposed.filter((each) => each.context === undefined).map((each) => each.name);
  const called = new Set(calls);
  for (const name of contexts.filter((each) => called.has(each))) {
    const what = "a context and a function that is no member of one share this name in generated clients";
    check.defect(quoted(name), what);
  }
  distinctInCamelCase(check, "the contexts and functions", [...contexts, ...calls]);
  for (const context of ir.contexts) {
    const args = check.members(context.name).flatMap((member) => member.args);
    distinctInCamelCase(
      check,
      `${contextPlace(context)}: the params`,
      args.map((arg) => arg.name),
    );
  }
}

function wireName(check: Check, place: string, name: string): void {
  formed(check, place, name, /^[a-z][a-z0-9_]*$/, "[a-z][a-z0-9_]*");
}

function identifier(check: Check, place: string, name: string): void {
  formed(check, place, name, /^[A-Za-z_][A-Za-z0-9_]*$/, "[A-Za-z_][A-Za-z0-9_]*");
}

function formed(check: Check, place: string, name: string, form: RegExp, told: string): void {
  if (!form.test(name)) {
    check.defect(place, `the name is not \`${told}\``);
  }
  if (REFUSED.includes(name)) {
    check.defect(place, MEANING);
  }
}

/** Why a text is no name of a field, and no value of an enum: these are data, and appear as they were declared. */
export function unfitField(name: string): string | undefined {
  if (REFUSED.includes(name)) {
    return MEANING;
  }
  if (name === "") {
    return "the name is empty";
  }
  if ([...name].length > LONGEST) {
    return "it has more than 128 characters";
  }
  return isUnseen(name) ? "it has a character that no screen shows, or that turns text around" : undefined;
}

/** Whether a text has a character that no screen shows, or that turns text around. */
export function isUnseen(text: string): boolean {
  return isEscaped(text) || /\p{Cc}/u.test(text) || !text.isWellFormed();
}

/** Tells of each name that is there twice. */
export function distinct(check: Check, what: string, names: readonly string[]): void {
  const met = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) {
    (met.has(name) ? twice : met).add(name);
  }
  for (const name of [...twice].sort(compareText)) {
    check.defects.push(`${what} of one name: ${quoted(name)}`);
  }
}

function distinctInCamelCase(check: Check, whose: string, names: readonly string[]): void {
  const met = new Map<string, string>();
  for (const name of names) {
    const own = camelCase(name);
    const first = met.get(own) ?? name;
    met.set(own, first);
    if (first !== name) {
      const [one, other] = [first, name].sort(compareText).map(quoted);
      check.defects.push(`${whose} ${one} and ${other} are both ${quoted(own)} in generated clients`);
    }
  }
}

/** `user_id` → `userId`, `a_1` → `a1`: as `camel` of the client, of names that are no wire names as well. */
function camelCase(name: string): string {
  const [first = "", ...others] = name.split("_").filter((part) => part !== "");
  return first + others.map((part) => part.replace(/^[a-z]/, (letter) => letter.toUpperCase())).join("");
}
