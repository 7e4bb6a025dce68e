/**
 * `GET /v1/journeys/paths`: which ways visits take through the shop, step by step: how many come to a stage, from where,
 * and how many go no further. Days are asked for one by one, so that a long time holds nobody up.
 */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import { cellOf, FLOW_DAYS } from '../functions/visits/path-flows.ts';
import { MOST_STEPS, STAGES } from '../functions/visits/path-stages.ts';
import { DEVICE_CLASSES } from '../functions/visits/visit.ts';
import { badRequest, ProblemDocument } from './bad-request.ts';
import { timeParameter } from './time-parameter.ts';
import { Device, StageName, Time, timeText } from './visit-schema.ts';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const FEWEST_STEPS = 2;

const PathsQuery = Type.Object({
  from: Type.Optional(
    Type.String({ description: 'Visits that began from this time on, to the hour; 24 hours before to if absent.' }),
  ),
  to: Type.Optional(Type.String({ description: 'And before this time, to the hour; now if absent.' })),
  steps: Type.Integer({ minimum: FEWEST_STEPS, maximum: MOST_STEPS, default: 5 }),
  device: Type.Optional(Device),
});
type PathsQuery = Static<typeof PathsQuery>;

const Step = Type.Integer({ minimum: 1, description: 'The first is 1.' });

const Paths = Type.Object({
  from: Time,
  to: Time,
  visits: Type.Integer({ description: 'Visits that have a first stage.' }),
  nodes: Type.Array(
    Type.Object({
      step: Step,
      stage: StageName,
      visits: Type.Integer(),
      ended: Type.Union([Type.Integer(), Type.Null()], {
        description: 'Visits that did not go on to another stage, or not yet; null for the last step that is counted.',
      }),
    }),
  ),
  links: Type.Array(
    Type.Object(
      { step: Step, from: StageName, to: StageName, visits: Type.Integer() },
      {
        description: 'From the stage of a step to the stage of the next.',
      },
    ),
  ),
});

export function pathsRoute(app: FastifyInstance, functions: FunctionHost, now: () => number): void {
  const schema = {
    summary: 'Ways through the shop, step by step',
    description: `Stages as they change: looks at ten products are one. The first ${MOST_STEPS} stages of each visit are counted, for ${FLOW_DAYS} days, under the hour in which it began and the device that it began with.`,
    tags: ['analytics'],
    querystring: PathsQuery,
    response: { 200: Paths, 400: ProblemDocument },
  };
  app.get<{ Querystring: PathsQuery }>('/v1/journeys/paths', { schema }, ({ query }) =>
    pathsOf(functions, { ...query, nowMs: now() }),
  );
}

type PathsAsked = PathsQuery & { readonly nowMs: number };

async function pathsOf(
  functions: FunctionHost,
  { steps, device, ...times }: PathsAsked,
): Promise<Static<typeof Paths>> {
  const { fromHour, toHour } = hoursOf(times);
  const devices = device === undefined ? DEVICE_CLASSES : [device];
  let flows: readonly number[] = [];
  for (let hour = fromHour; hour <= toHour; hour += DAY_HOURS) {
    const day = { fromHour: hour, toHour: Math.min(hour + DAY_HOURS - 1, toHour), devices };
    const more = await functions.ask('paths', day);
    flows = more.map((visits, cell) => visits + (flows[cell] ?? 0));
  }
  const shown = nodesOf(flows).filter(({ step }) => step <= steps);
  return {
    from: timeText(fromHour * HOUR_MS),
    to: timeText((toHour + 1) * HOUR_MS),
    visits: shown.reduce((sum, { step, visits }) => sum + (step === 1 ? visits : 0), 0),
    nodes: shown,
    links: linksOf(flows).filter(({ step }) => step < steps),
  };
}

/** Whole hours: the one in which the time begins, and the one in which it ends. */
function hoursOf({ from, to, nowMs }: Pick<PathsAsked, 'from' | 'to' | 'nowMs'>) {
  const toMs = timeParameter('to', to) ?? nowMs + 1;
  const fromMs = timeParameter('from', from) ?? toMs - DAY_HOURS * HOUR_MS;
  if (toMs <= fromMs)
    throw badRequest([{ where: 'query.to', what: 'it is not after from', mend: 'Give a later time.' }]);
  if (toMs - fromMs > FLOW_DAYS * DAY_HOURS * HOUR_MS) throw badRequest([TOO_LONG]);
  return { fromHour: Math.floor(fromMs / HOUR_MS), toHour: Math.ceil(toMs / HOUR_MS) - 1 };
}

/** What went to a stage in a step, and of that what went on from it in the next. */
function nodesOf(flows: readonly number[]): Static<typeof Paths>['nodes'] {
  const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0);
  return eachStep().flatMap((step) =>
    STAGES.flatMap((stage, to) => {
      const froms = step === 0 ? [undefined] : STAGES.map((_, from) => from);
      const visits = sum(froms.map((from) => flows[cellOf(step, from, to)] ?? 0));
      const onwards = sum(STAGES.map((_, next) => flows[cellOf(step + 1, to, next)] ?? 0));
      const ended = step + 1 < MOST_STEPS ? Math.max(0, visits - onwards) : null;
      return visits === 0 ? [] : [{ step: step + 1, stage, visits, ended }];
    }),
  );
}

/** What went on from a stage of one step to a stage of the next. */
function linksOf(flows: readonly number[]): Static<typeof Paths>['links'] {
  return eachStep().flatMap((step) =>
    STAGES.flatMap((from, start) =>
      STAGES.flatMap((to, end) => {
        const visits = flows[cellOf(step + 1, start, end)] ?? 0;
        return visits === 0 ? [] : [{ step: step + 1, from, to, visits }];
      }),
    ),
  );
}

function eachStep(): readonly number[] {
  return Array.from({ length: MOST_STEPS }, (_, step) => step);
}

const TOO_LONG = {
  where: 'query.from',
  what: `it lies more than ${FLOW_DAYS} days before to`,
  mend: `Ways are kept for ${FLOW_DAYS} days.`,
};
