/** `POST /v1/cdc`: change records of Debezium Server and AWS DMS, by the same mapping as the Postgres source. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Collector, IncomingEvents } from '../../events/collector.ts';
import { VERDICT_NAMES } from '../../events/verdict.ts';
import { collectForeignRecords } from '../cdc/collect-records.ts';
import type { ChangeMapper } from '../cdc/map-change.ts';
import { countVerdicts, type VerdictCounts } from './collect-answer.ts';
import { type BodyLimits, collectingRoute, takeBytes } from './collecting-route.ts';
import { parseEvents } from './parse-events.ts';

export interface CdcRouteOptions {
  readonly collector: Pick<Collector, 'collect'>;
  /** What becomes of which table. */
  readonly mappers: () => ReadonlyMap<string, ChangeMapper> | Promise<ReadonlyMap<string, ChangeMapper>>;
  readonly bodies: BodyLimits;
  /** Told how many records a request has, before they are judged. */
  readonly onRead?: (request: FastifyRequest, events: number) => void;
  readonly onCollected: (counts: VerdictCounts, durationMs: number) => void;
}

const JSON_TYPES = [
  'application/json',
  'application/x-ndjson',
  'application/ndjson',
  'application/vnd.kafka.json.v2+json',
];

const routeSchema = {
  summary: 'Send changes of a database',
  description:
    'Debezium change events, one or an array or NDJSON, with or without {schema, payload}; or records as AWS DMS writes ' +
    'them. Tables that the mapping does not name, tombstones, heartbeats and control records are ignored. The answer is ' +
    '200 also when everything was quarantined: a connector would stop at anything else.',
  tags: ['collect'],
  consumes: JSON_TYPES,
  body: Type.Unsafe<unknown>({}),
  response: {
    200: Type.Object({
      accepted: Type.Integer(),
      duplicates: Type.Integer(),
      late: Type.Integer(),
      quarantined: Type.Integer(),
      ignored: Type.Integer(),
      verdicts: Type.Array(
        Type.Object({
          verdict: Type.Enum([...VERDICT_NAMES, 'ignored']),
          code: Type.Optional(Type.String()),
          path: Type.Optional(Type.String()),
          message: Type.Optional(Type.String()),
        }),
      ),
    }),
  },
};

/** Registers the route, and the media types that it reads, within the scope that it is called in. */
export async function cdcRoute(app: FastifyInstance, options: CdcRouteOptions): Promise<void> {
  const { bodies } = options;
  takeBytes(app, JSON_TYPES, bodies.maxBodyBytes);
  app.post('/v1/cdc', {
    schema: routeSchema,
    config: { access: 'write' },
    ...collectingRoute(bodies, async ({ text }, request, reply) => {
      // A tombstone alone is an empty body.
      const records = text.trim() === '' ? NOTHING : parseEvents(text, false);
      options.onRead?.(request, records.values.length);
      return reply.send(await takeRecords(options, records));
    }),
  });
}

async function takeRecords(
  { collector, mappers, onCollected }: CdcRouteOptions,
  records: Pick<IncomingEvents, 'values' | 'original' | 'hasEscapes'>,
) {
  const startedMs = performance.now();
  const verdicts = await collectForeignRecords(collector, { mappers: await mappers(), ...records, source: 'cdc:http' });
  const counts = countVerdicts(verdicts.flatMap((each) => (each.verdict === 'ignored' ? [] : each)));
  onCollected(counts, performance.now() - startedMs);
  const { accepted, duplicate, late, quarantined } = counts;
  const ignored = verdicts.filter(({ verdict }) => verdict === 'ignored').length;
  return { accepted, duplicates: duplicate, late, quarantined, ignored, verdicts };
}

const NOTHING = { values: [null], original: () => '', hasEscapes: false };
