/** A producer with a spool: outages, kills and a full disk lose nothing and turn nothing around within a user. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { DiskSpool, type SpoolSettings } from '../../src/producer/disk-spool.ts';
import type { StreamProducerOptions } from '../../src/producer/producer-settings.ts';
import { StreamProducer } from '../../src/producer/stream-producer.ts';
import { numbered, numbersByUser, seededRandom, userNumbers } from './numbered-events.ts';
import { type CallFault, StubKinesis } from './stub-kinesis.ts';

const PROGRAM = fileURLToPath(new URL('spooling-program.ts', import.meta.url));

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'millrace-spool-'));
  closing.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function openStub(settings = {}): Promise<StubKinesis> {
  const stub = await StubKinesis.start(settings);
  closing.push(() => stub.close());
  return stub;
}

async function openProducer(
  stub: StubKinesis,
  spool: SpoolSettings,
  options: Partial<StreamProducerOptions> = {},
): Promise<StreamProducer> {
  const producer = new StreamProducer({
    lingerMs: 5,
    patienceMs: 100,
    closeTimeoutMs: 20_000,
    ...options,
    transport: stub.transport(),
    spool: await DiskSpool.open({ segmentBytes: 32 * 1024, ...spool }),
  });
  closing.push(() => producer.close().catch(() => undefined));
  return producer;
}

/** Puts numbered events, a few every two milliseconds. */
async function putFor(producer: StreamProducer, durationMs: number, from = 0): Promise<number> {
  let count = from;
  const puts: Promise<void>[] = [];
  for (const endMs = Date.now() + durationMs; Date.now() < endMs; count += 10) {
    puts.push(producer.putAndWait(Array.from({ length: 10 }, (_, step) => numbered(count + step))));
    await pause(2);
  }
  await Promise.all(puts);
  return count;
}

test('five seconds without the stream: everything is acknowledged, and arrives in order when it is back', async () => {
  const stub = await openStub();
  const spool = folder();
  const producer = await openProducer(stub, { folder: spool });
  let count = await putFor(producer, 200);
  stub.settings = { callFault: () => 'unavailable' };
  count = await putFor(producer, 5_000, count);
  expect(producer.counters.spooled).toBeGreaterThan(1_000);
  expect(producer.counters.queued).toBe(0);
  expect(producer.backlog.awayMs).toBeGreaterThan(4_000);
  stub.settings = {};
  count = await putFor(producer, 500, count);
  await producer.close();
  expect(userNumbers(stub.eventsByBucket())).toEqual(numbersByUser(count));
  expect(producer.counters.drained).toBe(producer.counters.spooled);
  expect(readdirSync(spool)).toEqual([]);
});

test.each([1, 2, 3])('outages, lost answers and failed records at once (seed %i)', async (seed) => {
  const random = seededRandom(seed);
  const stub = await openStub();
  const producer = await openProducer(stub, { folder: folder() });
  let count = 0;
  for (let round = 0; round < 6; round++) {
    const faults: readonly CallFault[] = ['unavailable', 'hang up', 'lost'];
    const rate = round % 2 === 0 ? 0.1 : 0.95;
    const callFault = () => (random() < rate ? (faults[Math.floor(random() * 3)] ?? 'none') : 'none');
    stub.settings = { callFault, recordFails: () => random() < 0.2 };
    count = await putFor(producer, 300, count);
  }
  stub.settings = {};
  await producer.close();
  const stored = userNumbers(stub.eventsByBucket());
  const first = new Map([...stored].map(([user, numbers]) => [user, [...new Set(numbers)]]));
  expect(first).toEqual(numbersByUser(count));
  expect(producer.counters).toMatchObject({ givenUp: 0, queued: 0, queuedBytes: 0, accepted: count });
});

test('what was left by a producer that was closed while the stream was away is sent by the next one, first', async () => {
  const stub = await openStub({ callFault: () => 'hang up' });
  const spool = folder();
  const first = await openProducer(stub, { folder: spool }, { closeTimeoutMs: 300 });
  for (let index = 0; index < 100; index++) await first.put(numbered(index));
  await first.close();
  expect(first.counters).toMatchObject({ spooled: 100, givenUp: 0, queued: 0 });
  stub.settings = {};
  const second = await openProducer(stub, { folder: spool });
  for (let index = 100; index < 200; index++) await second.put(numbered(index));
  await second.close();
  expect(userNumbers(stub.eventsByBucket())).toEqual(numbersByUser(200));
});

test('a full spool refuses new events by name, keeps those it has taken, and takes events again when it has emptied', async () => {
  const stub = await openStub({ callFault: () => 'unavailable' });
  const producer = await openProducer(stub, { folder: folder(), maxBytes: 4_000 });
  const puts = Array.from({ length: 20 }, (_, index) => {
    return producer.putAndWait(Array.from({ length: 10 }, (_, step) => numbered(index * 10 + step)));
  });
  const settled = await Promise.allSettled(puts);
  const refused = settled.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  for (const each of refused) expect(each).toMatchObject({ reason: { code: 'SPOOL_FULL', retry: 'backoff' } });
  await expect(producer.put(numbered(200))).rejects.toMatchObject({ code: 'SPOOL_FULL' });
  await expect(producer.putAndWait([numbered(200)])).rejects.toMatchObject({ code: 'SPOOL_FULL' });
  expect(producer.backlog.isFull).toBe(true);
  stub.settings = {};
  await producer.flush();
  await producer.putAndWait([numbered(200)]);
  await producer.close();
  expect(userNumbers(stub.eventsByBucket())).toEqual(numbersByUser(201));
});

test.each([1, 2, 3])(
  'over kill -9 in the midst of outages nothing acknowledged is lost or out of order (seed %i)',
  async (seed) => {
    const random = seededRandom(seed);
    const stub = await openStub();
    const spool = folder();
    let next = 0;
    let acknowledged = 0;
    for (let round = 0; round < 4; round++) {
      stub.settings = { callFault: () => (random() < 0.5 ? 'unavailable' : 'none'), recordFails: () => random() < 0.2 };
      const child = spawn(process.execPath, [PROGRAM, stub.url, spool, String(next)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      closing.push(() => child.kill('SIGKILL'));
      // All below the number are durable once a later batch is: acknowledgements come in any order.
      const durable = new Set<number>();
      child.stdout.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().split('\n')) if (line !== '') durable.add(Number(line));
      });
      await once(child.stdout, 'data');
      await pause(200 + random() * 400);
      stub.settings = { callFault: () => 'unavailable' };
      await pause(random() * 600);
      child.kill('SIGKILL');
      await once(child, 'exit');
      acknowledged += durable.size * 20;
      // What the killed process had put and not heard of may or may not be there: the next one begins behind it.
      next = Math.ceil((Math.max(...durable) + 2_000) / 40) * 40;
      for (const end of durable) for (let number = end - 20; number < end; number++) promised.add(number);
    }
    stub.settings = {};
    const last = await openProducer(stub, { folder: spool });
    await last.putAndWait([numbered(next)]);
    await last.close();
    const stored = userNumbers(stub.eventsByBucket());
    const all = new Set([...stored.values()].flat());
    expect(acknowledged).toBeGreaterThan(500);
    expect([...promised].filter((number) => !all.has(number))).toEqual([]);
    for (const numbers of stored.values()) {
      const first = [...new Set(numbers)];
      expect(first).toEqual(first.toSorted((one, other) => one - other));
    }
    promised.clear();
  },
);

const promised = new Set<number>();
