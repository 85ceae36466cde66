// The strict JSON reader, for everything that a caller sends. It decides what is JSON at all; what a value may be is the
// business of its type. It is our own because `JSON.parse` keeps to itself what the rules are about: keys that come twice,
// how a number was written, depth, halves of characters. One pass in linear time, and nothing that was read stands in an
// error. The page is `ir/protocol/types.md`, "Strict JSON"; twins are `mizan-core/src/json.rs` and
// `tests/afi/oracle/json_reader.py`.

import type { Numeral } from "@mizan/client/wire";

/** The deepest nesting that is read; the outermost object or list is of depth 1. */
export const MAX_DEPTH = 64;

/** What JSON holds. */
export type JsonValue = null | boolean | string | JsonNumber | JsonValue[] | JsonObject;

/** An object's members by name, in the order in which they were written. */
export type JsonObject = Map<string, JsonValue>;

/** A number as it was written. */
export class JsonNumber implements Numeral {
  /** As it was written, of any length. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The nearest 64-bit float. */
  get value(): number {
    return Number(this.text);
  }

  /** Whether it is whole before it is rounded. */
  get whole(): boolean {
    // Most are short, and digits alone.
    return /^-?[0-9]{1,15}$/.test(this.text) || isWhole(this.text);
  }
}

/** A document that is none: the `message` names the rule that it broke, and nothing of what it holds. */
export class JsonFault extends Error {}

/**
 * The members of the object that `body` holds, as every body must.
 *
 * @throws JsonFault for the first rule that it breaks.
 */
export function readObject(body: Uint8Array): JsonObject {
  const value = readJson(body);
  if (!(value instanceof Map)) {
    throw new JsonFault("the body is not a JSON object");
  }
  return value;
}

/**
 * The value that `body` holds.
 *
 * @throws JsonFault for the first rule that it breaks.
 */
export function readJson(body: Uint8Array): JsonValue {
  let text: string;
  try {
    text = UTF8.decode(body);
  } catch {
    throw new JsonFault("the body is not UTF-8");
  }
  return readText(text);
}

/**
 * The value that `text` holds, which has no half of a pair in it.
 *
 * @throws JsonFault for the first rule that it breaks.
 */
export function readText(text: string): JsonValue {
  if (text.charCodeAt(0) === 0xfeff) {
    throw new JsonFault("the body begins with a byte order mark");
  }
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const CLOSING_BRACE = 0x7d;

/** What stands behind a backslash for one character, `u` apart. */
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next value; `depth` is that of what surrounds it. */
  value(depth: number): JsonValue {
    const next = this.#next();
    switch (next) {
      case 0x7b:
      case 0x5b:
        if (depth === MAX_DEPTH) {
          throw new JsonFault("the body is nested deeper than 64 levels");
        }
        return next === 0x7b ? this.#object(depth + 1) : this.#list(depth + 1);
      case QUOTE:
        return this.#string();
      case 0x74:
        return this.#word("true", true);
      case 0x66:
        return this.#word("false", false);
      case 0x6e:
        return this.#word("null", null);
      default:
        if (next === MINUS || isDigit(next)) {
          return this.#number();
        }
        throw new JsonFault("the body is not JSON");
    }
  }

  /** Nothing may follow. */
  end(): void {
    this.#space();
    if (this.#at < this.#text.length) {
      throw new JsonFault("there is something after the document");
    }
  }

  #space(): void {
    const text = this.#text;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) {
        return;
      }
      this.#at++;
    }
  }

  /** The next character that is no space, not yet taken. */
  #next(): number {
    this.#space();
    if (this.#at >= this.#text.length) {
      throw new JsonFault("the body ends in the middle of the document");
    }
    return this.#text.charCodeAt(this.#at);
  }

  #word<Value>(word: string, value: Value): Value {
    const rest = this.#text.slice(this.#at, this.#at + word.length);
    if (rest !== word) {
      const endsEarly = word.startsWith(rest);
      throw new JsonFault(endsEarly ? "the body ends in the middle of the document" : "the body is not JSON");
    }
    this.#at += word.length;
    return value;
  }

  #list(depth: number): JsonValue[] {
    this.#at++;
    if (this.#next() === CLOSING_BRACKET) {
      this.#at++;
      return [];
    }
    // Not an empty list to begin with, for which an engine makes room for many as soon as there is one.
    const items = [this.value(depth)];
    while (!this.#ends(CLOSING_BRACKET)) {
      items.push(this.value(depth));
    }
    return items;
  }

  #object(depth: number): JsonObject {
    this.#at++;
    const members: JsonObject = new Map();
    if (this.#next() === CLOSING_BRACE) {
      this.#at++;
      return members;
    }
    for (let count = 1; ; count++) {
      this.#take(QUOTE);
      const name = this.#string();
      this.#take(COLON);
      this.#at++;
      members.set(name, this.value(depth));
      if (this.#ends(CLOSING_BRACE)) {
        if (members.size < count) {
          throw new JsonFault("an object has a key twice");
        }
        return members;
      }
    }
  }

  /** Whether a list or an object ends here; else a comma is taken. */
  #ends(closing: number): boolean {
    const next = this.#next();
    if (next !== COMMA && next !== closing) {
      throw new JsonFault("the body is not JSON");
    }
    this.#at++;
    return next === closing;
  }

  /** Goes to `code`, which must come next. */
  #take(code: number): void {
    if (this.#next() !== code) {
      throw new JsonFault("the body is not JSON");
    }
  }

  #number(): JsonNumber {
    NUMBER.lastIndex = this.#at;
    const isNumber = NUMBER.test(this.#text);
    const after = NUMBER.lastIndex;
    if (!isNumber || isOfNumber(this.#text.charCodeAt(after))) {
      throw new JsonFault("a number is not in JSON's form");
    }
    const text = this.#text.slice(this.#at, after);
    this.#at = after;
    return new JsonNumber(text);
  }

  /** A string whose quote is next. */
  #string(): string {
    const text = this.#text;
    this.#at++;
    let start = this.#at;
    let found = "";
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === QUOTE) {
        found += text.slice(start, this.#at);
        this.#at++;
        return found;
      }
      if (code === BACKSLASH) {
        found += text.slice(start, this.#at) + this.#escape();
        start = this.#at;
      } else if (code >= 0x20) {
        this.#at++;
      } else if (this.#at >= text.length) {
        throw new JsonFault("the body ends in the middle of the document");
      } else {
        throw new JsonFault("a string has an unescaped control character");
      }
    }
  }

  /** The character of an escape whose backslash is next. */
  #escape(): string {
    const kind = this.#text[this.#at + 1];
    if (kind === undefined) {
      throw new JsonFault("the body ends in the middle of the document");
    }
    const plain = ESCAPES[kind];
    if (plain !== undefined) {
      this.#at += 2;
      return plain;
    }
    const first = this.#unit();
    if ((first & 0xf800) !== 0xd800) {
      return String.fromCharCode(first);
    }
    // The first half of a pair, which the second must follow.
    if (first >= 0xdc00 || !this.#text.startsWith("\\u", this.#at)) {
      throw new JsonFault("a string has a lone surrogate");
    }
    const second = this.#unit();
    if ((second & 0xfc00) !== 0xdc00) {
      throw new JsonFault("a string has a lone surrogate");
    }
    return String.fromCharCode(first, second);
  }

  /** The code unit of a `\u` escape. */
  #unit(): number {
    const digits = this.#text.slice(this.#at + 1, this.#at + 6);
    if (!/^u[0-9a-fA-F]{4}$/.test(digits)) {
      const endsEarly = /^u[0-9a-fA-F]*$/.test(digits) && this.#at + 6 > this.#text.length;
      throw new JsonFault(
        endsEarly ? "the body ends in the middle of the document" : "a string has an unknown escape",
      );
    }
    this.#at += 6;
    return Number.parseInt(digits.slice(1), 16);
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Whether a character may only stand within a number. */
function isOfNumber(code: number): boolean {
  return isDigit(code) || code === MINUS || code === 0x2b || code === 0x2e || (code | 0x20) === 0x65;
}

/** Whether a number in JSON's form is whole, whatever its size. */
function isWhole(text: string): boolean {
  const [digits = "", exponent = "0"] = text.replace(/^-/, "").toLowerCase().split("e");
  const [whole = "", fraction = ""] = digits.split(".");
  // How many of its digits count, a zero at the end being none. A loop, since `/0+$/` is quadratic.
  const all = whole + fraction;
  let count = all.length;
  while (all[count - 1] === "0") {
    count--;
  }
  return count === 0 || count - whole.length <= Number(exponent);
}
