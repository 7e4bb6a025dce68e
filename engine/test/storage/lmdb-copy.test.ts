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

test('a folder that cannot be made is told as every fault of the disk', async () => {
  const environment = LmdbEnvironment.open({ folder: join(root, 'other'), durability: 'consistent' });
  writeFileSync(join(root, 'a-file'), '');
  await expect(environment.copyTo(join(root, 'a-file'))).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  await environment.close();
});
