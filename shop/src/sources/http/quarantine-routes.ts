/** `/v1/quarantine`: what was refused, why, and the way to try it again. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Collector, UnreadableEvent } from '../../events/collector.ts';
import type { Quarantine, QuarantineEntry } from '../../events/quarantine.ts';
import { VERDICT_NAMES, type Verdict } from '../../events/verdict.ts';
import { mapAgain } from '../map-again.ts';
import { utf8Text } from './body-text.ts';
import { Problem } from './problem.ts';

export interface QuarantineRoutesOptions {
  readonly quarantine: Quarantine;
  readonly collector: Collector;
}

const Entry = Type.Object({
  number: Type.Integer(),
  receivedAt: Type.String({ format: 'date-time', description: 'When it came in first.' }),
  source: Type.String(),
  sentAt: Type.Optional(Type.String({ format: 'date-time', description: "The sender's clock when it was sent." })),
  code: Type.String(),
  path: Type.String({ description: 'JSON pointer of the bad field.' }),
  message: Type.String(),
  original: Type.String({ description: 'The event as it was sent, secrets masked.' }),
  tries: Type.Integer(),
  outcome: Type.Enum([...VERDICT_NAMES], { description: 'What its last try came to.' }),
});
const EntryPage = Type.Object({
  entries: Type.Array(Entry),
  next: Type.Union([Type.Integer(), Type.Null()], { description: 'The `after` of the next page.' }),
});
const ReplayAnswer = Type.Object({
  number: Type.Integer(),
  verdict: Type.Enum([...VERDICT_NAMES]),
  code: Type.Optional(Type.String()),
  path: Type.Optional(Type.String()),
  message: Type.Optional(Type.String()),
});

const listSchema = {
  summary: 'List quarantined events',
  tags: ['quarantine'],
  querystring: Type.Object({
    after: Type.Integer({ minimum: 0, default: 0, description: 'The number of the last entry already seen.' }),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
  }),
  response: { 200: EntryPage },
};
const entrySchema = {
  summary: 'Show a quarantined event as it was sent',
  tags: ['quarantine'],
  params: Type.Object({ number: Type.Integer({ minimum: 1 }) }),
  response: { 200: Entry },
};
const replaySchema = {
  ...entrySchema,
  summary: 'Try a quarantined event again',
  description: 'A body, if there is one, is the mended event and takes the place of the stored one.',
  response: { 200: ReplayAnswer },
};

interface EntryRequest {
  Params: { number: number };
}

/** Registers the routes, and a parser that leaves bodies as bytes, within the scope that it is called in. */
export async function quarantineRoutes(app: FastifyInstance, options: QuarantineRoutesOptions): Promise<void> {
  const { quarantine } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.get<{ Querystring: { after: number; limit: number } }>('/v1/quarantine', { schema: listSchema }, (request) => {
    const entries = quarantine.list(request.query.after, request.query.limit);
    return { entries, next: entries.length < request.query.limit ? null : (entries.at(-1)?.number ?? null) };
  });
  app.get<EntryRequest>('/v1/quarantine/:number', { schema: entrySchema }, (request) =>
    found(quarantine, request.params.number),
  );
  app.post<EntryRequest>(
    '/v1/quarantine/:number/replay',
    { schema: replaySchema, config: { access: 'write', audited: true } },
    (request) => replay(options, request),
  );
}

function found(quarantine: Quarantine, number: number): QuarantineEntry {
  const entry = quarantine.get(number);
  if (entry !== undefined) return entry;
  throw new Problem({ status: 404, code: 'NOT_FOUND', detail: `There is no entry ${number} in the quarantine.` });
}

async function replay(options: QuarantineRoutesOptions, request: FastifyRequest<EntryRequest>): Promise<object> {
  const entry = found(options.quarantine, request.params.number);
  const original = Buffer.isBuffer(request.body) && request.body.length > 0 ? utf8Text(request.body) : entry.original;
  const verdict = await collectAgain(options.collector, entry, original);
  const { verdict: outcome, ...violation } = verdict;
  await options.quarantine.replace({
    ...entry,
    ...violation,
    original: entry.original,
    outcome,
    tries: entry.tries + 1,
  });
  return { number: entry.number, ...verdict };
}

async function collectAgain(collector: Collector, entry: QuarantineEntry, original: string): Promise<Verdict> {
  const receivedMs = Date.parse(entry.receivedAt);
  const sentMs = entry.sentAt === undefined ? undefined : Date.parse(entry.sentAt);
  const message = {
    values: [parsed(original)],
    original: () => original,
    hasEscapes: original.includes('\\u'),
    source: entry.source,
    firstReceivedMs: receivedMs,
    ...(sentMs === undefined ? {} : { sentMs }),
  };
  const mapped = mapAgain(message, { receivedMs, ...(sentMs === undefined ? {} : { batchSentMs: sentMs }) });
  const [verdict] = mapped.verdictsOf(await collector.collect(mapped.incoming));
  if (verdict === undefined) throw new Error('the collector gave no verdict');
  return verdict;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return new UnreadableEvent('the text is no JSON');
  }
}
