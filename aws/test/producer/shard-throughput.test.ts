/**
 * How much of what the shards take the producer uses, on a clock of the test's own: with answers that take as long as they
 * do from afar, and a processor that takes no time, so that what is measured is nothing but waiting.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { OutgoingRecord, RecordOutcome, RecordTransport } from '../../src/producer/record-transport.ts';
import { StreamProducer } from '../../src/producer/stream-producer.ts';
import { BUCKET_COUNT, bucketOf } from '../../src/stream/bucket.ts';
import { StubKinesis, StubShard } from './stub-kinesis.ts';

const SHARDS = 16;
const EVENTS = 120_000;
const MIB = 1024 * 1024;
/** Of a call, and of each MiB in it. */
const ANSWER_MS = 100;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'Date'] }));
afterEach(() => void vi.useRealTimers());

function farStream(): RecordTransport & { refused: number } {
  const { name, limits, framing } = new StubKinesis().transport();
  const shards = Array.from({ length: SHARDS }, (_, index) => new StubShard(`shardId-${index}`));
  const put = ({ bucket, data }: OutgoingRecord): RecordOutcome => {
    const shard = shards[Math.floor((bucket * SHARDS) / BUCKET_COUNT)];
    if (shard?.admits(data.length, Date.now())) return { taken: true, shardId: shard.id };
    stream.refused++;
    return { taken: false, throttled: true, reason: 'too fast', shardId: shard?.id };
  };
  const stream = {
    refused: 0,
    ...{ name, limits, framing },
    send: async (records: readonly OutgoingRecord[]) => {
      const bytes = records.reduce((sum, { data }) => sum + data.length, 0);
      await new Promise((resolve) => setTimeout(resolve, ANSWER_MS * (1 + bytes / MIB)));
      return records.map(put);
    },
    close: () => undefined,
  };
  return stream;
}

it('uses more than three fifths of it, and nothing comes back', async () => {
  const stream = farStream();
  const producer = new StreamProducer({ transport: stream, patienceMs: 600_000, closeTimeoutMs: 600_000 });
  const startMs = Date.now();
  let isDone = false;
  let bytes = 0;
  const fed = (async () => {
    for (let index = 0; index < EVENTS; index++) {
      const userId = `user-${index % 10_000}`;
      const json = JSON.stringify({ userId, index, note: 'x'.repeat(570) });
      bytes += json.length;
      await producer.put({ bucket: bucketOf(userId), json });
    }
    await producer.close();
    isDone = true;
  })();
  while (!isDone) await vi.advanceTimersByTimeAsync(10);
  await fed;
  expect(producer.counters).toMatchObject({ accepted: EVENTS, throttledRecords: 0 });
  expect(stream.refused).toBe(0);
  const seconds = (Date.now() - startMs) / 1_000;
  expect(bytes / seconds / (SHARDS * MIB)).toBeGreaterThan(0.6);
});
