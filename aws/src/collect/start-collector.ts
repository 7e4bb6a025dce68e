/**
 * The collector in front of a stream: the routes, keys, limits and documents of the server, with a stream in the place of the log.
 *
 * Started: producers (their spools first), routes, the port, heartbeats. Stopped the other way round: when the last request
 * has been answered, what is left goes to the stream, or to the spool.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { AccessControl } from '@millrace/shop/access/access-control.ts';
import { KeyRing } from '@millrace/shop/access/key-ring.ts';
import { isLoopback } from '@millrace/shop/access/loopback.ts';
import { Sessions } from '@millrace/shop/access/sessions.ts';
import { ArrivalClock } from '@millrace/shop/events/arrival-clock.ts';
import { SeenIds } from '@millrace/shop/events/seen-ids.ts';
import { type CollectingParts, collectingRoutes } from '@millrace/shop/server/collecting-routes.ts';
import type { RunningServer } from '@millrace/shop/server/start-server.ts';
import type { ChangeMapper } from '@millrace/shop/sources/cdc/map-change.ts';
import { cdcRoute } from '@millrace/shop/sources/http/cdc-route.ts';
import type { VerdictCounts } from '@millrace/shop/sources/http/collect-answer.ts';
import { LoadGate } from '@millrace/shop/sources/http/load-gate.ts';
import type { StreamProducer } from '../producer/stream-producer.ts';
import { addProducerMetrics } from './collector-metrics.ts';
import { type ContainerOptions, containerParts, containerServer } from './container-server.ts';
import { healthRoute } from './health-route.ts';
import { Heartbeats } from './heartbeats.ts';
import type { OrderDeskParts } from './order-desk.ts';
import { orderRoutes } from './order-routes.ts';
import { quarantineInto } from './quarantine-into.ts';
import { StreamCollector } from './stream-collector.ts';

export interface CollectorOptions extends ContainerOptions {
  /** To the stream of events; the collector closes it. */
  readonly events: StreamProducer;
  /** To where refused events are kept; the collector closes it, too. */
  readonly quarantine: StreamProducer;
  readonly writeKeys: readonly string[];
  /** Without any, nobody may read metrics and documents. */
  readonly readKeys?: readonly string[];
  /** What becomes of which table of a database; without it `/v1/cdc` is not there. */
  readonly changes?: (() => Promise<ReadonlyMap<string, ChangeMapper>>) | undefined;
  /** Where decisions are read, and how long an order waits for its own; without it orders come as events only. */
  readonly orders?: Pick<OrderDeskParts, 'decisions' | 'patienceMs'> | undefined;
  /** Ids are known again for so long; repeats after that are dropped behind the stream. Default 10 minutes. */
  readonly rememberIdsMs?: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

const MAX_BODY_BYTES = 5 * 1024 * 1024;
/** Of requests that wait for the stream. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const REMEMBER_IDS_MS = 10 * 60_000;

/** Closed, everything that was acknowledged is on the stream or on disk. @throws MillraceError KEYS_REQUIRED, KEY_TOO_SHORT, CANNOT_LISTEN. */
export async function startCollector(options: CollectorOptions): Promise<RunningServer> {
  const { events, quarantine, changes, orders } = options;
  const parts = openParts(options);
  const server = await containerServer(options, parts, {
    maxBodyBytes: MAX_BODY_BYTES,
    register: async (app, isDraining) => {
      await app.register(healthRoute, { producer: events, isDraining });
      await app.register(collectingRoutes, parts);
      if (changes) await app.register(cdcRoute, { ...changeRoute(parts), mappers: changes });
      if (orders) await app.register(orderRoutes, { ...orders, collector: parts.collector });
      addProducerMetrics(parts.metrics.registry, { events, quarantine });
    },
    close: async () => {
      heartbeats.stop();
      await Promise.all([events.close(), quarantine.close()]);
    },
  });
  const heartbeats = new Heartbeats({ producer: events, now: parts.now, source: randomUUID() });
  return server;
}

function openParts(options: CollectorOptions) {
  const { events, quarantine, rememberIdsMs = REMEMBER_IDS_MS, now = Date.now } = options;
  const clock = new ArrivalClock(now, 0);
  return {
    ...containerParts(options, now),
    access: accessControl(options, now),
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
