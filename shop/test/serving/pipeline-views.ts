/** The pipelines' views in memory, for tests: the real store, filled by hand. */
import type { Field } from '@millrace/engine/row/data-type.ts';
import { MemoryEnvironment } from '@millrace/engine/storage/memory-environment.ts';
import { openViewWriter } from '@millrace/engine/views/environment-view.ts';
import type { ViewEntry, ViewKey, ViewRow, ViewWriter } from '@millrace/engine/views/view-store.ts';

const TIME: Field['type'] = { kind: 'TIMESTAMP', precision: 3, nullable: false };

const PRIMARY_KEYS: Readonly<Record<string, readonly string[]>> = {
  revenue: ['windowStart', 'category'],
  revenue_total: ['windowStart'],
  revenue_live: ['windowStart', 'windowEnd'],
  orders: ['orderedAt', 'eventId'],
  sessions: ['visitor', 'sessionStart'],
  trending_now: ['windowStart', 'category', 'place'],
  trending_categories: ['windowStart', 'place'],
  traffic: ['windowStart'],
  traffic_hours: ['windowStart'],
  traffic_countries: ['windowStart', 'country'],
  category_traffic: ['windowStart', 'category'],
  top_searches: ['windowStart', 'place'],
  trending_hours: ['windowStart', 'category', 'place'],
  revenue_cancelled: ['windowStart', 'category'],
  revenue_corrections: ['windowStart', 'eventId', 'kind'],
  stock: ['productId'],
  products: ['productId'],
  alerts: ['startsAt', 'fingerprint'],
  stock_alerts: ['alertedAt', 'productId', 'eventId'],
  fast_movers: ['windowStart', 'productId'],
  fraud_scores: ['receivedAt', 'orderId'],
  purchase_journeys: ['boughtAt', 'eventId'],
  card_testing: ['chargedAt', 'eventId'],
  order_records: ['orderedAt', 'orderId'],
  'revenue.late': ['number'],
};

export const WINDOW_MS = 5 * 60_000;
export const NOON = Date.parse('2024-01-15T12:00:00Z');

export class PipelineViews {
  readonly #environment = new MemoryEnvironment();
  readonly #views: ReadonlyMap<string, ViewWriter>;
  readonly #listeners = new Set<() => void>();

  constructor(feedLength = 10_000) {
    const names = Object.entries(PRIMARY_KEYS);
    this.#views = new Map(names.map(([name, primaryKey]) => [name, this.#open(name, primaryKey, feedLength)]));
  }

  get(name: string): ViewWriter | undefined {
    return this.#views.get(name);
  }

  keys(): Iterable<string> {
    return this.#views.keys();
  }

  readonly onCommitted = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** One commit of the pipeline. */
  commit(entries: Readonly<Record<string, readonly ViewEntry[]>>): void {
    this.#environment.transaction(() => {
      for (const [name, rows] of Object.entries(entries)) for (const row of rows) this.#writer(name).put(row);
    });
    for (const listener of this.#listeners) listener();
  }

  remove(name: string, key: ViewKey): void {
    this.#environment.transaction(() => this.#writer(name).remove(key));
  }

  #writer(name: string): ViewWriter {
    const view = this.#views.get(name);
    if (!view) throw new Error(`no view ${name}`);
    return view;
  }

  #open(name: string, primaryKey: readonly string[], feedLength: number): ViewWriter {
    const schema = primaryKey.map((column) => ({ name: column, type: TIME }));
    return openViewWriter(this.#environment, { name, schema, primaryKey, feedLength });
  }
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** A row of `revenue`: the window that begins at `startMs`. */
export function revenueEntry(startMs: number, category: string, more: ViewRow = {}, final = true): ViewEntry {
  const window = { windowStart: iso(startMs), windowEnd: iso(startMs + WINDOW_MS) };
  const row = { ...window, category, revenue: '10.0000', orders: 1, averageOrderValue: '10.000000', ...more };
  return { key: [startMs, category], row, final };
}

/** A row of `orders`. */
export function orderEntry(number: number, amount = '1.0000'): ViewEntry {
  const atMs = NOON + number;
  return { key: [atMs, `e${number}`], row: { orderedAt: iso(atMs), eventId: `e${number}`, amount }, final: true };
}
