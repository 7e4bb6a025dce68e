/** Joins: what stands on the right says whether it is looked up, asked for a version, or another stream. */
import type { JoinTable, TableReference } from '../parse/ast.ts';
import { bindStreamJoin } from './bind-stream-join.ts';
import { bindSystemTimeJoin } from './bind-system-time-join.ts';
import type { Relation } from './relation.ts';

/** @throws SqlError for what is wrong in the condition or behind FOR SYSTEM_TIME AS OF. */
export function bindJoin(node: JoinTable, bindSide: (side: TableReference) => Relation): Relation {
  const { right } = node;
  if (right.kind === 'table' && right.systemTimeAsOf !== undefined) {
    const table = bindSide({ ...right, systemTimeAsOf: undefined });
    return bindSystemTimeJoin({ node, asOf: right.systemTimeAsOf, left: bindSide(node.left), right: table });
  }
  return bindStreamJoin(node, bindSide(node.left), bindSide(right));
}
