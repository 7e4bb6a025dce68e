import { describe, expect, it } from 'vitest';
import { SqlError } from '../../../src/errors/sql-error.ts';
import { Change } from '../../../src/row/row.ts';
import type { PhysicalPlan, PlanNode } from '../../../src/sql/plan/physical-plan.ts';
import { aggregate, calc, clicks, column, planOf, Running, sink, tumble, withWatermark } from './plan-builder.ts';

const stream = (): PlanNode => withWatermark(clicks());

describe('early results', () => {
  const early = { 'emit.early': 'true' };

  it('reach the sink that asked for them and no other reader of the same window', () => {
    const totals = aggregate('1-agg', stream(), tumble);
    const amounts = calc('2-calc', totals, [column(totals.schema, 1)]);
    const running = new Running(planOf(sink('live', amounts, early), sink('record', totals)));
    running.click('ann', 1, 5);
    running.batchEnd();
    running.click('ann', 2, 6);
    running.end();
    expect(running.received.map(({ sink: name, values, change }) => [name, values.at(0), change])).toEqual([
      ['live', 5, Change.EARLY],
      ['live', 11, Change.INSERT],
      ['record', 'ann', Change.INSERT],
    ]);
  });

  it('are counted for those who get them, and for nobody else', () => {
    const totals = aggregate('1-agg', stream(), tumble);
    const amounts = calc('2-calc', totals, [column(totals.schema, 1)]);
    const running = new Running(planOf(sink('live', amounts, early), sink('record', totals), sink('copy', totals)));
    for (const ts of [1, 2, 3]) {
      running.click('ann', ts, 5);
      running.batchEnd();
    }
    running.end();
    const { figures, nodes } = running.dataflow;
    const rows = nodes.flatMap(({ id, reads }) =>
      reads.map(({ place }) => [id.split('/').at(-1), figures.rows[place]]),
    );
    expect(Object.fromEntries(rows)).toMatchObject({ '2-calc': 4, 'live-sink': 4, 'record-sink': 1, 'copy-sink': 1 });
  });
});

describe('refusals', () => {
  const compile = (plan: PhysicalPlan) => () => new Running(plan);

  it('refuse early results of what has none, at the sink', () => {
    const plan = planOf(sink('live', stream(), { 'emit.early': 'true' }));
    expect(compile(plan)).toThrow(SqlError);
    expect(compile(plan)).toThrow(/test\.sql:1:1 .*early results/);
  });
});
