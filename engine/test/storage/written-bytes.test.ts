/** E4 of environment.ts, which folds rest on: they write one state after another from the same memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Environment } from '../../src/storage/environment.ts';
import { LmdbEnvironment } from '../../src/storage/lmdb-environment.ts';
import { MemoryEnvironment } from '../../src/storage/memory-environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-written-'));
const forms: readonly (readonly [string, () => Environment])[] = [
  ['memory', () => new MemoryEnvironment()],
  ['LMDB', () => LmdbEnvironment.open({ folder, durability: 'consistent' })],
];

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(forms)('what is written to an environment in %s', (_, open) => {
  it('is what its bytes were at the call, whatever becomes of their memory before the commit', async () => {
    const environment = open();
    const table = environment.table('values');
    const memory = Buffer.alloc(5_000);
    const writeAll = (first: number, length: number) => {
      for (let number = first; number < first + 20; number++) {
        memory.fill(number);
        table.put(memory.subarray(0, 4), memory.subarray(0, length));
      }
      memory.fill(0);
    };
    environment.transaction(() => writeAll(1, 100));
    await environment.transactionAsync(() => writeAll(101, 5_000));
    const written = (number: number) => Buffer.from(table.get(Buffer.alloc(4, number)) ?? []);
    for (let number = 1; number <= 20; number++) {
      expect(written(number)).toEqual(Buffer.alloc(100, number));
      expect(written(number + 100)).toEqual(Buffer.alloc(5_000, number + 100));
    }
    await environment.close();
  });
});
