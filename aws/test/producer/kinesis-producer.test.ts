/** The producer against a server with Kinesis's limits: batches, order, faults, rates, room, closing. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { StreamProducerOptions } from '../../src/producer/producer-settings.ts';
import { StreamProducer } from '../../src/producer/stream-producer.ts';
import { BUCKET_COUNT, bucketOf } from '../../src/stream/bucket.ts';
import { numbered, numbersByUser, seededRandom, userNumbers } from './numbered-events.ts';
import { type CallFault, StubKinesis, type StubSettings } from './stub-kinesis.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(settings: StubSettings, options: Omit<StreamProducerOptions, 'transport'> = {}) {
  const stub = await StubKinesis.start(settings);
  closing.push(() => stub.close());
  const producer = new StreamProducer({ lingerMs: 5, closeTimeoutMs: 30_000, ...options, transport: stub.transport() });
  closing.push(() => producer.close().catch(() => undefined));
  return { stub, producer };
}

describe('batches', () => {
  test('what is put within a linger shares a call, and a record for each bucket', async () => {
    const { stub, producer } = await open({}, { lingerMs: 50 });
    for (let index = 0; index < 1_000; index++) await producer.put(numbered(index));
    await producer.flush();
    expect(stub.calls).toBeLessThanOrEqual(2);
    expect(stub.taken).toBe(new Set(Array.from({ length: 40 }, (_, user) => bucketOf(`user-${user}`))).size);
    expect(userNumbers(stub.eventsByBucket())).toEqual(numbersByUser(1_000));
    expect(producer.counters).toMatchObject({ tracked: 1_000, accepted: 1_000, queued: 0, queuedBytes: 0, givenUp: 0 });
  });

  test('a record ends at an eighth of a mebibyte, and goes before the linger is over', async () => {
    const { stub, producer } = await open({}, { lingerMs: 60_000 });
    const json = JSON.stringify({ text: 'ä'.repeat(15_000) });
    for (let index = 0; index < 100; index++) await producer.put({ bucket: 7, json });
    await expect.poll(() => stub.taken).toBeGreaterThanOrEqual(2);
    await producer.flush();
    expect(stub.eventsByBucket().get(7)).toHaveLength(100);
    // Four of 30 kB in each.
    expect(stub.taken).toBe(25);
  });

  test('an event that is larger than that goes alone', async () => {
    const { stub, producer } = await open({});
    const json = JSON.stringify('x'.repeat(500_000));
    await producer.putAndWait(Array.from({ length: 3 }, () => ({ bucket: 7, json })));
    expect(stub.eventsByBucket().get(7)).toHaveLength(3);
    expect(stub.taken).toBe(3);
  });

  test('an event that fits into no record is refused, and others are not', async () => {
    const { stub, producer } = await open({});
    await expect(producer.put({ bucket: 1, json: `"${'x'.repeat(1024 * 1024)}"` })).rejects.toMatchObject({
      code: 'EVENT_TOO_LARGE',
    });
    await producer.putAndWait([{ bucket: 1, json: '1' }]);
    expect(stub.eventsByBucket().get(1)).toEqual([1]);
  });

  test('nothing to put is done at once', async () => {
    const { producer } = await open({});
    await producer.putAndWait([]);
    await producer.flush();
  });
});

describe('faults', () => {
  test.each([1, 2, 3])('a fifth of all records fail: none is lost, doubled or out of order (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const { stub, producer } = await open({ recordFails: () => random() < 0.2 });
    await putAll(producer, 3_000);
    expect(userNumbers(stub.eventsByBucket())).toEqual(numbersByUser(3_000));
    expect(producer.counters.failedRecords).toBeGreaterThan(10);
  });

  test.each([1, 2, 3])('calls fail in every way: first copies are whole and in order (seed %i)', async (seed) => {
    const random = seededRandom(seed);
    const faults: readonly CallFault[] = ['unavailable', 'hang up', 'lost'];
    const callFault = () => (random() < 0.3 ? (faults[Math.floor(random() * 3)] ?? 'none') : 'none');
    const { stub, producer } = await open({ callFault, recordFails: () => random() < 0.1 });
    await putAll(producer, 3_000);
    const stored = userNumbers(stub.eventsByBucket());
    expect(firstCopies(stored)).toEqual(numbersByUser(3_000));
    expect(producer.counters).toMatchObject({ tracked: 3_000, accepted: 3_000, givenUp: 0, queued: 0 });
  });

  test('a stream that is away for longer than the patience fails who waits, by name', async () => {
    const { producer } = await open({ callFault: () => 'unavailable' }, { patienceMs: 200 });
    await expect(producer.putAndWait([numbered(1)])).rejects.toMatchObject({
      code: 'STREAM_UNREACHABLE',
      retry: 'backoff',
    });
    expect(producer.counters).toMatchObject({ givenUp: 1, queued: 0, queuedBytes: 0 });
    await expect(producer.flush()).rejects.toMatchObject({ code: 'STREAM_UNREACHABLE' });
  });

  test('who asked to be told is told what was given up', async () => {
    const given: unknown[] = [];
    const onGivenUp = (events: readonly unknown[]) => given.push(...events);
    const { producer } = await open({ callFault: () => 'hang up' }, { patienceMs: 100, onGivenUp });
    await producer.put(numbered(1));
    await producer.flush();
    expect(given).toEqual([numbered(1)]);
  });
});

describe('rates', () => {
  test('once it knows the shards, it fills them and nothing comes back', async () => {
    const { stub, producer } = await open({ shards: 4, isLimited: true }, { lingerMs: 50 });
    await producer.putAndWait(Array.from({ length: BUCKET_COUNT }, (_, bucket) => ({ bucket, json: '0' })));
    const filler = 'x'.repeat(4_000);
    for (let index = 0; index < 3_000; index++)
      await producer.put({ ...numbered(index, filler), bucket: index % BUCKET_COUNT });
    await producer.flush();
    expect(producer.counters).toMatchObject({ throttledRecords: 0, accepted: 3_000 + BUCKET_COUNT });
    expect(stub.refused).toBe(0);
    expect(producer.backlog.rateShards).toBe(4);
  });

  test('buckets that always have something leave room for the others of their shard', async () => {
    const { stub, producer } = await open({ shards: 1, isLimited: true });
    const busy = Array.from({ length: 9 }, (_, bucket) => bucket);
    await producer.putAndWait([...busy, 9].map((bucket) => ({ bucket, json: '0' })));
    const json = JSON.stringify('x'.repeat(120_000));
    // Each fills a record, and the shard takes eight of them in a second.
    for (let round = 0; round < 4; round++) for (const bucket of busy) await producer.put({ bucket, json });
    await producer.put({ bucket: 9, json });
    await producer.flush();
    const buckets = stub.bucketsInOrder();
    expect(buckets).toHaveLength(10 + 37);
    // In the second second at the latest, and before the busy ones are done.
    expect(buckets.lastIndexOf(9)).toBeLessThan(10 + 20);
  });

  test("at a shard's limit it slows down, loses nothing, and few records come back", async () => {
    const { stub, producer } = await open({ shards: 2, isLimited: true }, { lingerMs: 50 });
    const filler = 'x'.repeat(2_000);
    for (let index = 0; index < 4_000; index++) await producer.put(numbered(index, filler));
    const started = performance.now();
    await producer.flush();
    // 8 MB by two shards are four seconds; some of it may go in the first burst.
    expect(performance.now() - started).toBeGreaterThan(1_500);
    expect(userNumbers(stub.eventsByBucket())).toEqual(numbersByUser(4_000));
    expect(producer.counters.throttledRecords).toBeLessThan(stub.taken);
    expect(producer.backlog.shards).toBe(2);
  });

  test('two producers that share shards come to share their limits', async () => {
    const { stub, producer } = await open({ shards: 1, isLimited: true }, { lingerMs: 20 });
    const other = new StreamProducer({ lingerMs: 20, transport: stub.transport() });
    closing.push(() => other.close());
    const filler = 'x'.repeat(2_000);
    const put = async (to: StreamProducer, from: number) => {
      for (let index = from; index < from + 1_500; index++) await to.put(numbered(index, filler));
      await to.flush();
    };
    await Promise.all([put(producer, 0), put(other, 1_500)]);
    expect([...userNumbers(stub.eventsByBucket()).values()].flat()).toHaveLength(3_000);
    expect(Math.min(producer.counters.throttledRecords, other.counters.throttledRecords)).toBeGreaterThan(0);
  });
});

describe('room', () => {
  test('putting waits while memory is full, and each one enters in turn', async () => {
    const { stub, producer } = await open({ delayMs: 20 }, { maxQueuedEvents: 50, lingerMs: 60_000 });
    let entered = 0;
    const puts = Array.from({ length: 500 }, async (_, index) => {
      await producer.put(numbered(index));
      entered++;
    });
    await pause(1);
    expect(entered).toBeLessThanOrEqual(50);
    expect(producer.counters.queued).toBeLessThanOrEqual(50);
    await Promise.all(puts);
    await producer.flush();
    expect(userNumbers(stub.eventsByBucket())).toEqual(numbersByUser(500));
  });
});

describe('closing', () => {
  test('close sends what is left, and nothing is taken after it', async () => {
    const { stub, producer } = await open({}, { lingerMs: 60_000 });
    await producer.put(numbered(0));
    await producer.close();
    await producer.close();
    expect(stub.taken).toBe(1);
    await expect(producer.put(numbered(1))).rejects.toMatchObject({ code: 'PRODUCER_CLOSED' });
    await expect(producer.putAndWait([numbered(1)])).rejects.toMatchObject({ code: 'PRODUCER_CLOSED' });
  });

  test('without a spool, what cannot be sent in time is given up and told', async () => {
    const { producer } = await open({ callFault: () => 'unavailable' }, { closeTimeoutMs: 100 });
    const waiting = producer.putAndWait([numbered(0)]);
    const told = expect(waiting).rejects.toMatchObject({ code: 'PRODUCER_CLOSED' });
    await expect(producer.close()).rejects.toMatchObject({ code: 'PRODUCER_CLOSED' });
    await told;
  });
});

async function putAll(producer: StreamProducer, count: number): Promise<void> {
  const puts: Promise<void>[] = [];
  for (let from = 0; from < count; from += 100) {
    puts.push(producer.putAndWait(Array.from({ length: 100 }, (_, step) => numbered(from + step))));
    if (from % 500 === 0) await pause(5);
  }
  await Promise.all(puts);
}

function firstCopies(stored: ReadonlyMap<string, readonly number[]>): ReadonlyMap<string, readonly number[]> {
  return new Map([...stored].map(([user, numbers]) => [user, [...new Set(numbers)]]));
}
