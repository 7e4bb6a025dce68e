/**
 * The process that serves: recommendations out of the stream `enriched`, rows and live pages out of `insights`, by the routes,
 * keys, limits and documents of the server, with replicas of the streams in the place of the log.
 *
 * Started: the replicas from their checkpoints, routes, the port; the balancer lets nobody in before it has caught up. Stopped the
 * other way round: when the last request has been answered, it leaves checkpoints.
 */
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { AccessControl } from '@millrace/shop/access/access-control.ts';
import { KeyRing } from '@millrace/shop/access/key-ring.ts';
import { isLoopback } from '@millrace/shop/access/loopback.ts';
import { sessionRoutes } from '@millrace/shop/access/session-routes.ts';
import type { RunningServer } from '@millrace/shop/server/start-server.ts';
import { type ContainerOptions, containerParts, containerServer } from '../collect/container-server.ts';
import { type ReplicaRoutesOptions, replicaRoutes } from './replica-routes.ts';
import { servingHealth } from './serving-health.ts';
import { addServingMetrics } from './serving-metrics.ts';
import { servingSessions } from './serving-sessions.ts';

/** Replicas are closed with the server. */
export interface ServingOptions extends ContainerOptions, ReplicaRoutesOptions {
  readonly readKeys: readonly string[];
}

const MAX_BODY_BYTES = 1024 * 1024;

/** Closed, all that was taken from the streams is in a checkpoint. @throws MillraceError KEYS_REQUIRED, KEY_TOO_SHORT, CANNOT_LISTEN. */
export async function startServing(options: ServingOptions): Promise<RunningServer> {
  const { recommendations, rows } = options;
  const parts = openParts(options);
  const replicas = () => ({ enriched: recommendations.status(), insights: rows.status() });
  return containerServer(options, parts, {
    maxBodyBytes: MAX_BODY_BYTES,
    register: async (app, isDraining) => {
      await app.register(servingHealth, { replicas, isDraining });
      await app.register(sessionRoutes, { ...parts, now: Date.now });
      await app.register(replicaRoutes, options);
      addServingMetrics(parts.metrics, replicas, () => recommendations.state.recommendations.measures());
    },
    close: () => Promise.all([recommendations.close(), rows.close()]),
  });
}

function openParts(options: ServingOptions) {
  const { host, readKeys, adminKeys = [] } = options;
  if (!isLoopback(host) && readKeys.length === 0) throw keysRequired(host);
  const keys = new KeyRing({ writeKeys: [], readKeys, adminKeys });
  const sessions = servingSessions(keys, [...readKeys, ...adminKeys]);
  return { ...containerParts(options), access: new AccessControl({ host, keys, sessions }) };
}

function keysRequired(host: string): MillraceError {
  return new MillraceError(`a process that serves on ${host} without read keys would answer everybody`, {
    code: 'KEYS_REQUIRED',
    domain: 'user',
    retry: 'never',
    hint: 'Set MILLRACE_READ_KEYS (comma-separated), or listen on 127.0.0.1.',
  });
}
