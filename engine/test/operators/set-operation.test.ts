/** INTERSECT and EXCEPT against counting by hand, however rows come and go, batches end and the operator restarts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Output } from '../../src/operators/operator.ts';
import { SetOperation } from '../../src/operators/set-operation.ts';
import { Change, type Row } from '../../src/row/row.ts';
import { MemoryTable, plainRows, Recorder, rowOf } from './harness.ts';

const KINDS: Readonly<Record<string, (left: number, right: number) => number>> = {
  'INTERSECT ALL': Math.min,
  'EXCEPT ALL': (left, right) => Math.max(0, left - right),
  INTERSECT: (left, right) => Number(left > 0 && right > 0),
  EXCEPT: (left, right) => Number(left > 0 && right === 0),
};

const make = (timesOf: (left: number, right: number) => number, output: Output, ttlMs = 0) =>
  new SetOperation({ id: 'x', timesOf, keyOf: (row) => String(row.c0), rows: plainRows, ttlMs, output });

type Move =
  | { readonly side: 0 | 1; readonly value: number; readonly goes: boolean }
  | { readonly batchEnd: 0 | 1 }
  | { readonly restart: true };

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ side: fc.constantFrom(0, 1), value: fc.nat({ max: 3 }), goes: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ batchEnd: fc.constantFrom(0, 1) }) },
  { weight: 1, arbitrary: fc.constant({ restart: true as const }) },
);

/** How often each value has come and not gone again; throws when one goes before it came. */
function folded(recorder: Recorder): number[] {
  const counts = [0, 0, 0, 0];
  for (const item of recorder.emitted) {
    if (item.kind !== 'row') continue;
    const value = Number(item.values[0]);
    counts[value] = (counts[value] ?? 0) + (item.change === Change.INSERT ? 1 : -1);
    if ((counts[value] ?? 0) < 0) throw new Error(`${value} goes before it came`);
  }
  return counts;
}

function push(operator: SetOperation, side: number, row: Row, change: Change): void {
  operator.inputs[side]?.onRow(row, change);
}

describe.each(Object.entries(KINDS))('%s', (_, timesOf) => {
  it('holds each row as often as the counts of both sides say', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const recorder = new Recorder();
        const table = new MemoryTable();
        let operator = make(timesOf, recorder);
        const counts = [
          [0, 0, 0, 0],
          [0, 0, 0, 0],
        ];
        for (const each of moves) {
          if ('batchEnd' in each) operator.inputs[each.batchEnd]?.onBatchEnd();
          else if ('restart' in each) {
            operator.inputs[0]?.onBatchEnd();
            operator.snapshot(table);
            operator = make(timesOf, recorder);
            operator.restore(table);
          } else {
            const side = counts[each.side] ?? [];
            const held = side[each.value] ?? 0;
            if (!each.goes || held > 0) side[each.value] = held + (each.goes ? -1 : 1);
            push(operator, each.side, rowOf(each.value), each.goes ? Change.DELETE : Change.INSERT);
          }
        }
        operator.inputs[0]?.onBatchEnd();
        const [left = [], right = []] = counts;
        expect(folded(recorder)).toEqual(left.map((count, value) => timesOf(count, right[value] ?? 0)));
        expect(operator.gauges().keys).toBe(left.filter((count, value) => count + (right[value] ?? 0) > 0).length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the time to live of counted rows', () => {
  it('ends what nothing has reached, without taking results back', () => {
    const recorder = new Recorder();
    const operator = make(Math.min, recorder, 100);
    const time = (ms: number) => {
      for (const input of operator.inputs) input.onProcessingTime(ms);
    };
    time(0);
    push(operator, 0, rowOf(1), Change.INSERT);
    time(100);
    expect(operator.gauges().keys).toBe(0);
    push(operator, 1, rowOf(1), Change.INSERT);
    operator.inputs[0]?.onBatchEnd();
    expect(recorder.rows()).toEqual([]);
  });
});
