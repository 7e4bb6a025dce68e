/** The shop's own pipelines plan as they stand, over the tables of one process. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseScript } from '../../../src/sql/parse/parse-script.ts';
import { explainPlan } from '../../../src/sql/plan/explain-plan.ts';
import { planScript } from '../../../src/sql/plan/plan-script.ts';
import { nodesOfKind } from './plan-text.ts';

const folder = new URL('../../../../pipelines/', import.meta.url);
const statements = (name: string) => parseScript(readFileSync(new URL(name, folder), 'utf8'), name);
const pipelines = readdirSync(folder).filter((name) => name.endsWith('.sql'));
const tables = 'tables/embedded.sql';

describe('the shop’s pipelines', () => {
  it.each(pipelines)('%s plans, and explains itself in 80 columns', (name) => {
    const { plan } = planScript([...statements(tables), ...statements(name)]);
    expect(plan.queries.length).toBeGreaterThan(0);
    const widths = explainPlan(plan)
      .split('\n')
      .map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(80);
  });

  it('read each table once when they run together', () => {
    const { plan } = planScript([...statements(tables), ...pipelines.flatMap(statements)]);
    const scanned = nodesOfKind(plan, 'scan').map((scan) => scan.table.name);
    expect(new Set(scanned).size).toBe(scanned.length);
  });
});
