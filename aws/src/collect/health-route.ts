/** `/v1/health`: how the collector stands with its stream, and whether it is about to end. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { StreamProducer } from '../producer/stream-producer.ts';

export interface HealthOptions {
  readonly producer: StreamProducer;
  readonly isDraining: () => boolean;
}

const body = Type.Object({
  status: Type.Enum(['ok', 'spooling', 'full', 'draining']),
  queuedEvents: Type.Integer(),
  spooledEvents: Type.Integer(),
  spoolBytes: Type.Integer(),
  awaySeconds: Type.Number({ description: 'For how long the stream has not answered.' }),
});

const schema = {
  summary: 'How the collector stands with its stream',
  description:
    '503 only while it drains. A stream that is away makes no collector ill: to replace it would lose what is in its spool.',
  tags: ['operate'],
  response: { 200: body, 503: body },
};

export async function healthRoute(app: FastifyInstance, { producer, isDraining }: HealthOptions): Promise<void> {
  app.get('/v1/health', { schema, config: { access: 'open' } }, (_request, reply) => {
    const { spooledEvents, spoolBytes, awayMs, isFull } = producer.backlog;
    const status = isDraining() ? 'draining' : isFull ? 'full' : spooledEvents > 0 ? 'spooling' : 'ok';
    const { queued } = producer.counters;
    const answer = { status, queuedEvents: queued, spooledEvents, spoolBytes, awaySeconds: awayMs / 1_000 };
    return reply.code(isDraining() ? 503 : 200).send(answer);
  });
}
