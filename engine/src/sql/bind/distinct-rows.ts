/** SELECT DISTINCT and UNION: every row once, which is to group by every column. */
import type { LogicalAggregate, LogicalNode } from './logical-plan.ts';

export function distinctRows(input: LogicalNode): LogicalAggregate {
  const keys = [...input.schema.keys()];
  return { kind: 'aggregate', input, keys, aggregates: [], schema: input.schema, span: input.span };
}
