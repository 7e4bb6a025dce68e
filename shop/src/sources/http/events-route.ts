/** `POST /v1/events`: events come in, verdicts go out. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Collector } from '../../events/collector.ts';
import { eventSchema } from '../../events/event-schema.ts';
import { VERDICT_NAMES } from '../../events/verdict.ts';
import { inflatedBody, utf8Text } from './body-text.ts';
import { collectAnswer, countVerdicts, type VerdictCounts } from './collect-answer.ts';
import { LoadGate } from './load-gate.ts';
import { MAX_EVENTS, parseEvents } from './parse-events.ts';

export interface EventsRouteOptions {
  readonly collector: Collector;
  readonly maxBodyBytes: number;
  /** Bytes of requests under way, beyond which requests are refused with 429. */
  readonly maxWaitingBytes: number;
  /** Told of each request whose events have their verdicts. */
  readonly onCollected: (counts: VerdictCounts, durationMs: number) => void;
}

const NDJSON = ['application/x-ndjson', 'application/ndjson'];

const answerSchema = Type.Object({
  accepted: Type.Integer(),
  duplicates: Type.Integer(),
  late: Type.Integer(),
  quarantined: Type.Integer(),
  verdicts: Type.Array(
    Type.Object({
      verdict: Type.Enum([...VERDICT_NAMES]),
      code: Type.Optional(Type.String()),
      path: Type.Optional(Type.String({ description: 'JSON pointer of the bad field.' })),
      message: Type.Optional(Type.String()),
    }),
  ),
});

const batchSchema = Type.Object({
  batch: Type.Array(eventSchema),
  sentAt: Type.Optional(Type.String({ description: "The sender's clock: corrects all timestamps of the batch." })),
});

const routeSchema = {
  summary: 'Send events',
  description: `One event, an array, a batch with sentAt, or NDJSON; at most ${MAX_EVENTS} events; gzip is welcome.`,
  tags: ['collect'],
  consumes: ['application/json', ...NDJSON],
  body: Type.Union([eventSchema, Type.Array(eventSchema), batchSchema]),
  response: { 200: answerSchema },
};

/** Registers the route, and the media types that it reads, within the scope that it is called in. */
export async function eventsRoute(app: FastifyInstance, options: EventsRouteOptions): Promise<void> {
  const { maxBodyBytes } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ['application/json', ...NDJSON],
    { parseAs: 'buffer', bodyLimit: maxBodyBytes },
    (_request, body, done) => done(null, body),
  );
  const gate = new LoadGate(options.maxWaitingBytes);
  app.post('/v1/events', {
    schema: routeSchema,
    // Every event is screened by the collector, which gives verdicts in place of a failed request.
    validatorCompiler: () => () => true,
    bodyLimit: maxBodyBytes,
    config: { access: 'write' },
    onRequest: async (request, reply) => enterGate(gate, request, reply, maxBodyBytes),
    handler: (request, reply) => handleEvents(options, request, reply),
  });
}

/** A body of unknown size, and one that will be inflated, is held to be as large as it may be. */
function enterGate(gate: LoadGate, request: FastifyRequest, reply: FastifyReply, maxBodyBytes: number): void {
  const { headers } = request;
  const length = headers['content-encoding'] === undefined ? headers['content-length'] : undefined;
  const bytes = length === undefined ? maxBodyBytes : Math.min(Number(length), maxBodyBytes);
  gate.enter(bytes);
  reply.raw.once('close', () => gate.leave(bytes));
}

async function handleEvents(
  options: EventsRouteOptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const startedMs = performance.now();
  const sent = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const body = await inflatedBody(sent, request.headers['content-encoding'], options.maxBodyBytes);
  const isNdjson = NDJSON.some((type) => request.headers['content-type']?.toLowerCase().startsWith(type));
  const verdicts = await options.collector.collect(parseEvents(utf8Text(body), isNdjson));
  const counts = countVerdicts(verdicts);
  options.onCollected(counts, performance.now() - startedMs);
  // Text, so that the answer is not taken apart and put together again by a serializer.
  return reply.header('content-type', 'application/json; charset=utf-8').send(collectAnswer(verdicts, counts));
}
