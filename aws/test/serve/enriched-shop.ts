/**
 * A simulated shop as enrichment puts it on `enriched`, and the same in one process. Events go through one by one, so that
 * both see them in one order.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type KinesisClient, PutRecordsCommand, UpdateShardCountCommand } from '@aws-sdk/client-kinesis';
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import { type EventFunctions, openEventFunctions } from '@millrace/shop/functions/event-functions.ts';
import type { RecommendationQuestion } from '@millrace/shop/functions/recommend/recommendation-list.ts';
import type { ViewOutput } from '@millrace/shop/functions/view-output.ts';
import { hashKeyOf } from '../../src/stream/bucket.ts';
import { type EventRecord, shopEventOf } from '../../src/stream/event-record.ts';
import type { StreamRecord } from '../../src/stream/stream-record.ts';
import { places, StreamWorld } from '../lambdas/stream-world.ts';
import type { TestKinesis } from '../servers/test-kinesis.ts';

export const ENRICHED = 'enriched';
/** What one call takes. */
const RECORDS_A_CALL = 100;

/** @returns what lies on `enriched` when these events have come in, in order. */
export async function enrichedRecords(events: readonly EventRecord[]): Promise<readonly StreamRecord[]> {
  const world = new StreamWorld();
  const records: StreamRecord[] = [];
  for (const event of events) {
    world.put([event]);
    // Messages between buckets take another pass each.
    for (let moved = true; moved; ) {
      const waiting = world.events.take();
      await world.enrich.run(waiting);
      moved = waiting.length > 0;
    }
    records.push(...world.enriched.take());
  }
  return records;
}

export class OneShop {
  readonly outputs: ViewOutput[] = [];
  readonly #functions: EventFunctions;

  constructor(events: readonly EventRecord[]) {
    this.#functions = openEventFunctions(new JsonTables(), (output) => this.outputs.push(output), places);
    for (const event of events) if (event.eventType !== 'heartbeat') this.#functions.onEvent(shopEventOf(event));
  }

  recommend(question: RecommendationQuestion): unknown {
    return this.#functions.answer('recommend', question);
  }
}

/** In order: each call when the one before has been answered. */
export async function putRecords(client: KinesisClient, records: readonly StreamRecord[]): Promise<void> {
  for (let from = 0; from < records.length; from += RECORDS_A_CALL) {
    const entries = records.slice(from, from + RECORDS_A_CALL).map(({ partitionKey, data }) => ({
      PartitionKey: partitionKey,
      ExplicitHashKey: hashKeyOf(Number(partitionKey)),
      Data: data,
    }));
    const answer = await client.send(new PutRecordsCommand({ StreamName: ENRICHED, Records: entries }));
    if (answer.FailedRecordCount) throw new Error(`${answer.FailedRecordCount} records were refused`);
    // The times of arrival of two calls differ.
    await sleep(2);
  }
}

export async function reshard(kinesis: TestKinesis, shards: number): Promise<void> {
  const input = { StreamName: ENRICHED, TargetShardCount: shards, ScalingType: 'UNIFORM_SCALING' } as const;
  await kinesis.client.send(new UpdateShardCountCommand(input));
  await kinesis.untilActive(ENRICHED);
}
