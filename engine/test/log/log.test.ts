import { statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { openLogReader } from '../../src/log/lmdb-log-reader.ts';
import { type LmdbLogWriter, openLogWriter } from '../../src/log/lmdb-log-writer.ts';
import { openLogTables } from '../../src/log/log-tables.ts';
import { numberKey } from '../../src/storage/number-key.ts';
import { freshFolder, recordsOf, textsOf } from './log-fixture.ts';

const open: { close(): Promise<void> }[] = [];
function writer(folder = freshFolder(), partitions = 4): LmdbLogWriter {
  const log = openLogWriter(folder, partitions);
  open.push(log);
  return log;
}
afterEach(async () => {
  for (const log of open.splice(0)) await log.close();
});

test('batches get sequences 1, 2, 3 … and records their offsets within the partition', async () => {
  const log = writer();
  expect(await log.append(1000, [recordsOf(0, 'a', 'bb'), recordsOf(2, 'c')])).toBe(1);
  expect(await log.append(1001, [recordsOf(2, 'd', '', 'e')])).toBe(2);
  expect(textsOf(log.read(1, 1e6))).toEqual(['0:0:a', '0:1:bb', '2:0:c', '2:1:d', '2:2:', '2:3:e']);
  expect(log.bounds()).toEqual({ first: 1, next: 3 });
});

test('a batch without records is a heartbeat: a batch all the same', async () => {
  const log = writer();
  await log.append(5, []);
  expect(log.read(1, 100)).toEqual([{ sequence: 1, arrivalMs: 5, slices: [] }]);
});

test('slices are read in partition order, whatever the order in which they came', async () => {
  const log = writer();
  await log.append(1, [recordsOf(3, 'x'), recordsOf(1, 'y'), recordsOf(2)]);
  expect(log.read(1, 100)[0]?.slices.map(({ partition }) => partition)).toEqual([1, 3]);
});

test('reading is bounded by bytes, but brings at least one batch', async () => {
  const log = writer();
  for (let index = 0; index < 5; index++) await log.append(index, [recordsOf(0, 'x'.repeat(1000))]);
  expect(log.read(1, 1).map(({ sequence }) => sequence)).toEqual([1]);
  expect(log.read(2, 2200).map(({ sequence }) => sequence)).toEqual([2, 3]);
  expect(log.read(6, 1e6)).toEqual([]);
});

test('appends that are not awaited keep their order', async () => {
  const log = writer();
  const sequences = await Promise.all(
    Array.from({ length: 500 }, (_, index) => log.append(7, [recordsOf(0, `${index}`)])),
  );
  expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  expect(textsOf(log.read(1, 1e9))).toEqual(sequences.map((_, index) => `0:${index}:${index}`));
});

test('a large batch takes several sequences, keeps its records, and resolves with the last', async () => {
  const log = writer();
  const texts = Array.from({ length: 3000 }, (_, index) => `${index}-`.padEnd(400, 'z'));
  const last = await log.append(9, [recordsOf(1, 'small'), recordsOf(2, ...texts)]);
  expect(last).toBeGreaterThan(4);
  expect(log.bounds().next).toBe(last + 1);
  expect(textsOf(log.read(1, 1e9))).toEqual(['1:0:small', ...texts.map((text, index) => `2:${index}:${text}`)]);
});

test('one record larger than a block is kept whole', async () => {
  const log = writer();
  const large = 'L'.repeat(1_000_000);
  await log.append(1, [recordsOf(0, 'before', large, 'after')]);
  expect(textsOf(log.read(1, 1e9))).toEqual(['0:0:before', `0:1:${large}`, '0:2:after']);
});

test('whatever is appended is read again, split or not, also after a restart', async () => {
  const slice = fc.record({ partition: fc.nat(3), texts: fc.array(fc.string({ maxLength: 40 }), { maxLength: 6 }) });
  const batch = fc.uniqueArray(slice, { selector: ({ partition }) => partition, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { maxLength: 12 }), fc.boolean(), async (batches, restart) => {
      const folder = freshFolder();
      let log = openLogWriter(folder, 4);
      const offsets = [0, 0, 0, 0];
      const expected: string[] = [];
      for (const slices of batches) {
        if (restart) {
          await log.close();
          log = openLogWriter(folder, 4);
        }
        await log.append(
          1,
          slices.map(({ partition, texts }) => recordsOf(partition, ...texts)),
        );
        for (const { partition, texts } of [...slices].sort((a, b) => a.partition - b.partition)) {
          for (const text of texts) {
            const offset = offsets[partition] ?? 0;
            expected.push(`${partition}:${offset}:${Buffer.from(text).toString()}`);
            offsets[partition] = offset + 1;
          }
        }
      }
      expect(textsOf(log.read(1, 1e9))).toEqual(expected);
      await log.close();
    }),
    { numRuns: 40 },
  );
});

test('arrival times never decrease, also after a restart with the clock set back', async () => {
  const folder = freshFolder();
  const before = openLogWriter(folder, 2);
  await before.append(2000, []);
  await before.append(1500, []);
  await before.close();
  const after = writer(folder, 2);
  await after.append(10, []);
  await after.append(2001, []);
  expect(after.read(1, 1000).map(({ arrivalMs }) => arrivalMs)).toEqual([2000, 2000, 2000, 2001]);
});

test('the sequence at a time is the first batch that arrived then or later', async () => {
  const log = writer();
  for (const arrivalMs of [10, 20, 20, 30]) await log.append(arrivalMs, []);
  expect([0, 10, 11, 20, 21, 30, 31].map((timeMs) => log.sequenceAt(timeMs))).toEqual([1, 1, 2, 2, 4, 4, 5]);
});

test('trimming drops whole batches by age, and numbering goes on, also after a restart of an emptied log', async () => {
  const folder = freshFolder();
  const log = openLogWriter(folder, 2);
  for (const arrivalMs of [10, 20, 30]) await log.append(arrivalMs, [recordsOf(1, `at ${arrivalMs}`)]);
  expect(log.trim(20)).toBe(1);
  expect(log.bounds()).toEqual({ first: 2, next: 4 });
  expect(log.trim(20)).toBe(0);
  expect(log.read(1, 1e6).map(({ sequence }) => sequence)).toEqual([2, 3]);
  expect(log.trim(1000)).toBe(2);
  await log.close();
  const again = writer(folder, 2);
  expect(again.bounds()).toEqual({ first: 4, next: 4 });
  expect(await again.append(5, [recordsOf(1, 'next')])).toBe(4);
  expect(textsOf(again.read(1, 1e6))).toEqual(['1:3:next']);
  expect(again.read(1, 1e6)[0]?.arrivalMs).toBe(30);
});

test('trimmed space is used again: the file stays bounded however long the log runs', async () => {
  const folder = freshFolder();
  const log = writer(folder, 4);
  let seed = 11;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  const sizeAfter: number[] = [];
  for (let cycle = 1; cycle <= 400; cycle++) {
    const sizes = Array.from({ length: 10 }, () => (random() < 0.6 ? 700 : Math.floor(random() * 200_000)));
    await Promise.all(sizes.map((size) => log.append(cycle, [recordsOf(cycle % 4, 'x'.repeat(size))])));
    log.trim(cycle - 20);
    if (cycle % 100 === 0) sizeAfter.push(statSync(join(folder, 'log', 'data.mdb')).size);
  }
  const [early = 0] = sizeAfter;
  expect(sizeAfter.at(-1)).toBeLessThan(1.5 * early);
});

test('a reader in the same process sees what was committed, without waiting for the event loop to turn', async () => {
  const folder = freshFolder();
  const log = writer(folder);
  const reader = openLogReader(folder);
  open.push(reader);
  await log.append(1, [recordsOf(0, 'a')]);
  expect(textsOf(reader.read(1, 100))).toEqual(['0:0:a']);
  expect(reader.partitionCount).toBe(4);
  expect(reader.bounds()).toEqual({ first: 1, next: 2 });
});

test('a damaged block is an error that names its sequence, and its neighbours can still be read', async () => {
  const folder = freshFolder();
  const log = openLogWriter(folder, 2);
  for (const text of ['one', 'two', 'three']) await log.append(1, [recordsOf(0, text)]);
  await log.close();
  const tables = openLogTables(folder);
  const block = tables.batches.get(numberKey(2)) ?? new Uint8Array();
  block[block.length - 1] = (block.at(-1) ?? 0) ^ 1;
  tables.environment.transaction(() => tables.batches.put(numberKey(2), block));
  await tables.environment.close();
  const reader = openLogReader(folder);
  open.push(reader);
  expect(() => reader.read(2, 1)).toThrow(
    expect.objectContaining({ code: 'LOG_CORRUPT', message: expect.stringContaining('batch 2') }),
  );
  expect(textsOf(reader.read(3, 1))).toEqual(['0:2:three']);
});

test('a log keeps its number of partitions', async () => {
  const folder = freshFolder();
  await openLogWriter(folder, 4).close();
  expect(() => openLogWriter(folder, 8)).toThrow(expect.objectContaining({ code: 'LOG_PARTITIONS' }));
});

test('a second writer is refused before it can number anything twice', async () => {
  const folder = freshFolder();
  const one = writer(folder);
  const other = writer(folder);
  await one.append(1, [recordsOf(0, 'mine')]);
  await expect(other.append(1, [recordsOf(0, 'theirs')])).rejects.toMatchObject({ code: 'LOG_SECOND_WRITER' });
  expect(textsOf(one.read(1, 1e6))).toEqual(['0:0:mine']);
});

test('attachments are committed with their batch and outlive it until they are trimmed themselves', async () => {
  const log = writer();
  await log.append(10, [recordsOf(0, 'a')], { attachment: Uint8Array.of(1, 2) });
  await log.append(20, [recordsOf(0, 'b')]);
  await log.append(30, [recordsOf(0, 'c')], { attachment: Uint8Array.of(3) });
  log.trim(25);
  const all = [...log.readAttachments(1)].map(({ sequence, arrivalMs, bytes }) => [sequence, arrivalMs, ...bytes]);
  expect(all).toEqual([
    [1, 10, 1, 2],
    [3, 30, 3],
  ]);
  expect([...log.readAttachments(2)].map(({ sequence }) => sequence)).toEqual([3]);
  expect(await log.trimAttachments(30)).toBe(1);
  expect([...log.readAttachments(1)].map(({ sequence }) => sequence)).toEqual([3]);
});

test('streams number their rows, list them, replace them, and do not mix', async () => {
  const log = writer();
  const [one, other] = [log.openStream('quarantine'), log.openStream('quarantine-2')];
  const rows = ['a', 'b', 'c'].map((text) => Buffer.from(text));
  expect(await Promise.all(rows.map((row) => one.append(row)))).toEqual([1, 2, 3]);
  expect(await other.append(Buffer.from('z'))).toBe(1);
  await one.replace(2, Buffer.from('B'));
  const list = (after: number, limit: number) =>
    one.list(after, limit).map(({ number, bytes }) => `${number}${Buffer.from(bytes)}`);
  expect(list(0, 10)).toEqual(['1a', '2B', '3c']);
  expect(list(1, 1)).toEqual(['2B']);
  expect(Buffer.from(one.get(2) ?? []).toString()).toBe('B');
  expect(one.get(9)).toBeUndefined();
  await one.trim(99);
  expect(list(0, 10)).toEqual(['3c']);
  expect(await one.append(Buffer.from('d'))).toBe(4);
});

test('settings are kept by section', async () => {
  const log = writer();
  const [one, other] = [log.openSettings('keys'), log.openSettings('other')];
  await one.put('b', { hash: 'x', at: 5 });
  await one.put('a', 1n);
  await other.put('a', 'elsewhere');
  expect(one.entries()).toEqual([
    ['a', 1n],
    ['b', { hash: 'x', at: 5 }],
  ]);
  await one.remove('a');
  expect(one.get('a')).toBeUndefined();
  expect(other.get('a')).toBe('elsewhere');
});
