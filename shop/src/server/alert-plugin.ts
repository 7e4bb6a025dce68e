/** Alerts in a server: their delivery while it runs, and the routes about them. */
import type { FastifyInstance } from 'fastify';
import type { AlertConfiguration } from '../config/alert-config.ts';
import type { FunctionHost } from '../function-runtime/function-host.ts';
import { acknowledgeRoutes } from '../serving/acknowledge-routes.ts';
import { alertRoutes } from '../serving/alert-routes.ts';
import { explainFaults } from '../serving/bad-request.ts';
import { deadLetterRoutes } from '../serving/dead-letter-routes.ts';
import { silenceRoutes } from '../serving/silence-routes.ts';
import { stockSilenceRoutes } from '../serving/stock-silence-routes.ts';
import type { ViewCatalog } from '../serving/view-catalog.ts';
import { AlertDelivery } from '../sinks/alerts/alert-delivery.ts';
import { NOTIFICATIONS_VIEW } from '../sinks/alerts/stored-notification.ts';
import type { ServerCore } from './server-core.ts';

export interface AlertPluginOptions {
  readonly core: ServerCore;
  readonly views: ViewCatalog;
  readonly functions: Pick<FunctionHost, 'onOutputs'>;
  readonly config: Pick<AlertConfiguration, 'destinations' | 'externalUrl'> | undefined;
}

/** Register it with `app.register(alertPlugin, options)`. Delivery ends with the server, before the log is closed. */
export async function alertPlugin(app: FastifyInstance, options: AlertPluginOptions): Promise<void> {
  const { core, views, functions, config } = options;
  app.setErrorHandler(explainFaults);
  const delivery = new AlertDelivery({
    destinations: config?.destinations ?? [],
    externalUrl: () => config?.externalUrl ?? app.listeningOrigin,
    log: core.log,
    notifications: () => views.get(NOTIFICATIONS_VIEW),
    registry: core.metrics.registry,
  });
  const stopListening = functions.onOutputs((outputs) => {
    if (outputs.some(({ view }) => view === NOTIFICATIONS_VIEW)) delivery.wake();
  });
  app.addHook('onClose', async () => {
    stopListening();
    await delivery.close();
  });
  alertRoutes(app, views);
  const parts = { views, functions, collector: core.collector };
  acknowledgeRoutes(app, parts);
  silenceRoutes(app, parts);
  stockSilenceRoutes(app, parts);
  deadLetterRoutes(app, delivery);
}
