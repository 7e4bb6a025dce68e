/** A copy of an environment holds one commit and nothing of the next, whatever is written while it is made. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LmdbEnvironment } from '../../src/storage/lmdb-environment.ts';

const root = mkdtempSync(join(tmpdir(), 'millrace-copy-'));
afterAll(() => rmSync(root, { recursive: true }));

const KEYS = 2_000;
const key = (n: number) => Buffer.from(String(n));

test('copies are of one commit each, made beside transactions', async () => {
  const environment = LmdbEnvironment.open({ folder: join(root, 'own'), durability: 'consistent' });
  const table = environment.table('numbers');
  const writeAll = (value: string) =>
    environment.transactionAsync(() => {
      for (let n = 0; n < KEYS; n++) table.put(key(n), Buffer.from(value));
    });
  await writeAll('first');
  for (const copy of ['one', 'two', 'three']) {
    const copying = environment.copyTo(join(root, copy));
    for (const value of ['a', 'b', 'c']) await writeAll(`${copy} ${value}`);
    await copying;
    const copied = LmdbEnvironment.open({ folder: join(root, copy), durability: 'consistent' });
    const values = Array.from({ length: KEYS }, (_, n) => String(copied.table('numbers').get(key(n))));
    await copied.close();
    expect(new Set(values).size).toBe(1);
    expect(values[0]).not.toBe('undefined');
  }
  await environment.close();
});

test('a copy can be written to as the environment can, also after much has come and gone', async () => {
  let rest = 1;
  const random = () => {
    rest = (rest * 48_271) % 2_147_483_647;
    return rest;
  };
  const environment = LmdbEnvironment.open({ folder: join(root, 'grown'), durability: 'consistent' });
  const [states, journal] = [environment.table('states'), environment.table('journal')];
  for (let round = 0; round < 10; round++) {
    await environment.transactionAsync(() => {
      for (let n = 0; n < 6_000; n++) states.put(key(random() % 60_000), Buffer.alloc(200 + (random() % 300), 1));
      for (let n = 0; n < 20; n++) journal.put(key(20 * round + n), Buffer.alloc(250_000, 1));
      for (let n = 0; n < 20; n++) journal.remove(key(20 * (round - 3) + n));
    });
  }
  await environment.copyTo(join(root, 'written'));
  await environment.close();
  const copied = LmdbEnvironment.open({ folder: join(root, 'written'), durability: 'consistent' });
  const table = copied.table('states');
  for (let round = 0; round < 5; round++) {
    copied.transaction(() => {
      for (let n = 0; n < 30_000; n++) table.put(key(random() % 60_000), Buffer.alloc(200 + (random() % 300), 2));
    });
  }
  expect(table.keys({}, 60_000).length).toBeGreaterThan(50_000);
  await copied.close();
}, 60_000);

test('a folder that cannot be made is told as every fault of the disk', async () => {
  const environment = LmdbEnvironment.open({ folder: join(root, 'other'), durability: 'consistent' });
  writeFileSync(join(root, 'a-file'), '');
  await expect(environment.copyTo(join(root, 'a-file'))).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  await environment.close();
});
