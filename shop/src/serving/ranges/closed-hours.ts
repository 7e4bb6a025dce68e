/**
 * What is read of views hour by hour: hours that are over are read once and kept.
 *
 * C1. An hour is over when a later window of `traffic` is final: all views of the analytics are written in one commit.
 * C2. Of an hour that is over only corrections still change something: whoever reads them says when with `forget`.
 */
import type { ViewCatalog } from '../view-catalog.ts';
import { inTurns } from './in-turns.ts';
import { HOUR_MS, stepsOf, type TimeRange } from './time-range.ts';

/** The clock of windows: it has a row for each window in which anything happened. */
const CLOCK = 'traffic';
/** Of its newest rows those of open windows are not final. */
const OPEN_WINDOWS = 20;
/** A quarter of a year. */
const MOST_HOURS = 92 * 24;

/** What there is of the hour that begins at `hourMs`, before `untilMs`. */
type ReadHour<Figures> = (hourMs: number, untilMs: number) => Figures;

export class ClosedHours<Figures> {
  readonly #views: ViewCatalog;
  readonly #read: ReadHour<Figures>;
  readonly #mostHours: number;
  readonly #kept = new Map<number, Figures>();

  constructor(views: ViewCatalog, read: ReadHour<Figures>, mostHours = MOST_HOURS) {
    this.#views = views;
    this.#read = read;
    this.#mostHours = mostHours;
  }

  /** Of every hour that has a part in the range, in order. @param untilMs what is later is left out. */
  async between(
    range: TimeRange,
    untilMs = Number.POSITIVE_INFINITY,
  ): Promise<readonly (readonly [hourMs: number, Figures])[]> {
    const closedMs = closedUntil(this.#views);
    const hours: (readonly [number, Figures])[] = [];
    await inTurns(stepsOf(range, HOUR_MS), (hourMs) => {
      hours.push([hourMs, this.#hour(hourMs, closedMs, untilMs)]);
    });
    return hours;
  }

  /** C2. */
  forget(hourMs: number): void {
    this.#kept.delete(hourMs);
  }

  forgetAll(): void {
    this.#kept.clear();
  }

  #hour(hourMs: number, closedMs: number, untilMs: number): Figures {
    const kept = this.#kept.get(hourMs);
    if (kept !== undefined) return kept;
    const figures = this.#read(hourMs, untilMs);
    if (hourMs + HOUR_MS >= closedMs) return figures;
    this.#kept.set(hourMs, figures);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#mostHours && oldest !== undefined) this.#kept.delete(oldest);
    return figures;
  }
}

/** C1. Windows that end at or before this are final in all views of the analytics; 0 when none is known to be. */
export function closedUntil(views: ViewCatalog): number {
  const newest = views
    .get(CLOCK)
    ?.range({ limit: OPEN_WINDOWS, reverse: true })
    .find(({ final }) => final);
  return newest ? Date.parse(String(newest.row.windowEnd)) : 0;
}
