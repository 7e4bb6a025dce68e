/**
 * JOIN … FOR SYSTEM_TIME AS OF: by the left side's event time each row meets the version of that time, by its processing
 * time the table as it is now.
 */
import { formatType } from '../../row/type-format.ts';
import { isTimestamp, withoutAttribute } from '../functions/type-build.ts';
import type { ExpressionNode, JoinTable } from '../parse/ast.ts';
import { bindExpression } from './bind-expression.ts';
import { bindLookup } from './bind-lookup.ts';
import { bindVersionJoin } from './bind-version-join.ts';
import { lookupSide } from './lookup-side.ts';
import { refuse } from './refuse.ts';
import type { Relation } from './relation.ts';

export interface SystemTimeJoin {
  readonly node: JoinTable;
  readonly asOf: ExpressionNode;
  readonly left: Relation;
  readonly right: Relation;
}

/** @throws SqlError SQL_TYPE_MISMATCH for a time that is no time attribute, SQL_UNSUPPORTED for what Flink refuses. */
export function bindSystemTimeJoin(join: SystemTimeJoin): Relation {
  const { node, asOf, left, right } = join;
  const time = bindExpression(asOf, { scope: left.scope, clause: 'FOR SYSTEM_TIME AS OF' });
  const attribute = isTimestamp(time.type) && time.kind === 'column' ? time.type.attribute : undefined;
  if (time.kind !== 'column' || attribute === undefined) {
    const type = formatType(withoutAttribute(time.type));
    const what = time.kind === 'column' ? `${time.name}, which is ${type}` : `an expression of ${type}`;
    const reason = `FOR SYSTEM_TIME AS OF needs a time attribute of the left table, not ${what}`;
    const hint = 'name the column of its WATERMARK as it is, or declare proctime AS PROCTIME() in the left table';
    return refuse('SQL_TYPE_MISMATCH', asOf.span, reason, hint);
  }
  const { condition } = node;
  if (node.type === 'CROSS' || condition === undefined) return refuseKeyless(node);
  if ((node.type !== 'INNER' && node.type !== 'LEFT') || condition.kind !== 'on') {
    const hint = 'JOIN … ON, or LEFT JOIN … ON';
    return refuse('SQL_UNSUPPORTED', node.span, 'a join FOR SYSTEM_TIME AS OF is INNER or LEFT, with ON', hint);
  }
  const parts = { node, on: condition.expression, left, right, isLeft: node.type === 'LEFT' };
  if (attribute === 'rowtime') return bindVersionJoin(parts, time);
  const side = lookupSide(right.node);
  if (side === undefined) return refuseProcessingTime(join);
  return bindLookup(parts, side);
}

/** Joined in WHERE, the key comes too late for Flink. */
function refuseKeyless({ span }: JoinTable): never {
  const hint = 'write JOIN … FOR SYSTEM_TIME AS OF … ON left.key = right.key';
  return refuse('SQL_INVALID_QUERY', span, 'a join FOR SYSTEM_TIME AS OF needs its key in ON', hint);
}

function refuseProcessingTime({ asOf }: SystemTimeJoin): never {
  const reason = 'by processing time only a table that is looked up can be joined FOR SYSTEM_TIME AS OF';
  const hint = 'join the versions by event time, or read the right side from a keyed or view table';
  return refuse('SQL_UNSUPPORTED', asOf.span, reason, hint);
}
