/** INTERSECT and EXCEPT: rows are equal as whole rows, so every column of both sides stays. */
import type { LogicalSetOperation } from '../bind/logical-plan.ts';
import { withoutAttribute } from '../functions/type-build.ts';
import { dense, exactly, type Planned, type QueryPlanner } from './plan-query.ts';

/** Rows come and go with those of either side, in no order of time. */
export function planSetOperation(node: LogicalSetOperation, planner: QueryPlanner): Planned {
  return dense({
    kind: 'set-operation',
    id: planner.nextId('set-operation'),
    operator: node.operator,
    all: node.all,
    left: exactly(planner.plan(node.left), node.left, planner),
    right: exactly(planner.plan(node.right), node.right, planner),
    ttlMs: planner.settings.stateTtlMs,
    schema: node.schema.map((field) => ({ ...field, type: withoutAttribute(field.type) })),
    span: node.span,
  });
}
