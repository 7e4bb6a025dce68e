/** A row for each element of a collection. */
import type { LogicalUnnest } from '../bind/logical-plan.ts';
import type { UnnestNode } from './physical-plan.ts';
import { movedTo, overSchema, type Planned, type QueryPlanner } from './plan-query.ts';

export function planUnnest(node: LogicalUnnest, planner: QueryPlanner): Planned {
  const input = planner.plan(node.input);
  const width = input.node.schema.length;
  const elements = node.schema.slice(node.input.schema.length);
  const places = [...input.places, ...elements.map((_, index) => width + index)];
  const schema = [...input.node.schema, ...elements];
  const result: UnnestNode = {
    kind: 'unnest',
    id: planner.nextId('unnest'),
    input: input.node,
    collection: movedTo(node.collection, input),
    join: node.join,
    withOrdinality: node.withOrdinality,
    ...(node.condition === undefined ? {} : { condition: overSchema(node.condition, places, schema) }),
    schema,
    span: node.span,
  };
  return { node: result, places };
}
