/** The routes by which events come in over HTTP, in front of the log or of a stream: `/v1/events` and Segment's. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccessControl } from '../access/access-control.ts';
import { keyInAudit } from '../access/caller.ts';
import type { RateLimits } from '../access/rate-limits.ts';
import type { RefusalNotes } from '../audit/refusal-notes.ts';
import type { Collector } from '../events/collector.ts';
import type { VerdictCounts } from '../sources/http/collect-answer.ts';
import type { BodyLimits } from '../sources/http/collecting-route.ts';
import { eventsRoute } from '../sources/http/events-route.ts';
import { segmentRoutes } from '../sources/segment/segment-routes.ts';
import { whoAndWhat } from './audit-hooks.ts';
import type { ServerMetrics } from './server-metrics.ts';

export interface CollectingParts {
  readonly collector: Pick<Collector, 'collect'>;
  readonly bodies: BodyLimits;
  readonly limits: RateLimits;
  readonly refusals: RefusalNotes;
  readonly metrics: ServerMetrics;
  readonly access: AccessControl;
  /** The collector's clock, in epoch milliseconds. */
  readonly now: () => number;
}

export async function collectingRoutes(app: FastifyInstance, parts: CollectingParts): Promise<void> {
  const { collector, bodies, limits, refusals, metrics, now } = parts;
  const onCollected = (counts: VerdictCounts, durationMs: number) => metrics.noteCollected(counts, durationMs);
  await app.register(eventsRoute, {
    collector,
    bodies,
    now,
    mayControl: ({ caller }) => caller?.role === 'admin',
    onRead: limits.noteEvents,
    onControlRefused: (request) => {
      const refused = { ...whoAndWhat(request), ...keyInAudit(request), status: null };
      refusals.note(refused, 'CONTROL_EVENT');
    },
    onCollected,
  });
  await app.register(segmentRoutes, {
    collector,
    gate: bodies.gate,
    now,
    onRead: limits.noteEvents,
    onCollected,
    checkKey: keyInBody(parts),
  });
}

/** A key in a body is looked at when the body has been read; what is refused then is noted like everything else. */
function keyInBody({ access, refusals, limits }: CollectingParts) {
  return (request: FastifyRequest, key: string | undefined) => {
    const isKnownBefore = request.caller !== null;
    try {
      access.checkBody(request, key);
    } catch (refusal) {
      refusals.note({ ...whoAndWhat(request), key: null, status: 401 }, 'UNAUTHORIZED');
      throw refusal;
    }
    if (!isKnownBefore) limits.admit(request);
  };
}
