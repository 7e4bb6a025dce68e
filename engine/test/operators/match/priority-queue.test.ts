import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PriorityQueue } from '../../../src/operators/match/priority-queue.ts';

interface Item {
  readonly key: number;
  readonly id: number;
}

/** What java.util.PriorityQueue of Java 17 holds, key#number, after adding keys (+k), polling (-), removing a key (xk). */
const recorded: readonly (readonly [operations: string, heap: string])[] = [
  ['- +0 +1 +1 +1 +2 +1 +3 +0 +3 - - +0 +3', '0#9 1#1 1#2 1#3 2#4 1#5 3#6 3#8 3#10'],
  ['+1 - +2 x2 - x1 +0 +2 +2 +0 - +1 +3 +1', '0#5 1#6 1#8 2#3 3#7 2#4'],
  ['+2 +1 +0 x2 - +0 +0 +0 +0 - +1 x3 - +3', '0#5 1#7 0#4 1#1 3#8'],
  ['- x3 +1 +3 +1 +3 - +0 - +3 +1 +3 - x0', '1#6 3#7 3#3 3#5 3#1'],
  ['+0 +0 - +1 +3 +1 +0 +2 - +0 +3 +1 +2 +3', '0#5 1#4 0#7 1#9 1#2 2#6 3#8 3#3 2#10 3#11'],
  ['- +1 +2 +3 +0 - +3 +0 +0 x3 +3 +3 +0 x0', '1#0 2#1 3#7 3#8'],
];

function perform(operations: string): PriorityQueue<Item> {
  const queue = new PriorityQueue<Item>(({ key }) => key);
  let id = 0;
  for (const [sign, digit] of operations.split(' ')) {
    const key = Number(digit);
    if (sign === '+') queue.add({ key, id: id++ });
    else if (sign === '-') queue.poll();
    else queue.removeIf((item) => item.key === key);
  }
  return queue;
}

describe('the priority queue', () => {
  it.each(recorded)('holds its items as Java does after %s', (operations, heap) => {
    expect(
      perform(operations)
        .items.map(({ key, id }) => `${key}#${id}`)
        .join(' '),
    ).toBe(heap);
  });

  it('gives the smallest key first, whatever is removed in between', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9 })), fc.nat({ max: 9 }), (keys, removed) => {
        const queue = new PriorityQueue<number>((key) => key);
        for (const key of keys) queue.add(key);
        queue.removeIf((key) => key === removed);
        const polled: number[] = [];
        for (let next = queue.poll(); next !== undefined; next = queue.poll()) polled.push(next);
        expect(polled).toEqual(keys.filter((key) => key !== removed).sort((a, b) => a - b));
      }),
    );
  });
});
