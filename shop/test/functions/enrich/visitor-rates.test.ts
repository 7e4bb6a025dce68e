/** The rate of each visitor is judged in bounded memory, and no one is taken for faster than they are. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_EVENTS_A_MINUTE, MOST_WATCHED, VisitorRates } from '../../../src/functions/enrich/visitor-rates.ts';

const MINUTE_MS = 60_000;

function countingRates() {
  const tables = new JsonTables();
  const rates = new VisitorRates(tables);
  return { tables, sees: (visitor: string, receivedMs: number) => rates.count(visitor, receivedMs) };
}

/** What the tables take as JSON, in characters. */
function sizeOf(tables: JsonTables): number {
  return JSON.stringify(tables.save()).length;
}

describe('the rates of visitors', () => {
  it('mark nobody who sends no more than a person can, however many others there are', () => {
    const visitor = fc.record({ name: fc.nat(2_000), events: fc.integer({ min: 1, max: MOST_EVENTS_A_MINUTE }) });
    fc.assert(
      fc.property(fc.uniqueArray(visitor, { selector: ({ name }) => name, maxLength: 300 }), (visitors) => {
        const { sees } = countingRates();
        const marked = visitors.filter(({ name, events }) =>
          Array.from({ length: events }, (_, index) => sees(`v-${name}`, index)).some(Boolean),
        );
        expect(marked).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('mark whoever sends more, within the minute', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 1e12 }), (visitor, minute) => {
        const { sees } = countingRates();
        const events = Array.from({ length: 200 }, (_, index) => sees(visitor, minute * MINUTE_MS + index * 250));
        expect(events.at(-1)).toBe(true);
        expect(events.indexOf(true)).toBeGreaterThanOrEqual(MOST_EVENTS_A_MINUTE);
      }),
    );
  });

  it('find machines among ten thousand events a second, in memory that does not grow with the crowd', () => {
    const { sees, tables } = countingRates();
    const marked = { machine: 0, people: 0 };
    const seconds = 90;
    let sizes = 0;
    for (let index = 0; index < seconds * 10_000; index++) {
      const atMs = Math.floor(index / 10);
      if (sees(`v-${(index * 7_919) % 80_021}`, atMs)) marked.people += 1;
      if (index % 1_000 === 0 && sees('machine', atMs)) marked.machine += 1;
      if (index % 300_000 === 0) sizes = Math.max(sizes, sizeOf(tables));
    }
    // Ten events a second for ninety seconds.
    expect(marked.machine).toBeGreaterThan(600);
    expect(marked.people).toBe(0);
    expect(sizes).toBeLessThan(20_000);
  });

  it('watch no more than they have room for', () => {
    const { sees, tables } = countingRates();
    for (let visitor = 0; visitor < 3 * MOST_WATCHED; visitor++) {
      for (let event = 0; event < 20; event++) sees(`v-${visitor}`, 0);
    }
    expect(sizeOf(tables)).toBeLessThan(10_000 + MOST_WATCHED * 50);
    // Those that are gone make room.
    for (let event = 0; event < 200; event++) sees('late', 10 * MINUTE_MS + event);
    expect(sees('late', 10 * MINUTE_MS + 200)).toBe(true);
  });

  it('let a machine be a machine until the minute after', () => {
    const { sees } = countingRates();
    for (let event = 0; event < 200; event++) sees('machine', event);
    expect(sees('machine', MINUTE_MS)).toBe(true);
    expect(sees('machine', 2 * MINUTE_MS)).toBe(false);
  });
});
