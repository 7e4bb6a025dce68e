import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDistinct,
  countDistinct,
  type DistinctValue,
  type DistinctValues,
  hasDistinct,
  listDistinct,
  loadDistinct,
  mergeDistinct,
} from '../../../../src/sql/compile/aggregates/distinct-values.ts';
import { NumberedTexts } from '../../../../src/sql/compile/aggregates/numbered-texts.ts';
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

describe('sets of many texts', () => {
  /** What happens to one of four sets: it takes in a stretch of texts, or all of another set, or comes back from state. */
  const step = fc.record({
    set: fc.nat(3),
    does: fc.constantFrom('add', 'add', 'merge', 'restart'),
    from: fc.nat(3000),
    count: fc.nat(2000),
    other: fc.nat(3),
  });

  it('hold what Sets would hold, in their order, though they share a table of texts', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 4, maxLength: 16 }), (steps) => {
        const models = Array.from({ length: 4 }, () => new Set<DistinctValue>());
        const sets: DistinctValues[] = [undefined, undefined, undefined, undefined];
        for (const { set, does, from, count, other } of steps) {
          const model = models[set] ?? new Set();
          if (does === 'add') {
            for (let number = from; number < from + count; number += 1) {
              model.add(`text ${number}`);
              sets[set] = addDistinct(sets[set], `text ${number}`);
            }
          } else if (does === 'merge') {
            for (const value of models[other] ?? []) model.add(value);
            if (set !== other) sets[set] = mergeDistinct(sets[set], sets[other]);
          } else sets[set] = loadDistinct(decodePlainValue(encodePlainValue(listDistinct(sets[set]))));
        }
        for (const [index, model] of models.entries()) {
          expect([...listDistinct(sets[index])]).toEqual([...model]);
          expect(countDistinct(sets[index])).toBe(model.size);
          for (const text of ['text 0', 'text 1500', 'text 4999', 'none'])
            expect(hasDistinct(sets[index], text)).toBe(model.has(text));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('have no more than a bit and a number for each text', () => {
    let seen: DistinctValues;
    for (let number = 0; number < 5000; number += 1) seen = addDistinct(seen, `visitor ${number}`);
    expect(seen).toBeInstanceOf(NumberedTexts);
    expect(hasDistinct(seen, 'visitor 4999')).toBe(true);
  });

  it('are merged though the one began when the table of the other had become too large', () => {
    const from = (first: number, count: number) => Array.from({ length: count }, (_, index) => `text ${first + index}`);
    const early = loadDistinct(from(0, 5000));
    const huge = loadDistinct(from(0, 2 ** 19 + 1));
    const late = loadDistinct(from(2500, 5000));
    expect(countDistinct(huge)).toBe(2 ** 19 + 1);
    expect([...listDistinct(mergeDistinct(late, early))]).toEqual([...from(2500, 5000), ...from(0, 2500)]);
    expect([...listDistinct(mergeDistinct(early, late))]).toEqual(from(0, 7500));
    expect(hasDistinct(early, 'text 7499')).toBe(true);
    expect(hasDistinct(early, 'text 7500')).toBe(false);
  });

  it('may take in a value of another kind', () => {
    let seen: DistinctValues;
    for (let number = 0; number < 5000; number += 1) seen = addDistinct(seen, `visitor ${number}`);
    seen = addDistinct(addDistinct(addDistinct(seen, null), Number.NaN), Number.NaN);
    expect(countDistinct(seen)).toBe(5002);
    expect([...listDistinct(seen)].slice(-2)).toEqual([null, Number.NaN]);
  });
});
