/** What is answered while commits fail: the log is real, its append fails when told to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ArrivalClock } from '../../src/events/arrival-clock.ts';
import { BatchCommit } from '../../src/events/batch-commit.ts';
import { Collector } from '../../src/events/collector.ts';
import { Quarantine } from '../../src/events/quarantine.ts';
import { SeenIds } from '../../src/events/seen-ids.ts';
import { sampleEvent } from './sample-event.ts';

let folder: string;
let log: ReturnType<typeof openLogWriter>;
let collector: Collector;
let diskIsFull: boolean;
let watermarkMs: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-commit-'));
  log = openLogWriter(folder);
  diskIsFull = false;
  watermarkMs = Number.MIN_SAFE_INTEGER;
  const append = log.append.bind(log);
  log.append = async (...batch) => {
    const fails = diskIsFull;
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (fails) throw new MillraceError('full', { code: 'STORAGE_FULL', domain: 'external', retry: 'backoff' });
    return append(...batch);
  };
  const seen = new SeenIds();
  const clock = new ArrivalClock(Date.now, 0);
  const quarantine = new Quarantine(log.openStream('quarantine'));
  const commits = new BatchCommit({ log, quarantine, seen, clock });
  collector = new Collector({ commits, seen, clock, watermarkMs: () => watermarkMs });
});

afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

function collect(...values: readonly unknown[]) {
  const original = (index: number) => JSON.stringify(values[index]);
  return collector.collect({ values, original, hasEscapes: false, source: 'test' });
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const settled = async (promise: Promise<readonly { verdict: string }[]>) => {
  const [result] = await Promise.allSettled([promise]);
  return result?.status === 'fulfilled' ? result.value.map(({ verdict }) => verdict) : result?.reason.code;
};

test('a copy is not acknowledged when the commit of the first one fails, in whichever batch it waits', async () => {
  const event = sampleEvent();
  diskIsFull = true;
  const first = settled(collect(event));
  const sameBatch = settled(collect(event));
  await turn();
  await turn();
  const nextBatch = settled(collect(event, sampleEvent()));
  diskIsFull = false;
  expect(await Promise.all([first, sameBatch, nextBatch])).toEqual(['STORAGE_FULL', 'STORAGE_FULL', 'STORAGE_FULL']);
});

test('ids of a failed commit are taken back, so that sending again is accepted', async () => {
  const events = [sampleEvent(), sampleEvent()];
  diskIsFull = true;
  expect(await settled(collect(...events))).toBe('STORAGE_FULL');
  diskIsFull = false;
  expect(await settled(collect(...events))).toEqual(['accepted', 'accepted']);
  expect(await settled(collect(...events))).toEqual(['duplicate', 'duplicate']);
  expect(log.bounds().next).toBe(2);
});

test('a copy waits for the first one’s commit', async () => {
  const event = sampleEvent();
  const order: string[] = [];
  const first = collect(event).then(() => order.push('first'));
  await turn();
  await turn();
  const copy = collect(event).then(([verdict]) => order.push(verdict?.verdict ?? ''));
  await Promise.all([first, copy]);
  expect(order).toEqual(['first', 'duplicate']);
});

test('requests of one turn share a batch', async () => {
  await Promise.all(Array.from({ length: 50 }, () => collect(sampleEvent())));
  expect(log.bounds().next).toBe(2);
});

test('an event that is not after the watermark is late, and stored all the same', async () => {
  watermarkMs = Date.parse('2024-01-15T10:30:00Z');
  const late = sampleEvent();
  const inTime = sampleEvent({ timestamp: '2024-01-15T10:30:00.001Z' });
  expect(await settled(collect(late, inTime))).toEqual(['late', 'accepted']);
  expect(log.read(1, 1_000_000)[0]?.slices.flatMap(({ ends }) => [...ends])).toHaveLength(2);
});

test('a batch arrives after its records, whose millisecond is then over for whoever reads them', async () => {
  for (let round = 0; round < 5; round += 1) await collect(sampleEvent(), sampleEvent());
  const batches = log.read(1, 1_000_000);
  expect(batches).toHaveLength(5);
  for (const { arrivalMs, slices } of batches) {
    const text = slices.map(({ bytes }) => Buffer.from(bytes).toString()).join('');
    const stamps = [...text.matchAll(/"receivedAt":"([^"]+)"/g)].map(([, at = '']) => Date.parse(at));
    expect(stamps).toHaveLength(2);
    expect(Math.max(...stamps)).toBeLessThan(arrivalMs);
  }
});
