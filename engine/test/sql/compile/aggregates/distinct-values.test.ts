import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addDistinct,
  countDistinct,
  type DistinctValue,
  type DistinctValues,
  hasDistinct,
  listDistinct,
  loadDistinct,
} from '../../../../src/sql/compile/aggregates/distinct-values.ts';
import { decodePlainValue, encodePlainValue } from '../../../../src/storage/plain-value.ts';

const value = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.constantFrom<DistinctValue>(null, true, false, Number.NaN, 'a', 'b', '', 7n),
);

it('holds what a Set would hold, in its order, however many values there are, also after a restart', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(value, fc.boolean()), { maxLength: 40 }), (steps) => {
      const model = new Set<DistinctValue>();
      let seen: DistinctValues;
      for (const [next, restart] of steps) {
        expect(hasDistinct(seen, next)).toBe(model.has(next));
        model.add(next);
        seen = addDistinct(seen, next);
        if (restart) seen = loadDistinct(decodePlainValue(encodePlainValue(listDistinct(seen))));
        expect(countDistinct(seen)).toBe(model.size);
        expect([...listDistinct(seen)]).toEqual([...model]);
      }
    }),
  );
});
