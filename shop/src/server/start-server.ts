/**
 * The server: log, collector, pipelines and routes put together, started and stopped in the right order.
 *
 * Started: log, pipelines beside seen ids, then the port. Stopped the other way round: no new requests, those under way are
 * answered, the last commit is made, the pipelines stop, the log closes.
 */
import type { AddressInfo } from 'node:net';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type LmdbLogWriter, openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import type { FastifyInstance } from 'fastify';
import { AccessControl, checkedKeys } from '../access/access-control.ts';
import type { KeyRing } from '../access/key-ring.ts';
import { type RateLimitSettings, rateLimitsFor } from '../access/rate-limits.ts';
import { sessionRoutes } from '../access/session-routes.ts';
import { sessionSecret } from '../access/session-secret.ts';
import { Sessions } from '../access/sessions.ts';
import { BY_THE_SERVER } from '../audit/audit-trail.ts';
import { configChanges } from '../audit/config-changes.ts';
import { PARTITION_COUNT } from '../events/partition-of.ts';
import { auditRoute } from '../serving/audit-route.ts';
import { QuarantineDesk } from '../sources/quarantine/quarantine-desk.ts';
import { quarantineRoutes } from '../sources/quarantine/quarantine-routes.ts';
import { collectingRoutes } from './collecting-routes.ts';
import { type FeedSettings, feedPlugin } from './feed-plugin.ts';
import { closeHttpApp, createHttpApp, type HttpAppOptions, prepareHttpApp } from './http-app.ts';
import { operatingRoutes } from './operating-routes.ts';
import type { PipelineHandle } from './pipeline-handle.ts';
import { addQuarantineMetrics } from './quarantine-metrics.ts';
import { openCore, type ServerCore, type ServerCoreOptions } from './server-core.ts';
import type { ServerMetrics } from './server-metrics.ts';

export interface ServerOptions
  extends Omit<ServerCoreOptions, 'log' | 'rateLimits'>,
    Pick<HttpAppOptions, 'logger' | 'trustedProxies'> {
  readonly dataFolder: string;
  /** Default 127.0.0.1. Any host that is not loopback needs both kinds of keys. */
  readonly host?: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly writeKeys?: readonly string[];
  /** `[role:[name:]]key`: what each role sees is in access/roles.ts and docs/operations.md. */
  readonly readKeys?: readonly string[];
  /** `[name:]key`: such a key opens everything. */
  readonly adminKeys?: readonly string[];
  /** What differs from the limits that the host has: see access/rate-limits.ts. */
  readonly rateLimits?: Partial<RateLimitSettings>;
  /** Origins of pages that may call from a browser, such as `https://shop.example`. */
  readonly allowedOrigins?: readonly string[];
  /** Partners' CSV files: where their mappings and dropped files are. */
  readonly feeds?: FeedSettings;
  /** More routes: the read API, the live page. Registered after the collector's, each in its own scope. */
  readonly plugins?: readonly RoutePlugin[];
  /** What was configured, for the audit trail: it tells which fields have changed since the last start, never to what. */
  readonly configured?: Readonly<Record<string, unknown>>;
}

/** Adds routes to a scope of the server. */
export type RoutePlugin = (app: FastifyInstance, core: ServerCore) => Promise<void>;

export interface RunningServer {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly port: number;
  readonly metrics: ServerMetrics;
  /** Resolves when everything that was acknowledged is on disk and all is closed. Calling it again does no harm. */
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** @throws MillraceError KEYS_REQUIRED, KEY_TOO_SHORT, CANNOT_LISTEN, STORAGE_FAILED, and what the pipelines throw when they start. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const keys = keysOf(options);
  const log = openLogWriter(options.dataFolder, PARTITION_COUNT);
  // Side by side: each is a good part of the time from the command to the first answer. The pipelines' thread brings back
  // their state while this one reads the seen ids.
  const pipelineStart = options.pipeline?.start();
  // Waited for below; a failure before that must not count as one that nobody has seen.
  pipelineStart?.catch(() => undefined);
  const core = await openCoreBeside(log, options);
  const app = createHttpApp({ ...options, maxBodyBytes: core.bodies.maxBodyBytes });
  try {
    await Promise.all([pipelineStart, prepareApp(app, { options, core, access: accessControl(options, core, keys) })]);
    await noteChanges(core, options.configured);
    await listen(app, options);
  } catch (cause) {
    await closeAll(app, core, options.pipeline);
    throw cause;
  }
  const { port } = app.server.address() as AddressInfo;
  const { host = LOOPBACK } = options;
  await core.audit.record({ ...BY_THE_SERVER, kind: 'server_started', details: { host, port, node: process.version } });
  let closed: Promise<void> | undefined;
  return {
    url: `http://${hostInUrl(host)}:${port}`,
    port,
    metrics: core.metrics,
    close: () => (closed ??= stopServer(app, core, options.pipeline)),
  };
}

/** Only names are written down: values may be keys. */
async function noteChanges({ log, audit }: ServerCore, configured: ServerOptions['configured']): Promise<void> {
  if (configured === undefined) return;
  const fields = await configChanges(log.openSettings('configured'), configured);
  if (fields.length > 0) await audit.record({ ...BY_THE_SERVER, kind: 'config_changed', details: { fields } });
}

async function stopServer(app: FastifyInstance, core: ServerCore, pipeline: PipelineHandle | undefined): Promise<void> {
  core.refusals.flush();
  // On a full disk the server still stops.
  await core.audit.record({ ...BY_THE_SERVER, kind: 'server_stopped', details: {} }).catch(() => undefined);
  await closeAll(app, core, pipeline);
}

/** The pipelines have been started: a core that cannot be opened must not leave them running. */
async function openCoreBeside(log: LmdbLogWriter, options: ServerOptions): Promise<ServerCore> {
  try {
    return openCore({ ...options, log, rateLimits: rateLimitsFor(options.host ?? LOOPBACK, options.rateLimits) });
  } catch (cause) {
    await options.pipeline?.stop();
    await log.close();
    throw cause;
  }
}

function keysOf({ host = LOOPBACK, writeKeys = [], readKeys = [], adminKeys = [] }: ServerOptions): KeyRing {
  return checkedKeys(host, { writeKeys, readKeys, adminKeys });
}

function accessControl(options: ServerOptions, { log }: ServerCore, keys: KeyRing): AccessControl {
  const { host = LOOPBACK, dataFolder, now = Date.now } = options;
  const secret = sessionSecret(dataFolder);
  return new AccessControl({
    host,
    keys,
    sessions: new Sessions({ keys, secret, ended: log.openSettings('ended-sessions'), now }),
  });
}

interface AppParts {
  readonly options: ServerOptions;
  readonly access: AccessControl;
  readonly core: ServerCore;
}

async function prepareApp(app: FastifyInstance, { options, access, core }: AppParts): Promise<void> {
  const { metrics, audit, refusals, limits, quarantine } = core;
  const { allowedOrigins = [] } = options;
  addCoreGauges(core);
  addQuarantineMetrics(metrics.registry, quarantine);
  await prepareHttpApp(app, { metrics, audit, refusals, access, limits, allowedOrigins });
  await registerRoutes(app, { options, access, core });
}

async function registerRoutes(app: FastifyInstance, { options, access, core }: AppParts): Promise<void> {
  const { collector, quarantine, metrics, readiness, audit } = core;
  await app.register(operatingRoutes, { metrics, readiness });
  await app.register(collectingRoutes, { ...core, access });
  await app.register(quarantineRoutes, {
    quarantine,
    desk: new QuarantineDesk({
      quarantine,
      collector,
      commit: (jobs) => core.log.commit(jobs),
      now: options.now ?? Date.now,
    }),
    trierOf: ({ caller }) => ({ by: caller?.name ?? caller?.key ?? null, mayControl: caller?.role === 'admin' }),
  });
  await app.register(auditRoute, { audit });
  await app.register(sessionRoutes, { access, audit, refusals: core.refusals, now: options.now ?? Date.now });
  await app.register(feedPlugin, feedOptions(options, core));
  for (const plugin of options.plugins ?? []) await app.register((scope) => plugin(scope, core));
}

function feedOptions({ dataFolder, feeds = {}, now }: ServerOptions, core: ServerCore) {
  return { dataFolder, core, settings: feeds, ...(now === undefined ? {} : { now }) };
}

function addCoreGauges({ metrics, readiness, seen, commits }: ServerCore): void {
  metrics.gauge('millrace_pipeline_lag_seconds', 'How far the pipelines are behind the log.', () => {
    return (readiness()?.lagMs ?? 0) / 1000;
  });
  metrics.gauge('millrace_dedup_table_bytes', 'Memory that the ids of the last 24 hours take.', () => seen.sizeBytes);
  metrics.gauge('millrace_log_waiting_bytes', 'Bytes that wait for the disk.', () => commits.waitingBytes);
}

async function closeAll(app: FastifyInstance, core: ServerCore, pipeline: PipelineHandle | undefined): Promise<void> {
  await closeHttpApp(app);
  await core.finishCommits();
  await pipeline?.stop();
  await core.log.close();
}

async function listen(app: FastifyInstance, { host = LOOPBACK, port }: ServerOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    throw new MillraceError(`cannot listen on ${host}, port ${port}: ${String(cause)}`, {
      code: 'CANNOT_LISTEN',
      domain: 'user',
      retry: 'never',
      hint: 'Stop what listens there, or name another port with --port (0 takes a free one).',
      cause,
    });
  }
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
