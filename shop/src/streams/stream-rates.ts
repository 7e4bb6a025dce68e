/** How fast counts grow, from the answers to those who ask for them: nothing is measured while nobody looks. */

interface Sample {
  readonly atMs: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** A rate is that of so much time at least, and of not much more. */
const SHORTEST_MS = 1_000;
const LONGEST_MS = 10_000;
/** What was asked longer ago says nothing about now. */
const STALE_MS = 60_000;

export class StreamRates {
  #samples: Sample[] = [];

  /** By name, in units a second; null until there are two looks. @param atMs of a clock that is never set. */
  look(counts: ReadonlyMap<string, number>, atMs: number): (name: string) => number | null {
    this.#samples = this.#samples.filter((sample) => sample.atMs > atMs - STALE_MS);
    const newest = this.#samples.at(-1);
    if (newest === undefined || atMs - newest.atMs >= SHORTEST_MS) this.#samples.push({ atMs, counts });
    while ((this.#samples[1]?.atMs ?? atMs) <= atMs - LONGEST_MS) this.#samples.shift();
    const oldest = this.#samples[0];
    if (oldest === undefined || atMs - oldest.atMs < SHORTEST_MS) return () => null;
    return (name) => {
      const grown = (counts.get(name) ?? 0) - (oldest.counts.get(name) ?? 0);
      // A feed that has begun anew has no rate yet.
      return grown < 0 ? null : Math.round((grown * 10_000) / (atMs - oldest.atMs)) / 10;
    };
  }
}
