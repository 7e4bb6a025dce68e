/** `/v1/operations`: how the server is getting on, now and in the last hour or day. */
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Operations } from '../operations/operations.ts';
import { STAGES } from '../operations/stages.ts';
import { ProblemDocument } from './bad-request.ts';

const Time = Type.String({ format: 'date-time' });
const Count = Type.Number();
const Bytes = Type.Number({ description: 'Bytes.' });
const Nullable = <Of extends Parameters<typeof Type.Union>[0][number]>(of: Of) => Type.Union([of, Type.Null()]);
const Quantiles = Nullable(
  Type.Object(
    { p50: Type.Number(), p95: Type.Number(), p99: Type.Number() },
    { description: 'Milliseconds, of the last 30 seconds.' },
  ),
);
const Step = Type.Object({ perSecond: Count, latencyMs: Quantiles });
const Named = Type.Object({ name: Type.String(), bytes: Bytes });

/** From the arrival of events, counted by events. */
const StageItem = Type.Object({
  stage: Type.Enum([...STAGES]),
  eventsPerSecond: Count,
  latencyMs: Quantiles,
  waitingEvents: Type.Number({ description: 'Events that have arrived and are not here yet.' }),
});
const GroupItem = Type.Object({
  name: Type.String(),
  running: Type.Boolean(),
  problem: Nullable(Type.String()),
  pipelines: Type.Array(Type.String()),
  push: Step,
  commit: Step,
  busyShare: Type.Number({ description: 'Seconds of each second that its thread works.' }),
  lastCommitAt: Nullable(Time),
  checkpointAgeMs: Nullable(Type.Number()),
  stateEntries: Count,
  stateBytes: Nullable(Bytes),
});
const QueryItem = Type.Object({
  name: Type.String(),
  pipeline: Type.String(),
  watermark: Nullable(Time),
  delayMs: Nullable(Type.Number({ description: 'By how much the watermark is behind the clock.' })),
  rows: Type.Number({ description: 'Since its thread started.' }),
  rowsPerSecond: Count,
  lateRows: Count,
});
const Disk = Type.Object({
  parts: Type.Array(Named),
  usedBytes: Bytes,
  freeBytes: Bytes,
  totalBytes: Bytes,
  bytesPerHour: Nullable(Type.Number({ description: 'How fast the data folder has grown in the last hour.' })),
  lastsHours: Nullable(Type.Number({ description: 'Until the disk is full at that pace.' })),
});
const OperationsAnswer = Type.Object({
  at: Time,
  stages: Type.Array(StageItem, { description: 'In the order in which an event comes by them.' }),
  lag: Type.Object({ events: Count, ms: Type.Number() }),
  groups: Type.Array(GroupItem),
  queries: Type.Array(QueryItem),
  memory: Type.Object({
    residentBytes: Bytes,
    heaps: Type.Array(Named),
    buffersBytes: Bytes,
    processes: Type.Array(Named),
  }),
  disk: Nullable(Disk),
});

const HistoryQuery = Type.Object({
  range: Type.Enum(['hour', 'day'], { default: 'hour' }),
  series: Type.Optional(
    Type.String({ description: 'Only names that begin with one of these, with commas between: `p95,lag`.' }),
  ),
});
/** Columns instead of rows: a day of forty figures is a third as long so. */
const HistoryAnswer = Type.Object({
  range: Type.Enum(['hour', 'day']),
  stepSeconds: Type.Integer(),
  endsAt: Type.String({ format: 'date-time', description: 'When the newest step began; the others lie before it.' }),
  series: Type.Record(Type.String(), Type.Array(Nullable(Type.Number()), { description: 'Oldest first.' })),
});

const tags = ['operate'];
const config = { access: 'read' } as const;

export function operationsRoutes(app: FastifyInstance, operations: Operations): void {
  app.get(
    '/v1/operations',
    {
      schema: {
        summary: 'Throughput, latency and lag by stage, pipelines, memory and disk',
        description: 'Latencies are from the arrival of events to each stage.',
        tags,
        response: { 200: OperationsAnswer },
      },
      config,
    },
    () => operations.status(),
  );
  app.get<{ Querystring: Static<typeof HistoryQuery> }>(
    '/v1/operations/history',
    {
      schema: {
        summary: 'The same figures in the last hour or day',
        tags,
        querystring: HistoryQuery,
        response: { 200: HistoryAnswer, 400: ProblemDocument },
      },
      config,
    },
    ({ query: { range, series } }) => operations.history(range, wantedSeries(series)),
  );
}

/** Whole parts of a name: `lag` means `lag.ms`, and not what merely begins with these letters. */
function wantedSeries(series: string | undefined): (name: string) => boolean {
  if (series === undefined) return () => true;
  const beginnings = series.split(',').filter((each) => each !== '');
  return (name) => beginnings.some((beginning) => name === beginning || name.startsWith(`${beginning}.`));
}
