/** `GET /v1/norms`: what is usual at each hour of the week; `GET /v1/norms/now`: what is usual at this moment. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import { USUAL_METRICS, type UsualFigures } from '../functions/alert/usual.ts';
import { hourOfWeek } from '../functions/alert/week-hour.ts';
import { ProblemDocument } from './bad-request.ts';
import { timeParameter } from './time-parameter.ts';

const NormsQuery = Type.Object({
  at: Type.Optional(Type.String({ description: 'What was usual at this time (ISO 8601); now when absent.' })),
});
type NormsQuery = Static<typeof NormsQuery>;

const Norm = Type.Union(
  [
    Type.Object({
      median: Type.Number(),
      spread: Type.Number({ description: 'Of the median absolute deviation, as a standard deviation would be.' }),
      low: Type.Number({ description: 'The median less two spreads; not below zero.' }),
      high: Type.Number({ description: 'The median and two spreads.' }),
      basis: Type.Enum(['weeks', 'days'], {
        description: 'weeks: of the same hour of the week. days: of the same hour of the day, while weeks are too few.',
      }),
      known: Type.Integer({ description: 'How many weeks or days it rests on.' }),
    }),
    Type.Null(),
  ],
  { description: 'Null while too little is known.' },
);
const Norms = Type.Object({
  revenue: Norm,
  orders: Norm,
  averageOrderValue: Norm,
  conversion: Norm,
  activeShoppers: Norm,
  eventsPerSecond: Norm,
});
const HourOfWeek = Type.Integer({ description: '0 is Monday from midnight to one, UTC; 167 is the last.' });
const NowAnswer = Type.Object({
  at: Type.String({ format: 'date-time' }),
  hourOfWeek: HourOfWeek,
  hour: Norms,
  lastHour: Norms,
});
const WeekAnswer = Type.Object({
  at: Type.String({ format: 'date-time' }),
  items: Type.Array(Type.Object({ hourOfWeek: HourOfWeek, norms: Norms })),
});

const DESCRIPTION =
  'Revenue, orders, averageOrderValue and conversion are of an hour; activeShoppers are visitors, and eventsPerSecond ' +
  'their events, of five minutes.';
const USUAL_SPREADS = 2;

export function normRoutes(app: FastifyInstance, functions: Pick<FunctionHost, 'ask'>, now: () => number): void {
  app.get<{ Querystring: NormsQuery }>(
    '/v1/norms',
    { schema: schemaOf('What is usual, by hour of the week', WeekAnswer), config: { access: 'read' } },
    async ({ query }): Promise<Static<typeof WeekAnswer>> => {
      const atMs = timeParameter('at', query.at) ?? now();
      const hours = await functions.ask('normsOfWeek', { atMs });
      const items = hours.map((figures, hour) => ({ hourOfWeek: hour, norms: normsOf(figures) }));
      return { at: new Date(atMs).toISOString(), items };
    },
  );
  app.get<{ Querystring: NormsQuery }>(
    '/v1/norms/now',
    {
      schema: schemaOf('What is usual in this hour, and in the last sixty minutes', NowAnswer),
      config: { access: 'read' },
    },
    async ({ query }): Promise<Static<typeof NowAnswer>> => {
      const atMs = timeParameter('at', query.at) ?? now();
      const { hour, lastHour } = await functions.ask('normsNow', { atMs });
      const at = new Date(atMs).toISOString();
      return { at, hourOfWeek: hourOfWeek(atMs), hour: normsOf(hour), lastHour: normsOf(lastHour) };
    },
  );
}

function normsOf(figures: UsualFigures): Static<typeof Norms> {
  const norms = USUAL_METRICS.map((metric) => {
    const usual = figures[metric];
    const range = (usual?.spread ?? 0) * USUAL_SPREADS;
    return [metric, usual && { ...usual, low: Math.max(0, usual.median - range), high: usual.median + range }];
  });
  return Object.fromEntries(norms) as Static<typeof Norms>;
}

function schemaOf(summary: string, answer: unknown): Record<string, unknown> {
  const response = { 200: answer, 400: ProblemDocument };
  return { summary, description: DESCRIPTION, tags: ['analytics'], querystring: NormsQuery, response };
}
