/**
 * What lists brought about by place and time: a place is where the shop shows a list (`properties.placement`), a time is an
 * hour or a day (UTC) of arrival. Arrival never goes back along the log, so of each place only the hour and the day of now
 * are state; those that are over stand in the views.
 */
import type { Emit, FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';
import { moneyOf } from '../features/money-of.ts';
import type { FunctionView, ViewOutput } from '../view-output.ts';
import type { ListKind } from './list-id.ts';

/** What happened of late, in order: the same as the columns of the views. */
export type PlaceCounts = [startMs: number, impressions: number, clicks: number, purchases: number, revenue: number];

/** What an event adds to a place. */
export interface Credit {
  readonly impressions?: number;
  readonly clicks?: number;
  readonly purchases?: number;
  readonly revenueTenThousandths?: number;
}

/** A place as an event finds it. */
export interface PlaceFind {
  readonly placement: string;
  readonly kind: ListKind;
  readonly counts: Readonly<Record<Span, PlaceCounts | undefined>>;
}

type Span = 'hours' | 'days';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SPAN_MS: Readonly<Record<Span, number>> = { hours: HOUR_MS, days: DAY_MS };
const SPANS = ['hours', 'days'] as const;

/** Write keys lie open in browsers: what nobody can have meant as a place must not fill the memory. */
const MOST_PLACEMENTS = 100;
const LONGEST_PLACEMENT = 100;
/** Further placements are counted together. */
export const OTHER_PLACEMENTS = 'other';
const ALL = 'all';

export const PLACEMENT_VIEWS: Readonly<Record<Span, FunctionView>> = {
  hours: viewOf('recommendation_hours', 14 * DAY_MS),
  days: viewOf('recommendation_days', 400 * DAY_MS),
};

export class PlacementCredits {
  readonly #placements: FoldTable<string[]>;
  readonly #tables: Readonly<Record<Span, FoldTable<PlaceCounts>>>;
  readonly #emit: Emit<ViewOutput>;

  constructor(tables: FoldTables, emit: Emit<ViewOutput>) {
    this.#placements = tables.table('recommend-placements');
    this.#tables = { hours: tables.table('recommend-hours'), days: tables.table('recommend-days') };
    this.#emit = emit;
  }

  /** @param named what the shop calls the place; the kind stands in where it does not say. Reads only. */
  find(named: unknown, kind: ListKind): PlaceFind {
    const placement = this.#known(placementOf(named) ?? kind);
    const key = keyOf(placement, kind);
    return { placement, kind, counts: { hours: this.#tables.hours.get(key), days: this.#tables.days.get(key) } };
  }

  /** Adds to the hour and the day of now. */
  add({ placement, kind, counts }: PlaceFind, credit: Credit, nowMs: number): void {
    this.#remember(placement);
    for (const span of SPANS) {
      const now = added(counts[span], credit, Math.floor(nowMs / SPAN_MS[span]) * SPAN_MS[span]);
      this.#tables[span].put(keyOf(placement, kind), now);
      this.#emit(outputOf(PLACEMENT_VIEWS[span].name, placement, kind, now));
    }
  }

  #known(placement: string): string {
    const all = this.#placements.get(ALL) ?? [];
    return all.length < MOST_PLACEMENTS || all.includes(placement) ? placement : OTHER_PLACEMENTS;
  }

  #remember(placement: string): void {
    const all = this.#placements.get(ALL) ?? [];
    if (placement !== OTHER_PLACEMENTS && !all.includes(placement)) this.#placements.put(ALL, [...all, placement]);
  }
}

function placementOf(named: unknown): string | undefined {
  const text = typeof named === 'string' ? named.trim().slice(0, LONGEST_PLACEMENT) : '';
  return text === '' ? undefined : text;
}

/** A kind has no line break in it, so no two places share a key. */
function keyOf(placement: string, kind: ListKind): string {
  return `${kind}\n${placement}`;
}

/** A clock that was set back by a restart does not open an hour again that is over. */
function added(counts: PlaceCounts | undefined, credit: Credit, startMs: number): PlaceCounts {
  const now: PlaceCounts = counts && counts[0] >= startMs ? counts : [startMs, 0, 0, 0, 0];
  now[1] += credit.impressions ?? 0;
  now[2] += credit.clicks ?? 0;
  now[3] += credit.purchases ?? 0;
  now[4] = Math.min(now[4] + (credit.revenueTenThousandths ?? 0), Number.MAX_SAFE_INTEGER);
  return now;
}

function outputOf(view: string, placement: string, kind: ListKind, counts: PlaceCounts): ViewOutput {
  const [startMs, impressions, clicks, purchases, revenue] = counts;
  const start = new Date(startMs).toISOString();
  const row = { start, placement, kind, impressions, clicks, purchases, revenue: moneyOf(revenue) };
  return { view, key: [startMs, placement, kind], row };
}

function viewOf(name: string, retentionMs: number): FunctionView {
  return {
    name,
    columns: {
      start: 'TIMESTAMP',
      placement: 'STRING',
      kind: 'STRING',
      impressions: 'BIGINT',
      clicks: 'BIGINT',
      purchases: 'BIGINT',
      revenue: 'DECIMAL',
    },
    key: ['start', 'placement', 'kind'],
    feedLength: 5_000,
    retentionMs,
  };
}
