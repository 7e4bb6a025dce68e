/** Revenue over a range in a few dozen steps, however long the range is: what a chart and the words beside it show. */
import type { ViewCatalog } from '../view-catalog.ts';
import { ClosedHours, closedUntil } from './closed-hours.ts';
import { addTakings, noTakings, type RevenueSlice, revenueSlice, standing, type Takings } from './revenue-slices.ts';
import { DAY_MS, floorTo, HOUR_MS, MINUTE_MS, stepsOf, type TimeRange, WINDOW_MS } from './time-range.ts';

export interface TimelineStep {
  readonly startMs: number;
  readonly takings: Takings;
  /** What stands, by the timeline's categories in their order. */
  readonly byCategory: readonly bigint[];
  readonly final: boolean;
}

export interface RevenueTimeline {
  readonly stepMs: number;
  /** Those that took most, and last null when there are others. */
  readonly categories: readonly (string | null)[];
  readonly steps: readonly TimelineStep[];
  readonly total: Takings;
  /** Those that took anything in the range, the largest first. */
  readonly allCategories: readonly string[];
  /** Windows that begin before this are counted; later ones too, unless they were not asked for. */
  readonly closedMs: number;
}

export interface TimelineQuestion {
  readonly range: TimeRange;
  readonly category?: string | undefined;
  /** One of STEPS_MS; chosen by the range when absent. */
  readonly stepMs?: number | undefined;
  /** Leaves out windows that still count: somebody adds them who hears of them live. */
  readonly closedOnly?: boolean;
}

/** Steps that a person can tell apart, and that name a time of the clock. */
export const STEPS_MS: readonly number[] = [
  WINDOW_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
];
const MOST_STEPS = 96;
/** As many as colours that can be told apart. */
const MOST_CATEGORIES = 7;
const WINDOW_HOURS = 26;
const CORRECTIONS = 'revenue_corrections';
const MOST_CHANGES = 2_000;

/** By their starts. */
type Slices = ReadonlyMap<number, RevenueSlice>;

export class RevenueTimelines {
  readonly #views: ViewCatalog;
  readonly #hours: ClosedHours<Slices>;
  /** The same window by window, for steps that are shorter than an hour. */
  readonly #windows: ClosedHours<Slices>;
  /** How far the feed of corrections has been read. */
  #position = 0;

  constructor(views: ViewCatalog) {
    this.#views = views;
    this.#hours = new ClosedHours(views, (...hour) => slicesOfHour(views, HOUR_MS, ...hour));
    this.#windows = new ClosedHours(views, (...hour) => slicesOfHour(views, WINDOW_MS, ...hour), WINDOW_HOURS);
  }

  async of({
    range,
    category,
    stepMs = stepFor(range),
    closedOnly = false,
  }: TimelineQuestion): Promise<RevenueTimeline> {
    this.#forgetCorrected();
    const closedMs = closedUntil(this.#views);
    const whole = wholeSteps(range, stepMs);
    const steps = new Map(Array.from(stepsOf(whole, stepMs), (startMs) => [startMs, new OpenStep(category)]));
    const sums = new Map<string, bigint>();
    const hours = stepMs < HOUR_MS ? this.#windows : this.#hours;
    for (const [, slices] of await hours.between(whole, closedOnly ? closedMs : undefined)) {
      for (const [startMs, slice] of slices) {
        const step = steps.get(floorTo(startMs, stepMs));
        if (!step) continue;
        step.add(slice);
        addStanding(sums, slice);
      }
    }
    return { ...timelineOf(steps, stepMs), allCategories: ranked(sums), closedMs };
  }

  /** A correction changes an hour that is over. */
  #forgetCorrected(): void {
    const view = this.#views.get(CORRECTIONS);
    const end = view?.lastChange() ?? 0;
    if (!view || end === this.#position) return;
    const changes = view.changes(this.#position, MOST_CHANGES);
    const isWhole = changes[0]?.number === this.#position + 1 && changes.at(-1)?.number === end;
    for (const hours of [this.#hours, this.#windows]) {
      if (!isWhole) hours.forgetAll();
      else for (const { key } of changes) hours.forget(floorTo(Number(key[0]), HOUR_MS));
    }
    this.#position = end;
  }
}

/** Sixty minutes up to 12:37 are twelve steps of five, of which the last still counts: from 11:40 on. */
function wholeSteps({ fromMs, toMs, isRolling }: TimeRange, stepMs: number): TimeRange {
  const floorMs = floorTo(fromMs, stepMs);
  return { fromMs: isRolling && floorMs < fromMs && floorMs + stepMs < toMs ? floorMs + stepMs : floorMs, toMs };
}

/** The shortest step with which the range has no more than MOST_STEPS. */
export function stepFor({ fromMs, toMs }: TimeRange): number {
  return STEPS_MS.find((stepMs) => (toMs - fromMs) / stepMs <= MOST_STEPS) ?? DAY_MS;
}

function slicesOfHour(views: ViewCatalog, sliceMs: number, hourMs: number, untilMs: number): Slices {
  const starts = stepsOf({ fromMs: hourMs, toMs: Math.min(hourMs + HOUR_MS, untilMs) }, sliceMs);
  const endOf = (startMs: number) => Math.min(startMs + sliceMs, untilMs);
  return new Map(Array.from(starts, (startMs) => [startMs, revenueSlice(views, startMs, endOf(startMs))]));
}

function addStanding(sums: Map<string, bigint>, { byCategory }: RevenueSlice): void {
  for (const [category, takings] of byCategory) sums.set(category, (sums.get(category) ?? 0n) + standing(takings));
}

class OpenStep {
  readonly takings = noTakings();
  readonly byCategory = new Map<string, bigint>();
  final = true;
  readonly #category: string | undefined;

  constructor(category: string | undefined) {
    this.#category = category;
  }

  add(slice: RevenueSlice): void {
    const before = this.takings.orders;
    for (const [category, takings] of slice.byCategory) {
      if (this.#category !== undefined && category !== this.#category) continue;
      addTakings(this.takings, takings);
      this.byCategory.set(category, (this.byCategory.get(category) ?? 0n) + standing(takings));
    }
    if (this.#category === undefined) this.takings.orders = before + slice.orders;
    if (!slice.final) this.final = false;
  }
}

function timelineOf(open: ReadonlyMap<number, OpenStep>, stepMs: number) {
  const total = noTakings();
  const sums = new Map<string, bigint>();
  for (const { takings, byCategory } of open.values()) {
    addTakings(total, takings);
    for (const [category, amount] of byCategory) sums.set(category, (sums.get(category) ?? 0n) + amount);
  }
  const categories = largest(sums);
  const steps = Array.from(open, ([startMs, { takings, byCategory, final }]) => ({
    startMs,
    takings,
    byCategory: split(byCategory, categories),
    final,
  }));
  return { stepMs, categories, steps, total };
}

function largest(sums: ReadonlyMap<string, bigint>): readonly (string | null)[] {
  const names = ranked(sums);
  return names.length <= MOST_CATEGORIES ? names : [...names.slice(0, MOST_CATEGORIES), null];
}

/** The largest first, equal ones by name. */
function ranked(sums: ReadonlyMap<string, bigint>): readonly string[] {
  const entries = [...sums].sort(
    ([a, left], [b, right]) => Number(right > left) - Number(right < left) || (a < b ? -1 : 1),
  );
  return entries.map(([name]) => name);
}

/** What the named ones have, and with null what all others have together. */
function split(byCategory: ReadonlyMap<string, bigint>, categories: readonly (string | null)[]): readonly bigint[] {
  const named = new Set(categories);
  const others = [...byCategory].filter(([name]) => !named.has(name)).reduce((sum, [, amount]) => sum + amount, 0n);
  return categories.map((name) => (name === null ? others : (byCategory.get(name) ?? 0n)));
}
