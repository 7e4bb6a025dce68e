/**
 * The process that serves: recommendations out of the stream `enriched`, rows and live pages out of `insights`, by the routes,
 * keys, limits and documents of the server, with replicas of the streams in the place of the log.
 *
 * Started: the replicas from their checkpoints, routes, the port; the balancer lets nobody in before it has caught up. Stopped the
 * other way round: it says that it drains, answers while the balancer notices, and leaves checkpoints.
 */
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { AccessControl } from '@millrace/shop/access/access-control.ts';
import { KeyRing } from '@millrace/shop/access/key-ring.ts';
import { isLoopback } from '@millrace/shop/access/loopback.ts';
import { type RateLimitSettings, RateLimits, rateLimitsFor } from '@millrace/shop/access/rate-limits.ts';
import { sessionRoutes } from '@millrace/shop/access/session-routes.ts';
import { BY_THE_SERVER } from '@millrace/shop/audit/audit-trail.ts';
import { RefusalNotes } from '@millrace/shop/audit/refusal-notes.ts';
import { closeHttpApp, createHttpApp, type HttpAppOptions, prepareHttpApp } from '@millrace/shop/server/http-app.ts';
import { operatingRoutes } from '@millrace/shop/server/operating-routes.ts';
import { ServerMetrics } from '@millrace/shop/server/server-metrics.ts';
import { type AuditedEntry, auditLines } from '../collect/audit-lines.ts';
import { cannotListen } from '../collect/cannot-listen.ts';
import { type ReplicaRoutesOptions, replicaRoutes } from './replica-routes.ts';
import { servingHealth } from './serving-health.ts';
import { addServingMetrics } from './serving-metrics.ts';
import { servingSessions } from './serving-sessions.ts';

/** Replicas are closed with the server. */
export interface ServingOptions extends Omit<HttpAppOptions, 'maxBodyBytes'>, ReplicaRoutesOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly readKeys: readonly string[];
  readonly adminKeys?: readonly string[];
  readonly rateLimits?: Partial<RateLimitSettings>;
  readonly allowedOrigins?: readonly string[];
  /** How long it goes on answering after it was told to end. Default 0. */
  readonly drainMs?: number;
  /** Where audited actions and refusals go. Default: standard output, a line each. */
  readonly audit?: (entry: AuditedEntry) => void;
}

export interface RunningServing {
  readonly url: string;
  readonly port: number;
  readonly metrics: ServerMetrics;
  /** Resolves when all that was taken from the streams is in a checkpoint. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1024 * 1024;

/** @throws MillraceError KEYS_REQUIRED, KEY_TOO_SHORT, CANNOT_LISTEN. */
export async function startServing(options: ServingOptions): Promise<RunningServing> {
  const { recommendations, rows, host, port, drainMs = 0, allowedOrigins = [] } = options;
  const parts = openParts(options);
  const app = createHttpApp({ ...options, maxBodyBytes: MAX_BODY_BYTES });
  let isDraining = false;
  await prepareHttpApp(app, { ...parts, allowedOrigins });
  await app.register(operatingRoutes, { metrics: parts.metrics, readiness: () => undefined });
  const replicas = () => ({ enriched: recommendations.status(), insights: rows.status() });
  await app.register(servingHealth, { replicas, isDraining: () => isDraining });
  await app.register(sessionRoutes, { ...parts, now: Date.now });
  await app.register(replicaRoutes, options);
  addServingMetrics(parts.metrics, replicas, () => recommendations.state.recommendations.measures());
  await app.listen({ host, port }).catch((cause: unknown) => {
    throw cannotListen(host, port, cause);
  });
  const close = async () => {
    isDraining = true;
    await pause(drainMs);
    await closeHttpApp(app);
    parts.refusals.flush();
    await Promise.all([recommendations.close(), rows.close()]);
  };
  const { port: taken } = app.server.address() as AddressInfo;
  void parts.audit.record({ ...BY_THE_SERVER, kind: 'server_started', details: { host, port: taken } });
  let closed: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    port: taken,
    metrics: parts.metrics,
    close: () => (closed ??= close()),
  };
}

function openParts(options: ServingOptions) {
  const { host, readKeys, adminKeys = [] } = options;
  if (!isLoopback(host) && readKeys.length === 0) throw keysRequired(host);
  const keys = new KeyRing({ writeKeys: [], readKeys, adminKeys });
  const sessions = servingSessions(keys, [...readKeys, ...adminKeys]);
  const audit = auditLines(options.audit);
  return {
    metrics: new ServerMetrics(),
    audit,
    refusals: new RefusalNotes(audit, Date.now),
    access: new AccessControl({ host, keys, sessions }),
    limits: new RateLimits(rateLimitsFor(host, options.rateLimits)),
  };
}

function keysRequired(host: string): MillraceError {
  return new MillraceError(`a process that serves on ${host} without read keys would answer everybody`, {
    code: 'KEYS_REQUIRED',
    domain: 'user',
    retry: 'never',
    hint: 'Set MILLRACE_READ_KEYS (comma-separated), or listen on 127.0.0.1.',
  });
}
