import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { expect, it } from 'vitest';
import { logBatches } from './log-batches.ts';

const BATCHES = 10_050;

it('are all batches of a log, in their order, though one read does not give all of so many', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-log-batches-'));
  const log = openLogWriter(folder);
  const numbers = Array.from({ length: BATCHES }, (_, index) => index + 1);
  await Promise.all(numbers.map((arrivalMs) => log.append(arrivalMs, [])));
  expect(log.read(1, Number.MAX_SAFE_INTEGER).length).toBeLessThan(BATCHES);
  expect(Array.from(logBatches(log), ({ sequence }) => sequence)).toEqual(numbers);
  await log.close();
  await rm(folder, { recursive: true });
});
