// Where a fault is, and which comes first. The page is `ir/protocol/types.md`, "Faults"; the twin is in
// `mizan-core/src/types/`.

/** Names of fields, keys of maps, indexes of lists. */
export type Path = readonly (string | number)[];

/** Segment by segment: indexes before names, a path before those that it begins. */
export function comparePaths(one: Path, other: Path): number {
  const common = Math.min(one.length, other.length);
  for (let index = 0; index < common; index++) {
    const order = compareSegments(one[index] ?? "", other[index] ?? "");
    if (order !== 0) {
      return order;
    }
  }
  return one.length - other.length;
}

function compareSegments(one: string | number, other: string | number): number {
  if (typeof one === "number") {
    return typeof other === "number" ? one - other : -1;
  }
  return typeof other === "number" ? 1 : compareText(one, other);
}

/** By UTF-8 bytes, which is by code points. `<` compares halves of surrogate pairs. */
export function compareText(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) {
    at++;
  }
  return at < one.length && at < other.length
    ? rank(one.charCodeAt(at)) - rank(other.charCodeAt(at))
    : one.length - other.length;
}

/** A half of a pair stands for a character beyond all that have one unit. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x1_0000 : unit;
}

/** A caller's name as a path tells it: its first 64 characters. */
export function told(name: string): string {
  // As many units as the first characters may have, and one more.
  const characters = [...name.slice(0, 2 * LONGEST + 1)];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}…` : name;
}

const LONGEST = 64;
