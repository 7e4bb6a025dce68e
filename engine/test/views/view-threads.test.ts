import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { STRING } from '../../src/row/data-type.ts';
import { LmdbStateStore } from '../../src/state/environment-state-store.ts';
import { openViewWriter } from '../../src/views/environment-view.ts';

const CHANGES = 1000;

test('a reader in another thread sees whole commits only, and every change of the feed once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-views-'));
  const store = new LmdbStateStore(folder);
  const schema = [{ name: 'side', type: STRING }];
  const view = openViewWriter(store.environment, { name: 'pairs', schema, primaryKey: ['side'], feedLength: CHANGES });
  const put = (value: number) => {
    for (const side of ['left', 'right']) view.put({ key: [side], row: { side, value }, final: true });
  };
  store.transaction(() => put(0));
  const reader = new Worker(new URL('view-reader-thread.ts', import.meta.url), {
    workerData: { folder, changes: CHANGES },
  });
  const answer = once(reader, 'message');
  for (let value = 1; value < CHANGES / 2; value++) store.transaction(() => put(value));
  const [{ numbers, torn }] = await answer;
  expect(torn).toBe(0);
  expect(numbers).toEqual(Array.from({ length: CHANGES }, (_, index) => index + 1));
  await store.close();
});
