/**
 * `GET /v1/visitors/{visitor}` says who someone is and where they stand in their visit, `GET /v1/visitors/{visitor}/events`
 * what they have done, in order: of the visit that runs, or of any time that the log or the warehouse has.
 */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import type { VisitorAnswer } from '../functions/visits/visit-questions.ts';
import type { VisitorEvents } from '../history/visitor-events.ts';
import { badRequest, ProblemDocument } from './bad-request.ts';
import { timeParameter } from './time-parameter.ts';
import { OpenVisit, openVisit, Time, timeText, VisitorEvent, visitorEvent } from './visit-schema.ts';

const LONGEST_ID = 200;
const DAY_MS = 86_400_000;
/** Of the past that one request looks through. */
const LONGEST_DAYS = 7;

const Visitor = Type.Object({ visitor: Type.String({ minLength: 1, maxLength: LONGEST_ID }) });

const VisitorPage = Type.Object({
  visitor: Type.String({
    description: 'The user that an anonymous visitor turned out to be; else what was asked for.',
  }),
  known: Type.Boolean({ description: 'Whether anything was done under this name.' }),
  anonymousIds: Type.Array(Type.String(), { description: 'Anonymous visitors who turned out to be this user.' }),
  isOpen: Type.Boolean({ description: 'Whether the visit runs.' }),
  visit: Type.Union([OpenVisit, Type.Null()], { description: 'The visit that runs, or the last one.' }),
});

const EventsQuery = Type.Object({
  from: Type.Optional(
    Type.String({ description: 'From this time on, ISO 8601; the beginning of the last visit if absent.' }),
  ),
  to: Type.Optional(Type.String({ description: 'Up to this time, ISO 8601; now if absent.' })),
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 500, description: 'The newest, if there are more.' }),
});

const EventsPage = Type.Object({
  visitor: Type.String(),
  from: Time,
  to: Time,
  complete: Type.Boolean({
    description:
      'False where the time is longer than what is kept or was looked through: earlier events may be missing.',
  }),
  items: Type.Array(VisitorEvent, { description: 'In the order in which they happened.' }),
});

export interface VisitorParts {
  readonly functions: FunctionHost;
  readonly visitorEvents: VisitorEvents;
  readonly now: () => number;
}

export function visitorRoutes(app: FastifyInstance, { functions, visitorEvents, now }: VisitorParts): void {
  const config = { access: 'staff' } as const;
  const find = (name: string) => functions.ask('visitor', { name, atMs: now() });
  const about = {
    summary: 'Who a visitor is, and the visit that runs',
    tags: ['analytics'],
    params: Visitor,
    response: { 200: VisitorPage, 400: ProblemDocument },
  };
  app.get<{ Params: Static<typeof Visitor> }>('/v1/visitors/:visitor', { schema: about, config }, async ({ params }) =>
    visitorPage(await find(params.visitor)),
  );
  const events = {
    summary: 'What a visitor has done, in order',
    description: 'From the log; of what it has no more, or too much of to look through, from the warehouse.',
    tags: ['analytics'],
    params: Visitor,
    querystring: EventsQuery,
    response: { 200: EventsPage, 400: ProblemDocument },
  };
  app.get<{ Params: Static<typeof Visitor>; Querystring: Static<typeof EventsQuery> }>(
    '/v1/visitors/:visitor/events',
    { schema: events, config },
    async ({ params, query }) => eventsPage(visitorEvents, await find(params.visitor), { ...query, nowMs: now() }),
  );
}

function visitorPage({ visitor, known, anonymousIds, isOpen, visit }: VisitorAnswer): Static<typeof VisitorPage> {
  return { visitor, known, anonymousIds: [...anonymousIds], isOpen, visit: visit && openVisit(visit) };
}

/** Under all names of the visitor: whoever asks for one of them means the person. */
async function eventsPage(
  visitorEvents: VisitorEvents,
  { visitor, anonymousIds, visit }: VisitorAnswer,
  query: Static<typeof EventsQuery> & { readonly nowMs: number },
): Promise<Static<typeof EventsPage>> {
  const toMs = timeParameter('to', query.to) ?? query.nowMs;
  const fromMs = timeParameter('from', query.from) ?? Math.min(visit?.startMs ?? toMs, toMs);
  if (toMs < fromMs) throw badRequest([{ where: 'query.to', what: 'it lies before from', mend: 'Give a later time.' }]);
  if (toMs - fromMs > LONGEST_DAYS * DAY_MS) throw badRequest([TOO_LONG]);
  const wanted = { names: new Set([visitor, ...anonymousIds]), fromMs, toMs };
  const { events, complete } = await visitorEvents.find(wanted);
  const items = events.slice(-query.limit).map(visitorEvent);
  return {
    visitor,
    from: timeText(fromMs),
    to: timeText(toMs),
    complete: complete && items.length === events.length,
    items,
  };
}

const TOO_LONG = {
  where: 'query.from',
  what: `it lies more than ${LONGEST_DAYS} days before to`,
  mend: `Ask for ${LONGEST_DAYS} days at a time.`,
};
