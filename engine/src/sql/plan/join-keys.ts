/** Equalities between the two sides of a join, as pairs of keys whose values are alike exactly when they are equal. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { DataType } from '../../row/data-type.ts';
import { formatType } from '../../row/type-format.ts';
import { coerce } from '../bind/coerce.ts';
import type { Expression } from '../bind/expression.ts';
import { columnsOf, isDeterministic, mapColumns } from '../bind/expression-tree.ts';
import { refuse } from '../bind/refuse.ts';
import { commonType } from '../functions/common-type.ts';
import { isInteger, isText, isTimestamp, sameType, withNullable, withoutAttribute } from '../functions/type-build.ts';

/** One equality: an expression over the left columns, and one over the right side's own. */
export interface JoinKey {
  readonly left: Expression;
  readonly right: Expression;
  /** IS NOT DISTINCT FROM: NULL meets NULL. */
  readonly matchesNull: boolean;
}

/**
 * A part of a condition as a key, or undefined when it is none. `width` is the number of left columns.
 * @throws SqlError SQL_UNSUPPORTED for texts compared with other types, as Flink does.
 */
export function joinKey(part: Expression, width: number): JoinKey | undefined {
  if (part.kind !== 'call' || (part.function !== 'EQUALS' && part.function !== 'IS_NOT_DISTINCT_FROM'))
    return undefined;
  const [a, b] = part.args;
  if (a === undefined || b === undefined || !isDeterministic(part)) return undefined;
  const sides = readsLeft(a, width) && readsRight(b, width) ? [a, b] : [b, a];
  const [left, right] = sides;
  if (left === undefined || right === undefined || !readsLeft(left, width) || !readsRight(right, width))
    return undefined;
  checkImplicitCasts(left, right, part.span);
  const alike = alikeKeys(withoutWidening(left), withoutWidening(right));
  if (alike === undefined) return undefined;
  const own = mapColumns(alike.right, (column) => ({ ...column, index: column.index - width }));
  return { left: alike.left, right: own, matchesNull: part.function === 'IS_NOT_DISTINCT_FROM' };
}

function readsLeft(expression: Expression, width: number): boolean {
  const columns = [...columnsOf(expression)];
  return columns.length > 0 && columns.every((index) => index < width);
}

function readsRight(expression: Expression, width: number): boolean {
  const columns = [...columnsOf(expression)];
  return columns.length > 0 && columns.every((index) => index >= width);
}

/** An integer is the same number in every integer type. */
function withoutWidening(expression: Expression): Expression {
  if (expression.kind !== 'cast' || !isInteger(expression.type) || !isInteger(expression.input.type)) return expression;
  return commonType([expression.type, expression.input.type])?.kind === expression.type.kind
    ? expression.input
    : expression;
}

/** Both sides in a form in which equal values are one value; undefined where there is none. */
function alikeKeys(left: Expression, right: Expression): { left: Expression; right: Expression } | undefined {
  if (isAlike(left.type, right.type)) return { left, right };
  if (left.type.kind !== 'DECIMAL' || right.type.kind !== 'DECIMAL') return undefined;
  const common = commonType([left.type, right.type]);
  const scale = Math.max(left.type.scale, right.type.scale);
  if (common?.kind !== 'DECIMAL' || common.scale !== scale) return undefined;
  const castTo = (each: Expression) => coerce(each, withNullable(common, each.type.nullable));
  return { left: castTo(left), right: castTo(right) };
}

/** Whether equal values of the two types are one value in JavaScript. */
export function isAlike(a: DataType, b: DataType): boolean {
  if (isInteger(a) && isInteger(b)) return true;
  if (isText(a) && isText(b)) return true;
  if (isTimestamp(a) && isTimestamp(b)) return a.kind === b.kind;
  if (a.kind === 'DECIMAL' && b.kind === 'DECIMAL') return a.scale === b.scale;
  return sameType(withoutAttribute(a), withoutAttribute(b));
}

/** Flink reads a text as a number or a time in WHERE, but not in what joins two tables. */
function checkImplicitCasts(left: Expression, right: Expression, span: SourceSpan): void {
  const text = [left, right].find(isImplicitFromText);
  if (text === undefined) return;
  const [from, other] = text === left ? [left, right] : [right, left];
  const type = formatType(withNullable(withoutAttribute(other.type), true));
  const name = from.kind === 'cast' && from.input.kind === 'column' ? from.input.name : 'the text';
  const reason = `a join does not compare ${formatType(textType(from))} with ${type} by itself`;
  refuse('SQL_TYPE_MISMATCH', span, reason, `write CAST(${name} AS ${type}), or cast the other side to STRING`);
}

function textType(expression: Expression): DataType {
  return expression.kind === 'cast' ? withNullable(expression.input.type, true) : expression.type;
}

/** A cast of a text column that the script does not write: it stands where the column stands. */
function isImplicitFromText(expression: Expression): boolean {
  if (expression.kind !== 'cast' || expression.input.kind !== 'column') return false;
  const { input, span } = expression;
  return (
    isText(input.type) && !isText(expression.type) && span.start === input.span.start && span.end === input.span.end
  );
}
