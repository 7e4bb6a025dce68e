/** What is paid for however the choices fall. */
import type { BillLine } from './bill-line.ts';
import { decisionLine, httpApiLines } from './collect-lines.ts';
import { DESIGN } from './design-figures.ts';
import { servingLines } from './serving-lines.ts';
import { type ScaledUnits, type Sizes, sessionsAMonth } from './sizes.ts';
import { DAYS, eventsAMonth, gigabytesAMonth, HOURS, type Traffic } from './traffic.ts';

const MILLION = 1e6;

export function commonLines(traffic: Traffic, sizes: Sizes): readonly BillLine[] {
  return [
    decisionLine(traffic),
    ...insightLines(traffic, sizes),
    ...lambdaLines(traffic, sizes),
    {
      part: 'sql',
      name: 'running state',
      quantity: sizes.kpus * DESIGN.flink.storageGigabytesPerKpu,
      price: 'flink.storageGigabyteMonth',
      basis: `${DESIGN.flink.storageGigabytesPerKpu} GB a KPU`,
    },
    ...serveLines(traffic, sizes),
    ...servingLines(traffic, sizes),
    {
      part: 'warehouse',
      name: 'queries',
      quantity: Math.min(DESIGN.warehouse.athenaTerabytes, sizes.lakeGigabytes / 1_000),
      price: 'athena.terabyte',
      basis: 'at most the whole lake once',
    },
    {
      part: 'warehouse',
      name: 'partitions by the event’s own date',
      quantity: gigabytesAMonth(traffic) * DESIGN.stream.enrichedGrowth,
      price: 'firehose.partitionGigabyte',
      basis: 'arrival’s date would be free',
    },
    ...watchLines(traffic),
    ...(traffic.databaseChanges ? [changeCapture()] : []),
  ];
}

function insightLines(traffic: Traffic, { insightShards }: Sizes): readonly BillLine[] {
  const part = 'stream';
  const basis = `${insightShards} of insights all the time`;
  const hours = insightShards * HOURS;
  return [
    { part, name: 'insight shards', quantity: hours, price: 'kinesis.shardHour', basis },
    { part, name: 'insights, seven days kept', quantity: hours, price: 'kinesis.retentionShardHour', basis },
    {
      part,
      name: 'insight payload units',
      quantity: (eventsAMonth(traffic) * DESIGN.stream.insightsShare) / MILLION,
      price: 'kinesis.putUnitMillions',
      basis: `${DESIGN.stream.insightsShare * 100} % of events, a record each`,
    },
  ];
}

interface Work {
  readonly name: string;
  readonly shards: ScaledUnits;
  readonly events: number;
  /** On a full processor. */
  readonly micros: number;
}

/** One function a shard at a time; each invocation takes what a window has brought. */
function lambdaLines(traffic: Traffic, { eventShards, enrichedShards, insightShards }: Sizes): readonly BillLine[] {
  const events = eventsAMonth(traffic);
  const { enrichMicros, featureMicros, insightMicros } = DESIGN.lambda;
  const insight = { least: insightShards, atPeak: insightShards, hoursAMonth: insightShards * HOURS };
  const works: readonly Work[] = [
    { name: 'enrich', shards: eventShards, events, micros: enrichMicros },
    { name: 'features', shards: enrichedShards, events, micros: featureMicros },
    { name: 'insights', shards: insight, events: events * DESIGN.stream.insightsShare, micros: insightMicros },
  ];
  return works.flatMap(linesOfWork);
}

function linesOfWork({ name, shards, events, micros }: Work): readonly BillLine[] {
  const { windowSeconds, memoryGigabytes, gigabytesPerVcpu, fixedMs } = DESIGN.lambda;
  const invocations = (shards.hoursAMonth * 3_600) / windowSeconds;
  const seconds = (invocations * fixedMs) / 1_000 + (events * micros * (gigabytesPerVcpu / memoryGigabytes)) / MILLION;
  const part = 'functions';
  return [
    {
      part,
      name: `${name}, invocations`,
      quantity: invocations / MILLION,
      price: 'lambda.requestMillions',
      basis: `one a shard every ${windowSeconds} s`,
    },
    {
      part,
      name: `${name}, time`,
      quantity: seconds * memoryGigabytes,
      price: 'lambda.armGigabyteSecond',
      basis: `${memoryGigabytes} GB, ${fixedMs} ms a batch and ${micros} µs of a whole processor an event`,
    },
  ];
}

function serveLines(traffic: Traffic, { tableGigabytes }: Sizes): readonly BillLine[] {
  const { readMs, readGigabytes, readResponseBytes } = DESIGN.serve;
  const part = 'serve';
  const reads = traffic.readsADay * DAYS;
  return [
    { part, name: 'tables', quantity: tableGigabytes, price: 'dynamodb.gigabyteMonth', basis: 'users of a month' },
    {
      part,
      name: 'tables, any moment restorable',
      quantity: tableGigabytes,
      price: 'dynamodb.pitrGigabyteMonth',
      basis: 'the same',
    },
    ...httpApiLines(reads, part, 'read API'),
    {
      part,
      name: 'reading, invocations',
      quantity: reads / MILLION,
      price: 'lambda.requestMillions',
      basis: 'one a read',
    },
    {
      part,
      name: 'reading, time',
      quantity: (reads * readMs * readGigabytes) / 1_000,
      price: 'lambda.armGigabyteSecond',
      basis: `${readGigabytes} GB, ${readMs} ms a read`,
    },
    {
      part,
      name: 'answers sent',
      quantity: (reads * readResponseBytes) / 1e9,
      price: 'egress.internetGigabyte',
      basis: `${readResponseBytes / 1_000} KB a read`,
    },
  ];
}

function watchLines(traffic: Traffic): readonly BillLine[] {
  const { metrics, alarms, dashboards } = DESIGN.watch;
  const messages = (sessionsAMonth(traffic) * 0.0001) / MILLION;
  const part = 'watch';
  return [
    { part, name: 'metrics', quantity: metrics, price: 'cloudwatch.metric', basis: 'beyond those of the services' },
    { part, name: 'alarms', quantity: alarms, price: 'cloudwatch.alarm', basis: 'each with its runbook' },
    { part, name: 'dashboards', quantity: dashboards, price: 'cloudwatch.dashboard', basis: 'shop, pipeline' },
    { part, name: 'alerts sent', quantity: messages, price: 'sns.millions', basis: 'one in ten thousand sessions' },
    { part, name: 'failed batches', quantity: messages, price: 'sqs.millions', basis: 'as many' },
    { part, name: 'encryption keys', quantity: 5, price: 'kms.keyMonth', basis: 'streams, tables, lake, logs, alerts' },
    {
      part,
      name: 'encryption',
      quantity: 2,
      price: 'kms.requestMillions',
      basis: 'data keys are reused for five minutes',
    },
  ];
}

function changeCapture(): BillLine {
  return { part: 'collect', name: 'changes of a database', quantity: HOURS, price: 'dms.dcuHour', basis: 'one DCU' };
}
