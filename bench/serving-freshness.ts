/**
 * How soon lists follow: from a record put on `enriched` to the first answer that it has changed, with looks at the shard as far
 * apart as in a container. Kinesis is emulated beside it; enrichment is left out.
 *
 *     node bench/serving-freshness.ts [--records 60]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { RecommendationState } from '../aws/src/serve/recommendation-state.ts';
import { TAIL_PACE } from '../aws/src/serve/shard-tail.ts';
import { StreamReplica } from '../aws/src/serve/stream-replica.ts';
import { eventArray } from '../aws/src/stream/event-array.ts';
import { TestKinesis } from '../aws/test/servers/test-kinesis.ts';
import { percentile, printSpreads } from './report.ts';

const { values } = parseArgs({ options: { records: { type: 'string', default: '60' } } });
const STREAM = 'enriched';

const kinesis = await TestKinesis.start({ [STREAM]: 2 });
const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-freshness-'));
const replica = await StreamReplica.start({
  ...{ kinesis: kinesis.client, streamName: STREAM, pace: TAIL_PACE, folder },
  checkpoints: { restore: async () => false, save: async () => 0 },
  openState: (path) => new RecommendationState(path),
  ...{ checkpointEveryMs: 60_000, commitEveryMs: 200, replayMs: 3_600_000 },
  onProblem: (what, error) => console.error(what, error),
});

/** A visitor whom nobody has seen looks at a product: until then the answer is that nothing is known of them. */
async function freshness(n: number): Promise<number> {
  const visitor = `visitor-${n}`;
  const at = new Date().toISOString();
  const event = {
    ...{ eventId: `event-${n}`, anonymousId: visitor, eventType: 'product_click', timestamp: at, receivedAt: at },
    ...{ productId: `product-${n % 7}`, enrichment: { visitor, deviceClass: 'mobile' } },
    at: `${String(n).padStart(56, '0')}.000000`,
  };
  const Records = [{ PartitionKey: String(n % 128), Data: eventArray([JSON.stringify(event)]) }];
  await kinesis.client.send(new PutRecordsCommand({ StreamName: STREAM, Records }));
  const putMs = performance.now();
  const question = { n: 1, category: null, exclude: [], includeSeen: true, explain: false, nowMs: Date.now() };
  const isKnown = () =>
    replica.state.recommendations.recommend({ kind: 'personal', visitor, ...question }).reason !== 'unknown_user';
  while (!isKnown()) await sleep(1);
  return performance.now() - putMs;
}

const measured: number[] = [];
for (let n = 0; n < Number(values.records); n++) {
  measured.push(await freshness(n));
  // Anywhere between two looks.
  await sleep(Math.random() * TAIL_PACE.pollMs);
}
await replica.close();
await kinesis.close();
rmSync(folder, { recursive: true, force: true });
printSpreads('From a record on the stream to a changed list', 'ms', { 'all records': measured });
console.log(`P95 ${Math.round(percentile(measured, 0.95))} ms`);
