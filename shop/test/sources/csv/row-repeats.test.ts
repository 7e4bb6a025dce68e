/** Counting equal rows, in bounded memory. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowRepeats } from '../../../src/sources/csv/row-repeats.ts';

const word = fc.integer({ min: 0, max: 0xffff_ffff });

test('within a generation every row is counted exactly', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(word, fc.integer({ min: 0, max: 50 })), { maxLength: 3_000 }), (rows) => {
      const repeats = new RowRepeats();
      const counts = new Map<string, number>();
      for (const [high, low] of rows) {
        const key = `${high} ${low}`;
        expect(repeats.next(high, low)).toBe(counts.get(key) ?? 0);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }),
    { numRuns: 50 },
  );
});

test('a row that lies less than a generation back is known, one that lies two back is new', () => {
  const repeats = new RowRepeats(1_000);
  const fill = (from: number, rows: number) => {
    for (let row = 0; row < rows; row++) repeats.next(from + row, row);
  };
  expect(repeats.next(7, 7)).toBe(0);
  fill(1_000_000, 999);
  expect(repeats.next(7, 7)).toBe(1);
  fill(2_000_000, 2_500);
  expect(repeats.next(7, 7)).toBe(0);
});
