/**
 * The past of figures, in memory that does not grow: a place for every step of the last hour and, coarser, of the last
 * day. A step in which nobody looked (a machine asleep, a server not yet started) stays empty.
 */

export const RANGES = {
  hour: { stepMs: 5_000, steps: 720 },
  day: { stepMs: 60_000, steps: 1_440 },
} as const;
export type Range = keyof typeof RANGES;

/** Names of figures in one history at most. */
const MOST_SERIES = 400;

export interface HistoryPage {
  readonly range: Range;
  readonly stepSeconds: number;
  /** When the last step began, ISO 8601; earlier ones lie evenly before it. */
  readonly endsAt: string;
  /** Oldest first; null where nothing was measured. */
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
}

export class FigureHistory {
  readonly #range: Range;
  readonly #rings = new Map<string, Float64Array>();
  /** The newest step that has been noted, counted from the epoch. */
  #newest = Number.NEGATIVE_INFINITY;

  constructor(range: Range) {
    this.#range = range;
  }

  /** Whether the time has come for the next note. */
  isDue(atMs: number): boolean {
    return this.#stepOf(atMs) > this.#newest;
  }

  /** Figures as they are at this moment, by name. What has no value is left out. */
  note(atMs: number, figures: Readonly<Record<string, number | null>>): void {
    const step = this.#stepOf(atMs);
    // A clock that was set back: what is noted already stays.
    if (step < this.#newest) return;
    this.#clearUpTo(step);
    for (const [name, value] of Object.entries(figures)) {
      if (value === null) continue;
      const ring = this.#ring(name);
      if (ring !== undefined) ring[this.#place(step)] = value;
    }
  }

  /** @param wanted which names. */
  page(wanted: (name: string) => boolean): HistoryPage {
    const { stepMs, steps } = RANGES[this.#range];
    const names = [...this.#rings.keys()].filter(wanted).sort();
    const newest = Number.isFinite(this.#newest) ? this.#newest : this.#stepOf(Date.now());
    const order = Array.from({ length: steps }, (_, index) => this.#place(newest + 1 + index));
    return {
      range: this.#range,
      stepSeconds: stepMs / 1000,
      endsAt: new Date(newest * stepMs).toISOString(),
      series: Object.fromEntries(names.map((name) => [name, inOrder(this.#rings.get(name), order)])),
    };
  }

  /** The value of the oldest step that has one, and how long before the newest that is. */
  oldest(name: string): { readonly value: number; readonly ageMs: number } | undefined {
    const ring = this.#rings.get(name);
    const { stepMs, steps } = RANGES[this.#range];
    for (let ago = steps - 1; ring !== undefined && ago > 0; ago -= 1) {
      const value = ring[this.#place(this.#newest - ago)] ?? Number.NaN;
      if (!Number.isNaN(value)) return { value, ageMs: ago * stepMs };
    }
    return undefined;
  }

  #ring(name: string): Float64Array | undefined {
    const known = this.#rings.get(name);
    if (known !== undefined || this.#rings.size >= MOST_SERIES) return known;
    const ring = new Float64Array(RANGES[this.#range].steps).fill(Number.NaN);
    this.#rings.set(name, ring);
    return ring;
  }

  /** Empties the places of the steps between the newest note and this one, which hold what is a whole range older. */
  #clearUpTo(step: number): void {
    const { steps } = RANGES[this.#range];
    for (let each = Math.max(this.#newest + 1, step - steps + 1); each <= step; each += 1) {
      for (const ring of this.#rings.values()) ring[this.#place(each)] = Number.NaN;
    }
    this.#newest = step;
  }

  #stepOf(atMs: number): number {
    return Math.floor(atMs / RANGES[this.#range].stepMs);
  }

  #place(step: number): number {
    const { steps } = RANGES[this.#range];
    return ((step % steps) + steps) % steps;
  }
}

/** Six digits are more than a chart shows, and half the bytes. */
function inOrder(ring: Float64Array | undefined, order: readonly number[]): readonly (number | null)[] {
  return order.map((place) => {
    const value = ring?.[place] ?? Number.NaN;
    return Number.isNaN(value) ? null : Number(value.toPrecision(6));
  });
}
