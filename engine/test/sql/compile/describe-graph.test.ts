/** The graph of a dataflow: what its nodes say, and what is counted on its edges. */
import { describe, expect, it } from 'vitest';
import { MAX_WATERMARK } from '../../../src/row/row.ts';
import { describeGraph } from '../../../src/sql/compile/describe-graph.ts';
import type { PhysicalPlan } from '../../../src/sql/plan/physical-plan.ts';
import {
  aggregate,
  BOOLEAN,
  calc,
  call,
  clicks,
  clicksSchema,
  column,
  INT,
  literal,
  planOf,
  Running,
  sink,
  tumble,
  withWatermark,
} from './plan-builder.ts';

/** Two queries over one watermarked stream: totals of large clicks with a projection above, and sessions by user. */
function sharedPlan(): PhysicalPlan {
  const source = withWatermark(clicks());
  const columns = clicksSchema.map((_, index) => column(clicksSchema, index));
  const isLarge = call('GREATER', [column(clicksSchema, 2), literal(10, INT)], BOOLEAN);
  const totals = aggregate('2-window-aggregate', calc('1-calc', source, columns, isLarge), tumble);
  const sessions = aggregate('1-window-aggregate', source, {
    from: 'time',
    column: 1,
    time: 'rowtime',
    spec: { kind: 'session', gapMs: 10, partitionKeys: [0] },
  });
  const projected = calc('3-calc', totals, [column(totals.schema, 0)]);
  return planOf(sink('totals', projected), sink('sessions', sessions));
}

describe('the graph of a dataflow', () => {
  it('counts the rows of each edge and notes how far time has come on it', () => {
    const running = new Running(sharedPlan());
    for (const [ts, amount] of [
      [1, 20],
      [2, 5],
      [3, 30],
    ] as const)
      running.click('ann', ts, amount);
    running.end();
    const { figures } = running.dataflow;
    const edges = describeGraph(running.dataflow).edges.map(({ from, to, place }) => [from, to, figures.rows[place]]);
    expect(edges).toEqual([
      ['clicks/scan', 'clicks/watermark', 3],
      ['clicks/watermark', 'totals/2-window-aggregate', 3],
      ['totals/2-window-aggregate', 'totals/3-calc', 1],
      ['totals/3-calc', 'totals/totals-sink', 1],
      ['clicks/watermark', 'sessions/1-window-aggregate', 3],
      ['sessions/1-window-aggregate', 'sessions/sessions-sink', 1],
    ]);
    const [scan, watermark] = running.dataflow.nodes;
    expect(figures.watermarks[watermark?.place ?? 0]).toBe(MAX_WATERMARK);
    expect(figures.watermarks[scan?.place ?? 0]).toBe(MAX_WATERMARK);
  });

  it('tells what each node does, remembers and comes from, with a calc that was drawn in', () => {
    const { nodes } = describeGraph(new Running(sharedPlan()).dataflow);
    expect(nodes.find(({ id }) => id === 'totals/2-window-aggregate')).toMatchObject({
      kind: 'window-aggregate',
      queries: ['totals'],
      operators: ['totals/2-window-aggregate'],
      details: [
        expect.stringMatching(/^where: .*amount > 10/),
        expect.stringMatching(/^select: /),
        ...Array(4).fill(expect.any(String)),
      ],
      state: [expect.stringMatching(/^one accumulator per/)],
      span: { file: 'test.sql', line: 1, column: 1 },
    });
    expect(nodes.find(({ id }) => id === 'clicks/watermark')?.queries).toEqual(['totals', 'sessions']);
  });
});
