/** Equal parts of a plan are one node, and what is not surely equal is not. */
import { describe, expect, it } from 'vitest';
import { explainPlan } from '../../../src/sql/plan/explain-plan.ts';
import { nodesOfKind, planOf } from './plan-text.ts';

const COUNTED = `
CREATE TEMPORARY VIEW counted AS
SELECT id, userId, kind, ts, COUNT(*) OVER (
  PARTITION BY userId ORDER BY ts RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW
) AS n
FROM events;`;

const twice = (view: string, select: string) =>
  planOf(`${view}
    SELECT ${select} FROM counted WHERE kind = 'a' UNION ALL SELECT ${select} FROM counted WHERE kind = 'b';`);

describe('a view that is read twice', () => {
  it('is computed once', () => {
    const plan = twice(COUNTED, 'id, n');
    expect(nodesOfKind(plan, 'over-aggregate').length).toBe(1);
    expect(nodesOfKind(plan, 'union')[0]?.inputs.length).toBe(2);
    expect(explainPlan(plan)).toMatch(/over-aggregate \(as above\)/);
  });

  it('is computed once for several queries', () => {
    const plan = planOf(`${COUNTED}
      INSERT INTO totals SELECT kind, CAST(n AS DECIMAL(20, 2)), 1 FROM counted;
      INSERT INTO totals SELECT kind, CAST(n + 1 AS DECIMAL(20, 2)), 2 FROM counted;`);
    expect(nodesOfKind(plan, 'over-aggregate').length).toBe(1);
    expect(nodesOfKind(plan, 'sink').length).toBe(2);
  });

  it('is computed once for queries that read different columns of it', () => {
    const plan = planOf(`${COUNTED}
      INSERT INTO totals SELECT kind, CAST(n AS DECIMAL(20, 2)), 1 FROM counted;
      INSERT INTO totals SELECT id, CAST(n AS DECIMAL(20, 2)), 2 FROM counted WHERE userId = 'u';`);
    expect(nodesOfKind(plan, 'over-aggregate').length).toBe(1);
  });

  it('is left out where a query reads nothing that it counts, whatever others read', () => {
    const nested = `${COUNTED}
      CREATE TEMPORARY VIEW summed AS
      SELECT *, SUM(n) OVER (PARTITION BY kind ORDER BY ts ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS s,
        COUNT(*) OVER (PARTITION BY kind ORDER BY ts ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS c
      FROM counted;`;
    const plan = planOf(`${nested}
      INSERT INTO totals SELECT kind, CAST(s AS DECIMAL(20, 2)), 1 FROM summed;
      INSERT INTO totals SELECT id, CAST(c AS DECIMAL(20, 2)), 2 FROM summed;
      INSERT INTO totals SELECT id, NULL, 3 FROM summed;`);
    const above = plan.queries.map(
      ({ root }) => nodesOfKind({ queries: [{ name: '', root }] }, 'over-aggregate').length,
    );
    expect(above).toEqual([2, 1, 0]);
  });

  it('is computed twice where two answers would differ', () => {
    const clock = COUNTED.replace('COUNT(*)', 'MAX(CURRENT_TIMESTAMP)');
    expect(nodesOfKind(twice(clock, 'id, n'), 'over-aggregate').length).toBe(2);
  });

  it('is computed twice where it takes rows back', () => {
    const updating = `CREATE TEMPORARY VIEW counted AS SELECT kind, COUNT(*) AS n FROM events GROUP BY kind;`;
    const plan = planOf(`${updating} SELECT a.n FROM counted AS a JOIN counted AS b ON a.kind = b.kind;`);
    expect(nodesOfKind(plan, 'group-aggregate').length).toBe(2);
  });

  it('is two things where columns or frames differ', () => {
    const other = COUNTED.replace('counted', 'other').replace("'1' HOUR", "'2' HOUR");
    const plan = planOf(`${COUNTED}${other} SELECT id, n FROM counted UNION ALL SELECT id, n FROM other;`);
    expect(nodesOfKind(plan, 'over-aggregate').length).toBe(2);
  });
});
