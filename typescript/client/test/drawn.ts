// Cases that are drawn: the same ones for the same seed, and a failure names its own. For tests that hold for whatever there is.

/** A source of choices. */
export class Draw {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed;
  }

  /** Below `bound`, by a generator of Marsaglia's (xorshift32), whose state is never 0. */
  below(bound: number): number {
    let state = this.#state | 0 || 0x9e3779b9;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return (state >>> 0) % bound;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  one<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** Of `items` those that chance takes, in their order. */
  some<T>(items: readonly T[], percent = 50): T[] {
    return items.filter(() => this.chance(percent));
  }
}

/** Runs `test` for `count` seeds; what it throws says which one it was. */
export async function forAll(count: number, test: (draw: Draw) => void | Promise<void>): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const draw = new Draw((index + 1) * 2_654_435_761);
    try {
      await test(draw);
    } catch (error) {
      throw new Error(`seed ${index}: ${String(error)}`, { cause: error });
    }
  }
}
