// What leads back to itself in a graph of names, in linear time: an author's file may have thousands. The twin is
// `mizan-core/src/defects/cycles.rs`.

/** Steps from each name to others. */
export type Steps = ReadonlyMap<string, ReadonlySet<string>>;

/** All from which one comes back to where one started: Tarjan's search for what is strongly connected. */
export function around(steps: Steps): ReadonlySet<string> {
  const search = new Search(steps);
  for (const start of steps.keys()) {
    search.from(start);
  }
  return search.found;
}

/** All from which one comes to some of these, these included. */
export function leadingTo(goals: ReadonlySet<string>, steps: Steps): ReadonlySet<string> {
  const back = new Map<string, string[]>();
  for (const [name, nexts] of steps) {
    for (const next of nexts) {
      const before = back.get(next) ?? [];
      before.push(name);
      back.set(next, before);
    }
  }
  // What is added while a set is gone through is met as well.
  const met = new Set(goals);
  for (const at of met) {
    for (const before of back.get(at) ?? []) {
      met.add(before);
    }
  }
  return met;
}

/** With a stack of its own: chains of names are longer than calls may be deep. */
class Search {
  readonly found = new Set<string>();
  readonly #steps: Steps;
  /** The earliest that can be come back to, by the order of meeting. */
  readonly #low = new Map<string, number>();
  readonly #open = new Set<string>();
  readonly #trail: string[] = [];

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  from(start: string): void {
    if (this.#low.has(start)) {
      return;
    }
    const way = [this.#meet(start)];
    for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
      const next = last.ahead.pop();
      if (next === undefined) {
        way.pop();
        const before = way.at(-1);
        if (before !== undefined) {
          this.#lower(before.at, last.at);
        }
        if (this.#low.get(last.at) === last.number) {
          this.#close(last.at);
        }
      } else if (!this.#low.has(next)) {
        way.push(this.#meet(next));
      } else if (this.#open.has(next)) {
        this.#lower(last.at, next);
      }
    }
  }

  #meet(at: string): { readonly at: string; readonly number: number; readonly ahead: string[] } {
    const number = this.#low.size;
    this.#low.set(at, number);
    this.#open.add(at);
    this.#trail.push(at);
    const ahead = [...(this.#steps.get(at) ?? [])].filter((next) => this.#steps.has(next));
    return { at, number, ahead };
  }

  #lower(at: string, by: string): void {
    this.#low.set(at, Math.min(this.#low.get(at) ?? 0, this.#low.get(by) ?? 0));
  }

  /** Takes all that is connected with a name off the trail. */
  #close(root: string): void {
    const part = this.#trail.splice(this.#trail.lastIndexOf(root));
    for (const at of part) {
      this.#open.delete(at);
      if (part.length > 1 || this.#steps.get(root)?.has(root) === true) {
        this.found.add(at);
      }
    }
  }
}
