/** Joins: what stands on the right says whether it is looked up, asked for a version, taken apart, or another stream. */
import type { JoinTable, TableReference } from '../parse/ast.ts';
import { bindLateral } from './bind-lateral.ts';
import { bindStreamJoin } from './bind-stream-join.ts';
import { bindSystemTimeJoin } from './bind-system-time-join.ts';
import { bindUnnestJoin } from './bind-unnest.ts';
import type { QueryContext, Relation } from './relation.ts';

type BindFrom = (side: TableReference, context: QueryContext) => Relation;

/** @throws SqlError for what is wrong in the condition or behind FOR SYSTEM_TIME AS OF. */
export function bindJoin(node: JoinTable, context: QueryContext, bindFrom: BindFrom): Relation {
  const { right } = node;
  const left = bindFrom(node.left, context);
  if (right.kind === 'table' && right.systemTimeAsOf !== undefined) {
    const table = bindFrom({ ...right, systemTimeAsOf: undefined }, context);
    return bindSystemTimeJoin({ node, asOf: right.systemTimeAsOf, left, right: table });
  }
  if (right.kind === 'unnest') return bindUnnestJoin(node, right, left);
  if (right.kind === 'subquery-table' && right.lateral) {
    // What the subquery reads of the tables before it, it reads as of a query around it.
    return bindLateral(node, left, bindFrom(right, { ...context, outer: left.scope }));
  }
  return bindStreamJoin(node, left, bindFrom(right, context));
}
