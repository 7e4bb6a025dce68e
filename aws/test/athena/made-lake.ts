/**
 * A month of a small shop, made from a seed: rows of the warehouse's tables, and the same as the lake has them, where a row
 * of results comes in versions, and twice, in any order.
 */
import { type Random, seededRandom } from '@millrace/shop/simulate/random.ts';
import { WAREHOUSE_TABLES } from '@millrace/shop/sinks/warehouse/warehouse-tables.ts';
import type { WrittenRow } from '../../../shop/test/serving/warehouse/written-warehouse.ts';
import { lakeLine } from '../../src/lambdas/insights/lake-line.ts';

export const LAKE_TABLES = ['events', 'sessions', 'revenue', 'revenue_corrections', 'decisions', 'alerts'] as const;
type LakeTableName = (typeof LAKE_TABLES)[number];
type ResultName = Exclude<LakeTableName, 'events'>;

export type WarehouseRows = Readonly<Record<LakeTableName, readonly WrittenRow[]>>;

/** A line of the lake, by field. */
export type LakeLine = Readonly<Record<string, unknown>>;

/** Noon of the newest day. */
export const NOW = '2026-01-30T12:00:00Z';
const NEWEST_MS = Date.parse('2026-01-30T10:00:00Z');
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const CATEGORIES = ['books', 'games', 'garden', 'kitchen', 'music'];
const SEED = 20_260_130;

export function madeRows(): WarehouseRows {
  const random = seededRandom(SEED);
  return {
    events: madeEvents(random),
    sessions: each(260, (index) => session(random, index)),
    revenue: each(150, (index) => revenueRow(random, index)),
    revenue_corrections: each(40, (index) => correction(random, index)),
    decisions: each(20, (index) => decision(random, index)),
    alerts: each(12, (index) => alert(random, index)),
  };
}

function each<Item>(count: number, make: (index: number) => Item): readonly Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function money(random: Random, most: number): string {
  return (random.below(most * 100) / 100).toFixed(4);
}

/** One at least lies on the newest day, which the queries reckon from. */
function session(random: Random, index: number): WrittenRow {
  const startMs = NEWEST_MS - (index === 0 ? 0 : random.below(40 * 24)) * HOUR - index;
  const minutes = random.below(60);
  const orders = random.chance(0.4) ? 1 + random.below(3) : 0;
  return {
    visitor: `v-${random.below(60)}`,
    session_start: iso(startMs),
    session_end: iso(startMs + minutes * MINUTE),
    duration_seconds: minutes * 60,
    events: 1 + random.below(40),
    page_views: random.below(20),
    products_seen: random.below(4),
    cart_adds: random.below(3),
    orders,
    revenue: orders === 0 ? '0.0000' : money(random, 300),
    converted: orders > 0,
    minutes_to_conversion: orders === 0 ? null : (random.below(6_000) / 100).toFixed(2),
    device: random.pick(['mobile', 'desktop', null]),
    entry_product: random.chance(0.5) ? `p-${random.below(9)}` : null,
    exit_product: null,
  };
}

/** Windows of five minutes, each of a category once. */
function revenueRow(random: Random, index: number): WrittenRow {
  const startMs = NEWEST_MS - Math.floor(index / 2) * 3 * HOUR - random.below(12) * 5 * MINUTE;
  const orders = 1 + random.below(5);
  return {
    window_start: iso(startMs),
    window_end: iso(startMs + 5 * MINUTE),
    category: index % 2 === 0 ? 'books' : 'games',
    revenue: money(random, 900),
    orders,
    average_order_value: `${random.below(90)}.123456`,
  };
}

function correction(random: Random, index: number): WrittenRow {
  const startMs = NEWEST_MS - random.below(9 * 24 * 12) * 5 * MINUTE;
  const late = random.chance(0.5);
  return {
    window_start: iso(startMs),
    window_end: iso(startMs + 5 * MINUTE),
    event_id: `e-${index}`,
    kind: late ? 'late' : 'taken back',
    corrected_at: iso(startMs + HOUR),
    reason: late ? null : `e-${index + 1_000}`,
    category: random.pick(CATEGORIES),
    order_id: `o-${index}`,
    amount: `${late ? '' : '-'}${money(random, 50)}`,
  };
}

function decision(random: Random, index: number): WrittenRow {
  const receivedMs = NEWEST_MS - random.below(20 * 24) * HOUR - index * 1_001;
  return {
    received_at: iso(receivedMs),
    order_id: `o-${index}`,
    decided_at: iso(receivedMs + 700),
    revision: 1,
    outcome: random.pick(['approve', 'review', 'decline']),
    score: random.below(101),
    reasons: '[{"code":"VELOCITY","weight":30}]',
    missing: '[]',
    model: null,
    visitor: `v-${random.below(60)}`,
    ip: '203.0.113.7',
    country: random.pick(['DE', null]),
    device_id: null,
    order_value: money(random, 300),
    signals: '{"ipOrders1h":3}',
    lists: '[]',
  };
}

function alert(random: Random, index: number): WrittenRow {
  const startMs = NEWEST_MS - index * DAY;
  return {
    starts_at: iso(startMs),
    fingerprint: `f-${index}`,
    alert_name: 'stock',
    severity: random.pick(['critical', 'warning', 'info']),
    status: 'resolved',
    ends_at: random.chance(0.5) ? iso(startMs + HOUR) : null,
    suppressed_by: null,
    labels: '{"productId":"p-1","name":"it’s “new”"}',
    annotations: '{}',
  };
}

function madeEvents(random: Random): readonly WrittenRow[] {
  const looks = each(300, (index) => ({
    ...event(random, index, 20),
    event_type: 'product_click',
    category: random.chance(0.9) ? random.pick(CATEGORIES) : null,
    product_id: `p-${random.below(9)}`,
  }));
  const bought = each(80, (index) => ({
    ...event(random, 1_000 + index, 9),
    event_type: 'purchase',
    order_id: `o-${index}`,
    price: money(random, 80),
    quantity: random.pick([1, 2, 3, null]),
  }));
  return [...looks, ...bought];
}

function event(random: Random, index: number, days: number): WrittenRow {
  const timeMs = NEWEST_MS - random.below(days * 24 * 60) * MINUTE - index;
  const signedIn = random.chance(0.7);
  const delayMs = random.pick([40, 9_999, 10_001, 60_000]);
  return {
    event_id: `e-${index}`,
    user_id: signedIn ? `v-${random.below(25)}` : null,
    anonymous_id: signedIn ? null : `v-${25 + random.below(15)}`,
    event_time: iso(timeMs),
    received_at: iso(timeMs + delayMs),
    is_late: delayMs > 10_000,
    country: random.pick(['DE', 'FR', null]),
    region: null,
    properties: random.chance(0.1) ? '{"note":"it’s “new”"}' : null,
  };
}

/** What the functions put into the lake: of results older versions too, some lines twice, and none in order. */
export function lakeLines({ events, ...results }: WarehouseRows): {
  readonly events: readonly LakeLine[];
  readonly results: readonly LakeLine[];
} {
  const random = seededRandom(SEED + 1);
  const lines = (Object.keys(results) as ResultName[]).flatMap((name) =>
    results[name].flatMap((row, index) => {
      const newest = resultLine(name, row, index + 100_000);
      const older = random.chance(0.3) ? [resultLine(name, outdated(row), index)] : [];
      const again = random.chance(0.1) ? [newest] : [];
      return [newest, ...older, ...again];
    }),
  );
  return { events: events.map(eventLine), results: lines };
}

function eventLine(row: WrittenRow, index: number): LakeLine {
  const { country, region, event_time, is_late: _, ...plain } = row;
  const known = Object.entries(plain).filter(([, value]) => value !== null && value !== undefined);
  // A place is the event's own, or that of its address.
  const own = index % 2 === 0 && country ? { location: { country } } : {};
  return {
    ...Object.fromEntries(known.map(([name, value]) => [camelCase(name), value])),
    timestamp: event_time,
    ...own,
    enrichment: JSON.stringify({ visitor: null, country, region }),
    at: String(index).padStart(8, '0'),
    date: String(event_time).slice(0, 10),
  };
}

/** Of an earlier word on a row: the figures were lower. */
function outdated(row: WrittenRow): WrittenRow {
  const figures = ['revenue', 'amount', 'orders', 'score', 'cart_adds', 'products_seen'];
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      figures.includes(name) ? (typeof value === 'string' ? '1.0000' : 1) : value,
    ]),
  );
}

function resultLine(view: ResultName, row: WrittenRow, at: number): LakeLine {
  const fields = WAREHOUSE_TABLES[view].columns
    .filter(({ name }) => name !== 'version')
    .map(({ name, from }) => [from.replaceAll('"', ''), row[name] ?? null]);
  const line = lakeLine({ view, at: String(at).padStart(8, '0'), row: Object.fromEntries(fields) }, '2026-01-30');
  return JSON.parse(line);
}

function camelCase(name: string): string {
  return name.replaceAll(/_(.)/g, (_dash, letter: string) => letter.toUpperCase());
}
