// What is a pattern: the one grammar that every language reads in the same way. It decides which patterns may be declared; what
// one finds is decided in `@mizan/client/wire`, which takes legal ones alone. The twin is `mizan-core/src/types/pattern.rs`, the
// page `ir/protocol/types.md`, "Patterns".

import { quoted } from "./quoting.ts";

/** The most characters of a pattern. */
const MOST_CHARS = 1000;

/** The most repetitions that can be asked for by number. */
const MOST_TIMES = 1000;

/** The most steps of an automaton: 1 MiB of them, at 32 bytes each. */
const MOST_STEPS = 32_768;

/** Why `pattern` is none, and where; undefined if it is one. */
export function patternFlaw(pattern: string): string | undefined {
  if ([...pattern].length > MOST_CHARS) {
    return `it has more than ${MOST_CHARS} characters`;
  }
  try {
    return new Reader(pattern).steps() > MOST_STEPS ? "its automaton outgrows 1 MiB" : undefined;
  } catch (error) {
    if (error instanceof Flaw) {
      return error.message;
    }
    throw error;
  }
}

/** What is not in the grammar. */
class Flaw extends Error {}

/** A class of characters, which no range begins or ends with. */
const CLASS = Symbol("a class");

/** What an escape or a character stands for. */
type Atom = string | typeof CLASS;

const ESCAPES: Readonly<Record<string, Atom>> = {
  t: "\t",
  n: "\n",
  r: "\r",
  f: "\f",
  v: "\v",
  d: CLASS,
  w: CLASS,
  s: CLASS,
  D: CLASS,
  W: CLASS,
  S: CLASS,
};

class Reader {
  readonly #characters: readonly string[];
  #taken = 0;

  constructor(pattern: string) {
    this.#characters = [...pattern];
  }

  /** How many steps the automaton has. */
  steps(): number {
    // Of the groups around: where each was opened, and the steps before it. The last is what is read at the moment.
    const open: { readonly at: number; readonly before: number }[] = [];
    let steps = 0;
    // The steps of what was taken last, if it may be repeated.
    let last: number | undefined;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const part = this.#part(next, last);
      switch (part) {
        case "(":
          open.push({ at: this.#taken, before: steps });
          last = undefined;
          steps = 0;
          break;
        case ")": {
          const group = open.pop() ?? this.#refuse("`)` without its `(`");
          last = steps;
          steps += group.before;
          break;
        }
        case "|":
          // A way in and a way out.
          last = undefined;
          steps += 2;
          break;
        default:
          steps += part.steps;
          last = part.repeats ? part.steps : undefined;
      }
    }
    const left = open.at(-1);
    if (left !== undefined) {
      throw new Flaw(`\`(\` without its \`)\`, at character ${left.at}`);
    }
    return steps;
  }

  /** What `next` begins: a group's end or beginning, or so many steps more. `last`: the steps that it may repeat. */
  #part(
    next: string,
    last: number | undefined,
  ): "(" | ")" | "|" | { readonly steps: number; readonly repeats: boolean } {
    switch (next) {
      case "|":
      case ")":
        return next;
      case "(":
        this.#group();
        return next;
      case "^":
      case "$":
        return { steps: 1, repeats: false };
      case "*":
      case "+":
      case "?":
      case "{":
        if (last === undefined) {
          return this.#refuse(`${quoted(next)} has nothing to repeat`);
        }
        return { steps: this.#repetition(next, last) - last, repeats: false };
      case "[":
        this.#class();
        break;
      case "]":
      case "}":
        return this.#refuse(`${quoted(next)} stands for itself only after a backslash`);
      case "\\":
        this.#escape(false);
        break;
      default:
        this.#literal(next);
    }
    return { steps: 1, repeats: true };
  }

  #next(): string | undefined {
    const next = this.#peek();
    this.#taken += Number(next !== undefined);
    return next;
  }

  #peek(ahead = 0): string | undefined {
    return this.#characters[this.#taken + ahead];
  }

  #takes(expected: string): boolean {
    const taken = this.#peek() === expected;
    this.#taken += Number(taken);
    return taken;
  }

  /** Says what is wrong, at the character that was taken last. */
  #refuse(what: string): never {
    throw new Flaw(`${what}, at character ${this.#taken}`);
  }

  /** What begins after `(`. */
  #group(): void {
    if (this.#takes("?") && !this.#takes(":")) {
      const next = this.#peek() ?? "";
      const what = {
        "=": "lookaround",
        "!": "lookaround",
        "<": "lookaround or a named group",
        P: "a named group",
      }[next];
      this.#refuse(`${what ?? "a group with flags"} is not portable`);
    }
  }

  /** The steps of what has `steps` of them and is repeated. */
  #repetition(sign: string, steps: number): number {
    let copies = 1;
    if (sign === "{") {
      const least = this.#times();
      copies = least;
      if (this.#takes(",")) {
        copies = least + 1;
        if (this.#peek() !== "}") {
          copies = this.#times();
          if (copies < least) {
            this.#refuse("a repetition with its bounds the wrong way round");
          }
        }
      }
      if (!this.#takes("}")) {
        this.#refuse("a repetition without its `}`");
      }
    }
    // Whether a pattern is found does not hang on how much of a text it takes.
    this.#takes("?");
    if (["*", "+", "?", "{"].includes(this.#peek() ?? "")) {
      this.#taken++;
      this.#refuse("a repetition of a repetition");
    }
    // Of each copy there may be a way in and a way back.
    return copies * (steps + 2);
  }

  #times(): number {
    let times: number | undefined;
    for (let digit = this.#peek(); digit !== undefined && /[0-9]/.test(digit); digit = this.#peek()) {
      this.#taken++;
      times = (times ?? 0) * 10 + Number(digit);
      if (times > MOST_TIMES) {
        this.#refuse(`a repetition of more than ${MOST_TIMES} times`);
      }
    }
    return times ?? this.#refuse("a repetition without a number");
  }

  /** What stands after `[`, to its `]`. */
  #class(): void {
    this.#takes("^");
    for (let isFirst = true; ; isFirst = false) {
      const next = this.#next() ?? this.#refuse("`[` without its `]`");
      if (next === "]") {
        if (isFirst) {
          this.#refuse("a class of no characters");
        }
        return;
      }
      if (next === "-" && !isFirst && this.#peek() !== "]") {
        this.#refuse("`-` stands for itself only at the ends of a class or after a backslash");
      }
      const low = this.#classAtom(next);
      const isRange = this.#peek() === "-" && this.#peek(1) !== "]";
      if (low === CLASS || !isRange || next === "-") {
        continue;
      }
      this.#taken++;
      this.#rangeTo(low);
    }
  }

  /** The end of a range. */
  #rangeTo(low: string): void {
    const next = this.#next() ?? this.#refuse("`[` without its `]`");
    if (next === "-") {
      this.#refuse("an operation on classes is not portable");
    }
    const high = this.#classAtom(next);
    if (high === CLASS) {
      this.#refuse("a range that ends in a class");
    }
    if ((high.codePointAt(0) ?? 0) < (low.codePointAt(0) ?? 0)) {
      this.#refuse("a range with its ends the wrong way round");
    }
  }

  #classAtom(next: string): Atom {
    switch (next) {
      case "\\":
        return this.#escape(true);
      case "[":
        return this.#refuse("a class in a class is not portable: `[` stands for itself after a backslash");
      case "&":
      case "~":
      case "|":
        return this.#peek() === next ? this.#refuse("an operation on classes is not portable") : next;
      default:
        return this.#literal(next);
    }
  }

  /** A character that stands for itself. */
  #literal(next: string): string {
    return next.isWellFormed() ? next : this.#refuse("half of a pair is no character");
  }

  /** What stands after a backslash. */
  #escape(inClass: boolean): Atom {
    const next = this.#next() ?? this.#refuse("a backslash with nothing after it");
    if (next === "x") {
      return this.#hex(2);
    }
    if (next === "u" && this.#takes("{")) {
      let digits = 0;
      while (/^[0-9a-fA-F]$/.test(this.#peek(digits) ?? "")) {
        digits++;
      }
      const character = this.#hex(digits);
      return this.#takes("}") ? character : this.#refuse("`\\u{` without its `}`");
    }
    if (next === "u") {
      return this.#hex(4);
    }
    if (Object.hasOwn(ESCAPES, next)) {
      return ESCAPES[next] ?? next;
    }
    if ("^$\\.*+?()[]{}|/".includes(next) || (inClass && next === "-")) {
      return next;
    }
    return this.#refuse(
      /[1-9]/.test(next) ? "a back-reference is not portable" : `${quoted(`\\${next}`)} is not portable`,
    );
  }

  #hex(digits: number): string {
    const start = this.#taken;
    for (let read = 0; read < digits; read++) {
      if (!/^[0-9a-fA-F]$/.test(this.#peek() ?? "")) {
        this.#refuse("an escape without its digits");
      }
      this.#taken++;
    }
    const value = Number.parseInt(this.#characters.slice(start, this.#taken).join(""), 16);
    const isSurrogate = value >= 0xd800 && value <= 0xdfff;
    return digits > 0 && value <= 0x10ffff && !isSurrogate
      ? String.fromCodePoint(value)
      : this.#refuse("an escape of no character");
  }
}
