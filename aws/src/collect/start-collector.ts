/**
 * The collector in front of a stream: the routes, keys, limits and documents of the server, with a stream in the place of the log.
 *
 * Started: producers (their spools first), routes, the port, heartbeats. Stopped the other way round: it says that it
 * drains, and goes on answering while the balancer notices; then no new requests, those under way are answered, and what is
 * left goes to the stream, or to the spool.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { AccessControl } from '@millrace/shop/access/access-control.ts';
import { KeyRing } from '@millrace/shop/access/key-ring.ts';
import { isLoopback } from '@millrace/shop/access/loopback.ts';
import { type RateLimitSettings, RateLimits, rateLimitsFor } from '@millrace/shop/access/rate-limits.ts';
import { Sessions } from '@millrace/shop/access/sessions.ts';
import { BY_THE_SERVER, type NewAuditEntry } from '@millrace/shop/audit/audit-trail.ts';
import { RefusalNotes } from '@millrace/shop/audit/refusal-notes.ts';
import { ArrivalClock } from '@millrace/shop/events/arrival-clock.ts';
import { SeenIds } from '@millrace/shop/events/seen-ids.ts';
import { type CollectingParts, collectingRoutes } from '@millrace/shop/server/collecting-routes.ts';
import { closeHttpApp, createHttpApp, type HttpAppOptions, prepareHttpApp } from '@millrace/shop/server/http-app.ts';
import { operatingRoutes } from '@millrace/shop/server/operating-routes.ts';
import { ServerMetrics } from '@millrace/shop/server/server-metrics.ts';
import type { ChangeMapper } from '@millrace/shop/sources/cdc/map-change.ts';
import { cdcRoute } from '@millrace/shop/sources/http/cdc-route.ts';
import type { VerdictCounts } from '@millrace/shop/sources/http/collect-answer.ts';
import { LoadGate } from '@millrace/shop/sources/http/load-gate.ts';
import type { StreamProducer } from '../producer/stream-producer.ts';
import { auditLines } from './audit-lines.ts';
import { cannotListen } from './cannot-listen.ts';
import { addProducerMetrics } from './collector-metrics.ts';
import { healthRoute } from './health-route.ts';
import { Heartbeats } from './heartbeats.ts';
import { quarantineInto } from './quarantine-into.ts';
import { StreamCollector } from './stream-collector.ts';

export interface CollectorOptions extends Omit<HttpAppOptions, 'maxBodyBytes'> {
  /** To the stream of events; the collector closes it. */
  readonly events: StreamProducer;
  /** To where refused events are kept; the collector closes it, too. */
  readonly quarantine: StreamProducer;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly writeKeys: readonly string[];
  /** Without any, nobody may read metrics and documents. */
  readonly readKeys?: readonly string[];
  readonly adminKeys?: readonly string[];
  readonly rateLimits?: Partial<RateLimitSettings>;
  /** What becomes of which table of a database; without it `/v1/cdc` is not there. */
  readonly changes?: (() => Promise<ReadonlyMap<string, ChangeMapper>>) | undefined;
  readonly allowedOrigins?: readonly string[];
  /** Ids are known again for so long; repeats after that are dropped behind the stream. Default 10 minutes. */
  readonly rememberIdsMs?: number;
  /** How long it goes on answering after it was told to end. Default 0. */
  readonly drainMs?: number;
  /** Where audited actions and refusals go. Default: standard output, a line each. */
  readonly audit?: (entry: NewAuditEntry & { readonly at: string }) => void;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface RunningCollector {
  readonly url: string;
  readonly port: number;
  readonly metrics: ServerMetrics;
  /** Resolves when everything that was acknowledged is on the stream or on disk, and all is closed. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 5 * 1024 * 1024;
/** Of requests that wait for the stream. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const REMEMBER_IDS_MS = 10 * 60_000;

/** @throws MillraceError KEYS_REQUIRED, KEY_TOO_SHORT, CANNOT_LISTEN. */
export async function startCollector(options: CollectorOptions): Promise<RunningCollector> {
  const { events, quarantine, host, port, drainMs = 0 } = options;
  const parts = openParts(options);
  const app = createHttpApp({ ...options, maxBodyBytes: MAX_BODY_BYTES });
  let isDraining = false;
  await prepareHttpApp(app, { ...parts, ...(options.allowedOrigins && { allowedOrigins: options.allowedOrigins }) });
  await app.register(operatingRoutes, { metrics: parts.metrics, readiness: () => undefined });
  await app.register(healthRoute, { producer: events, isDraining: () => isDraining });
  await app.register(collectingRoutes, parts);
  if (options.changes) await app.register(cdcRoute, { ...changeRoute(parts), mappers: options.changes });
  addProducerMetrics(parts.metrics.registry, { events, quarantine });
  await app.listen({ host, port }).catch((cause: unknown) => {
    throw cannotListen(host, port, cause);
  });
  const heartbeats = new Heartbeats({ producer: events, now: parts.now, source: randomUUID() });
  const close = async () => {
    isDraining = true;
    await pause(drainMs);
    heartbeats.stop();
    await closeHttpApp(app);
    parts.refusals.flush();
    await Promise.all([events.close(), quarantine.close()]);
  };
  const { port: taken } = app.server.address() as AddressInfo;
  void parts.audit.record({ ...BY_THE_SERVER, kind: 'server_started', details: { host, port: taken } });
  let closed: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    port: taken,
    metrics: parts.metrics,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

function openParts(options: CollectorOptions) {
  const { events, quarantine, host, rememberIdsMs = REMEMBER_IDS_MS, now = Date.now } = options;
  const clock = new ArrivalClock(now, 0);
  const audit = auditLines(options.audit, now);
  return {
    metrics: new ServerMetrics(),
    audit,
    refusals: new RefusalNotes(audit, now),
    access: accessControl(options, now),
    limits: new RateLimits(rateLimitsFor(host, options.rateLimits)),
    bodies: { gate: new LoadGate(MAX_WAITING_BYTES), maxBodyBytes: MAX_BODY_BYTES },
    now: () => clock.now(),
    collector: new StreamCollector({
      clock,
      seen: new SeenIds(rememberIdsMs),
      put: (put) => events.putAndWait(put),
      quarantine: quarantineInto(quarantine),
    }),
  };
}

function changeRoute({ collector, bodies, limits, metrics }: Omit<CollectingParts, 'access'>) {
  return {
    ...{ collector, bodies, onRead: limits.noteEvents },
    onCollected: (counts: VerdictCounts, durationMs: number) => metrics.noteCollected(counts, durationMs),
  };
}

/** Nobody signs in here, so that no session has to be kept. */
function accessControl({ host, writeKeys, readKeys = [], adminKeys = [] }: CollectorOptions, now: () => number) {
  if (!isLoopback(host) && writeKeys.length === 0) throw keysRequired(host);
  // A key that nobody has: without any, whoever reaches the collector could read its metrics.
  const closing = isLoopback(host) ? [] : [randomBytes(32).toString('hex')];
  const keys = new KeyRing({ writeKeys, readKeys: readKeys.length > 0 ? readKeys : closing, adminKeys });
  const ended = { entries: () => [], put: async () => undefined, remove: async () => undefined };
  return new AccessControl({ host, keys, sessions: new Sessions({ keys, secret: randomBytes(32), ended, now }) });
}

function keysRequired(host: string): MillraceError {
  return new MillraceError(`a collector on ${host} without write keys would take events from everybody`, {
    code: 'KEYS_REQUIRED',
    domain: 'user',
    retry: 'never',
    hint: 'Set MILLRACE_WRITE_KEYS (comma-separated), or listen on 127.0.0.1.',
  });
}
