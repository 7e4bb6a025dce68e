/**
 * One run of the counting function under faults: calls that fail in every way, environments that crash, invocations that go
 * on beside their retries, Valkey that loses what it holds, shards that are split and merged. Then all becomes quiet, and
 * everything must be right.
 */
import { fileURLToPath } from 'node:url';
import { bundled } from '../emulated/bundled.ts';
import { crashing } from '../emulated/crashing-sandbox.ts';
import { EmulatedAws } from '../emulated/emulated-aws.ts';
import { Faults } from '../emulated/faults.ts';
import { HttpFaultProxy } from '../emulated/http-fault-proxy.ts';
import { TcpFaultProxy } from '../emulated/tcp-fault-proxy.ts';
import { workerSandbox } from '../emulated/worker-sandbox.ts';
import { Chaos } from './chaos.ts';
import { type CountingResult, checkCounts } from './counting-check.ts';
import { NumberedLoad } from './numbered-load.ts';
import { streamRecords } from './stream-records.ts';

export interface RunSettings {
  readonly seed: number;
  readonly events: number;
}

export interface RunReport extends CountingResult {
  readonly invocations: number;
  readonly coldStarts: number;
  readonly timeouts: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly chaos: Readonly<Record<string, number>>;
}

const MODULE = fileURLToPath(new URL('./counting-handler.ts', import.meta.url));
const QUIET_MS = 120_000;

export async function countingRun({ seed, events }: RunSettings): Promise<RunReport> {
  await using resources = new AsyncDisposableStack();
  const faults = new Faults(seed, { calls: 0.08, delayMs: 5_000 });
  const aws = resources.adopt(await EmulatedAws.start({ shards: 1 + faults.below(3) }), (each) => each.close());
  const proxies = {
    kinesis: resources.adopt(await HttpFaultProxy.start(aws.kinesis.endpoint, faults), (each) => each.close()),
    dynamodb: resources.adopt(await HttpFaultProxy.start(aws.dynamo.endpoint, faults), (each) => each.close()),
    others: resources.adopt(await HttpFaultProxy.start(aws.moto.endpoint, faults), (each) => each.close()),
    valkey: resources.adopt(await TcpFaultProxy.start(aws.valkey.url, faults), (each) => each.close()),
  };
  const { kinesis, dynamodb, others, valkey } = proxies;
  const endpoints = {
    kinesis: kinesis.endpoint,
    dynamodb: dynamodb.endpoint,
    others: others.endpoint,
    valkey: valkey.url,
  };
  const environment = { ...aws.environment(endpoints), SETTLE_SECONDS: String(faults.pick([3, 6])) };
  const load = crashing(workerSandbox({ module: await bundled(MODULE), environment }), faults, {
    invocations: 0.1,
    withinMs: 400,
  });
  const afterTimeout = faults.chance(0.7) ? 'zombie' : 'abandoned';
  const { fn, mapping } = aws.deploy({ name: 'counting', timeoutMs: 3_000, afterTimeout }, load, {
    streamName: 'events',
    batchSize: faults.pick([5, 50, 500]) ?? 50,
    parallelizationFactor: faults.pick([1, 1, 2, 4]) ?? 1,
    bisectOnError: true,
    reportBatchItemFailures: true,
  });
  const numbered = new NumberedLoad({ client: aws.kinesis.client, stream: 'events', users: 40, events, faults });
  const chaos = new Chaos({ aws, valkey, faults, streams: ['events', 'enriched'], pauseMs: 500 });
  await mapping.enable();
  await chaos.during(numbered.run());
  faults.off();
  fn.timeoutMs = QUIET_MS;
  await mapping.drained(QUIET_MS);
  const result = await checkCounts(numbered, await streamRecords(aws.kinesis.client, 'enriched'), {
    sqs: aws.moto.sqs,
    url: aws.failuresQueue.url,
  });
  const { invocations, coldStarts, timeouts } = fn;
  return { ...result, invocations, coldStarts, timeouts, faults: faults.counts, chaos: chaos.counts };
}
