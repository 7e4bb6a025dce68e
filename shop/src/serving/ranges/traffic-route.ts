/**
 * `GET /v1/traffic`: how many look, fill a cart, go to the checkout and buy, over a range.
 *
 * Over the whole shop visitors are counted, each once an hour: the range is laid out in hours that end where the newest
 * window ends. Of a category its events are counted, for a checkout is of a whole cart.
 */
import type { ViewReader, ViewRow } from '@millrace/engine/views/view-store.ts';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { ProblemDocument } from '../bad-request.ts';
import type { ViewCatalog } from '../view-catalog.ts';
import { inTurns } from './in-turns.ts';
import {
  floorTo,
  HOUR_MS,
  isoText,
  RANGE_PARAMETERS,
  stepsOf,
  type TimeRange,
  timeRange,
  WINDOW_MS,
} from './time-range.ts';

const TrafficQuery = Type.Object({
  ...RANGE_PARAMETERS,
  category: Type.Optional(Type.String({ description: 'Only what is of this category: events instead of visitors.' })),
});
type TrafficQuery = Static<typeof TrafficQuery>;

const Time = Type.String({ format: 'date-time' });
const STEPS = ['view', 'cart', 'checkout', 'purchase'] as const;

const TrafficAnswer = Type.Object({
  from: Type.String({ format: 'date-time', description: 'What is counted: `to` is the end of the newest window.' }),
  to: Time,
  category: Type.Union([Type.String(), Type.Null()]),
  counted: Type.Enum(['visitors', 'events'], { description: 'visitors: each once an hour. events: each time.' }),
  visitors: Type.Union([Type.Integer(), Type.Null()], { description: 'Null for a category.' }),
  conversion: Type.Union([Type.Number(), Type.Null()], {
    description: 'Buyers over visitors, 0 to 1; null without visitors and for a category.',
  }),
  steps: Type.Array(Type.Object({ step: Type.Enum([...STEPS]), count: Type.Integer() })),
});
type TrafficAnswer = Static<typeof TrafficAnswer>;

export function trafficRoute(app: FastifyInstance, views: ViewCatalog, now: () => number): void {
  const schema = {
    summary: 'From looking to buying, over a range',
    tags: ['analytics'],
    querystring: TrafficQuery,
    response: { 200: TrafficAnswer, 400: ProblemDocument },
  };
  app.get<{ Querystring: TrafficQuery }>('/v1/traffic', { schema, config: { access: 'read' } }, ({ query }) => {
    const range = timeRange(query, now());
    return query.category === undefined ? wholeShop(views, range) : ofCategory(views, range, query.category);
  });
}

async function wholeShop(views: ViewCatalog, range: TimeRange): Promise<TrafficAnswer> {
  const view = views.get('traffic_hours');
  const toMs = newestEnd(view, range.toMs);
  const hours = Math.max(1, Math.round((range.toMs - range.fromMs) / HOUR_MS));
  const fromMs = toMs - hours * HOUR_MS;
  const sums = { visitors: 0, viewers: 0, carts: 0, checkouts: 0, buyers: 0 };
  const starts = Array.from({ length: hours }, (_, hour) => fromMs + hour * HOUR_MS);
  await inTurns(starts, (startMs) => addRow(sums, view?.get([startMs])?.row));
  const { visitors, viewers, carts, checkouts, buyers } = sums;
  return {
    from: isoText(fromMs),
    to: isoText(toMs),
    category: null,
    counted: 'visitors',
    visitors,
    conversion: visitors === 0 ? null : buyers / visitors,
    steps: [
      { step: 'view', count: viewers },
      { step: 'cart', count: carts },
      { step: 'checkout', count: checkouts },
      { step: 'purchase', count: buyers },
    ],
  };
}

/** The end of the newest hour that has been counted by `toMs`; where none has been, the last end of a window. */
function newestEnd(view: ViewReader | undefined, toMs: number): number {
  const endMs = floorTo(toMs, WINDOW_MS);
  const [newest] = view?.range({ to: [endMs - HOUR_MS + 1], limit: 1, reverse: true }) ?? [];
  const foundMs = Number(newest?.key[0] ?? Number.NaN) + HOUR_MS;
  // In a shop where nobody has come for a while, the newest hour is not the last.
  return foundMs > endMs - 2 * WINDOW_MS ? foundMs : endMs;
}

async function ofCategory(views: ViewCatalog, range: TimeRange, category: string): Promise<TrafficAnswer> {
  const view = views.get('category_traffic');
  const whole = { fromMs: floorTo(range.fromMs, WINDOW_MS), toMs: range.toMs };
  const sums = { views: 0, carts: 0, purchases: 0 };
  let toMs = whole.fromMs;
  await inTurns(stepsOf(whole, WINDOW_MS), (startMs) => {
    addRow(sums, view?.get([startMs, category])?.row);
    toMs = startMs + WINDOW_MS;
  });
  return {
    from: isoText(whole.fromMs),
    to: isoText(toMs),
    category,
    counted: 'events',
    visitors: null,
    conversion: null,
    steps: [
      { step: 'view', count: sums.views },
      { step: 'cart', count: sums.carts },
      { step: 'purchase', count: sums.purchases },
    ],
  };
}

function addRow(sums: Record<string, number>, row: ViewRow | undefined): void {
  for (const column in sums) sums[column] = (sums[column] ?? 0) + Number(row?.[column] ?? 0);
}
