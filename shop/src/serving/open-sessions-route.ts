/**
 * `GET /v1/sessions/open`: who is in the shop, those first with whom money is at stake. However many people look at the same
 * list, the functions are asked for it once a second.
 */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import type { OpenVisitsAnswer } from '../functions/visits/visit-questions.ts';
import { ProblemDocument } from './bad-request.ts';
import { Device, OpenVisit, openVisit, State, Time, timeText } from './visit-schema.ts';

const LONGEST_TEXT = 200;
/** The pages ask every two seconds. */
const KEPT_MS = 1_000;

const OpenQuery = Type.Object({
  state: Type.Optional(State),
  device: Type.Optional(Device),
  country: Type.Optional(Type.String({ maxLength: LONGEST_TEXT })),
  isUser: Type.Optional(Type.Boolean({ description: 'Only users, or only visitors without a name.' })),
  text: Type.Optional(
    Type.String({ maxLength: LONGEST_TEXT, description: "Part of the visitor's name, or of what they are at." }),
  ),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
});
type OpenQuery = Static<typeof OpenQuery>;

const OpenAnswer = Type.Object({
  at: Time,
  listed: Type.Integer({
    description:
      'Open visits that can be listed: up to 2,048, those that began last and those with a cart or an order. How many are open at all is openSessions of the live topic ops.',
  }),
  matching: Type.Integer({ description: 'How many of them fit.' }),
  countries: Type.Array(Type.Object({ country: Type.String(), visits: Type.Integer() })),
  items: Type.Array(OpenVisit),
});

export function openSessionsRoute(app: FastifyInstance, functions: FunctionHost, now: () => number): void {
  const schema = {
    summary: 'Visits that run now',
    description:
      'People only: no machines. A visit runs until thirty minutes have passed without an event. The order depends on no time, so that it stays while nothing changes.',
    tags: ['analytics'],
    querystring: OpenQuery,
    response: { 200: OpenAnswer, 400: ProblemDocument },
  };
  const ask = keptBriefly((query: OpenQuery, atMs) => {
    const { limit, ...filter } = query;
    return functions.ask('openVisits', { atMs, filter, limit });
  }, now);
  app.get<{ Querystring: OpenQuery }>('/v1/sessions/open', { schema }, async ({ query }) => shown(await ask(query)));
}

/** An answer, and as of when it is. */
interface Kept {
  readonly atMs: number;
  readonly answer: Promise<OpenVisitsAnswer>;
}

/** Answers the same question for a second with the same answer. */
function keptBriefly(ask: (query: OpenQuery, atMs: number) => Promise<OpenVisitsAnswer>, now: () => number) {
  const kept = new Map<string, Kept>();
  return async (query: OpenQuery): Promise<OpenVisitsAnswer & { readonly atMs: number }> => {
    const nowMs = now();
    for (const [text, { atMs }] of kept) if (nowMs - atMs >= KEPT_MS) kept.delete(text);
    const text = JSON.stringify(query);
    const known = kept.get(text) ?? { atMs: nowMs, answer: ask(query, nowMs) };
    kept.set(text, known);
    return { ...(await known.answer), atMs: known.atMs };
  };
}

function shown(answer: OpenVisitsAnswer & { readonly atMs: number }): Static<typeof OpenAnswer> {
  const { atMs, listed, matching, countries, visits } = answer;
  return {
    at: timeText(atMs),
    listed,
    matching,
    countries: countries.map(([country, count]) => ({ country, visits: count })),
    items: visits.map(openVisit),
  };
}
