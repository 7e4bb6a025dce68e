/**
 * A shop's events through the bundles of enrich, features and insights on emulated services, then rows of results through
 * insights; and the processor time of the processes that run the bundles, for each event and row. Records are arrays as the
 * collector puts them when 2,500 events come in a second.
 */
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { EventRecord } from '../aws/src/stream/event-record.ts';
import { putInOrder } from '../aws/src/stream/put-in-order.ts';
import { STREAM_FUNCTIONS, STREAM_OF, type StreamFunction } from '../aws/test/emulated/deploy-handler.ts';
import type { EmulatedAws } from '../aws/test/emulated/emulated-aws.ts';
import { eventLanes } from '../aws/test/lambdas/event-lanes.ts';
import { simulatedRecords } from '../aws/test/lambdas/simulated-records.ts';
import type { EventCost, FunctionFiles } from './lambda-calls.ts';
import { LambdaProcess } from './lambda-sandbox.ts';

export interface StreamLoad {
  readonly files: FunctionFiles;
  readonly events: number;
  readonly batchRecords: number;
}

const EVENTS_A_SECOND = 2_500;
const WITHIN_MS = 600_000;
const ROWS = 4_000;
/** As many as PutRecords takes. */
const ROWS_AT_ONCE = 500;

export async function streamCosts(aws: EmulatedAws, load: StreamLoad): Promise<readonly EventCost[]> {
  const functions = STREAM_FUNCTIONS.map((name) => deploy(aws, name, load));
  for (const { mapping } of functions) await mapping.enable();
  // What the first have made of it comes to the last, and from buckets to others.
  const drained = async () => {
    for (const { mapping } of [...functions, ...functions]) await mapping.drained(WITHIN_MS);
  };
  const records = (await simulatedRecords({ events: load.events, users: 20_000, products: 500 })).flat();
  const warm = Math.floor(records.length / 4);
  await putEvents(aws, records.slice(0, warm));
  await drained();
  for (const each of functions) await each.cpuMs();
  await putEvents(aws, records.slice(warm));
  await drained();
  const costs: EventCost[] = [];
  for (const { name, cpuMs } of functions) {
    costs.push({ name, per: 'an event of the shop', cpuMs: (await cpuMs()) / (records.length - warm) });
  }
  await putRows(aws);
  await drained();
  const [insights] = functions.slice(-1);
  if (insights) costs.push({ name: insights.name, per: 'a row of results', cpuMs: (await insights.cpuMs()) / ROWS });
  return costs;
}

function deploy(aws: EmulatedAws, name: StreamFunction, { files, batchRecords }: StreamLoad) {
  const processes: LambdaProcess[] = [];
  const environment = { ...aws.environment(), POWERTOOLS_METRICS_NAMESPACE: 'bench', POWERTOOLS_SERVICE_NAME: name };
  const load = async () => {
    const started = await LambdaProcess.start(files(name), environment);
    processes.push(started);
    return started;
  };
  const settings = { name, timeoutMs: WITHIN_MS, afterTimeout: 'zombie' } as const;
  const reading = { batchSize: batchRecords, batchWindowMs: 300, reportBatchItemFailures: true };
  const { mapping } = aws.deploy(settings, load, { streamName: STREAM_OF[name], ...reading });
  const cpuMs = async () => {
    const all = await Promise.all(processes.map((each) => each.cpuMs()));
    return all.reduce((sum, each) => sum + each, 0);
  };
  return { name, mapping, cpuMs };
}

async function putEvents({ kinesis }: EmulatedAws, records: readonly EventRecord[]): Promise<void> {
  for (let from = 0; from < records.length; from += EVENTS_A_SECOND) {
    await putInOrder(kinesis.client, 'events', eventLanes(records.slice(from, from + EVENTS_A_SECOND)));
  }
}

/** As Flink writes them: windows of revenue, each told four times as it grows. */
async function putRows({ kinesis }: EmulatedAws): Promise<void> {
  const begin = Date.parse('2026-01-01T00:00:00Z');
  const record = (index: number) => {
    const start = begin + Math.floor(index / 4) * 60_000;
    const times = { windowStart: new Date(start).toISOString(), windowEnd: new Date(start + 60_000).toISOString() };
    const row = { ...times, category: 'shoes', revenue: index + 0.5, orders: index, averageOrderValue: 12.5 };
    return { PartitionKey: 'revenue', Data: Buffer.from(JSON.stringify({ view: 'revenue', row })) };
  };
  for (let from = 0; from < ROWS; from += ROWS_AT_ONCE) {
    const Records = Array.from({ length: ROWS_AT_ONCE }, (_, index) => record(from + index));
    const { FailedRecordCount } = await kinesis.client.send(new PutRecordsCommand({ StreamName: 'insights', Records }));
    if (FailedRecordCount) throw new Error(`${FailedRecordCount} rows were refused`);
  }
}
