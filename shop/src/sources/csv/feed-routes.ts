/** `/v1/feeds`: partners' files come in, and what became of them. */
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { Problem } from '../http/problem.ts';
import type { FeedDesk } from './feed-desk.ts';
import { FeedMapping } from './feed-mapping.ts';
import { FEED_NAME, type FeedMappings } from './feed-mappings.ts';
import { ENDED, type FeedTotals, type FeedUploads, NO_TOTALS, UPLOAD_STATES, type Upload } from './feed-uploads.ts';

export interface FeedRoutesOptions {
  readonly desk: FeedDesk;
  readonly uploads: FeedUploads;
  readonly mappings: FeedMappings;
}

const Time = Type.String({ format: 'date-time' });
const nullable = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()]);
const UploadItem = Type.Object({
  id: Type.Integer({ description: 'In the order of arrival.' }),
  feed: Type.String(),
  file: Type.String(),
  from: Type.Enum(['upload', 'folder']),
  state: Type.Enum([...UPLOAD_STATES]),
  progress: Type.Number({ minimum: 0, maximum: 1, description: 'The share of its bytes that has been read.' }),
  rows: Type.Integer({ description: 'Rows that have their verdict, on disk.' }),
  accepted: Type.Integer(),
  duplicates: Type.Integer(),
  late: Type.Integer(),
  quarantined: Type.Integer({ description: 'See /v1/quarantine?upload=<id>.' }),
  bytes: Type.Integer(),
  sha256: nullable(Type.String()),
  receivedAt: Time,
  finishedAt: nullable(Time),
  error: nullable(Type.Object({ code: Type.String(), message: Type.String() })),
  duplicateOf: nullable(Type.Integer({ description: 'The upload that brought the same bytes.' })),
  notes: Type.Array(Type.String()),
});
const FeedItem = Type.Object({
  feed: Type.String(),
  about: nullable(Type.String({ description: "What the feed's mapping says of it." })),
  problem: nullable(
    Type.String({ description: 'What is wrong with its mapping: no file is taken until it is mended.' }),
  ),
  uploads: Type.Integer(),
  underWay: Type.Integer({ description: 'Uploads that are not through.' }),
  rows: Type.Integer(),
  accepted: Type.Integer(),
  duplicates: Type.Integer(),
  late: Type.Integer(),
  quarantined: Type.Integer(),
  lastReceivedAt: nullable(Time),
});
const UploadPage = Type.Object({
  feeds: Type.Array(Type.String(), { description: 'Feeds that have a mapping.' }),
  totals: Type.Array(FeedItem, { description: 'What has come of each feed so far.' }),
  items: Type.Array(UploadItem, { description: 'Newest first.' }),
  next: Type.Union([Type.Integer(), Type.Null()], { description: 'The `before` of the next page.' }),
});
const DryRunAnswer = Type.Object({
  file: Type.String(),
  encoding: Type.String(),
  delimiter: Type.String(),
  columns: Type.Array(Type.String()),
  otherColumns: Type.Array(Type.String(), { description: 'Columns that the mapping does not know.' }),
  absentColumns: Type.Array(Type.String(), { description: 'Optional columns that are not there.' }),
  rows: Type.Integer(),
  good: Type.Integer(),
  bad: Type.Integer(),
  events: Type.Array(Type.Object({}, { additionalProperties: true }), { description: 'The first good ones.' }),
  problems: Type.Array(
    Type.Object({
      code: Type.String(),
      path: Type.String(),
      message: Type.String({ description: 'Of the first of these rows.' }),
      rows: Type.Integer(),
      lines: Type.Array(Type.Integer(), { description: 'The first of them.' }),
    }),
  ),
  moreProblems: Type.Integer({ description: 'Kinds of problems that are not listed.' }),
});
const FeedParameters = Type.Object({ name: Type.String({ pattern: FEED_NAME }) });
const PageQuery = Type.Object({
  before: Type.Optional(Type.Integer({ minimum: 1, description: 'Only uploads with a smaller id.' })),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
});
const PutQuery = Type.Object({
  file: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "The file's name, for people." })),
  dryRun: Type.Boolean({ default: false, description: 'Tell what would come of it, and store nothing.' }),
  again: Type.Boolean({ default: false, description: 'Import it although the same bytes have been imported before.' }),
  wait: Type.Integer({ minimum: 0, maximum: 300, default: 30, description: 'Seconds to wait for its end.' }),
});

const tags = ['feeds'];
const LONGEST_GOODBYE_MS = 2_000;

const analyst = { access: 'analyst' } as const;

/** Registers the routes, and a parser that leaves bodies as streams, within the scope that it is called in. */
export async function feedRoutes(app: FastifyInstance, options: FeedRoutesOptions): Promise<void> {
  const { uploads, mappings } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, body, done) => done(null, body));
  app.put<{ Params: Static<typeof FeedParameters>; Querystring: Static<typeof PutQuery>; Body: unknown }>(
    '/v1/feeds/:name',
    {
      schema: {
        summary: 'Send a CSV file of a feed',
        description: 'gzip is found out by itself. 202: it is on disk, and will be imported whatever happens.',
        tags,
        consumes: ['text/csv', 'application/gzip'],
        params: FeedParameters,
        querystring: PutQuery,
        response: { 200: Type.Union([UploadItem, DryRunAnswer]), 202: UploadItem },
      },
      config: { access: ['write', 'analyst'], longBody: true },
    },
    (request, reply) => put(options, request, reply),
  );
  app.get<{ Querystring: Static<typeof PageQuery> }>(
    '/v1/feeds',
    {
      schema: { summary: 'Uploads of all feeds', tags, querystring: PageQuery, response: { 200: UploadPage } },
      config: analyst,
    },
    async ({ query }) => page(options, undefined, query),
  );
  app.get<{ Params: Static<typeof FeedParameters>; Querystring: Static<typeof PageQuery> }>(
    '/v1/feeds/:name',
    {
      schema: {
        summary: 'Uploads of a feed',
        tags,
        params: FeedParameters,
        querystring: PageQuery,
        response: { 200: UploadPage },
      },
      config: analyst,
    },
    async ({ params, query }) => page(options, params.name, query),
  );
  app.get<{ Params: Static<typeof FeedParameters> }>(
    '/v1/feeds/:name/mapping',
    {
      schema: { summary: 'The mapping of a feed', tags, params: FeedParameters, response: { 200: FeedMapping } },
      config: analyst,
    },
    ({ params }) => mappings.load(params.name),
  );
  app.get<{ Params: { name: string; id: number } }>(
    '/v1/feeds/:name/uploads/:id',
    {
      schema: {
        summary: 'One upload',
        tags,
        params: Type.Object({ ...FeedParameters.properties, id: Type.Integer({ minimum: 1 }) }),
        response: { 200: UploadItem },
      },
      config: analyst,
    },
    ({ params: { name, id } }) => {
      const upload = uploads.find(id);
      if (upload?.feed !== name)
        throw new Problem({ status: 404, code: 'NOT_FOUND', detail: `The feed ${name} has no upload ${id}.` });
      return uploadItem(upload);
    },
  );
}

type PutRequest = FastifyRequest<{
  Params: Static<typeof FeedParameters>;
  Querystring: Static<typeof PutQuery>;
  Body: unknown;
}>;

async function put({ desk }: FeedRoutesOptions, request: PutRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { params, query, headers } = request;
  checkEncoding(headers['content-encoding']);
  const incoming = { feed: params.name, file: query.file ?? `${params.name}.csv`, again: query.again };
  const body = request.raw;
  if (query.dryRun) return reply.send(await orClose(body, reply, () => desk.dryRun(incoming, body)));
  const { id } = await orClose(body, reply, () => desk.receive(incoming, body));
  const upload = await desk.settled(id, query.wait * 1_000);
  request.auditDetails = { upload: id, state: upload.state };
  if (upload.state === 'refused') throw refused(upload);
  return reply
    .code(ENDED.has(upload.state) ? 200 : 202)
    .header('location', `/v1/feeds/${upload.feed}/uploads/${id}`)
    .send(uploadItem(upload));
}

/**
 * A request that is refused before its body has come in gets its answer, and then its connection ends: nobody wants to read
 * the rest.
 */
async function orClose<T>(body: IncomingMessage, reply: FastifyReply, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    if (body.destroyed && !body.complete) throw GONE;
    if (!body.complete) {
      reply.header('connection', 'close');
      body.resume();
      setTimeout(() => body.destroy(), LONGEST_GOODBYE_MS).unref();
    }
    throw cause;
  }
}

async function page(
  { uploads, mappings }: FeedRoutesOptions,
  feed: string | undefined,
  query: Static<typeof PageQuery>,
) {
  const { before, limit } = query;
  const items = uploads.list({ feed, before, limit });
  if (feed !== undefined && items.length === 0) await mappings.load(feed);
  const next = items.length < limit ? null : (items.at(-1)?.id ?? null);
  const feeds = await mappings.names();
  const totals = uploads.totals();
  const asked = feed === undefined ? feeds : feeds.filter((name) => name === feed);
  return {
    feeds,
    totals: await Promise.all(asked.map((name) => feedItem(name, mappings, totals.get(name) ?? NO_TOTALS))),
    items: items.map(uploadItem),
    next,
  };
}

async function feedItem(feed: string, mappings: FeedMappings, totals: FeedTotals): Promise<Static<typeof FeedItem>> {
  try {
    const { about } = await mappings.load(feed);
    return { feed, about, problem: null, ...totals };
  } catch (cause) {
    return { feed, about: null, problem: cause instanceof Error ? cause.message : String(cause), ...totals };
  }
}

function uploadItem(upload: Upload): Static<typeof UploadItem> {
  const { counts, readBytes, path: _, ...rest } = upload;
  const share = rest.bytes === 0 ? 0 : Math.min(1, readBytes / rest.bytes);
  return { ...rest, ...counts, progress: Math.round(share * 1000) / 1000, notes: [...rest.notes] };
}

function refused({ id, error }: Upload): Problem {
  return new Problem({
    status: 422,
    code: error?.code ?? 'FEED_REFUSED',
    detail: error?.message ?? 'The file was refused.',
    more: { upload: id },
  });
}

function checkEncoding(encoding: string | undefined): void {
  if (encoding === undefined || /^(gzip|x-gzip|identity)$/i.test(encoding.trim())) return;
  throw new Problem({ status: 415, code: 'ENCODING_UNSUPPORTED', detail: 'Content-Encoding must be gzip, or none.' });
}

/** Nobody reads it any more; the log of the server calls it what others do. */
const GONE = new Problem({ status: 499, code: 'CLIENT_GONE', detail: 'Whoever was sending has left before the end.' });
