/** Lists as CSV files: safe in a spreadsheet, and the same when they come back. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainCsvValue } from '../../src/serving/plain-csv-value.ts';
import { csvCell } from '../../src/serving/warehouse/csv-cell.ts';

it('any text comes back as it was', () => {
  const text = fc.string({ unit: fc.constantFrom('=', '+', '-', '@', "'", '"', ',', ';', '\n', 'a', '1', '\t') });
  fc.assert(
    fc.property(text, text, (one, other) => {
      const [row] = parse(`${csvCell(one)},${csvCell(other)},end\n`) as string[][];
      expect(row?.slice(0, 2).map(plainCsvValue)).toEqual([one, other].map((each) => plainCsvValue(each)));
    }),
  );
});
