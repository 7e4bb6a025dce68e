/** An order that is sorted only as far as it is taken gives the same as one that is sorted at once. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SettlingOrder } from '../../src/fold/settling-order.ts';

describe('the order of settling', () => {
  it('gives every item once, least first, however many are taken at a time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ max: 50 })), fc.array(fc.nat(9)), (items, portions) => {
        const order = new SettlingOrder([...items], (a, b) => a < b);
        const taken: number[] = [];
        for (const portion of portions) taken.push(...order.takeUntil(order.taken + portion));
        taken.push(...order.takeUntil(Number.POSITIVE_INFINITY));
        expect(taken).toEqual(items.toSorted((a, b) => a - b));
        expect(order.takeUntil(order.length)).toEqual([]);
      }),
    );
  });

  it('lets others have a turn while it looks for the first of many, and loses nothing when one of them fails', () => {
    const items = Array.from({ length: 20_000 }, (_, at) => (at * 7_919) % 20_011);
    const order = new SettlingOrder([...items], (a, b) => a < b);
    const taken: number[] = [];
    let turns = 0;
    const fails = () => {
      turns++;
      if (turns % 97 === 0) throw new Error('not this time');
    };
    for (let attempts = 0; taken.length < items.length && attempts < 10_000; attempts++) {
      try {
        taken.push(...order.takeUntil(order.taken + 50, fails));
      } catch {
        // The next attempt goes on.
      }
    }
    expect(taken).toEqual(items.toSorted((a, b) => a - b));
    expect(turns).toBeGreaterThan(100);
  });
});
