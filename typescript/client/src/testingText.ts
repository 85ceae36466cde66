// Text for fixtures: of a length, and such that a pattern is found in it. It walks the automaton by which patterns are
// judged (`pattern.ts`) and knows no grammar of its own. The page is `ir/protocol/client.md`, "Fixtures".

import type { TypeOf } from "./ir.ts";
import { isFound, type Step, stepsOf } from "./pattern.ts";

/**
 * Text of `type`: the first of `wished` that is, else one made by its pattern, another one for each `variant`. Undefined
 * where none was found.
 */
export function textOf(
  { min_length = 0, max_length = Infinity, pattern }: TypeOf<"string">,
  wished: readonly string[],
  variant: number,
): string | undefined {
  const fits = (text: string) => {
    const { length } = [...text];
    return length >= min_length && length <= max_length && (pattern === undefined || isFound(pattern, text));
  };
  return (
    wished.find(fits) ??
    (pattern === undefined ? undefined : matching(pattern, min_length, max_length, variant))
  );
}

type Take = Extract<Step, { readonly kind: "take" }>;

/** A way through an automaton. */
interface Way {
  /** The next step. */
  readonly index: number;
  /** Whether it has passed `^` and `$`: then nothing can stand before it, or behind it. */
  readonly begins: boolean;
  readonly ends: boolean;
  /** The step that took the last character, and the way up to there. */
  readonly last: { readonly step: Take; readonly before: Way } | undefined;
}

function matching(pattern: string, least: number, most: number, variant: number): string | undefined {
  const steps = stepsOf(pattern);
  // Whoever needs more characters than these goes in a circle that can be left out.
  const longest = Math.min(most, least + steps.length);
  let ways: readonly Way[] = [{ index: 0, begins: false, ends: false, last: undefined }];
  for (let length = 0; length <= longest && ways.length > 0; length++) {
    const reached = reach(steps, ways, length);
    const found = reached.find(
      ({ index, begins, ends }) => index === steps.length && (length >= least || !begins || !ends),
    );
    if (found !== undefined) {
      const text = spelled(found, variant);
      const more = FILLER.repeat(Math.max(0, least - length));
      return text === undefined ? undefined : found.ends ? more + text : text + more;
    }
    ways = reached.flatMap((way) => {
      const step = steps[way.index];
      return step?.kind === "take" && !way.ends && choicesOf(step).length > 0
        ? [{ ...way, index: way.index + 1, last: { step, before: way } }]
        : [];
    });
  }
  return undefined;
}

/** `ways` and all that they lead to without a character, each place once. */
function reach(steps: readonly Step[], ways: readonly Way[], length: number): readonly Way[] {
  const reached = new Map<string, Way>();
  const todo = [...ways].reverse();
  for (let way = todo.pop(); way !== undefined; way = todo.pop()) {
    const place = `${way.index} ${way.begins} ${way.ends}`;
    if (reached.has(place)) {
      continue;
    }
    reached.set(place, way);
    const step = steps[way.index];
    if (step?.kind === "go") {
      for (const index of [...step.to].reverse()) {
        todo.push({ ...way, index });
      }
    } else if (step?.kind === "^" && length === 0) {
      todo.push({ ...way, index: way.index + 1, begins: true });
    } else if (step?.kind === "$") {
      todo.push({ ...way, index: way.index + 1, ends: true });
    }
  }
  return [...reached.values()];
}

/** The text of a way, its last characters others for each `variant`; undefined where there are not so many. */
function spelled(end: Way, variant: number): string | undefined {
  const characters: string[] = [];
  let left = variant;
  for (let way = end; way.last !== undefined; way = way.last.before) {
    const choices = choicesOf(way.last.step);
    characters.unshift(choices[left % choices.length] ?? "");
    left = Math.floor(left / choices.length);
  }
  return left === 0 ? characters.join("") : undefined;
}

/** Characters that a step takes: those that people read, or else the first that there is, or none. */
function choicesOf(step: Take): readonly string[] {
  let choices = known.get(step);
  if (choices === undefined) {
    choices = READABLE.filter((character) => step.takes(character));
    for (let point = 0; choices.length === 0 && point <= LAST; point++) {
      // Halves of surrogate pairs are no characters.
      if (point === 0xd800) {
        point = 0xe000;
      }
      const character = String.fromCodePoint(point);
      choices = step.takes(character) ? [character] : choices;
    }
    known.set(step, choices);
  }
  return choices;
}

const known = new WeakMap<Take, readonly string[]>();
const READABLE = [..."abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -_.,:;/@+#!?'\"()[]{}"];
const FILLER = "a";
const LAST = 0x10ffff;
