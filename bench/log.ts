/**
 * How fast is the log, and the state's commit? Medians of five runs, on the machine that runs it:
 *
 *     node bench/log.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import { type LmdbLogWriter, openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import type { NewRecords } from '@millrace/engine/log/log.ts';
import { LmdbStateStore } from '@millrace/engine/state/environment-state-store.ts';
import { inTurns, printSpreads, RUNS } from './report.ts';

const RECORD_BYTES = 600;
const STATE_ENTRIES = 1_000_000;
const COMMITS = 300;

function recordsOf(count: number): NewRecords {
  const bytes = new Uint8Array(count * RECORD_BYTES).map((_, index) => 32 + (index % 90));
  return { partition: 0, bytes, ends: Uint32Array.from({ length: count }, (_, index) => (index + 1) * RECORD_BYTES) };
}

/** Appends `batches` batches with `inFlight` of them waiting at any time. */
async function append(log: LmdbLogWriter, records: NewRecords, batches: number, inFlight: number): Promise<void> {
  let left = batches;
  const lane = async () => {
    while (left-- > 0) await log.append(Date.now(), [records]);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}

async function secondsOf(work: () => void | Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function appendRate(perBatch: number, batches: number, inFlight: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const log = openLogWriter(folder);
  const seconds = await secondsOf(() => append(log, recordsOf(perBatch), batches, inFlight));
  await log.close();
  rmSync(folder, { recursive: true });
  return (perBatch * batches) / seconds;
}

function readAll(folder: string): number {
  const reader = openLogReader(folder);
  let records = 0;
  for (let next = 1; ; ) {
    const batches = reader.read(next, 1_000_000);
    const last = batches.at(-1);
    if (!last) return records;
    for (const { slices } of batches) for (const { ends } of slices) records += ends.length;
    next = last.sequence + 1;
  }
}

async function readRate(perBatch: number, batches: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const log = openLogWriter(folder);
  await append(log, recordsOf(perBatch), batches, 64);
  let records = 0;
  const seconds = await secondsOf(() => {
    records = readAll(folder);
  });
  await log.close();
  rmSync(folder, { recursive: true });
  return records / seconds;
}

const entryOf = (slot: number) => [
  `user${slot}`,
  1_705_314_600_000 + slot,
  slot,
  slot + 0.5,
  null,
  true,
  'electronics',
  29_999,
  3,
  [slot, 'p1'],
  'US',
  'mobile',
];

/** Seconds to write a million entries and to restore them, and milliseconds of a commit of 1,000 of them. */
async function stateFigures(): Promise<Readonly<Record<string, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  const store = new LmdbStateStore(folder);
  const table = store.table('bench');
  const write = await secondsOf(() =>
    store.transaction(() => {
      for (let slot = 0; slot < STATE_ENTRIES; slot++) table.put(slot, entryOf(slot));
    }),
  );
  const restore = await secondsOf(() => {
    for (const _ of table.entries());
  });
  const commits = await secondsOf(() => {
    for (let commit = 0; commit < COMMITS; commit++) {
      store.transaction(() => {
        for (let slot = 0; slot < 1000; slot++) table.put((commit * 1000 + slot) % STATE_ENTRIES, entryOf(slot));
      });
    }
  });
  await store.close();
  rmSync(folder, { recursive: true });
  return {
    '1 M entries written, s': write,
    '1 M entries restored, s': restore,
    'commit of 1,000 entries, ms': (commits / COMMITS) * 1000,
  };
}

const rates = await inTurns({
  'append 1,000 × 600 B, 8 in flight': () => appendRate(1000, 300, 8),
  'append 1 × 600 B, 500 in flight': () => appendRate(1, 50_000, 500),
  'append 1 × 600 B, 1 in flight': () => appendRate(1, 500, 1),
  'read batches of 1,000 × 600 B': () => readRate(1000, 300),
  'read batches of 1 × 600 B': () => readRate(1, 50_000),
});
printSpreads('The log, durable', 'records/s', rates);

const figures: Readonly<Record<string, number>>[] = [];
for (let run = 0; run < RUNS; run++) figures.push(await stateFigures());
const names = Object.keys(figures[0] ?? {});
const state = Object.fromEntries(names.map((name) => [name, figures.map((figure) => figure[name] ?? Number.NaN)]));
printSpreads('\nThe state store, entries of 12 values', 's, ms', state);
