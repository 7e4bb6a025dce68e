/** Operations in a server: looked at while it runs, the routes about them, and what the live stream tells of them. */
import type { FastifyInstance } from 'fastify';
import type { ServerCore } from '../server/server-core.ts';
import type { ShopPipelines } from '../server/shop-pipelines.ts';
import { explainFaults } from '../serving/bad-request.ts';
import { operationsRoutes } from '../serving/operations-routes.ts';
import { pipelineRoutes } from '../serving/pipeline-routes.ts';
import { Operations, type OperationsParts } from './operations.ts';
import { addOperationsMetrics } from './operations-metrics.ts';
import type { OperationsNews } from './operations-status.ts';

export interface OperatedParts extends Omit<OperationsParts, 'metrics' | 'now'> {
  readonly pipeline: Pick<ShopPipelines, 'onBatch' | 'onResults'>;
}

export interface OperatedShop {
  /** For the live stream, whatever comes first. */
  readonly live: { readonly pipelines: () => OperationsNews | undefined; readonly onPushed: () => void };
  /** Registers the routes, and begins to look. */
  readonly plugin: (app: FastifyInstance, core: Pick<ServerCore, 'metrics' | 'now'>) => Promise<void>;
}

export function operatedShop(parts: OperatedParts): OperatedShop {
  let operations: Operations | undefined;
  const routes = async (app: FastifyInstance, { metrics, now }: Pick<ServerCore, 'metrics' | 'now'>) => {
    app.setErrorHandler(explainFaults);
    operations = new Operations({ ...parts, metrics, now });
    beginToLook(app, operations, parts);
    addOperationsMetrics(metrics.registry, operations);
    operationsRoutes(app, operations);
    pipelineRoutes(app, operations.reports);
  };
  return {
    live: { pipelines: () => operations?.news(), onPushed: () => operations?.onPushed() },
    plugin: async (app, { metrics, now }) => void (await app.register(routes, { metrics, now })),
  };
}

/** Until the server closes. */
function beginToLook(app: FastifyInstance, operations: Operations, { pipeline }: OperatedParts): void {
  pipeline.onBatch((batch) => operations.onBatch(batch));
  const stopListening = pipeline.onResults(() => operations.onResults());
  operations.start();
  app.addHook('onClose', async () => {
    stopListening();
    operations.stop();
  });
}
