/** An id is known for as long as the window says, and never before it came. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LONGEST_DEDUP_HOURS, SEEN_TABLE, SeenEvents } from '../../../src/lambdas/enrich/seen-events.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 0, 5);

it('knows ids by hours of arrival, as a plain list would', () => {
  const arrivals = fc.array(fc.record({ id: fc.nat(20), laterMs: fc.nat(5 * HOUR_MS) }), { maxLength: 60 });
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: LONGEST_DEDUP_HOURS }), (all, windowHours) => {
      const seen = new SeenEvents(new JsonTables(), windowHours);
      const noted = new Map<number, number>();
      let nowMs = START_MS;
      for (const { id, laterMs } of all) {
        nowMs += laterMs;
        const hour = Math.floor(nowMs / HOUR_MS);
        const isKnown = hour - (noted.get(id) ?? Number.NEGATIVE_INFINITY) <= windowHours;
        expect(seen.has(`event ${id}`, nowMs)).toBe(isKnown);
        if (isKnown) continue;
        seen.note(`event ${id}`, nowMs);
        noted.set(id, hour);
      }
    }),
  );
});

it('tells a hundred thousand ids apart, in nine characters each', () => {
  const tables = new JsonTables();
  const seen = new SeenEvents(tables, 24);
  for (let id = 0; id < 100_000; id++) {
    if (seen.has(`e-${id}`, START_MS)) throw new Error(`e-${id} was taken for another`);
    seen.note(`e-${id}`, START_MS);
  }
  const chunks = Object.values(tables.save()[SEEN_TABLE] ?? {}).map(String);
  expect(chunks.reduce((sum, chunk) => sum + chunk.length, 0)).toBe(900_000);
  expect(seen.has('e-70000', START_MS + 24 * HOUR_MS)).toBe(true);
});

it('gives up what has left the window when a chunk is written again', () => {
  const tables = new JsonTables();
  const seen = new SeenEvents(tables, 1);
  seen.note('e', START_MS);
  seen.note('e', START_MS + 2 * HOUR_MS);
  expect(Object.values(tables.save()[SEEN_TABLE] ?? {})).toEqual([expect.stringMatching(/^.{9}$/)]);
});
