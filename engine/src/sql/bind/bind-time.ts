/** Arithmetic on times: shifts by intervals, EXTRACT, rounding to units, TIMESTAMPADD and TIMESTAMPDIFF. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { DataType } from '../../row/data-type.ts';
import { BIGINT, isDatetime, isInteger, isInterval, TIMESTAMP_3, withNullable } from '../functions/type-build.ts';
import type { BinaryOperator, ExtractNode, RoundToUnitNode, TimestampArithmeticNode, TimeUnit } from '../parse/ast.ts';
import { call, refuseTypes } from './build-call.ts';
import { textLiteral } from './build-literal.ts';
import { castExpression, coerce } from './coerce.ts';
import type { Expression } from './expression.ts';
import { refuse } from './refuse.ts';

const DAY_MS = 86_400_000;

/** Whether `left operator right` moves a time by an interval, or takes one time from another. */
export function isDateTimeShift(operator: BinaryOperator, left: Expression, right: Expression): boolean {
  if (operator === '+') {
    return (isDatetime(left.type) && isInterval(right.type)) || (isInterval(left.type) && isDatetime(right.type));
  }
  return operator === '-' && isDatetime(left.type) && (isInterval(right.type) || isDatetime(right.type));
}

/**
 * Call it only where isDateTimeShift says yes.
 * @throws SqlError SQL_TYPE_MISMATCH for one time minus another, which Flink does not have either.
 */
export function bindDateTimeShift(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
  span: SourceSpan,
): Expression {
  if (isDatetime(left.type) && isDatetime(right.type)) {
    const hint = 'TIMESTAMPDIFF(SECOND, earlier, later) gives the difference';
    return refuse('SQL_TYPE_MISMATCH', span, 'a time cannot be taken from a time with -', hint);
  }
  const [time, interval] = isInterval(right.type) ? [left, right] : [right, left];
  return call(operator === '+' ? 'DATETIME_PLUS' : 'DATETIME_MINUS', [time, interval], span);
}

/** The unit becomes a literal argument, so that the compiler can choose code for it. */
export function bindExtract(node: ExtractNode, operand: Expression): Expression {
  return call('EXTRACT', [textLiteral(node.unit, node.span), operand], node.span);
}

/** FLOOR and CEIL with a unit are functions of their own: those of numbers take other types. */
export function bindRoundToUnit(node: RoundToUnitNode, operand: Expression): Expression {
  const name = node.function === 'FLOOR' ? 'FLOOR_TIME' : 'CEIL_TIME';
  return call(name, [operand, textLiteral(node.unit, node.span)], node.span);
}

const UNIT_INTERVAL: Partial<
  Record<TimeUnit, { readonly kind: 'INTERVAL_DAY' | 'INTERVAL_YEAR'; readonly size: number }>
> = {
  YEAR: { kind: 'INTERVAL_YEAR', size: 12 },
  QUARTER: { kind: 'INTERVAL_YEAR', size: 3 },
  MONTH: { kind: 'INTERVAL_YEAR', size: 1 },
  WEEK: { kind: 'INTERVAL_DAY', size: 7 * DAY_MS },
  DAY: { kind: 'INTERVAL_DAY', size: DAY_MS },
  HOUR: { kind: 'INTERVAL_DAY', size: 3_600_000 },
  MINUTE: { kind: 'INTERVAL_DAY', size: 60_000 },
  SECOND: { kind: 'INTERVAL_DAY', size: 1000 },
  MILLISECOND: { kind: 'INTERVAL_DAY', size: 1 },
};

/** TIMESTAMPADD becomes an interval that is added, TIMESTAMPDIFF a function. */
export function bindTimestampArithmetic(
  node: TimestampArithmeticNode,
  first: Expression,
  second: Expression,
): Expression {
  if (node.function === 'TIMESTAMPDIFF') return bindDifference(node, first, second);
  const unit = UNIT_INTERVAL[node.unit];
  if (unit === undefined) return refuse('SQL_UNSUPPORTED', node.span, `TIMESTAMPADD does not take ${node.unit}`);
  if (!isInteger(first.type) || !isDatetime(second.type)) {
    return refuseTypes('TIMESTAMPADD(unit, integer, time)', [first, second], node.span);
  }
  const one: Expression = {
    kind: 'literal',
    value: unit.size,
    type: { kind: unit.kind, nullable: false },
    span: node.span,
  };
  const interval = call('TIMES', [one, coerce(first, BIGINT)], first.span);
  const time = unit.size % DAY_MS === 0 || unit.kind === 'INTERVAL_YEAR' ? second : asTimestamp(second);
  return call('DATETIME_PLUS', [time, interval], node.span);
}

function asTimestamp(time: Expression): Expression {
  if (time.type.kind !== 'DATE') return time;
  return castExpression(time, withNullable<DataType>(TIMESTAMP_3, time.type.nullable), false);
}

/** Times of two kinds meet as timestamps. */
function bindDifference(node: TimestampArithmeticNode, first: Expression, second: Expression): Expression {
  const mixed = first.type.kind !== second.type.kind;
  const [from, to] = mixed ? [asTimestamp(first), asTimestamp(second)] : [first, second];
  return call('TIMESTAMPDIFF', [textLiteral(node.unit, node.span), from, to], node.span);
}
