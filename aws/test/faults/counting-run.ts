/**
 * One run of the counting function under faults: calls that fail in every way, environments that crash, invocations that go
 * on beside their retries, Valkey that loses what it holds, shards that are split and merged. Then all becomes quiet, and
 * everything must be right.
 */
import { fileURLToPath } from 'node:url';
import { type CountingResult, checkCounts } from './counting-check.ts';
import { FaultyWorld, QUIET_MS, type WorldReport } from './faulty-world.ts';
import { NumberedLoad } from './numbered-load.ts';
import { streamRecords } from './stream-records.ts';

export interface RunSettings {
  readonly seed: number;
  readonly events: number;
}

const HANDLER = fileURLToPath(new URL('./counting-handler.ts', import.meta.url));

export async function countingRun({ seed, events }: RunSettings): Promise<CountingResult & WorldReport> {
  await using world = await FaultyWorld.start(seed);
  const { aws, faults, chaos } = world;
  const { mapping } = await world.deploy({
    name: 'counting',
    handler: HANDLER,
    streamName: 'events',
    environment: { SETTLE_SECONDS: String(faults.pick([4, 8])) },
  });
  const load = new NumberedLoad({ client: aws.kinesis.client, stream: 'events', users: 40, events, faults });
  await chaos.during(load.run());
  world.quiet();
  await mapping.drained(QUIET_MS);
  const result = await checkCounts(load, await streamRecords(aws.kinesis.client, 'enriched'), {
    sqs: aws.moto.sqs,
    url: aws.failuresQueue.url,
  });
  return { ...result, ...world.report() };
}
