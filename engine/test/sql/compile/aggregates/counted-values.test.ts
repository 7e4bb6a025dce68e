import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CountedValues } from '../../../../src/sql/compile/aggregates/counted-values.ts';
import type { DistinctValue } from '../../../../src/sql/compile/aggregates/distinct-values.ts';
import { decodePlainValue, encodePlainValue } from '../../../../src/storage/plain-value.ts';

const value = fc.constantFrom<DistinctValue>('a', 'b', 'c', '', null, Number.NaN, 0, 7n);
const step = fc.record({
  does: fc.constantFrom('add', 'remove', 'restart'),
  value,
  times: fc.integer({ min: 1, max: 3 }),
});

it('counts each value as a Map of counts would, also after a restart', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const model = new Map<DistinctValue, number>();
      let counts = new CountedValues();
      for (const { does, value: next, times } of steps) {
        const before = model.get(next) ?? 0;
        if (does === 'add') {
          expect(counts.add(next, times)).toBe(before === 0);
          model.set(next, before + times);
        } else if (does === 'remove') {
          expect(counts.remove(next)).toBe(before === 1);
          if (before > 1) model.set(next, before - 1);
          else model.delete(next);
        } else counts = CountedValues.load(decodePlainValue(encodePlainValue(counts.save())));
        expect(counts.size).toBe(model.size);
        expect(new Map(counts)).toEqual(model);
      }
    }),
  );
});
