/** Looks at numbers that only grow, for what they were in the last seconds. */

interface Look {
  readonly atMs: number;
  readonly figures: Float64Array;
}

/** How much has come between two looks, figure by figure. */
export interface Growth {
  readonly seconds: number;
  readonly figures: Float64Array;
}

export class RecentFigures {
  readonly #windowMs: number;
  readonly #looks: Look[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** @param figures kept, and not copied. A number that has fallen says that whoever counts began anew. */
  look(atMs: number, figures: Float64Array): void {
    const before = this.#looks.at(-1)?.figures;
    const hasBegunAnew =
      before !== undefined &&
      (before.length !== figures.length || before.some((figure, index) => figure > (figures[index] ?? 0)));
    if (hasBegunAnew) this.#looks.length = 0;
    this.#looks.push({ atMs, figures });
    while ((this.#looks[1]?.atMs ?? atMs) <= atMs - this.#windowMs) this.#looks.shift();
  }

  /** Since the look that is `sinceMs` before the last one, or the oldest there is; undefined before the second look. */
  growth(sinceMs: number = this.#windowMs): Growth | undefined {
    const newest = this.#looks.at(-1);
    if (newest === undefined) return undefined;
    const oldest = this.#looks.find(({ atMs }) => atMs >= newest.atMs - sinceMs) ?? newest;
    if (oldest.atMs >= newest.atMs) return undefined;
    const figures = newest.figures.map((figure, index) => figure - (oldest.figures[index] ?? 0));
    return { seconds: (newest.atMs - oldest.atMs) / 1000, figures };
  }
}
