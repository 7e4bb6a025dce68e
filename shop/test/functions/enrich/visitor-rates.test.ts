/** The rate of each visitor is judged in bounded memory, and no one is taken for faster than they are. */
import { JsonTables } from '@millrace/engine/fold/json-tables.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_EVENTS_A_MINUTE, VisitorRates } from '../../../src/functions/enrich/visitor-rates.ts';

const MINUTE_MS = 60_000;

function countingRates(tables = new JsonTables()) {
  const rates = new VisitorRates(tables);
  return {
    tables,
    sees(visitor: string, receivedMs: number): boolean {
      rates.read(visitor);
      return rates.count(receivedMs);
    },
  };
}

describe('the rates of visitors', () => {
  it('mark nobody who has sent no more than a person can, however many others share the memory', () => {
    const visits = fc.array(fc.tuple(fc.nat(400_000), fc.integer({ min: 1, max: 3 })), { maxLength: 2_000 });
    fc.assert(
      fc.property(visits, (all) => {
        const { sees } = countingRates();
        const marked = all.flatMap(([visitor, times]) =>
          Array.from({ length: times }, () => sees(`v-${visitor}`, 1_000)).filter(Boolean),
        );
        expect(marked).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('find a machine among a crowd, in memory that does not grow with the crowd', () => {
    const { sees, tables } = countingRates();
    let marked = 0;
    for (let index = 0; index < 300_000; index++) {
      const atMs = Math.floor((index * MINUTE_MS) / 150_000);
      sees(`v-${(index * 7919) % 100_003}`, atMs);
      if (index % 200 === 0 && sees('machine', atMs)) marked += 1;
    }
    // 750 events a minute for two minutes.
    expect(marked).toBeGreaterThan(1_500 - 2 * MOST_EVENTS_A_MINUTE);
    expect(Object.keys(tables.save()['enrich-rates'] ?? {}).length).toBeLessThanOrEqual(32_768);
  });

  it('count by the minute of arrival', () => {
    const { sees } = countingRates();
    const rounds = Array.from({ length: 10 }, (_, minute) =>
      Array.from({ length: MOST_EVENTS_A_MINUTE }, () => sees('steady', minute * MINUTE_MS)).some(Boolean),
    );
    expect(rounds).not.toContain(true);
    sees('steady', 9 * MINUTE_MS);
    expect(sees('steady', 10 * MINUTE_MS)).toBe(true);
    expect(sees('steady', 11 * MINUTE_MS)).toBe(false);
  });
});
