import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STRING } from '../../../src/row/data-type.ts';
import { describeDataflow } from '../../../src/sql/compile/describe-dataflow.ts';
import type { PhysicalPlan, PlanNode } from '../../../src/sql/plan/physical-plan.ts';
import {
  aggregate,
  BIGINT,
  BOOLEAN,
  calc,
  call,
  clicks,
  clicksSchema,
  column,
  INT,
  literal,
  planOf,
  ROWTIME,
  Running,
  sink,
  span,
  table,
  tumble,
  windowColumns,
  withWatermark,
} from './plan-builder.ts';

const stream = (): PlanNode => withWatermark(clicks());
const allColumns = clicksSchema.map((_, index) => column(clicksSchema, index));
const isLarge = call('GREATER', [column(clicksSchema, 2), literal(10, INT)], BOOLEAN);
const session = { from: 'time', column: 1, time: 'rowtime' } as const;

/** Two queries over one watermarked stream: totals of large clicks with a filter above, and sessions by user. */
function sharedPlan(): PhysicalPlan {
  const source = stream();
  const large = calc('1-calc', source, allColumns, isLarge);
  const totals = aggregate('2-window-aggregate', large, tumble);
  const doubled = call('PLUS', [column(totals.schema, 1), column(totals.schema, 1)], INT);
  const projected = calc('3-calc', totals, [column(totals.schema, 0), doubled, column(totals.schema, 3)]);
  const sessions = aggregate('1-window-aggregate', source, {
    ...session,
    spec: { kind: 'session', gapMs: 10, partitionKeys: [0] },
  });
  return planOf(sink('totals', projected), sink('sessions', sessions));
}

describe('compiling a plan', () => {
  it('runs rows through filters, windows and projections into the sinks', () => {
    const running = new Running(sharedPlan());
    running.click('ann', 1, 20);
    running.click('ann', 2, 5);
    running.click('bob', 3, 30);
    running.click('ann', 4, 40);
    running.click('ann', 25, 50);
    running.click('late', 2, 60);
    running.end();
    expect(running.rows('totals')).toEqual([
      ['ann', 120, 0],
      ['bob', 60, 0],
      ['ann', 100, 20],
    ]);
    expect(running.rows('sessions')).toEqual([
      ['bob', 30, 1, 3, 13],
      ['ann', 65, 3, 1, 14],
      ['ann', 50, 1, 25, 35],
    ]);
    expect(running.late.map(({ query, operator, values }) => [query, operator, values[0]])).toEqual([
      ['totals', 'totals/2-window-aggregate', 'late'],
      ['sessions', 'sessions/1-window-aggregate', 'late'],
    ]);
  });

  it('makes one operator of what queries share, lists inputs before outputs, and draws a calc into its aggregate', () => {
    const { dataflow } = new Running(sharedPlan());
    expect(describeDataflow(dataflow)).toMatchObject({
      sources: [{ table: 'clicks', columns: ['user', 'ts', 'amount'], watermark: true }],
      operators: [
        { id: 'clicks/watermark', kind: 'Watermark' },
        { id: 'totals/2-window-aggregate', kind: 'WindowAggregate' },
        { id: 'totals/3-calc', kind: 'Calc' },
        { id: 'totals/totals-sink', kind: 'SinkWriter' },
        { id: 'sessions/1-window-aggregate', kind: 'SessionAggregate' },
        { id: 'sessions/sessions-sink', kind: 'SinkWriter' },
      ],
      sinks: [{ table: 'totals' }, { table: 'sessions' }],
    });
  });

  it('gives every operator a name of its own, also where queries share views with equal node ids', () => {
    const views = ['a', 'b'].map(() => calc('1-calc', stream(), allColumns));
    const roots = views.flatMap((view, index) => [sink(`x${index}`, view), sink(`y${index}`, view)]);
    const ids = new Running(planOf(...roots)).dataflow.operators.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('goes on after a restart at any point as if there had been none', () => {
    const step = fc.record({
      user: fc.constantFrom('ann', 'bob', null),
      forwardMs: fc.nat({ max: 6 }),
      lagMs: fc.nat({ max: 12 }),
      amount: fc.nat({ max: 30 }),
      restart: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const [straight, restarted] = [new Running(sharedPlan()), new Running(sharedPlan())];
        let now = 100;
        for (const { user, forwardMs, lagMs, amount, restart } of steps) {
          now += forwardMs;
          for (const running of [straight, restarted]) {
            running.click(user, now - lagMs, amount);
            running.batchEnd();
          }
          if (restart) restarted.restart();
        }
        straight.end();
        restarted.end();
        expect(restarted.received).toEqual(straight.received);
        expect(restarted.late).toEqual(straight.late);
      }),
      { numRuns: 30 },
    );
  });

  it('gives the same, late rows included, whether a calc is drawn into its aggregate or feeds others too', () => {
    const half = call('DIVIDE', [column(clicksSchema, 2), literal(2, INT)], INT);
    const nextUser = call('UPPER', [column(clicksSchema, 0)], STRING);
    const spec = { kind: 'session', gapMs: 4, partitionKeys: [0] } as const;
    const plans = [tumble, { ...session, spec }].map((window) => {
      const computed = () => calc('1-calc', stream(), [nextUser, column(clicksSchema, 1), half], isLarge);
      const [alone, shared] = [computed(), computed()];
      const totals = sink('totals', aggregate('2-agg', alone, window));
      return [planOf(totals), planOf({ ...totals, input: aggregate('2-agg', shared, window) }, sink('rest', shared))];
    });
    const click = fc.record({
      user: fc.constantFrom('a', 'b', null),
      ts: fc.nat({ max: 60 }),
      amount: fc.nat({ max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(click, { maxLength: 40 }), fc.constantFrom(...plans), (rows, plan) => {
        const [merged, plain] = plan.map((variant) => {
          const running = new Running(variant);
          for (const { user, ts, amount } of rows) running.click(user, ts, amount);
          running.restart();
          running.end();
          return { rows: running.rows('totals'), late: running.late };
        });
        expect(merged).toEqual(plain);
      }),
      { numRuns: 50 },
    );
  });

  it('finds the sessions of other keys than the groups have', () => {
    const spec = { kind: 'session', gapMs: 10, partitionKeys: [0] } as const;
    const running = new Running(planOf(sink('out', aggregate('1-agg', stream(), { ...session, spec }, []))));
    running.click('ann', 1, 1);
    running.click('bob', 1, 2);
    running.click('ann', 3, 4);
    running.restart();
    running.click('ann', 9, 8);
    running.click('cid', 1, 16);
    running.end();
    expect(running.rows('out')).toEqual([
      [18, 2, 1, 11],
      [13, 3, 1, 19],
    ]);
  });

  it('cascades windows over window_start and window_end', () => {
    const first = aggregate('1-agg', stream(), tumble);
    const attached = { from: 'columns', start: 3, end: 4, time: 'rowtime' } as const;
    const total = { ...aggregate('2-agg', first, attached, []), aggregates: [] };
    const columns = { ...total, schema: first.schema.slice(3) };
    const running = new Running(planOf(sink('out', columns)));
    for (const [user, ts] of [
      ['ann', 1],
      ['bob', 2],
      ['ann', 11],
    ] as const)
      running.click(user, ts, 1);
    running.end();
    expect(running.rows('out')).toEqual([
      [0, 10],
      [10, 20],
    ]);
  });

  it('assigns windows, ranks within them and deduplicates', () => {
    const windowed: PlanNode = {
      kind: 'window-function',
      id: '1-window',
      span,
      schema: [...clicksSchema, ...windowColumns],
      input: stream(),
      window: { ...session, spec: { kind: 'hop', sizeMs: 20, slideMs: 10, offsetMs: 0 } },
    };
    const ranked: PlanNode = {
      kind: 'window-rank',
      id: '2-rank',
      span,
      schema: [...windowed.schema, { name: 'place', type: BIGINT }],
      input: windowed,
      window: { from: 'columns', start: 3, end: 4, time: 'rowtime' },
      partitionKeys: [],
      orderBy: [
        { column: 2, descending: true, nullsLast: true },
        { column: 0, descending: false, nullsLast: true },
      ],
      first: 1,
      last: 2,
      outputRank: true,
    };
    const place = [0, 2, 3, 6].map((index) => column(ranked.schema, index));
    const running = new Running(planOf(sink('out', calc('3-calc', ranked, place))));
    running.click('bob', 1, 7);
    running.click('ann', 2, 7);
    running.click('cid', 3, 7);
    running.click('dan', 12, 9);
    running.end();
    expect(running.rows('out')).toEqual([
      ['ann', 7, -10, 1],
      ['bob', 7, -10, 2],
      ['dan', 9, 0, 1],
      ['ann', 7, 0, 2],
      ['dan', 9, 10, 1],
    ]);
  });

  it('joins rows with a looked-up table', () => {
    const joined: PlanNode = {
      kind: 'lookup-join',
      id: '1-lookup',
      span,
      schema: [...clicksSchema, { name: 'name', type: STRING }, { name: 'rank', type: INT }],
      input: stream(),
      table: table('users'),
      columns: [0, 1],
      keys: [{ column: 0, value: column(clicksSchema, 0) }],
      join: 'left',
    };
    const running = new Running(planOf(sink('out', joined)), [['ann', 3]]);
    running.click('ann', 1, 1);
    running.click('bob', 2, 1);
    expect(running.rows('out')).toEqual([
      ['ann', 1, 1, 'ann', 3],
      ['bob', 2, 1, null, null],
    ]);
  });

  it('emits literal rows once, over restarts too, and unites them with a stream', () => {
    const values: PlanNode = {
      kind: 'values',
      id: '1-values',
      span,
      schema: clicksSchema,
      rows: [[literal('first', STRING), literal(0, ROWTIME), literal(1, INT)]],
    };
    const union: PlanNode = { kind: 'union', id: '2-union', span, schema: clicksSchema, inputs: [values, stream()] };
    const running = new Running(planOf(sink('out', union)));
    running.click('ann', 1, 2);
    running.restart();
    running.click('bob', 2, 3);
    expect(running.rows('out').map(([user]) => user)).toEqual(['first', 'ann', 'bob']);
  });

  it('gives PROCTIME() the arrival time', () => {
    const proctime = call('PROCTIME', [], { kind: 'TIMESTAMP_LTZ', precision: 3, nullable: false });
    const running = new Running(planOf(sink('out', calc('1-calc', clicks(), [proctime]))));
    running.processingTime(1234);
    running.click('ann', 1, 1);
    expect(running.rows('out')).toEqual([[1234]]);
  });
});
