/** `/v1/quarantine`: what was refused, why, and the ways to mend it, try it again or drop it. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { MendFault } from '../../events/mend-event.ts';
import type { Quarantine } from '../../events/quarantine.ts';
import type { QuarantineEntry } from '../../events/quarantine-entry.ts';
import { eventTypeOf, type QuarantineFilter } from '../../events/quarantine-filter.ts';
import type { Verdict } from '../../events/verdict.ts';
import { checkMapping } from '../csv/feed-mapping.ts';
import { utf8Text } from '../http/body-text.ts';
import { Problem } from '../http/problem.ts';
import type { Foretold, ForetoldMany, Mend, QuarantineDesk, TriedMany, Trier } from './quarantine-desk.ts';
import * as schemas from './quarantine-schemas.ts';
import { QuarantineSummaries } from './quarantine-summary.ts';

export interface QuarantineRoutesOptions {
  readonly quarantine: Quarantine;
  readonly desk: QuarantineDesk;
  readonly trierOf: (request: FastifyRequest) => Trier;
}

type FilterPage = Static<typeof schemas.FilterPage>;
interface EntryRequest {
  Params: { number: number };
}

const tags = ['quarantine'];
const analyst = { access: 'analyst' } as const;
const retry = { access: ['write', 'analyst'], audited: true } as const;
const mend = { access: 'analyst', audited: true } as const;
const admin = { access: 'admin' } as const;
const one = { tags, params: schemas.EntryParameters, response: { 200: schemas.TryAnswer } };
const many = { tags, querystring: schemas.FilterPage, response: { 200: schemas.ManyAnswer } };

export async function quarantineRoutes(app: FastifyInstance, options: QuarantineRoutesOptions): Promise<void> {
  readRoutes(app, options);
  await app.register(async (scope) => replayRoute(scope, options));
  replayManyRoute(app, options);
  mendRoutes(app, options);
  dropRoutes(app, options);
}

function readRoutes(app: FastifyInstance, { quarantine }: QuarantineRoutesOptions): void {
  const summaries = new QuarantineSummaries(quarantine);
  app.get<{ Querystring: Static<typeof schemas.ListQuery> }>(
    '/v1/quarantine',
    {
      schema: {
        summary: 'List quarantined events',
        tags,
        querystring: schemas.ListQuery,
        response: { 200: schemas.EntryPage },
      },
      config: analyst,
    },
    ({ query }) => {
      const { entries, next = null } = quarantine.page(filterOf(query), query.after, query.limit, query.order);
      return { entries: entries.map(shownEntry), next };
    },
  );
  app.get(
    '/v1/quarantine/counts',
    {
      schema: { summary: 'How many there are, by code and source', tags, response: { 200: schemas.Counts } },
      config: { access: 'read' },
    },
    () => {
      const counts = quarantine.counts();
      return { open: counts.reduce((sum, { open }) => sum + open, 0), counts };
    },
  );
  app.get<{ Querystring: Static<typeof schemas.Filter> }>(
    '/v1/quarantine/summary',
    {
      schema: {
        summary: 'How many a filter means, by code, source and type',
        tags,
        querystring: schemas.Filter,
        response: { 200: schemas.Summary },
      },
      config: analyst,
    },
    ({ query }) => summaries.of(filterOf(query)),
  );
  app.get<EntryRequest>(
    '/v1/quarantine/:number',
    {
      schema: {
        summary: 'Show a quarantined event as it was sent',
        tags,
        params: schemas.EntryParameters,
        response: { 200: schemas.QuarantineItem },
      },
      config: analyst,
    },
    (request) => shownEntry(found(quarantine, request.params.number)),
  );
}

/** In a scope of its own: the mended event comes as it is, and is judged by the collector. */
function replayRoute(app: FastifyInstance, { quarantine, desk, trierOf }: QuarantineRoutesOptions): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post<EntryRequest>(
    '/v1/quarantine/:number/replay',
    {
      schema: {
        ...one,
        summary: 'Try a quarantined event again',
        description: 'A body, if there is one, is the mended event and takes the place of the stored one.',
      },
      config: retry,
    },
    async (request) => {
      const entry = found(quarantine, request.params.number);
      const isMended = Buffer.isBuffer(request.body) && request.body.length > 0;
      const mend = isMended ? { event: utf8Text(request.body as Buffer) } : {};
      return tryAnswer(entry, await desk.retry(entry, trierOf(request), mend));
    },
  );
}

function replayManyRoute(app: FastifyInstance, { desk, trierOf }: QuarantineRoutesOptions): void {
  app.post<{ Querystring: FilterPage }>(
    '/v1/quarantine/replay',
    { schema: { ...many, summary: 'Try again what is still bad of what a filter means' }, config: retry },
    async (request) => {
      const { query } = request;
      return manyAnswer(await desk.retryMany(filterOf(query), query, { trier: trierOf(request) }));
    },
  );
}

function mendRoutes(app: FastifyInstance, { quarantine, desk, trierOf }: QuarantineRoutesOptions): void {
  app.post<EntryRequest & { Querystring: Static<typeof schemas.MendOneQuery>; Body: Static<typeof schemas.MendBody> }>(
    '/v1/quarantine/:number/mend',
    {
      schema: {
        ...one,
        summary: 'Mend a quarantined event, and try it again',
        querystring: schemas.MendOneQuery,
        body: schemas.MendBody,
      },
      config: mend,
    },
    async (request) => {
      const entry = found(quarantine, request.params.number);
      const mend = checkedMend(request.body);
      if (request.query.dryRun) {
        request.auditDetails = DRY_RUN;
        return foretoldAnswer(entry, desk.foretell(entry, trierOf(request), mend));
      }
      return tryAnswer(entry, await desk.retry(entry, trierOf(request), mend));
    },
  );
  app.post<{ Querystring: Static<typeof schemas.MendManyQuery>; Body: Static<typeof schemas.MendBody> }>(
    '/v1/quarantine/mend',
    {
      schema: {
        ...many,
        summary: 'Mend what is still bad of what a filter means, and try it again',
        description: 'A mapping makes events of the rows of feeds anew, in place of the one that they came with.',
        querystring: schemas.MendManyQuery,
        body: schemas.MendBody,
      },
      config: mend,
    },
    async (request) => {
      const { query } = request;
      const options = { trier: trierOf(request), mend: checkedMend(request.body) };
      if (query.dryRun) {
        request.auditDetails = DRY_RUN;
        return foretoldManyAnswer(desk.foretellMany(filterOf(query), query, options));
      }
      const answer = manyAnswer(await desk.retryMany(filterOf(query), query, options));
      request.auditDetails = { tried: answer.tried, accepted: answer.accepted };
      return answer;
    },
  );
}

function dropRoutes(app: FastifyInstance, { quarantine, desk }: QuarantineRoutesOptions): void {
  const response = { 200: schemas.PurgeAnswer };
  app.delete<EntryRequest>(
    '/v1/quarantine/:number',
    {
      schema: { summary: 'Drop a quarantined event', tags, params: schemas.EntryParameters, response },
      config: admin,
    },
    async ({ params }) => {
      await desk.drop(found(quarantine, params.number));
      return { purged: 1, next: null };
    },
  );
  app.delete<{ Querystring: Static<typeof schemas.PurgeQuery> }>(
    '/v1/quarantine',
    {
      schema: {
        summary: 'Drop the quarantined events that a filter means',
        tags,
        querystring: schemas.PurgeQuery,
        response,
      },
      config: admin,
    },
    async (request) => {
      const { query } = request;
      const filter = filterOf(query);
      if (query.all !== true && Object.values(filter).every((part) => part === undefined)) throw NO_FILTER;
      const answer = await desk.purge(filter, query);
      request.auditDetails = { purged: answer.purged };
      return answer;
    },
  );
}

function filterOf(query: Static<typeof schemas.Filter>): QuarantineFilter {
  const { since, before, code, type, source, text, upload, outcome } = query;
  const numbers = query.numbers === undefined ? undefined : new Set(query.numbers.split(',').map(Number));
  const sinceMs = since === undefined ? undefined : Date.parse(since);
  const beforeMs = before === undefined ? undefined : Date.parse(before);
  return { numbers, code, type, source, text, upload, outcome, sinceMs, beforeMs };
}

/** @throws MillraceError MAPPING_INVALID for what the schema cannot say. */
function checkedMend(body: Static<typeof schemas.MendBody>): Mend {
  if (body.mapping !== undefined) checkMapping('of the request', body.mapping);
  return body;
}

function tryAnswer({ number }: QuarantineEntry, result: Verdict | MendFault): Static<typeof schemas.TryAnswer> {
  if (!(result instanceof MendFault)) return { number, ...result };
  throw new Problem({ status: 422, code: 'NOT_MENDED', detail: `Entry ${number}: ${result.message}.` });
}

function foretoldAnswer(entry: QuarantineEntry, result: Foretold | MendFault): Static<typeof schemas.TryAnswer> {
  if (result instanceof MendFault) return tryAnswer(entry, result);
  return { ...tryAnswer(entry, result.verdict), text: result.text, events: [...result.events] };
}

function foretoldManyAnswer({ examples, ...counts }: ForetoldMany): Static<typeof schemas.ManyAnswer> {
  const shown = examples.map(({ verdict, events, ...rest }) => ({ ...rest, ...verdict, events: [...events] }));
  return { ...manyAnswer(counts), examples: shown };
}

function manyAnswer({ accepted, duplicate, late, quarantined, notMended, unmended, next }: TriedMany) {
  const tried = accepted + duplicate + late + quarantined;
  return { tried, accepted, duplicates: duplicate, late, quarantined, notMended, unmended: [...unmended], next };
}

function shownEntry(entry: QuarantineEntry) {
  const eventType = eventTypeOf(entry);
  return eventType === undefined ? entry : { ...entry, eventType };
}

function found(quarantine: Quarantine, number: number): QuarantineEntry {
  const entry = quarantine.get(number);
  if (entry !== undefined) return entry;
  throw new Problem({ status: 404, code: 'NOT_FOUND', detail: `There is no entry ${number} in the quarantine.` });
}

const DRY_RUN = { dryRun: 'true' };

const NO_FILTER = new Problem({
  status: 400,
  code: 'BAD_REQUEST',
  detail: 'Say which entries to drop (numbers, code, type, source, since, before, text, upload, outcome), or all=true.',
});
