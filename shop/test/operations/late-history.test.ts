/** The share of late rows over time: from counts that only grow, whatever is looked at, missed or begun anew. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LmdbLogWriter, openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lateCounts } from '../../src/operations/late-counts.ts';
import { LateHistory } from '../../src/operations/late-history.ts';
import { openTestShop } from '../server/test-shop.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 15, 12);

let folder: string;
let log: LmdbLogWriter;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-late-'));
  log = openLogWriter(folder, 1);
});
afterAll(async () => {
  await log.close();
  rmSync(folder, { recursive: true });
});

let streams = 0;
const freshStream = () => log.openStream(`late-${streams++}`);
const day = { fromMs: START - MINUTE, toMs: START + 24 * 60 * MINUTE, stepMs: 5 * MINUTE };

describe('the counts of a query', () => {
  it('are the rows of the first operator that refuses, and what all of them refused', () => {
    const figures = {
      'trending/14-window-rank': { rowsIn: 1_200, lateRows: 1 },
      'trending/2-window-aggregate': { keys: 4, rowsIn: 100, lateRows: 3 },
      'traffic/2-window-aggregate': { rowsIn: 7, lateRows: 0 },
      'traffic/events/watermark': { watermarkMs: 5 },
      '2-over-aggregate': { rowsIn: 9, lateRows: 0 },
    };
    expect(lateCounts(figures)).toEqual({ trending: { rows: 100, late: 4 }, traffic: { rows: 7, late: 0 } });
  });
});

describe('a history of late rows', () => {
  it('adds up to what was counted, whenever it is looked at and however often it starts anew', async () => {
    const look = fc.record({
      waitMs: fc.integer({ min: 1, max: 7 * MINUTE }),
      rows: fc.integer({ min: 0, max: 50 }),
      late: fc.integer({ min: 0, max: 5 }),
      restart: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(look, { minLength: 1, maxLength: 40 }), async (looks) => {
        const stream = freshStream();
        let history = new LateHistory(stream);
        const counted = { rows: 0, late: 0 };
        let atMs = START;
        for (const { waitMs, rows, late, restart } of looks) {
          if (restart) history = new LateHistory(stream);
          atMs += waitMs;
          counted.rows += rows + late;
          counted.late += late;
          // Before its worker has told anything a query has no counts.
          if (restart) await history.note({}, atMs - 1);
          await history.note({ revenue: { ...counted } }, atMs);
        }
        const points = history.steps(day).get('revenue') ?? [];
        const sum = (field: 'rows' | 'late') => points.reduce((total, point) => total + point[field], 0);
        expect({ rows: sum('rows'), late: sum('late') }).toEqual(counted);
        expect(points.every((point) => point.atMs % day.stepMs === 0)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('puts rows into the step in which they came', async () => {
    const history = new LateHistory(freshStream());
    for (let minute = 0; minute < 30; minute++) {
      const counts = { revenue: { rows: (minute + 1) * 10, late: minute < 20 ? 0 : minute - 19 } };
      await history.note(counts, START + minute * MINUTE + 30_000);
    }
    const points = history.steps({ ...day, stepMs: 10 * MINUTE }).get('revenue');
    expect(points).toEqual([
      { atMs: START, rows: 100, late: 0 },
      { atMs: START + 10 * MINUTE, rows: 100, late: 0 },
      { atMs: START + 20 * MINUTE, rows: 100, late: 10 },
    ]);
    const lastTen = history.steps({ ...day, fromMs: START + 20 * MINUTE, stepMs: 10 * MINUTE });
    expect(lastTen.get('revenue')).toEqual([points?.[2]]);
  });

  it('takes counts that have become smaller for a new beginning', async () => {
    const history = new LateHistory(freshStream());
    await history.note({ revenue: { rows: 1_000, late: 10 } }, START);
    await history.note({ revenue: { rows: 400, late: 2 } }, START + 5 * MINUTE);
    await history.note({ revenue: { rows: 450, late: 3 } }, START + 10 * MINUTE);
    const points = history.steps(day).get('revenue');
    expect(points?.slice(-1)).toEqual([{ atMs: START + 5 * MINUTE, rows: 50, late: 1 }]);
    expect(points?.reduce((sum, { rows }) => sum + rows, 0)).toBe(1_050);
  });

  it('does not take what was counted before the oldest look that is kept for what came then', async () => {
    const history = new LateHistory(freshStream());
    const hours = 8 * 24;
    for (let hour = 0; hour <= hours; hour++)
      await history.note({ revenue: { rows: 1_000_000 + hour, late: 0 } }, START + hour * 60 * MINUTE);
    const toMs = START + hours * 60 * MINUTE + 1;
    const week = { fromMs: toMs - 7 * 24 * 60 * MINUTE, toMs, stepMs: 180 * MINUTE };
    const sum = (points: readonly { rows: number }[] = []) => points.reduce((total, { rows }) => total + rows, 0);
    expect(sum(history.steps(week).get('revenue'))).toBe(7 * 24);
    expect(sum(history.steps({ ...week, fromMs: START - MINUTE }).get('revenue'))).toBeLessThan(hours);
  });

  it('reads what it has written down once', async () => {
    const stream = freshStream();
    const writing = new LateHistory(stream);
    for (let minute = 0; minute < 20; minute++)
      await writing.note({ revenue: { rows: minute, late: 0 } }, START + minute * MINUTE);
    let read = 0;
    const counting = {
      append: (bytes: Uint8Array) => stream.append(bytes),
      trim: (through: number) => stream.trim(through),
      last: () => stream.last(),
      list: (after: number, limit: number) => stream.list(after, limit),
      listDown: (before: number, limit: number) => {
        const rows = stream.listDown(before, limit);
        read += rows.length;
        return rows;
      },
    };
    const history = new LateHistory(counting);
    const points = history.steps(day);
    const readFirst = read;
    expect(history.steps(day)).toEqual(points);
    expect(history.steps(day)).toEqual(writing.steps(day));
    expect(read).toBe(readFirst);
  });
});

describe('GET /v1/late/shares', () => {
  it('tells of a row that came after its window by query, and how many rows there were', async () => {
    const shop = await openTestShop();
    try {
      const event = (eventId: string, ageMs: number) => ({
        ...{ eventId, userId: 'ann', eventType: 'page_view', productId: 'tent', category: 'camping' },
        timestamp: new Date(Date.now() - ageMs).toISOString(),
      });
      await shop.send(event('now', 0));
      await shop.until('/v1/late/shares', ({ body }) => body.items.length > 0);
      await shop.send(event('late', 30 * MINUTE));
      const share = (body: { items: { query: string; late: number }[] }, name: string) =>
        body.items.find(({ query }) => query === name);
      const { body } = await shop.until('/v1/late/shares', (given) => share(given.body, 'traffic')?.late === 1);
      expect(share(body, 'traffic')).toMatchObject({ rows: 2, late: 1, share: 0.5 });
      expect(share(body, 'trending')).toMatchObject({ rows: 2, late: 1 });
      // Arrival time is never late.
      expect(share(body, 'fraud_scores')).toBeUndefined();
      const items = (await shop.get('/v1/late?query=traffic')).body.items;
      expect(items).toMatchObject([{ query: 'traffic', count: 1 }]);
    } finally {
      await shop.close();
    }
  });
});
