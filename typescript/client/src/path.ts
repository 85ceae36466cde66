// Where a fault is, and which comes first. The page is `ir/protocol/types.md`, "Faults"; the twin is in
// `mizan-core/src/types/`.

/** Names of fields, keys of maps, indexes of lists. */
export type Path = readonly (string | number)[];

/** Segment by segment: indexes before names, a path before those that it begins. */
export function comparePaths(one: Path, other: Path): number {
  for (const [index, segment] of one.entries()) {
    const against = other[index];
    const order = against === undefined ? 1 : compareSegments(segment, against);
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
  const left = [...one];
  const right = [...other];
  const index = left.findIndex((character, at) => character !== right[at]);
  if (index < 0) {
    return left.length - right.length;
  }
  return (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? -1);
}

/** A caller's name as a path tells it: its first 64 characters. */
export function told(name: string): string {
  const characters = [...name];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}…` : name;
}

const LONGEST = 64;
