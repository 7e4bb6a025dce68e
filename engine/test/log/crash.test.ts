import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openLogReader } from '../../src/log/lmdb-log-reader.ts';
import { freshFolder, textsOf } from './log-fixture.ts';

const child = fileURLToPath(new URL('append-child.ts', import.meta.url));
const ROUNDS = 4;

/** Lets a child append until it has acknowledged `enough` records, and kills it in the middle of its work. */
async function appendUntilKilled(folder: string, first: number, enough: number): Promise<ReadonlyMap<number, number>> {
  const process_ = spawn(process.execPath, [child, folder, `${first}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged = new Map<number, number>();
  for await (const line of createInterface({ input: process_.stdout })) {
    const [number = 0, sequence = 0] = line.split(' ').map(Number);
    acknowledged.set(number, sequence);
    if (acknowledged.size === enough) process_.kill('SIGKILL');
  }
  return acknowledged;
}

test('after kill -9 every acknowledged record is there under its sequence, and none is there twice', async () => {
  const folder = freshFolder();
  const acknowledged = new Map<number, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const some = await appendUntilKilled(folder, round * 100_000, 500 + 137 * round);
    for (const [number, sequence] of some) acknowledged.set(number, sequence);
  }

  const reader = openLogReader(folder);
  const { first, next } = reader.bounds();
  const stored = new Map<string, number>();
  const offsets = new Map<string, number>();
  let expected = first;
  for (let batches = reader.read(1, 1e7); batches.length > 0; batches = reader.read(expected, 1e7)) {
    for (const batch of batches) {
      expect(batch.sequence).toBe(expected++);
      for (const text of textsOf([batch])) {
        const [partition = '', offset = '', record = ''] = text.split(':');
        const before = offsets.get(partition);
        if (before !== undefined) expect(Number(offset)).toBe(before + 1);
        offsets.set(partition, Number(offset));
        if (!/^\d+$/.test(record)) continue;
        expect(stored.has(record)).toBe(false);
        stored.set(record, batch.sequence);
      }
    }
  }
  expect(expected).toBe(next);
  for (const [number, sequence] of acknowledged) {
    if (sequence < first) continue;
    // A batch that was split is acknowledged with its last sequence; its number stands in the first.
    expect(stored.get(`${number}`)).toBeGreaterThan(sequence - 3);
    expect(stored.get(`${number}`)).toBeLessThanOrEqual(sequence);
  }
  expect(first).toBeGreaterThan(1);
  await reader.close();
});
