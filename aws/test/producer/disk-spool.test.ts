/** The spool: order, what a crash leaves, what is noted off, its bound. */
import { appendFileSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { DiskSpool, type SpoolSettings } from '../../src/producer/disk-spool.ts';
import type { SpooledEntry } from '../../src/producer/spool-file.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'millrace-spool-'));
  closing.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const entry = (bucket: number, text: string) => ({ bucket, events: 1, payload: Buffer.from(text) });

async function readAll(spool: DiskSpool): Promise<readonly SpooledEntry[]> {
  const all: SpooledEntry[] = [];
  for (let step = await spool.read(); step.length > 0; step = await spool.read()) all.push(...step);
  return all;
}

const texts = (entries: readonly SpooledEntry[]) => entries.map(({ payload }) => payload.toString());

/** Leaves the spool as a killed process does: nothing is closed, and the next one may have the folder. */
async function crashed(settings: SpoolSettings, spool: DiskSpool): Promise<DiskSpool> {
  await spool.close();
  return DiskSpool.open(settings);
}

test('gives back what was appended, in order, and is empty when all is noted off', async () => {
  const settings = { folder: folder(), segmentBytes: 100 };
  const spool = await DiskSpool.open(settings);
  await Promise.all(Array.from({ length: 50 }, (_, index) => spool.append(entry(index % 3, `entry ${index}`))));
  expect(spool.pendingOf(0)).toBe(17);
  const entries = await readAll(spool);
  expect(texts(entries)).toEqual(Array.from({ length: 50 }, (_, index) => `entry ${index}`));
  spool.done(entries);
  await spool.close();
  expect([spool.pendingOf(0), spool.pendingEvents, spool.sizeBytes]).toEqual([0, 0, 0]);
  expect(readdirSync(settings.folder)).toEqual([]);
});

test('what was noted off does not come back after a restart, what was not does', async () => {
  const settings = { folder: folder(), segmentBytes: 64 };
  let spool = await DiskSpool.open(settings);
  for (let index = 0; index < 9; index++) await spool.append(entry(1, `entry ${index}`));
  const entries = await readAll(spool);
  spool.done(entries.filter((_, index) => index % 3 === 0));
  spool = await crashed(settings, spool);
  expect(spool.pendingOf(1)).toBe(6);
  await spool.append(entry(1, 'newer'));
  expect(texts(await readAll(spool))).toEqual(['1', '2', '4', '5', '7', '8'].map((n) => `entry ${n}`).concat('newer'));
  await spool.close();
});

test('whatever a crash cuts off at the end, whole entries before it are kept and later ones follow', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string(), { minLength: 1, maxLength: 8 }), fc.nat(), async (written, cut) => {
      const settings = { folder: folder() };
      let spool = await DiskSpool.open(settings);
      for (const text of written) await spool.append(entry(5, text));
      await spool.close();
      const path = join(settings.folder, '00000001.spool');
      const { size } = await stat(path);
      const keptBytes = cut % (size + 1);
      truncateSync(path, keptBytes);
      spool = await DiskSpool.open(settings);
      const whole = wholeEntries(written, keptBytes);
      expect(spool.pendingOf(5)).toBe(whole.length);
      await spool.append(entry(5, 'newer'));
      expect(texts(await readAll(spool))).toEqual([...whole, 'newer']);
      await spool.close();
    }),
    { numRuns: 60 },
  );
});

function wholeEntries(written: readonly string[], keptBytes: number): readonly string[] {
  let end = 0;
  return written.filter((text) => {
    end += 16 + Buffer.byteLength(text);
    return end <= keptBytes;
  });
}

test('bytes that are no entry are counted and left out', async () => {
  const settings = { folder: folder() };
  let spool = await DiskSpool.open(settings);
  await spool.append(entry(2, 'good'));
  await spool.close();
  appendFileSync(join(settings.folder, '00000001.spool'), Buffer.alloc(40));
  spool = await DiskSpool.open(settings);
  expect(spool.tornBytes).toBe(40);
  expect(texts(await readAll(spool))).toEqual(['good']);
  await spool.close();
});

test('a note that was cut off does not shift those after it', async () => {
  const settings = { folder: folder() };
  let spool = await DiskSpool.open(settings);
  for (const text of ['a', 'b', 'c']) await spool.append(entry(1, text));
  spool.done((await readAll(spool)).slice(0, 1));
  await spool.close();
  appendFileSync(join(settings.folder, '00000001.done'), Buffer.from([1, 0]));
  spool = await DiskSpool.open(settings);
  const left = await readAll(spool);
  expect(texts(left)).toEqual(['b', 'c']);
  spool.done(left.slice(0, 1));
  spool = await crashed(settings, spool);
  expect(texts(await readAll(spool))).toEqual(['c']);
  await spool.close();
});

test('does not grow beyond its bound, says so, and takes more when something has left', async () => {
  const spool = await DiskSpool.open({ folder: folder(), maxBytes: 200 });
  closing.push(() => spool.close());
  await spool.append(entry(1, 'x'.repeat(100)));
  expect(() => spool.append(entry(1, 'x'.repeat(100)))).toThrowError(
    expect.objectContaining({ code: 'SPOOL_FULL', retry: 'backoff' }),
  );
  expect(spool.pendingOf(1)).toBe(1);
  spool.done(await spool.read());
  await expect.poll(() => spool.sizeBytes).toBe(0);
  await spool.append(entry(1, 'x'.repeat(100)));
});

test('a disk that fails rejects what waits for it, and gives the others out in order', async () => {
  const settings = { folder: folder() };
  const spool = await DiskSpool.open(settings);
  await spool.append(entry(1, 'before'));
  await readAll(spool);
  // The next segment cannot be made where a folder has its name.
  const { mkdirSync } = await import('node:fs');
  mkdirSync(join(settings.folder, '00000002.spool'));
  await expect(spool.append(entry(1, 'lost'))).rejects.toMatchObject({ code: 'SPOOL_FAILED' });
  await spool.append(entry(1, 'after'));
  expect(texts(await readAll(spool))).toEqual(['after']);
  await spool.close();
});
