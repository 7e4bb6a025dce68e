/**
 * Segment's HTTP API, so that libraries that speak it need nothing but our address: `/v1/track`, `/v1/batch` and the rest,
 * and the short forms that its browser library calls.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Collector } from '../../events/collector.ts';
import { MAX_EVENT_ID } from '../../events/event-schema.ts';
import type { Verdict } from '../../events/verdict.ts';
import { answerMembers, answerSchema, countVerdicts, takenAnswer, type VerdictCounts } from '../http/collect-answer.ts';
import { type CollectedBody, collectingRoute, takeBytes } from '../http/collecting-route.ts';
import type { LoadGate } from '../http/load-gate.ts';
import { mapMessages } from '../mapped-events.ts';
import { mapSegmentMessage, SEGMENT_CALLS, type SegmentCall } from './map-message.ts';
import { MAX_MESSAGES, parseMessages } from './parse-messages.ts';

export interface SegmentRoutesOptions {
  readonly collector: Pick<Collector, 'collect'>;
  readonly gate: LoadGate;
  /** The collector's clock, in epoch milliseconds. */
  readonly now: () => number;
  /** @throws Problem 401 when neither the request nor its body has a write key that fits. */
  readonly checkKey: (request: FastifyRequest, keyInBody: string | undefined) => void;
  /** Told how many events a request has, before they are judged. */
  readonly onRead?: (request: FastifyRequest, events: number) => void;
  /** Told of each request whose events have their verdicts. */
  readonly onCollected: (counts: VerdictCounts, durationMs: number) => void;
}

/** As Segment's own API takes. */
const MAX_BODY_BYTES = 500 * 1024;

const segmentAnswerSchema = Type.Object({
  success: Type.Boolean({
    description: 'True only when nothing was quarantined. The verdicts are of the messages, in order.',
  }),
  ...answerSchema.properties,
});

const messageSchema = Type.Object(
  {
    messageId: Type.Optional(Type.String({ maxLength: MAX_EVENT_ID })),
    userId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    anonymousId: Type.Optional(Type.String()),
    timestamp: Type.Optional(Type.String({ format: 'date-time' })),
    sentAt: Type.Optional(Type.String({ format: 'date-time' })),
    context: Type.Optional(Type.Object({}, { additionalProperties: true })),
    writeKey: Type.Optional(Type.String({ description: 'In place of a header.' })),
  },
  { additionalProperties: true, description: 'A message as https://segment.com/docs/connections/spec has it.' },
);
const batchSchema = Type.Object({
  batch: Type.Array(messageSchema, { maxItems: MAX_MESSAGES }),
  sentAt: Type.Optional(Type.String({ format: 'date-time' })),
  writeKey: Type.Optional(Type.String()),
});

/** Registers the routes, and the media types that they read, within the scope that it is called in. */
export async function segmentRoutes(app: FastifyInstance, options: SegmentRoutesOptions): Promise<void> {
  takeBytes(app, ['application/json', 'text/plain'], MAX_BODY_BYTES);
  const limits = { gate: options.gate, maxBodyBytes: MAX_BODY_BYTES };
  const config = { access: 'write', keyInBody: true } as const;
  for (const call of [...SEGMENT_CALLS, 'batch'] as const) {
    const route = collectingRoute(limits, (body, request, reply) => collect(options, { call, body, request, reply }));
    app.post(`/v1/${call}`, { schema: schemaOf(call), config, ...route });
    app.post(`/v1/${call.charAt(0)}`, { schema: { hide: true }, config, ...route });
  }
}

function schemaOf(call: SegmentCall | 'batch') {
  return {
    summary: call === 'batch' ? "Messages of Segment's HTTP API" : `Segment's ${call}`,
    description: `Also as /v1/${call.charAt(0)}. See docs/clients.md for what becomes of each message.`,
    tags: ['collect'],
    consumes: ['application/json', 'text/plain'],
    body: call === 'batch' ? batchSchema : messageSchema,
    response: { 200: segmentAnswerSchema },
  };
}

interface CollectTurn {
  readonly call: SegmentCall | 'batch';
  readonly body: CollectedBody;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function collect(options: SegmentRoutesOptions, turn: CollectTurn): Promise<FastifyReply> {
  const { call, body, request, reply } = turn;
  const startedMs = performance.now();
  const { messages, writeKey } = parseMessages(body.text, call);
  options.checkKey(request, writeKey);
  const { sentMs } = messages;
  const at = { receivedMs: options.now(), ...(sentMs === undefined ? {} : { batchSentMs: sentMs }) };
  const mapped = mapMessages({ messages, bytes: body.bytes, map: mapSegmentMessage, at });
  options.onRead?.(request, mapped.incoming.values.length);
  const verdicts = await options.collector.collect(mapped.incoming);
  options.onCollected(countVerdicts(verdicts), performance.now() - startedMs);
  return reply.header('content-type', 'application/json; charset=utf-8').send(answer(mapped.verdictsOf(verdicts)));
}

function answer(verdicts: readonly Verdict[]): string {
  const counts = countVerdicts(verdicts);
  return takenAnswer(verdicts, counts, { success: counts.quarantined === 0, ...answerMembers(verdicts, counts) });
}
