import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { expect, test } from 'vitest';
import { Quarantine } from '../../src/events/quarantine.ts';
import type { NewQuarantineEntry } from '../../src/events/quarantine-entry.ts';

const entry = (receivedAt: string): NewQuarantineEntry => ({
  code: 'schema_violation',
  path: '/price',
  message: 'must be number',
  receivedAt,
  source: 'test',
  original: '{"price":"x"}',
});

test('entries survive a restart, and go when their time is over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-quarantine-'));
  const log = openLogWriter(folder);
  const days = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z'];
  await log.commit(new Quarantine(log.openStream('quarantine')).appendJobs(days.map(entry)));
  await log.close();

  const again = openLogWriter(folder);
  const quarantine = new Quarantine(again.openStream('quarantine'));
  expect(quarantine.list(0, 10).map(({ number, receivedAt }) => [number, receivedAt])).toEqual(
    days.map((day, index) => [index + 1, day]),
  );
  await quarantine.trim(Date.parse('2026-01-02T12:00:00Z'));
  expect(quarantine.list(0, 10).map(({ number }) => number)).toEqual([3]);
  await again.close();
  await rm(folder, { recursive: true });
});
