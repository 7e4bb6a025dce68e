/** Ways from SQL text to plans and refusals, for the tests of binding and planning. */
import { SqlError } from '../../../src/errors/sql-error.ts';
import type { Schema } from '../../../src/row/data-type.ts';
import { formatType } from '../../../src/row/type-format.ts';
import { parseScript } from '../../../src/sql/parse/parse-script.ts';
import type { PhysicalPlan, PlanNode } from '../../../src/sql/plan/physical-plan.ts';
import { inputsOf } from '../../../src/sql/plan/plan-inputs.ts';
import { planScript } from '../../../src/sql/plan/plan-script.ts';

/** A table of events with a watermark, one keyed by product, and a sink. */
export const TABLES = `
CREATE TABLE events (
  id STRING NOT NULL,
  userId STRING,
  kind STRING,
  price DECIMAL(10, 2),
  quantity INT,
  score DOUBLE,
  total BIGINT,
  place ROW<country STRING, region STRING>,
  tags ARRAY<STRING>,
  ts TIMESTAMP(3),
  arrived AS PROCTIME(),
  amount AS price * quantity,
  WATERMARK FOR ts AS ts - INTERVAL '10' SECOND
) WITH ('connector' = 'filesystem', 'path' = 'events.json', 'format' = 'json');

CREATE TABLE products (
  productId STRING,
  name STRING,
  cost DECIMAL(8, 2),
  PRIMARY KEY (productId) NOT ENFORCED
) WITH ('connector' = 'view');

CREATE TABLE totals (
  kind STRING,
  amount DECIMAL(20, 2),
  orders BIGINT NOT NULL
) WITH ('connector' = 'filesystem', 'path' = 'totals');
`;

/** The plan of a script over TABLES. */
export function planOf(sql: string): PhysicalPlan {
  return planScript([...parseScript(TABLES, 'tables.sql'), ...parseScript(sql, 'query.sql')]).plan;
}

/** The columns that one query gives. */
export function schemaOf(sql: string): Schema {
  const [query] = planOf(sql).queries;
  if (query === undefined) throw new Error('the script has no query');
  return query.root.schema;
}

/** The type of an expression over `events`. */
export function typeOf(expression: string): string {
  const [field] = schemaOf(`SELECT ${expression} FROM events;`);
  if (field === undefined) throw new Error('the query has no column');
  return formatType(field.type);
}

/** The refusal of a script, as `CODE query.sql:1:8 reason; hint`. */
export function refusalOf(sql: string): string {
  try {
    planOf(sql);
  } catch (error) {
    if (error instanceof SqlError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error(`not refused: ${sql}`);
}

/** Every node of a plan, each once, inputs before outputs. */
export function nodesOf(plan: PhysicalPlan): readonly PlanNode[] {
  const nodes = new Set<PlanNode>();
  const visit = (node: PlanNode): void => {
    for (const input of inputsOf(node)) visit(input);
    nodes.add(node);
  };
  for (const query of plan.queries) visit(query.root);
  return [...nodes];
}

/** The nodes of one kind. */
export function nodesOfKind<K extends PlanNode['kind']>(
  plan: PhysicalPlan,
  kind: K,
): readonly Extract<PlanNode, { kind: K }>[] {
  return nodesOf(plan).filter((node): node is Extract<PlanNode, { kind: K }> => node.kind === kind);
}
