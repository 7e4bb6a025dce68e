/**
 * How many rows each query took in and how many of them came too late, minute by minute, so that a share can be shown
 * over time.
 *
 * L1. What is written down are the counts of the operators, which only grow and are part of the pipelines' own commits; what
 *     lies between two looks is their difference. A look that is missed loses nothing.
 * L2. Counts that have become smaller have begun anew, with a replay or behind a commit that a power cut has undone: what
 *     they stand at then is where counting goes on.
 * L3. Looks that somebody has asked for stay in memory as numbers, some 4 MB for a week: pages ask every few seconds. They are
 *     all those from one on.
 */
import type { LogStream } from '@millrace/engine/log/log-stream.ts';

/** Rows that a query's windows and joins were given, and those of them that they refused. */
export interface LateCount {
  readonly rows: number;
  readonly late: number;
}
export type LateCounts = Readonly<Record<string, LateCount>>;

export interface LatePoint extends LateCount {
  /** When the step begins, in epoch milliseconds. */
  readonly atMs: number;
}

export interface LateSteps {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
}

interface Look {
  readonly atMs: number;
  readonly counts: LateCounts;
}

/** A look as it is kept in memory: rows and late ones of each query, one behind the other, in the order of their names. */
interface ShortLook {
  readonly atMs: number;
  readonly counts: Float64Array;
}

const LOOK_EVERY_MS = 60_000;
const KEPT_MS = 7 * 24 * 3_600_000;
const STEP = 500;
const NOTHING: LateCount = { rows: 0, late: 0 };

export class LateHistory {
  readonly #stream: Pick<LogStream, 'append' | 'listDown' | 'list' | 'last' | 'trim'>;
  #written: Look | undefined;
  #now: Look | undefined;
  readonly #names: string[] = [];
  /** Oldest first; `#from` is the number of the first one's row. */
  #looks: ShortLook[] = [];
  #from: number;

  constructor(stream: Pick<LogStream, 'append' | 'listDown' | 'list' | 'last' | 'trim'>) {
    this.#stream = stream;
    this.#from = stream.last() + 1;
    [this.#written] = stream.listDown(this.#from, 1).map(decode);
  }

  /** Call it every second or so. Writes down what has changed, once a minute. @throws MillraceError as the log does. */
  async note(counts: LateCounts, atMs: number): Promise<void> {
    const before = this.#written;
    // A query whose worker has not told its counts yet is where it was.
    this.#now = { atMs, counts: { ...before?.counts, ...counts } };
    if (before !== undefined && atMs < minuteOf(before.atMs) + LOOK_EVERY_MS) return;
    if (before !== undefined && isSame(before.counts, counts)) return;
    this.#written = this.#now;
    await this.#stream.append(Buffer.from(JSON.stringify([atMs, this.#now.counts])));
    this.#looks.push(this.#short(this.#written));
    await this.#trim(atMs - KEPT_MS);
  }

  /** By query, the steps in which there was anything. */
  steps({ fromMs, toMs, stepMs }: LateSteps): ReadonlyMap<string, readonly LatePoint[]> {
    const looks = this.#looksFrom(fromMs);
    const points = this.#names.map(() => new Map<number, LatePoint>());
    for (let index = 1; index < looks.length; index++) {
      const [before, look] = [looks[index - 1], looks[index]];
      if (before === undefined || look === undefined || look.atMs <= fromMs) continue;
      // A look ends the time that it tells of.
      const atMs = Math.floor((look.atMs - 1) / stepMs) * stepMs;
      if (atMs < toMs) addDifferences(points, atMs, before.counts, look.counts);
    }
    const named = this.#names.map((name, query) => [name, [...(points[query]?.values() ?? [])]] as const);
    return new Map(named.filter(([, ofQuery]) => ofQuery.length > 0));
  }

  /** From the last one before `fromMs` on, oldest first, the present one included. */
  #looksFrom(fromMs: number): readonly ShortLook[] {
    while (this.#from > 1 && (this.#looks[0]?.atMs ?? Number.POSITIVE_INFINITY) > fromMs) {
      const step = this.#stream.listDown(this.#from, STEP);
      this.#looks = [...step.map((row) => this.#short(decode(row))).reverse(), ...this.#looks];
      this.#from = step.at(-1)?.number ?? this.#from;
      if (step.length < STEP) break;
    }
    const first = this.#looks.findLastIndex(({ atMs }) => atMs <= fromMs);
    const kept = this.#looks.slice(Math.max(0, first));
    // Before the very first look nothing had been counted; before one whose forerunners were trimmed that is not known.
    const known = first < 0 && this.#from <= 1 ? [BEGINNING, ...kept] : kept;
    return this.#now ? [...known, this.#short(this.#now)] : known;
  }

  #short({ atMs, counts }: Look): ShortLook {
    for (const query of Object.keys(counts)) if (!this.#names.includes(query)) this.#names.push(query);
    const numbers = new Float64Array(2 * this.#names.length);
    this.#names.forEach((query, index) => {
      numbers[2 * index] = counts[query]?.rows ?? 0;
      numbers[2 * index + 1] = counts[query]?.late ?? 0;
    });
    return { atMs, counts: numbers };
  }

  /** The newest of those that are too old stays: what came after it is counted from there. */
  async #trim(timeMs: number): Promise<void> {
    const old = this.#stream.list(0, STEP).findLast((row) => decode(row).atMs < timeMs);
    if (old === undefined || old.number <= 1) return;
    await this.#stream.trim(old.number - 1);
    const kept = Math.max(0, old.number - this.#from);
    this.#looks = this.#looks.slice(kept);
    this.#from += kept;
  }
}

const BEGINNING: ShortLook = { atMs: 0, counts: new Float64Array(0) };

function addDifferences(
  points: readonly Map<number, LatePoint>[],
  atMs: number,
  before: Float64Array,
  after: Float64Array,
): void {
  for (const [query, ofQuery] of points.entries()) {
    const rows = (after[2 * query] ?? 0) - (before[2 * query] ?? 0);
    const late = (after[2 * query + 1] ?? 0) - (before[2 * query + 1] ?? 0);
    if (rows < 0 || late < 0 || (rows === 0 && late === 0)) continue;
    const known = ofQuery.get(atMs) ?? NOTHING;
    ofQuery.set(atMs, { atMs, rows: known.rows + rows, late: known.late + late });
  }
}

function decode({ bytes }: { readonly bytes: Uint8Array }): Look {
  const [atMs, counts]: [number, LateCounts] = JSON.parse(Buffer.from(bytes).toString());
  return { atMs, counts };
}

function minuteOf(atMs: number): number {
  return Math.floor(atMs / LOOK_EVERY_MS) * LOOK_EVERY_MS;
}

function isSame(one: LateCounts, other: LateCounts): boolean {
  return Object.entries(other).every(([query, { rows, late }]) => {
    const known = one[query] ?? NOTHING;
    return rows === known.rows && late === known.late;
  });
}
