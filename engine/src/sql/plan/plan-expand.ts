/** Grouping sets: every row once for each of them. */
import type { LogicalExpand } from '../bind/logical-plan.ts';
import type { Planned, QueryPlanner } from './plan-query.ts';

export function planExpand(node: LogicalExpand, planner: QueryPlanner): Planned {
  const input = planner.plan(node.input);
  const width = input.node.schema.length;
  const added = node.schema.slice(node.input.schema.length);
  return {
    node: {
      kind: 'expand',
      id: planner.nextId('expand'),
      input: input.node,
      keys: node.keys.map((key) => input.places[key] ?? key),
      sets: node.sets,
      schema: [...input.node.schema, ...added],
      span: node.span,
    },
    places: [...input.places, ...added.map((_, index) => width + index)],
  };
}
