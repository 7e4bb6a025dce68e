/** What reaches a table: nothing that updates replace where rows are replaced by the query's own key. */
import { describe, expect, it } from 'vitest';
import { Change } from '../../../src/row/row.ts';
import type { GroupAggregateNode, SinkNode } from '../../../src/sql/plan/physical-plan.ts';
import { clicks, countAll, planOf, Running, sink, span } from './plan-builder.ts';

const schema = [clicks().schema[0], { name: 'n', type: countAll.type }].flatMap((field) => field ?? []);
const perUser: GroupAggregateNode = {
  kind: 'group-aggregate',
  id: '1-group-aggregate',
  input: clicks(),
  keys: [0],
  aggregates: [countAll],
  schema,
  span,
};

function keyed(primaryKey: readonly string[], more: Partial<SinkNode> = {}): SinkNode {
  const node = sink('out', perUser, { connector: 'view' });
  return { ...node, table: { ...node.table, schema, primaryKey }, ...more };
}

function changesOf(node: SinkNode): readonly Change[] {
  const running = new Running(planOf(node));
  for (let click = 0; click < 2; click += 1) {
    running.click('ann', 0, 1);
    running.batchEnd();
  }
  return running.received.map(({ change }) => change);
}

describe('an update', () => {
  it('reaches a table by the same key as the new row alone', () => {
    expect(changesOf(keyed(['user']))).toEqual([Change.INSERT, Change.UPDATE_AFTER]);
  });

  it('takes the old row along to a table with another key, and to one that prints', () => {
    const all = [Change.INSERT, Change.UPDATE_BEFORE, Change.UPDATE_AFTER];
    expect(changesOf(keyed(['n']))).toEqual(all);
    expect(changesOf(sink('out', perUser))).toEqual(all);
  });

  it('shows the row behind it when rows share a key and the last one moves on', () => {
    const node = keyed(['n'], { materialize: { rowKey: [0], ttlMs: 0 } });
    const running = new Running(planOf(node));
    running.click('ann', 0, 1);
    running.click('bob', 0, 1);
    running.batchEnd();
    running.click('bob', 0, 1);
    running.batchEnd();
    expect(running.received.map(({ values, change }) => [change, ...values])).toEqual([
      [Change.INSERT, 'ann', 1],
      [Change.UPDATE_AFTER, 'bob', 1],
      [Change.UPDATE_AFTER, 'ann', 1],
      [Change.INSERT, 'bob', 2],
    ]);
  });
});

describe('NULL in a NOT NULL column', () => {
  const strict = (otherwise: 'ERROR' | 'DROP') => keyed(['user'], { notNull: { columns: [0], otherwise } });

  it('is an error, or leaves the row out', () => {
    const dropping = new Running(planOf(strict('DROP')));
    dropping.click(null, 0, 1);
    dropping.click('ann', 0, 1);
    dropping.end();
    expect(dropping.rows('out')).toEqual([['ann', 1]]);
    const failing = new Running(planOf(strict('ERROR')));
    failing.click(null, 0, 1);
    expect(() => failing.end()).toThrow(/column user of table out is NOT NULL/);
  });
});
