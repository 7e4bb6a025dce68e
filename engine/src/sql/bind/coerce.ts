/** Casts that the binder puts in, left out where they change nothing and done at once on literals where that is exact. */
import type { DataType, DecimalType } from '../../row/data-type.ts';
import type { Decimal } from '../../row/decimal.ts';
import { fitDecimal, powerOfTen } from '../../row/decimal.ts';
import type { Value } from '../../row/row.ts';
import { parseDate, parseSqlTimestamp } from '../../row/timestamp.ts';
import { isInteger, isText, isTimestamp, sameType, withNullable } from '../functions/type-build.ts';
import type { Expression, LiteralExpression } from './expression.ts';

/**
 * The expression as a value of `target`; nullability stays the expression's own. Between texts only a CAST that the
 * script asks for cuts or pads, so that no cast is put in where the target holds every value.
 */
export function coerce(expression: Expression, target: DataType): Expression {
  const type = withNullable(target, expression.type.nullable);
  if (isRepresentedAs(expression.type, target)) return expression;
  return castExpression(expression, type, false);
}

/** CAST or TRY_CAST, folded where the literal's value in the target is certain. */
export function castExpression(input: Expression, type: DataType, safe: boolean): Expression {
  if (input.kind === 'literal') {
    const value = castLiteral(input, type);
    if (value !== undefined)
      return { kind: 'literal', value, type: withNullable(type, value === null), span: input.span };
  }
  return { kind: 'cast', input, safe, type, span: input.span };
}

/** Whether values of one type are values of the other as they stand. */
function isRepresentedAs(source: DataType, target: DataType): boolean {
  if (sameType(source, target)) return true;
  return isText(source) && target.kind === 'VARCHAR' && source.length <= target.length;
}

/** The literal's value in another type, or undefined when only the run-time cast knows. */
function castLiteral(literal: LiteralExpression, target: DataType): Value | undefined {
  const { value, type } = literal;
  if (value === null) return null;
  if (sameType(type, target)) return value;
  if (typeof value === 'string') return castText(value, type, target);
  if (type.kind === 'DECIMAL') return target.kind === 'DECIMAL' ? widened(value, type.scale, target) : undefined;
  if (isInteger(type) && typeof value === 'number') return castInteger(value, type, target);
  return undefined;
}

function castInteger(value: number, type: DataType, target: DataType): Value | undefined {
  if (target.kind === 'DECIMAL') return widened(value, 0, target);
  if (target.kind === 'BIGINT' || (target.kind === 'INT' && type.kind !== 'BIGINT')) return value;
  return target.kind === 'DOUBLE' ? value : undefined;
}

function widened(value: Value, scale: number, target: DecimalType): Decimal | undefined {
  if ((typeof value !== 'number' && typeof value !== 'bigint') || target.scale < scale) return undefined;
  return fitDecimal(BigInt(value) * powerOfTen(target.scale - scale), target.precision) ?? undefined;
}

function castText(value: string, type: DataType, target: DataType): Value | undefined {
  if (isText(type) && target.kind === 'VARCHAR' && type.length <= target.length) return value;
  if (target.kind === 'DATE' && /^\d{4}-\d\d-\d\d$/.test(value)) return parseDate(value);
  if (isTimestamp(target) && target.precision >= 3 && /^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d{1,3})?)?$/.test(value)) {
    return parseSqlTimestamp(value);
  }
  return undefined;
}
