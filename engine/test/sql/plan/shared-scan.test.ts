/** Projection push-down and shared scans: a table is read once, and only for the columns that some query needs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PhysicalPlan, PlanNode } from '../../../src/sql/plan/physical-plan.ts';
import { inputsOf } from '../../../src/sql/plan/plan-inputs.ts';
import { nodesOf, nodesOfKind, planOf } from './plan-text.ts';

function sourceOf(node: PlanNode): PlanNode {
  const [input] = inputsOf(node);
  return node.id.includes('/') || input === undefined ? node : sourceOf(input);
}

function scannedNames(plan: PhysicalPlan): readonly string[] {
  const [scan, ...others] = nodesOfKind(plan, 'scan');
  expect(others).toEqual([]);
  return scan?.schema.map((field) => field.name) ?? [];
}

describe('a scan', () => {
  it('reads what the query reads, and the rowtime for the watermark', () => {
    expect(scannedNames(planOf("SELECT id FROM events WHERE kind = 'a';"))).toEqual(['id', 'kind', 'ts']);
  });

  it('reads what computed columns are made of, when they are read', () => {
    expect(scannedNames(planOf('SELECT amount FROM events;'))).toEqual(['price', 'quantity', 'ts']);
  });

  it('reads no column of a row that is only counted, but the rowtime', () => {
    const sql = `SELECT COUNT(*) FROM TABLE(TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' DAY))
      GROUP BY window_start, window_end;`;
    expect(scannedNames(planOf(sql))).toEqual(['ts']);
  });

  it('names its columns by their place in the table', () => {
    const [scan] = nodesOfKind(planOf('SELECT kind, id FROM events;'), 'scan');
    expect(scan?.columns.map((column) => scan.table.schema[column]?.name)).toEqual(['id', 'kind', 'ts']);
  });
});

describe('queries over one table', () => {
  const plan = planOf(`
    INSERT INTO totals SELECT kind, price, 1 FROM events;
    INSERT INTO totals SELECT userId, CAST(score AS DECIMAL(20, 2)), 2 FROM events WHERE quantity > 0;`);

  it('hold one and the same source', () => {
    const [first, second] = plan.queries.map((query) => sourceOf(query.root));
    expect(first?.id).toBe('events/watermark');
    expect(second).toBe(first);
  });

  it('read the union of their columns', () => {
    expect(scannedNames(plan)).toEqual(['userId', 'kind', 'price', 'quantity', 'score', 'ts']);
  });

  it('are told apart by name when they fill one sink', () => {
    expect(plan.queries.map((query) => query.name)).toEqual(['totals', 'totals-2']);
  });
});

describe('any set of queries', () => {
  const columns = ['id', 'userId', 'kind', 'price', 'quantity', 'score', 'total'];
  const query = fc.record({
    selected: fc.subarray(columns, { minLength: 1 }),
    filtered: fc.constantFrom(...columns),
  });

  it('scans exactly the columns that they name, and the rowtime', () => {
    fc.assert(
      fc.property(fc.array(query, { minLength: 1, maxLength: 4 }), (queries) => {
        const sql = queries.map(
          ({ selected, filtered }) =>
            `SELECT ${selected.join(', ')} FROM (SELECT * FROM events) AS e WHERE ${filtered} IS NOT NULL;`,
        );
        const named = new Set([...queries.flatMap(({ selected, filtered }) => [...selected, filtered]), 'ts']);
        expect(new Set(scannedNames(planOf(sql.join('\n'))))).toEqual(named);
      }),
    );
  });

  it('reads only columns that its inputs have', () => {
    fc.assert(
      fc.property(query, ({ selected, filtered }) => {
        const keys = selected.join(', ');
        const sql = `SELECT window_end, ${keys}, COUNT(*) FROM
          TABLE(TUMBLE(TABLE events, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) WHERE ${filtered} IS NULL
          GROUP BY window_start, window_end, ${keys};`;
        for (const node of nodesOf(planOf(sql))) {
          if (node.kind !== 'calc') continue;
          expect(node.projections.map((each) => each.type.kind)).toEqual(node.schema.map((field) => field.type.kind));
          for (const each of node.projections) {
            if (each.kind === 'column') expect(node.input.schema[each.index]?.type.kind).toBe(each.type.kind);
          }
        }
      }),
    );
  });
});

describe('node ids', () => {
  const sql = 'INSERT INTO totals SELECT kind, price, 1 FROM events WHERE price > 1;';

  it('are the same for the same text', () => {
    const ids = (plan: PhysicalPlan): readonly string[] => nodesOf(plan).map((node) => node.id);
    expect(ids(planOf(sql))).toEqual(ids(planOf(sql)));
    expect(ids(planOf(sql))).toEqual(['events/scan', 'events/watermark', '1-calc', '2-sink']);
  });
});
