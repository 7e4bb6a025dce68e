/** The totals of feeds are the sums over their uploads, whatever becomes of these, and after a restart. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ENDED, FeedUploads, UPLOAD_STATES } from '../../../src/sources/csv/feed-uploads.ts';

const steps = fc.array(
  fc.record({
    what: fc.constantFrom('add', 'change', 'progress', 'fault', 'restart'),
    which: fc.nat(20),
    feed: fc.constantFrom('till', 'stock'),
    state: fc.constantFrom(...UPLOAD_STATES),
    rows: fc.nat(50),
  }),
  { minLength: 3, maxLength: 25 },
);

function summed(uploads: FeedUploads, feed: string) {
  const all = uploads.list({ feed, limit: 1_000 });
  if (all.length === 0) return undefined;
  const sum = (field: 'rows' | 'accepted') => all.reduce((total, { counts }) => total + counts[field], 0);
  return {
    uploads: all.length,
    underWay: all.filter(({ state }) => !ENDED.has(state)).length,
    rows: sum('rows'),
    accepted: sum('accepted'),
    lastReceivedAt: all[0]?.receivedAt,
  };
}

it('say what going through all uploads says', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      // One of its own for each run: a folder of an earlier one has uploads in it.
      const folder = await mkdtemp(join(tmpdir(), 'millrace-totals-'));
      const log = openLogWriter(folder);
      const open = () => new FeedUploads(log, log.openSettings('source-progress'));
      let uploads = open();
      let hour = 0;
      for (const { what, which, feed, state, rows } of all) {
        const there = uploads.list({ limit: 100 });
        const id = there[which % Math.max(1, there.length)]?.id;
        const counts = { rows, accepted: rows, duplicates: 0, late: 0, quarantined: 0 };
        if (what === 'restart') uploads = open();
        else if (what === 'add' || id === undefined) {
          const receivedAt = new Date(Date.UTC(2026, 0, 1, hour++)).toISOString();
          await uploads.add({ feed, file: 'a.csv', from: 'upload', receivedAt });
        } else if (what === 'change') await uploads.change(id, { state, counts });
        else if (what === 'progress') {
          await log.commit([uploads.progressJob(id, { counts, readBytes: 1 })]);
          uploads.noteProgress(id, { counts, readBytes: 1 });
        } else uploads.noteFault(id, { code: 'STORAGE_FULL', message: 'full' });
        for (const name of ['till', 'stock']) {
          const totals = uploads.totals().get(name);
          const expected = summed(uploads, name);
          if (expected === undefined) expect(totals).toBeUndefined();
          else expect(totals).toMatchObject(expected);
        }
      }
      await log.close();
      await rm(folder, { recursive: true });
    }),
    { numRuns: 15 },
  );
});
