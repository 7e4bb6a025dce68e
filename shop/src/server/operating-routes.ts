/** `/healthz`, `/readyz` and `/metrics`: how the server is. */
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { PipelineProgress } from './pipeline-handle.ts';
import type { ServerMetrics } from './server-metrics.ts';

/** A pipeline that is further behind than this is not ready to be asked. */
export const MAX_READY_LAG_MS = 10_000;

export interface Readiness {
  readonly progress: PipelineProgress;
  /** Log arrival time minus the pipelines' progress. */
  readonly lagMs: number;
}

export interface OperatingRoutesOptions {
  readonly metrics: ServerMetrics;
  /** Undefined when the server runs without pipelines. */
  readonly readiness: () => Readiness | undefined;
}

const healthSchema = {
  summary: 'Whether the process answers',
  tags: ['operate'],
  response: { 200: Type.Object({ status: Type.String() }) },
};
const readySchema = {
  summary: 'Whether the log is open and the pipelines have caught up',
  tags: ['operate'],
  response: {
    200: Type.Object({ status: Type.String(), lagMs: Type.Number() }),
    503: Type.Object({
      status: Type.String(),
      waitingFor: Type.String(),
      lagMs: Type.Optional(Type.Number({ description: 'Absent while nothing runs.' })),
    }),
  },
};

/** Health and readiness are open, because probes carry no keys; metrics are not. */
export async function operatingRoutes(app: FastifyInstance, options: OperatingRoutesOptions): Promise<void> {
  app.get('/healthz', { schema: healthSchema, config: { access: 'open' } }, () => ({ status: 'ok' }));
  app.get('/readyz', { schema: readySchema, config: { access: 'open' } }, (_request, reply) => {
    const readiness = options.readiness();
    const waitingFor = readiness === undefined ? undefined : whatIsMissing(readiness);
    if (waitingFor === undefined) return reply.send({ status: 'ready', lagMs: readiness?.lagMs ?? 0 });
    return reply.code(503).header('retry-after', '1').send({ status: 'waiting', waitingFor, lagMs: readiness?.lagMs });
  });
  app.get('/metrics', { schema: { hide: true }, config: { access: 'read' } }, async (_request, reply) => {
    const { registry } = options.metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

function whatIsMissing({ progress, lagMs }: Readiness): string | undefined {
  if (!progress.running) return 'the pipelines are not running';
  return lagMs > MAX_READY_LAG_MS ? 'the pipelines are catching up' : undefined;
}
