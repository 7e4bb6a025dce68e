/** CAST and TRY_CAST as the script writes them. */

import { formatBareType } from '../../row/type-format.ts';
import { canCast } from '../functions/casts.ts';
import { isInterval, isNumeric, isTimestamp, withNullable } from '../functions/type-build.ts';
import type { CastNode } from '../parse/ast.ts';
import { bindType } from './bind-type.ts';
import { castExpression } from './coerce.ts';
import type { Expression } from './expression.ts';
import { refuse } from './refuse.ts';

/**
 * An explicit cast: also between types that no implicit cast joins. TRY_CAST gives NULL where CAST fails the query.
 * @throws SqlError SQL_TYPE_MISMATCH when the types cannot be cast at all.
 */
export function bindCast(node: CastNode, operand: Expression): Expression {
  const target = bindType(node.type);
  if (!canCast(operand.type, target)) {
    const reason = `cannot cast ${formatBareType(operand.type)} to ${formatBareType(target)}`;
    const fromNumber = isNumeric(operand.type) && isTimestamp(target);
    const toInterval = isNumeric(operand.type) && isInterval(target);
    const hint = fromNumber
      ? 'TO_TIMESTAMP_LTZ(value, 3) reads epoch milliseconds'
      : toInterval
        ? "multiply instead: value * INTERVAL '1' DAY"
        : 'cast to STRING, or take the value apart with a function';
    return refuse('SQL_TYPE_MISMATCH', node.span, reason, hint);
  }
  return castExpression(operand, withNullable(target, operand.type.nullable || node.safe), node.safe);
}
