/** GROUP BY without a window, over rows that stay and over rows that are taken back, compiled and run. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Change, MAX_WATERMARK, type Value } from '../../../src/row/row.ts';
import type { AggregateCall } from '../../../src/sql/bind/expression.ts';
import type { GroupAggregateNode, PlanNode } from '../../../src/sql/plan/physical-plan.ts';
import {
  BIGINT,
  calc,
  call,
  clicks,
  column,
  countAll,
  literal,
  planOf,
  type Received,
  Running,
  sink,
  span,
  sumOf,
} from './plan-builder.ts';

function grouped(id: string, input: PlanNode, keys: readonly number[], aggregates: readonly AggregateCall[]) {
  const schema = [
    ...keys.flatMap((key) => input.schema[key] ?? []),
    ...aggregates.map(({ name, type }) => ({ name, type })),
  ];
  return { kind: 'group-aggregate', id, schema, span, input, keys, aggregates } as const satisfies GroupAggregateNode;
}

const perUser = grouped('1-group-aggregate', clicks(), [0], [countAll, sumOf(clicks().schema, 2)]);
/** Of the users with each number of clicks: how many there are, and the largest sum of theirs. */
const perCount = grouped(
  '2-group-aggregate',
  perUser,
  [1],
  [countAll, { ...sumOf(perUser.schema, 2), function: 'MAX', name: 'most' }],
);

/** What is there after all changes; throws when a row is taken back that is not there. */
function folded(received: readonly Received[]): readonly (readonly Value[])[] {
  const counts = new Map<string, number>();
  for (const { values, change } of received) {
    const text = JSON.stringify(values);
    const comes = change === Change.INSERT || change === Change.UPDATE_AFTER;
    const count = (counts.get(text) ?? 0) + (comes ? 1 : -1);
    if (count < 0) throw new Error(`${text} is taken back before it came`);
    counts.set(text, count);
  }
  return [...counts]
    .flatMap(([text, count]) => Array.from({ length: count }, () => JSON.parse(text) as Value[]))
    .sort();
}

type Move = { readonly user: string; readonly amount: number } | 'batchEnd' | 'restart';

const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ user: fc.constantFrom('a', 'b', 'c', 'd'), amount: fc.integer({ min: -3, max: 3 }) }),
    },
    { weight: 2, arbitrary: fc.constant<Move>('batchEnd') },
    { weight: 1, arbitrary: fc.constant<Move>('restart') },
  ),
  { maxLength: 60 },
);

function runMoves(node: PlanNode, all: readonly Move[]): readonly Received[] {
  const running = new Running(planOf(sink('out', node)));
  for (const move of all) {
    if (typeof move === 'object') running.click(move.user, 0, move.amount);
    else running.batchEnd();
    if (move === 'restart') running.restart();
  }
  running.end();
  return running.received;
}

function usersOf(all: readonly Move[]): ReadonlyMap<string, readonly number[]> {
  const users = new Map<string, number[]>();
  for (const move of all) {
    if (typeof move !== 'object') continue;
    const amounts = users.get(move.user) ?? [];
    amounts.push(move.amount);
    users.set(move.user, amounts);
  }
  return users;
}

const total = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);

describe('GROUP BY without a window', () => {
  it('holds in the end what a computation over all rows gives, wherever batches end and restarts fall', () => {
    fc.assert(
      fc.property(moves, (all) => {
        const expected = Array.from(usersOf(all), ([user, amounts]) => [user, amounts.length, total(amounts)]);
        expect(folded(runMoves(perUser, all))).toEqual(expected.sort());
      }),
      { numRuns: 200 },
    );
  });

  it('over groups that are taken back holds what a computation over the last of them gives', () => {
    fc.assert(
      fc.property(moves, (all) => {
        const byCount = Map.groupBy(usersOf(all).values(), (amounts) => amounts.length);
        const expected = Array.from(byCount, ([count, users]) => [count, users.length, Math.max(...users.map(total))]);
        expect(folded(runMoves(perCount, all))).toEqual(expected.sort());
      }),
      { numRuns: 200 },
    );
  });

  it('tells of each group only what has changed since the last batch', () => {
    const running = new Running(planOf(sink('out', perUser)));
    running.click('a', 0, 1);
    running.click('b', 0, 1);
    running.click('a', 0, 2);
    running.batchEnd();
    running.click('a', 0, 3);
    running.batchEnd();
    running.batchEnd();
    expect(running.received.map(({ values, change }) => [change, ...values])).toEqual([
      [Change.INSERT, 'b', 1, 1],
      [Change.INSERT, 'a', 2, 3],
      [Change.UPDATE_BEFORE, 'a', 2, 3],
      [Change.UPDATE_AFTER, 'a', 3, 6],
    ]);
  });

  it('is silent about a result that is what it was', () => {
    const sums = grouped('1-group-aggregate', clicks(), [0], [sumOf(clicks().schema, 2)]);
    const received = runMoves(sums, [{ user: 'a', amount: 1 }, 'batchEnd', { user: 'a', amount: 0 }]);
    expect(received).toHaveLength(1);
  });

  it('takes a group back with its last row, which a condition below let go', () => {
    const one = call('EQUALS', [column(perUser.schema, 1), literal(1, BIGINT)], { kind: 'BOOLEAN', nullable: false });
    const once = calc('2-calc', perUser, [column(perUser.schema, 0)], one);
    const count = grouped('3-group-aggregate', once, [], [countAll]);
    const received = runMoves(count, [{ user: 'a', amount: 1 }, 'batchEnd', { user: 'a', amount: 1 }]);
    expect(received.map(({ values, change }) => [change, ...values])).toEqual([
      [Change.INSERT, 1],
      [Change.DELETE, 1],
    ]);
  });
});

describe('the time to live of groups', () => {
  const hour = 3_600_000;
  const mortal: GroupAggregateNode = { ...perUser, ttlMs: hour };
  const told = (running: Running) => running.received.map(({ values, change }) => [change, ...values]);

  it('begins anew when no row has come for so long, without taking the old result back', () => {
    const running = new Running(planOf(sink('out', mortal)));
    running.processingTime(0);
    running.click('a', 0, 1);
    running.processingTime(hour - 1);
    running.click('a', 0, 2);
    running.processingTime(2 * hour - 1);
    running.click('a', 0, 5);
    running.batchEnd();
    expect(told(running)).toEqual([
      [Change.INSERT, 'a', 1, 1],
      [Change.UPDATE_BEFORE, 'a', 1, 1],
      [Change.UPDATE_AFTER, 'a', 2, 3],
      [Change.INSERT, 'a', 1, 5],
    ]);
  });

  it('is kept over a restart, frees memory and does not end with the input', () => {
    const running = new Running(planOf(sink('out', mortal)));
    const keys = () => running.dataflow.operators.find(({ id }) => id.endsWith(mortal.id))?.gauges().keys;
    running.processingTime(5);
    for (let user = 0; user < 10; user += 1) running.click(`user ${user}`, 0, 1);
    running.batchEnd();
    running.restart();
    running.processingTime(hour + 4);
    running.click('user 3', 0, 1);
    running.batchEnd();
    expect(keys()).toBe(10);
    running.processingTime(hour + 5);
    expect(keys()).toBe(1);
    running.processingTime(MAX_WATERMARK);
    running.end();
    expect(keys()).toBe(1);
    expect(told(running).slice(10)).toEqual([
      [Change.UPDATE_BEFORE, 'user 3', 1, 1],
      [Change.UPDATE_AFTER, 'user 3', 2, 2],
    ]);
  });

  it('tells an unchanged result, too, which keeps what is downstream alive', () => {
    const sums: GroupAggregateNode = { ...grouped('1-g', clicks(), [0], [sumOf(clicks().schema, 2)]), ttlMs: hour };
    const running = new Running(planOf(sink('out', sums)));
    running.processingTime(0);
    running.click('a', 0, 1);
    running.batchEnd();
    running.click('a', 0, 0);
    running.batchEnd();
    expect(running.received).toHaveLength(3);
  });
});
