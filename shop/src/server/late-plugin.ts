/** Late rows over time, in the server: looks at the queries' counts once a second, and answers questions about them. */
import type { FastifyInstance } from 'fastify';
import { lateCounts, type OperatorFigures } from '../operations/late-counts.ts';
import { LateHistory } from '../operations/late-history.ts';
import { explainFaults } from '../serving/bad-request.ts';
import { lateSharesRoute } from '../serving/late-shares-route.ts';
import type { ServerCore } from './server-core.ts';

export interface LatePluginOptions {
  readonly core: ServerCore;
  readonly figures: () => OperatorFigures;
}

const LOOK_EVERY_MS = 1_000;

export async function latePlugin(app: FastifyInstance, { core, figures }: LatePluginOptions): Promise<void> {
  app.setErrorHandler(explainFaults);
  const history = new LateHistory(core.log.openStream('late-counts'));
  let underWay: Promise<void> = Promise.resolve();
  const look = () => {
    // A full disk is told of elsewhere; what is not written now is part of the next difference.
    underWay = history.note(lateCounts(figures()), core.now()).catch(() => undefined);
  };
  const timer = setInterval(look, LOOK_EVERY_MS).unref();
  app.addHook('onClose', async () => {
    clearInterval(timer);
    await underWay;
  });
  lateSharesRoute(app, { history, now: core.now });
}
