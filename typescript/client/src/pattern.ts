// The portable grammar of patterns, matched in linear time: an automaton that is in all its states at once, since
// JavaScript's own expressions go back, and some texts would take them years. A pattern was found legal when it was
// declared, so nothing is checked here. The page is `ir/protocol/types.md`, "Patterns"; twins are the oracle's
// `patterns.py` and the library of `mizan-core`.

/** A step that takes a character, that leads to others at once, or that stands for an end of the text. */
export type Step =
  | { readonly kind: "take"; readonly takes: (character: string) => boolean }
  | { readonly kind: "go"; readonly to: number[] }
  | { readonly kind: "^" | "$" };

/** Writes the steps of one part of a pattern behind those before it. */
type Part = (steps: Step[]) => void;

const compiled = new Map<string, readonly Step[]>();

/** The automaton of `pattern`: who comes to its end, by one step after another and as they lead, has found it. */
export function stepsOf(pattern: string): readonly Step[] {
  const steps = compiled.get(pattern) ?? compile(pattern);
  compiled.set(pattern, steps);
  return steps;
}

/** States that were met together, what they lead to by each character, and whether the end is among that. */
interface Met {
  readonly reached: ReadonlySet<number>;
  readonly next: Map<string, Met>;
}

/** Whether `pattern` is found somewhere in `text`. */
export function isFound(pattern: string, text: string): boolean {
  const steps = stepsOf(pattern);
  // What was met is kept by its states: most texts meet few.
  let known = new Map<string, Met>();
  let met: Met = { reached: reach(steps, new Set([0]), true, false), next: new Map() };
  for (const character of text) {
    if (met.reached.has(steps.length)) {
      return true;
    }
    let next = met.next.get(character);
    if (next === undefined) {
      const states = new Set<number>([0]);
      for (const index of met.reached) {
        const step = steps[index];
        if (step?.kind === "take" && step.takes(character)) {
          states.add(index + 1);
        }
      }
      const reached = reach(steps, states, false, false);
      const name = [...reached].join();
      next = known.get(name) ?? { reached, next: new Map() };
      known = known.size < MOST_KNOWN ? known.set(name, next) : new Map();
      met.next.set(character, next);
    }
    met = next;
  }
  return reach(steps, new Set(met.reached), text === "", true).has(steps.length);
}

const MOST_KNOWN = 1000;

/** The states and all that they lead to without a character. Those that a loop adds to a set are visited as well. */
function reach(steps: readonly Step[], states: Set<number>, atStart: boolean, atEnd: boolean): Set<number> {
  for (const index of states) {
    const step = steps[index];
    if (step?.kind === "go") {
      for (const to of step.to) {
        states.add(to);
      }
    } else if ((step?.kind === "^" && atStart) || (step?.kind === "$" && atEnd)) {
      states.add(index + 1);
    }
  }
  return states;
}

const TOKENS = /\\(?:x.{2}|u\{.+?\}|u.{4}|.)|\[(?:\\.|[^\\\]])+\]|\(\?:|\{\d+,?\d*\}|./gsu;
const COUNTS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  "*": [0, Infinity],
  "+": [1, Infinity],
  "?": [0, 1],
};

function compile(pattern: string): readonly Step[] {
  const tokens = pattern.match(TOKENS) ?? [];
  let at = 0;

  function alternatives(): Part {
    let part = sequence();
    while (tokens[at] === "|") {
      at++;
      part = either(part, sequence());
    }
    return part;
  }

  function sequence(): Part {
    const parts: Part[] = [];
    while (at < tokens.length && tokens[at] !== "|" && tokens[at] !== ")") {
      parts.push(repeated(atom(tokens[at++] ?? "")));
    }
    return (steps) => parts.forEach((part) => void part(steps));
  }

  function atom(token: string): Part {
    if (token === "(" || token === "(?:") {
      const part = alternatives();
      at++;
      return part;
    }
    if (token === "^" || token === "$") {
      return (steps) => steps.push({ kind: token });
    }
    const takes = test(token);
    return (steps) => steps.push({ kind: "take", takes });
  }

  function repeated(part: Part): Part {
    const token = tokens[at] ?? "";
    const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(token) ?? [];
    const braces = least && ([Number(least), comma ? Number(most || Infinity) : Number(least)] as const);
    const counts = braces || COUNTS[token];
    if (!counts) {
      return part;
    }
    at++;
    // Whether the longest or the shortest is looked for, does not change whether one is found.
    at += Number(tokens[at] === "?");
    return times(part, ...counts);
  }

  const steps: Step[] = [];
  alternatives()(steps);
  return steps;
}

function either(one: Part, other: Part): Part {
  return (steps) => {
    const fork = [steps.length + 1];
    const end: number[] = [];
    steps.push({ kind: "go", to: fork });
    one(steps);
    steps.push({ kind: "go", to: end });
    fork.push(steps.length);
    other(steps);
    end.push(steps.length);
  };
}

function times(part: Part, least: number, most: number): Part {
  return (steps) => {
    for (let count = 0; count < least; count++) {
      part(steps);
    }
    const isEndless = most === Infinity;
    for (let count = least; count < (isEndless ? least + 1 : most); count++) {
      const start = steps.length;
      const fork = [start + 1];
      steps.push({ kind: "go", to: fork });
      part(steps);
      if (isEndless) {
        steps.push({ kind: "go", to: [start] });
      }
      fork.push(steps.length);
    }
  };
}

/** Whether a character is what the token stands for: a character, an escape, a class. */
function test(token: string): (character: string) => boolean {
  if (!/^[.[\\]/.test(token)) {
    return (character) => character === token;
  }
  // One character cannot be gone back over, so JavaScript may look at it.
  const expression = new RegExp(`^${translate(token)}$`, "u");
  return (character) => expression.test(character);
}

/** A token in JavaScript's grammar with the flag `u`: what differs is `.`, `\s` and `\S`. */
function translate(token: string): string {
  if (token === ".") {
    return "[^\\n]";
  }
  const within = token.startsWith("[");
  return token.replace(/\\(.)/gsu, (escaped, letter: string) => {
    const ranges = letter === "s" ? SPACES : letter === "S" ? OTHERS : undefined;
    return ranges === undefined ? escaped : within ? ranges : `[${ranges}]`;
  });
}

const SPACES = "\\t-\\r ";
const OTHERS = "\\0-\\x08\\x0e-\\x1f!-\\u{10ffff}";
