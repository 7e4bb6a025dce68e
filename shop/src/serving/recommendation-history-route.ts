/** `GET /v1/recommendations/stats/history`: what lists brought about by placement and kind, hour by hour or day by day. */
import type { ViewReader, ViewRow } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { LIST_KINDS } from '../functions/recommend/list-id.ts';
import { PLACEMENT_VIEWS } from '../functions/recommend/placement-credits.ts';
import { ProblemDocument } from './bad-request.ts';
import { moneyText, priceText } from './money-text.ts';
import { timeParameter } from './time-parameter.ts';
import type { ViewCatalog } from './view-catalog.ts';

const HOUR_MS = 3_600_000;
const SPANS = {
  hour: { view: PLACEMENT_VIEWS.hours.name, shownMs: 48 * HOUR_MS, mostMs: 14 * 24 * HOUR_MS },
  day: { view: PLACEMENT_VIEWS.days.name, shownMs: 30 * 24 * HOUR_MS, mostMs: 400 * 24 * HOUR_MS },
} as const;

const Time = Type.String({ format: 'date-time' });
const Kind = Type.Enum([...LIST_KINDS]);
const HistoryQuery = Type.Object({
  by: Type.Enum(['hour', 'day'], { default: 'day', description: 'Hours are kept for 14 days, days (UTC) for 400.' }),
  from: Type.Optional(
    Type.String({ description: 'At or after this time (ISO 8601); by default two days, or thirty.' }),
  ),
  to: Type.Optional(Type.String({ description: 'Before this time (ISO 8601); by default all that has come.' })),
  placement: Type.Optional(Type.String({ maxLength: 100, description: 'Only what was shown there.' })),
  kind: Type.Optional(Kind),
});
type HistoryQuery = Static<typeof HistoryQuery>;

const counts = {
  impressions: Type.Integer({ description: 'Lists that were shown.' }),
  clicks: Type.Integer({ description: 'Products of lists that were clicked, once a list.' }),
  purchases: Type.Integer({ description: 'Those that were bought within 24 hours by who had clicked them.' }),
  revenue: Type.String({ description: 'What these came to: an exact decimal. Later cancellations are not taken off.' }),
};
const Rate = Type.Union([Type.Number(), Type.Null()]);
const Place = { placement: Type.String({ description: 'What the shop calls it, or the kind of list.' }), kind: Kind };
const HistoryAnswer = Type.Object({
  by: Type.Enum(['hour', 'day']),
  from: Time,
  to: Time,
  items: Type.Array(Type.Object({ start: Time, ...Place, ...counts }), {
    description: 'Hours or days in which something happened, oldest first.',
  }),
  totals: Type.Array(Type.Object({ ...Place, ...counts, clickThroughRate: Rate, conversionRate: Rate }), {
    description: 'By placement and kind, the most shown first.',
  }),
});
type Item = Static<typeof HistoryAnswer>['items'][number];
type Total = Static<typeof HistoryAnswer>['totals'][number];

const ROWS_A_READ = 1_000;
/** A hundred places and five kinds for four hundred days would be more than anybody reads. */
const MOST_ROWS = 20_000;
const RATE_DIGITS = 1e4;

export function recommendationHistoryRoute(app: FastifyInstance, views: ViewCatalog): void {
  const schema = {
    summary: 'What lists of recommendations brought about, by placement and kind over time',
    tags: ['functions'],
    querystring: HistoryQuery,
    response: { 200: HistoryAnswer, 400: ProblemDocument },
  };
  const config = { access: 'read' } as const;
  app.get<{ Querystring: HistoryQuery }>('/v1/recommendations/stats/history', { schema, config }, ({ query }) =>
    history(views, query),
  );
}

function history(views: ViewCatalog, query: HistoryQuery): Static<typeof HistoryAnswer> {
  const { view: name, shownMs, mostMs } = SPANS[query.by];
  const toMs = timeParameter('to', query.to) ?? Date.now() + 1;
  const fromMs = Math.max(timeParameter('from', query.from) ?? toMs - shownMs, toMs - mostMs);
  const view = views.get(name);
  const items = (view ? rowsOf(view, fromMs, toMs) : [])
    .filter(({ placement, kind }) => placement === (query.placement ?? placement) && kind === (query.kind ?? kind))
    .map(itemOf);
  return {
    by: query.by,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    items,
    totals: totalsOf(items),
  };
}

function rowsOf(view: ViewReader, fromMs: number, toMs: number): readonly ViewRow[] {
  const rows: ViewRow[] = [];
  let from: readonly (string | number | boolean | null)[] = [fromMs];
  while (rows.length < MOST_ROWS) {
    const some = view.range({ from, to: [toMs], limit: ROWS_A_READ });
    rows.push(...some.map(({ row }) => row));
    const last = some.at(-1);
    if (!last || some.length < ROWS_A_READ) break;
    // The key just behind the last one.
    from = [...last.key.slice(0, -1), `${last.key.at(-1)}\0`];
  }
  return rows;
}

function itemOf({ start, placement, kind, impressions, clicks, purchases, revenue }: ViewRow): Item {
  return {
    start: String(start),
    placement: String(placement),
    kind: LIST_KINDS.find((one) => one === kind) ?? 'trending',
    impressions: Number(impressions),
    clicks: Number(clicks),
    purchases: Number(purchases),
    revenue: moneyText(revenue),
  };
}

function totalsOf(items: readonly Item[]): Total[] {
  const sums = new Map<string, Omit<Item, 'start' | 'revenue'> & { worth: number }>();
  for (const { placement, kind, impressions, clicks, purchases, revenue } of items) {
    const key = `${kind} ${placement}`;
    const sum = sums.get(key) ?? { placement, kind, impressions: 0, clicks: 0, purchases: 0, worth: 0 };
    sum.impressions += impressions;
    sum.clicks += clicks;
    sum.purchases += purchases;
    sum.worth += tenThousandths(revenue);
    sums.set(key, sum);
  }
  const totals = [...sums.values()].map(({ worth, ...sum }) => ({
    ...sum,
    revenue: priceText(worth),
    clickThroughRate: rate(sum.clicks, sum.impressions),
    conversionRate: rate(sum.purchases, sum.clicks),
  }));
  return totals.sort((a, b) => b.impressions - a.impressions || (a.placement < b.placement ? -1 : 1));
}

/** Exact: a decimal text has at most four decimals. */
function tenThousandths(text: string): number {
  const [whole = '0', fraction = ''] = text.split('.');
  return Number(whole) * 10_000 + Number(fraction.padEnd(4, '0'));
}

function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * RATE_DIGITS) / RATE_DIGITS;
}
