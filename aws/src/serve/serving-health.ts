/** `/v1/health`: whether a process that serves may be asked, and how far it is behind its streams. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { ReplicaStatus } from './stream-replica.ts';

export interface ServingHealthOptions {
  readonly replicas: () => Readonly<Record<string, ReplicaStatus>>;
  readonly isDraining: () => boolean;
}

const Lag = Type.Union([Type.Number(), Type.Null()], { description: 'Null before the first look at each shard.' });
const body = Type.Object({
  status: Type.Enum(['ok', 'catching-up', 'draining']),
  streams: Type.Record(Type.String(), Type.Object({ lagSeconds: Lag, checkpointAgeSeconds: Type.Number() })),
});

const schema = {
  summary: 'Whether the process has caught up with its streams',
  description: '503 until it has once, and while it drains. A stream that is away later makes no process ill.',
  tags: ['operate'],
  response: { 200: body, 503: body },
};

export async function servingHealth(app: FastifyInstance, options: ServingHealthOptions): Promise<void> {
  app.get('/v1/health', { schema, config: { access: 'open' } }, (_request, reply) => {
    const replicas = Object.entries(options.replicas());
    const isReady = replicas.every(([, { isReady }]) => isReady);
    const status = options.isDraining() ? 'draining' : isReady ? 'ok' : 'catching-up';
    const streams = Object.fromEntries(replicas.map(([name, replica]) => [name, shown(replica)]));
    return reply.code(status === 'ok' ? 200 : 503).send({ status, streams });
  });
}

function shown({ lagMs, checkpointAgeMs }: ReplicaStatus) {
  return {
    lagSeconds: Number.isFinite(lagMs) ? lagMs / 1_000 : null,
    checkpointAgeSeconds: checkpointAgeMs / 1_000,
  };
}
