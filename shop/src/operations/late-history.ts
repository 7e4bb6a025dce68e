/**
 * How many rows each query took in and how many of them came too late, minute by minute, so that a share can be shown
 * over time.
 *
 * L1. What is written down are the counts of the operators, which only grow and are part of the pipelines' own commits; what
 *     lies between two looks is their difference. A look that is missed loses nothing.
 * L2. Counts that have become smaller have begun anew, with a replay or behind a commit that a power cut has undone: what
 *     they stand at then is where counting goes on.
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

const LOOK_EVERY_MS = 60_000;
const KEPT_MS = 7 * 24 * 3_600_000;
const STEP = 500;
const NOTHING: LateCount = { rows: 0, late: 0 };

export class LateHistory {
  readonly #stream: Pick<LogStream, 'append' | 'listDown' | 'list' | 'last' | 'trim'>;
  #written: Look | undefined;
  #now: Look | undefined;

  constructor(stream: Pick<LogStream, 'append' | 'listDown' | 'list' | 'last' | 'trim'>) {
    this.#stream = stream;
    [this.#written] = stream.listDown(stream.last() + 1, 1).map(decode);
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
    await this.#trim(atMs - KEPT_MS);
  }

  /** By query, the steps in which there was anything. */
  steps({ fromMs, toMs, stepMs }: LateSteps): ReadonlyMap<string, readonly LatePoint[]> {
    const looks = this.#looks(fromMs);
    const points = new Map<string, Map<number, LatePoint>>();
    looks.slice(1).forEach((look, index) => {
      const before = looks[index];
      // A look ends the time that it tells of.
      const atMs = Math.floor((look.atMs - 1) / stepMs) * stepMs;
      if (before === undefined || look.atMs <= fromMs || atMs >= toMs) return;
      for (const [query, { rows, late }] of Object.entries(difference(before.counts, look.counts))) {
        if (rows === 0 && late === 0) continue;
        const ofQuery = points.get(query) ?? new Map<number, LatePoint>();
        const known = ofQuery.get(atMs) ?? { atMs, ...NOTHING };
        points.set(query, ofQuery.set(atMs, { atMs, rows: known.rows + rows, late: known.late + late }));
      }
    });
    return new Map(Array.from(points, ([query, ofQuery]) => [query, [...ofQuery.values()]]));
  }

  /** From the last one before `fromMs` on, oldest first, the present one included. */
  #looks(fromMs: number): readonly Look[] {
    const found: Look[] = [];
    for (let before = this.#stream.last() + 1; ; ) {
      const step = this.#stream.listDown(before, STEP);
      for (const row of step) {
        found.push(decode(row));
        before = row.number;
        if ((found.at(-1)?.atMs ?? 0) <= fromMs) return this.#withPresent(found);
      }
      if (step.length < STEP) return this.#withPresent([...found, BEGINNING]);
    }
  }

  #withPresent(newestFirst: readonly Look[]): readonly Look[] {
    const looks = newestFirst.toReversed();
    return this.#now ? [...looks, this.#now] : looks;
  }

  async #trim(timeMs: number): Promise<void> {
    const old = this.#stream.list(0, STEP).findLast((row) => decode(row).atMs < timeMs);
    if (old) await this.#stream.trim(old.number);
  }
}

/** Before the first look nothing had been counted. */
const BEGINNING: Look = { atMs: 0, counts: {} };

function decode({ bytes }: { readonly bytes: Uint8Array }): Look {
  const [atMs, counts]: [number, LateCounts] = JSON.parse(Buffer.from(bytes).toString());
  return { atMs, counts };
}

function minuteOf(atMs: number): number {
  return Math.floor(atMs / LOOK_EVERY_MS) * LOOK_EVERY_MS;
}

function difference(before: LateCounts, after: LateCounts): LateCounts {
  return Object.fromEntries(
    Object.entries(after).map(([query, { rows, late }]) => {
      const known = before[query] ?? NOTHING;
      const isAnew = rows < known.rows || late < known.late;
      return [query, isAnew ? NOTHING : { rows: rows - known.rows, late: late - known.late }];
    }),
  );
}

function isSame(one: LateCounts, other: LateCounts): boolean {
  return Object.entries(other).every(([query, { rows, late }]) => {
    const known = one[query] ?? NOTHING;
    return rows === known.rows && late === known.late;
  });
}
