/**
 * The server of a container, whatever its own routes are: keys, limits and documents as one process has them, audit as lines
 * on standard output. Told to end it says that it drains, and goes on answering while the balancer notices; then no new
 * requests, those under way are answered, and what lies behind the routes is closed.
 */
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type RateLimitSettings, RateLimits, rateLimitsFor } from '@millrace/shop/access/rate-limits.ts';
import { BY_THE_SERVER } from '@millrace/shop/audit/audit-trail.ts';
import { RefusalNotes } from '@millrace/shop/audit/refusal-notes.ts';
import {
  closeHttpApp,
  createHttpApp,
  type HttpAppOptions,
  type HttpAppParts,
  prepareHttpApp,
} from '@millrace/shop/server/http-app.ts';
import { operatingRoutes } from '@millrace/shop/server/operating-routes.ts';
import { ServerMetrics } from '@millrace/shop/server/server-metrics.ts';
import type { RunningServer } from '@millrace/shop/server/start-server.ts';
import type { FastifyInstance } from 'fastify';
import { type AuditedEntry, auditLines } from './audit-lines.ts';

export interface ContainerOptions extends Omit<HttpAppOptions, 'maxBodyBytes'> {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly adminKeys?: readonly string[];
  readonly rateLimits?: Partial<RateLimitSettings>;
  readonly allowedOrigins?: readonly string[];
  /** How long it goes on answering after it was told to end. Default 0. */
  readonly drainMs?: number;
  /** Where audited actions and refusals go. Default: standard output, a line each. */
  readonly audit?: (entry: AuditedEntry) => void;
}

export interface ContainerRoutes {
  readonly maxBodyBytes: number;
  readonly register: (app: FastifyInstance, isDraining: () => boolean) => Promise<void>;
  /** Closes what lies behind the routes, when the last request has been answered. */
  readonly close: () => Promise<unknown>;
}

/** @param now epoch milliseconds. */
export function containerParts({ host, rateLimits, audit: write }: ContainerOptions, now: () => number = Date.now) {
  const audit = auditLines(write, now);
  return {
    metrics: new ServerMetrics(),
    audit,
    refusals: new RefusalNotes(audit, now),
    limits: new RateLimits(rateLimitsFor(host, rateLimits)),
  };
}

/** @throws MillraceError CANNOT_LISTEN, and what registering the routes throws. */
export async function containerServer(
  options: ContainerOptions,
  parts: HttpAppParts,
  { maxBodyBytes, register, close: closeRest }: ContainerRoutes,
): Promise<RunningServer> {
  const { host, drainMs = 0, allowedOrigins = [] } = options;
  const { metrics, refusals, audit } = parts;
  const app = createHttpApp({ ...options, maxBodyBytes });
  let isDraining = false;
  await prepareHttpApp(app, { ...parts, allowedOrigins });
  await app.register(operatingRoutes, { metrics, readiness: () => undefined });
  await register(app, () => isDraining);
  const port = await listen(app, options);
  void audit.record({ ...BY_THE_SERVER, kind: 'server_started', details: { host, port } });
  const close = async () => {
    isDraining = true;
    await pause(drainMs);
    await closeHttpApp(app);
    refusals.flush();
    await closeRest();
  };
  let closed: Promise<void> | undefined;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return { url, port, metrics, close: () => (closed ??= close()) };
}

/** @returns the port that was taken. */
async function listen(app: FastifyInstance, { host, port }: ContainerOptions): Promise<number> {
  await app.listen({ host, port }).catch((cause: unknown) => {
    throw new MillraceError(`cannot listen on ${host}, port ${port}: ${String(cause)}`, {
      code: 'CANNOT_LISTEN',
      domain: 'user',
      retry: 'never',
      hint: 'Stop what listens there, or name another port by PORT.',
      cause,
    });
  });
  return (app.server.address() as AddressInfo).port;
}
