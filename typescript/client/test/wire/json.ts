// Strict JSON, with numbers as they were written: what a server reads, and so the vectors. The page is
// `ir/protocol/types.md`, "Strict JSON"; twins are `mizan-core/src/json.rs` and `tests/afi/oracle/json_reader.py`. It knows no
// types. The client has no use for it, since what it judges was never text.

import type { Numeral } from "../../src/types.ts";

/** A number as it was written. */
export class JsonNumber implements Numeral {
  readonly value: number;
  readonly whole: boolean;

  constructor(readonly text: string) {
    this.value = Number(text);
    const [, whole = "", fraction = "", exponent = "0"] =
      /^-?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
    const all = whole + fraction;
    let end = all.length;
    // A loop, since `/0+$/` is quadratic where the zeros are not at the end.
    while (all[end - 1] === "0") {
      end--;
    }
    // How many of the digits that count stand behind the point.
    this.whole = end === 0 || end - whole.length <= Number(exponent);
  }
}

/** An object's members by name, in the order in which they were written. */
export type JsonObject = Map<string, JsonValue>;

/** What JSON holds. */
export type JsonValue = null | boolean | string | JsonNumber | JsonValue[] | JsonObject;

/** The text is no strict JSON. */
export class JsonFault extends Error {}

/** The object that `body` is. Throws `JsonFault`. */
export function readObject(body: Uint8Array): JsonObject {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new JsonFault("it is no UTF-8");
  }
  const reader = new Reader(text);
  const value = reader.value(1);
  reader.end();
  if (!(value instanceof Map)) {
    throw new JsonFault("it is no object");
  }
  return value;
}

const DEEPEST = 64;

class Reader {
  #at = 0;

  constructor(readonly text: string) {}

  value(depth: number): JsonValue {
    const found = this.#token(/[[{"]|true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
    switch (found) {
      case "[":
      case "{":
        if (depth > DEEPEST) {
          throw new JsonFault("it is too deep");
        }
        return found === "[" ? this.#list(depth) : this.#members(depth);
      case '"':
        return this.#string();
      case "null":
        return null;
      case "true":
      case "false":
        return found === "true";
      default:
        return new JsonNumber(found);
    }
  }

  end(): void {
    this.#token(/$/y);
  }

  #list(depth: number): JsonValue[] {
    const items: JsonValue[] = [];
    if (!this.#is("]")) {
      do {
        items.push(this.value(depth + 1));
      } while (this.#token(/[,\]]/y) === ",");
    }
    return items;
  }

  #members(depth: number): JsonObject {
    const members: JsonObject = new Map();
    if (!this.#is("}")) {
      do {
        this.#token(/"/y);
        const key = this.#string();
        if (members.has(key)) {
          throw new JsonFault("a key is there twice");
        }
        this.#token(/:/y);
        members.set(key, this.value(depth + 1));
      } while (this.#token(/[,}]/y) === ",");
    }
    return members;
  }

  /** A string's rest, whose quote was read. */
  #string(): string {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what JSON forbids here
    const grammar = /(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    grammar.lastIndex = this.#at;
    const found = grammar.exec(this.text)?.[0];
    if (found === undefined) {
      throw new JsonFault("a string does not end, or holds what it must not");
    }
    this.#at += found.length;
    const text = JSON.parse(`"${found}`) as string;
    if (/\p{Cs}/u.test(text)) {
      throw new JsonFault("a surrogate is alone");
    }
    return text;
  }

  /** Whether `character` comes next, which is then read. */
  #is(character: string): boolean {
    this.#skip();
    const is = this.text[this.#at] === character;
    this.#at += Number(is);
    return is;
  }

  #skip(): void {
    while (" \t\n\r".includes(this.text[this.#at] ?? "x")) {
      this.#at++;
    }
  }

  /** What `grammar` finds after white space. */
  #token(grammar: RegExp): string {
    this.#skip();
    grammar.lastIndex = this.#at;
    const found = grammar.exec(this.text)?.[0];
    if (found === undefined) {
      throw new JsonFault("another character stands where one must");
    }
    this.#at += found.length;
    return found;
  }
}
