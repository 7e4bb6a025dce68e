/** `GET /v1/revenue/timeline`: revenue over a range in a few dozen steps, with what was cancelled and corrected. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { ProblemDocument } from '../bad-request.ts';
import type { ViewCatalog } from '../view-catalog.ts';
import { averageText, exactText } from './exact-money.ts';
import { standing, type Takings } from './revenue-slices.ts';
import { type RevenueTimeline, RevenueTimelines, STEPS_MS } from './revenue-timeline.ts';
import { isoText, MINUTE_MS, RANGE_PARAMETERS, timeRange } from './time-range.ts';

const MOST_NAMES = 500;
const MINUTES = STEPS_MS.map((stepMs) => stepMs / MINUTE_MS);

const TimelineQuery = Type.Object({
  ...RANGE_PARAMETERS,
  category: Type.Optional(Type.String({ description: 'Only this category.' })),
  stepMinutes: Type.Optional(
    Type.Enum(MINUTES.map(String), { description: 'Minutes of a step; as short as the range allows when absent.' }),
  ),
  open: Type.Boolean({
    default: true,
    description: 'false leaves out windows from closedTo on: for a page that adds them as it hears of them live.',
  }),
});
type TimelineQuery = Static<typeof TimelineQuery>;

const Money = Type.String({ description: 'Exact decimal, at least two decimals.' });
const Time = Type.String({ format: 'date-time' });
const TAKINGS = {
  stands: Type.String({ description: 'Revenue and its corrections: what the orders that stand have brought.' }),
  revenue: Type.String({ description: 'As the windows say; what was cancelled within its window is in none.' }),
  orders: Type.Integer({ description: 'Of the windows.' }),
  cancelled: Type.String({ description: 'Bought and taken back within the same window; not in revenue.' }),
  cancelledOrders: Type.Integer(),
  late: Type.String({ description: 'Lines that came after their window had closed.' }),
  lateLines: Type.Integer(),
  takenBack: Type.String({ description: 'Cancelled or refunded after their window had closed; below zero.' }),
  takenBackLines: Type.Integer(),
};

const TimelineAnswer = Type.Object({
  from: Time,
  to: Time,
  stepMinutes: Type.Integer(),
  categories: Type.Array(Type.Union([Type.String(), Type.Null()]), {
    description: 'Those that took most in the range, seven at most; null stands for all others together.',
  }),
  allCategories: Type.Array(Type.String(), { description: 'All that took anything, the largest first, 500 at most.' }),
  closedTo: Type.String({ format: 'date-time', description: 'Windows that end by then are closed.' }),
  steps: Type.Array(
    Type.Object({
      start: Time,
      end: Time,
      final: Type.Boolean({ description: 'False while one of its windows still counts.' }),
      byCategory: Type.Array(Money, { description: 'What stands, in the order of categories.' }),
      ...TAKINGS,
    }),
  ),
  total: Type.Object({ ...TAKINGS, averageOrderValue: Type.Union([Money, Type.Null()]) }),
});

export function revenueTimelineRoute(app: FastifyInstance, views: ViewCatalog, now: () => number): void {
  const timelines = new RevenueTimelines(views);
  const schema = {
    summary: 'Revenue over a range, in steps, with cancellations and corrections',
    tags: ['analytics'],
    querystring: TimelineQuery,
    response: { 200: TimelineAnswer, 400: ProblemDocument },
  };
  app.get<{ Querystring: TimelineQuery }>(
    '/v1/revenue/timeline',
    { schema, config: { access: 'read' } },
    async ({ query }) => {
      const range = timeRange(query, now());
      const stepMs = query.stepMinutes === undefined ? undefined : Number(query.stepMinutes) * MINUTE_MS;
      const { category, open } = query;
      return timelineAnswer(await timelines.of({ range, category, stepMs, closedOnly: !open }));
    },
  );
}

function timelineAnswer(timeline: RevenueTimeline): Static<typeof TimelineAnswer> {
  const { stepMs, categories, allCategories, closedMs, steps, total } = timeline;
  const firstMs = steps[0]?.startMs ?? 0;
  return {
    from: isoText(firstMs),
    to: isoText((steps.at(-1)?.startMs ?? firstMs) + stepMs),
    stepMinutes: stepMs / MINUTE_MS,
    categories: [...categories],
    allCategories: allCategories.slice(0, MOST_NAMES),
    closedTo: isoText(closedMs),
    steps: steps.map(({ startMs, takings, byCategory, final }) => ({
      start: isoText(startMs),
      end: isoText(startMs + stepMs),
      final,
      byCategory: byCategory.map(exactText),
      ...takingsAnswer(takings),
    })),
    total: { ...takingsAnswer(total), averageOrderValue: averageText(total.revenue, total.orders) },
  };
}

function takingsAnswer(takings: Takings) {
  const { revenue, orders, cancelled, cancelledOrders, late, lateLines, takenBack, takenBackLines } = takings;
  return {
    stands: exactText(standing(takings)),
    revenue: exactText(revenue),
    orders,
    cancelled: exactText(cancelled),
    cancelledOrders,
    late: exactText(late),
    lateLines,
    takenBack: exactText(takenBack),
    takenBackLines,
  };
}
