/** `POST /v1/events`: events come in, verdicts go out. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Collector } from '../../events/collector.ts';
import { eventSchema } from '../../events/event-schema.ts';
import { CONTROL_TYPES } from '../../events/event-types.ts';
import { mapCloudEvent } from '../cloudevents/map-cloud-event.ts';
import {
  CLOUDEVENT,
  CLOUDEVENTS_BATCH,
  holdsCloudEvents,
  parseCloudEvents,
} from '../cloudevents/parse-cloud-events.ts';
import { mapMessages } from '../mapped-events.ts';
import { answerSchema, collectAnswer, countVerdicts, type VerdictCounts } from './collect-answer.ts';
import { type BodyLimits, type CollectedBody, collectingRoute, takeBytes } from './collecting-route.ts';
import { MAX_EVENTS, parseEvents } from './parse-events.ts';

export interface EventsRouteOptions {
  readonly collector: Pick<Collector, 'collect'>;
  readonly bodies: BodyLimits;
  /** The collector's clock, in epoch milliseconds. */
  readonly now: () => number;
  /** Whether events of the control types are taken from this request. */
  readonly mayControl: (request: FastifyRequest) => boolean;
  /** Told of a request that sent such events and may not. */
  readonly onControlRefused?: (request: FastifyRequest) => void;
  /** Told how many events a request has, before they are judged. */
  readonly onRead?: (request: FastifyRequest, events: number) => void;
  /** Told of each request whose events have their verdicts. */
  readonly onCollected: (counts: VerdictCounts, durationMs: number) => void;
}

/** What `sendBeacon` makes of a string: the one way to send without a preflight. JSON or NDJSON inside. */
const TEXT = ['text/plain'];
const NDJSON = ['application/x-ndjson', 'application/ndjson'];

const batchSchema = Type.Object({
  batch: Type.Array(eventSchema),
  sentAt: Type.Optional(Type.String({ description: "The sender's clock: corrects all timestamps of the batch." })),
});

const routeSchema = {
  summary: 'Send events',
  description: `One event, an array, a batch with sentAt, or NDJSON; at most ${MAX_EVENTS} events; gzip is welcome. CloudEvents too: a batch, structured, or in headers.`,
  tags: ['collect'],
  consumes: ['application/json', ...NDJSON, ...TEXT, CLOUDEVENT, CLOUDEVENTS_BATCH],
  querystring: Type.Object({
    writeKey: Type.Optional(Type.String({ description: 'For beacons, which carry no headers. Never logged.' })),
  }),
  body: Type.Union([eventSchema, Type.Array(eventSchema), batchSchema]),
  response: { 200: answerSchema },
};

/** Registers the route, and the media types that it reads, within the scope that it is called in. */
export async function eventsRoute(app: FastifyInstance, options: EventsRouteOptions): Promise<void> {
  takeBytes(app, ['application/json', ...NDJSON, ...TEXT, CLOUDEVENT, CLOUDEVENTS_BATCH], options.bodies.maxBodyBytes);
  app.post('/v1/events', {
    schema: routeSchema,
    config: { access: 'write', keyInQuery: true },
    ...collectingRoute(options.bodies, (body, request, reply) => handleEvents(options, body, request, reply)),
  });
}

async function handleEvents(
  options: EventsRouteOptions,
  body: CollectedBody,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const startedMs = performance.now();
  const { incoming } = readEvents(body, request, options.now());
  options.onRead?.(request, incoming.values.length);
  const mayControl = options.mayControl(request);
  const verdicts = await options.collector.collect({ ...incoming, mayControl });
  const counts = countVerdicts(verdicts);
  noteControls(options, request, mayControl || counts.quarantined > 0 ? controlCounts(incoming.values) : null);
  options.onCollected(counts, performance.now() - startedMs);
  // Text, so that the answer is not taken apart and put together again by a serializer.
  return reply.header('content-type', 'application/json; charset=utf-8').send(collectAnswer(verdicts, counts));
}

/** A CloudEvent is one event, so that its verdict is that of the event. */
function readEvents({ text, bytes }: CollectedBody, { headers }: FastifyRequest, receivedMs: number) {
  if (holdsCloudEvents(headers)) {
    const messages = parseCloudEvents(text, headers);
    return mapMessages({ messages, bytes, map: mapCloudEvent, at: { receivedMs } });
  }
  const isNdjson = NDJSON.some((type) => headers['content-type']?.toLowerCase().startsWith(type));
  return { incoming: parseEvents(text, isNdjson) };
}

/** What decides over others leaves its mark, allowed or not. */
function noteControls(
  { mayControl, onControlRefused }: EventsRouteOptions,
  request: FastifyRequest,
  controls: Readonly<Record<string, number>> | null,
): void {
  if (controls === null) return;
  if (mayControl(request)) request.auditDetails = controls;
  else onControlRefused?.(request);
}

/** How many control events of each type were sent; null for none. */
function controlCounts(values: readonly unknown[]): Readonly<Record<string, number>> | null {
  let counts: Record<string, number> | null = null;
  for (const value of values) {
    const type = typeof value === 'object' && value !== null && 'eventType' in value ? value.eventType : undefined;
    if (typeof type !== 'string' || !CONTROL_TYPES.has(type)) continue;
    counts ??= {};
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}
