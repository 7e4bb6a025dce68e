/**
 * Which views have their rows in the table `results`, where each is found by its key, and which only go to the lake.
 *
 * A write to DynamoDB costs as much as a hundred rows in the lake, so what is stored is what pages and shops ask for by
 * key, and what is one row for many events. All rows go to the lake, these too.
 */
import { ALERT_VIEWS } from '@millrace/shop/functions/alert/alert-views.ts';
import { SCORE_VIEWS } from '@millrace/shop/functions/score/score-views.ts';
import type { FunctionView } from '@millrace/shop/functions/view-output.ts';

export interface StoredView {
  /** Its key columns, in order. */
  readonly key: readonly string[];
  /** Rows end so long after the time in their key; absent: never. */
  readonly keptDays?: number;
}

const byWindow = (keptDays: number, ...more: readonly string[]): StoredView => ({
  key: ['windowStart', ...more],
  keptDays,
});
const HOUR = 1 / 24;
const TEN_YEARS = 3_650;

/** Result tables of the pipelines. */
const OF_PIPELINES: Readonly<Record<string, StoredView>> = {
  revenue: byWindow(TEN_YEARS, 'category'),
  revenue_total: byWindow(TEN_YEARS),
  revenue_corrections: byWindow(TEN_YEARS, 'eventId', 'kind'),
  revenue_cancelled: byWindow(TEN_YEARS, 'category'),
  trending: byWindow(7, 'place'),
  trending_categories: byWindow(7, 'place'),
  trending_hours: byWindow(90, 'category', 'place'),
  traffic: byWindow(90),
  traffic_now: byWindow(HOUR),
  traffic_hours: byWindow(90),
  traffic_countries: byWindow(90, 'country'),
  category_traffic: byWindow(90, 'category'),
  top_searches: byWindow(90, 'place'),
  stock: { key: ['productId'] },
  stock_alerts: { key: ['alertedAt', 'productId', 'eventId'], keptDays: 90 },
  stock_standings: { key: ['changedAt', 'productId', 'eventId'], keptDays: 7 },
  fast_movers: byWindow(30, 'productId'),
  card_testing: { key: ['chargedAt', 'eventId'], keptDays: 90 },
};

/** Result tables that are not stored, and why. */
export const LAKE_ONLY: Readonly<Record<string, string>> = {
  sessions: 'a row for each visit: millions a day, asked for by analysts',
  orders: 'a row for each line of an order; decisions have the orders',
  order_records: 'a row for each order that a database and the events do not agree on',
  purchase_journeys: 'a row for each line of an order',
  abandoned_carts: 'a row for each product left in a cart',
  price_drop_returns: 'a row for each return to a product',
  fraud_scores: 'a row for each line of an order; decisions have what was measured',
  trending_now: 'hundreds of rows every ten seconds; trending has those that last',
  revenue_live: 'a row a second, and nobody asks for one that is past',
  revenue_open: 'present values, for the pages of one process',
  revenue_total_open: 'present values, for the pages of one process',
};

const DAY_MS = 24 * 3_600_000;

function storedView({ key, retentionMs }: FunctionView): StoredView {
  return { key, ...(retentionMs === undefined ? {} : { keptDays: retentionMs / DAY_MS }) };
}

/** Views of decisions and alerts. Decisions and their labels have a table of their own. */
const OF_FUNCTIONS = [...SCORE_VIEWS, ...ALERT_VIEWS].filter(
  ({ name }) => !['decisions', 'order_labels'].includes(name),
);

export const STORED_VIEWS: ReadonlyMap<string, StoredView> = new Map([
  ...Object.entries(OF_PIPELINES),
  ...OF_FUNCTIONS.map((view) => [view.name, storedView(view)] as const),
]);
