/** Which conditions make an interval join, with which bounds; what Flink refuses about them. */
import { describe, expect, it } from 'vitest';
import type { IntervalJoinNode, PlanNode } from '../../../src/sql/plan/physical-plan.ts';
import { inputsOf } from '../../../src/sql/plan/plan-inputs.ts';
import { planOf, refusalOf } from './plan-text.ts';

const SIDES = `
CREATE VIEW a AS SELECT id, userId, quantity, ts, arrived FROM events WHERE kind = 'a';
CREATE VIEW b AS SELECT id, userId, quantity, ts, arrived FROM events WHERE kind = 'b';
`;

function intervalJoin(condition: string): IntervalJoinNode | undefined {
  const plan = planOf(`${SIDES} SELECT a.id, b.id FROM a JOIN b ON a.userId = b.userId AND ${condition};`);
  const find = (node: PlanNode): IntervalJoinNode | undefined =>
    node.kind === 'interval-join'
      ? node
      : inputsOf(node)
          .map(find)
          .find((found) => found !== undefined);
  return plan.queries.map(({ root }) => find(root))[0];
}

/** How far the right time may lie from the left one. */
function boundsOf(condition: string): readonly number[] {
  const { lowerMs, upperMs } = intervalJoin(condition) ?? {};
  return [lowerMs ?? Number.NaN, upperMs ?? Number.NaN];
}

const MINUTE = 60_000;

describe('the bounds of an interval join', () => {
  const cases: readonly (readonly [condition: string, lowerMs: number, upperMs: number])[] = [
    ["b.ts BETWEEN a.ts - INTERVAL '5' MINUTE AND a.ts + INTERVAL '1' HOUR", -5 * MINUTE, 60 * MINUTE],
    ["a.ts BETWEEN b.ts - INTERVAL '5' MINUTE AND b.ts + INTERVAL '1' HOUR", -60 * MINUTE, 5 * MINUTE],
    ["a.ts + INTERVAL '5' MINUTE > b.ts - INTERVAL '1' MINUTE AND b.ts > a.ts", 1, 6 * MINUTE - 1],
    ["NOT (a.ts > b.ts) AND NOT (a.ts < b.ts - INTERVAL '1' HOUR)", 0, 60 * MINUTE],
    ['a.ts = b.ts', 0, 0],
    ["a.ts BETWEEN b.ts - INTERVAL '1' MONTH AND b.ts", 0, 31 * 24 * 60 * MINUTE],
    ["b.ts BETWEEN a.ts AND a.ts + INTERVAL '5' MINUTE * 2", 0, 10 * MINUTE],
    ['a.ts <> b.ts AND a.ts >= b.ts AND TIMESTAMPADD(MINUTE, -5, a.ts) <= b.ts', -5 * MINUTE, 0],
    ["a.arrived >= b.arrived AND a.arrived <= b.arrived + INTERVAL '1' MINUTE", -MINUTE, 0],
  ];

  it.each(cases)('%s', (condition, lowerMs, upperMs) => {
    expect(boundsOf(condition)).toEqual([lowerMs, upperMs]);
  });

  it('leaves equal times and bounds out of what is compared for each pair', () => {
    const join = intervalJoin("b.ts BETWEEN a.ts AND a.ts + INTERVAL '1' HOUR AND a.quantity < b.quantity");
    expect([join?.leftKeys.length, join?.condition?.kind === 'call' && join.condition.function]).toEqual([1, 'LESS']);
    expect(intervalJoin('a.ts = b.ts')?.leftKeys).toHaveLength(1);
  });

  it('becomes rows that meet none when the bounds exclude each other', () => {
    const sql = "SELECT a.id, b.id FROM a LEFT JOIN b ON b.ts BETWEEN a.ts + INTERVAL '5' MINUTE AND a.ts;";
    expect(planOf(`${SIDES} ${sql}`).queries[0]?.root.input.kind).toBe('calc');
    expect(intervalJoin("b.ts BETWEEN a.ts + INTERVAL '5' MINUTE AND a.ts")).toBeUndefined();
  });
});

describe('what an interval join is refused for', () => {
  const cases: readonly (readonly [sql: string, message: string])[] = [
    [
      "SELECT a.id, a.ts FROM a JOIN b ON a.arrived BETWEEN b.arrived AND b.arrived + INTERVAL '5' MINUTE;",
      'SQL_INVALID_WINDOW query.sql:4:25 a join bounded in processing time cannot carry the event time ts: its order would be lost; leave ts out, or CAST it to TIMESTAMP(3) below the join',
    ],
    [
      "CREATE TABLE pairs (x TIMESTAMP(3), y TIMESTAMP(3)) WITH ('connector' = 'print'); INSERT INTO pairs SELECT a.ts, b.ts FROM a JOIN b ON a.ts = b.ts;",
      'SQL_INVALID_QUERY query.sql:4:115 pairs takes one event time, but the query gives 2: ts and ts; CAST(ts AS TIMESTAMP(3))',
    ],
    [
      "CREATE TABLE zoned (id STRING, at_ TIMESTAMP_LTZ(3), WATERMARK FOR at_ AS at_) WITH ('connector' = 'filesystem', 'path' = 'x', 'format' = 'json'); SELECT a.id FROM a JOIN zoned AS z ON a.ts BETWEEN z.at_ AND z.at_ + INTERVAL '1' HOUR;",
      'SQL_TYPE_MISMATCH query.sql:4:166 a join bounded in time needs times of one type; ts is TIMESTAMP(3), at_ is TIMESTAMP_LTZ(3); declare both columns alike in their tables',
    ],
  ];

  it.each(cases)('%s', (sql, message) => {
    expect(refusalOf(`${SIDES} ${sql}`)).toContain(message);
  });
});
