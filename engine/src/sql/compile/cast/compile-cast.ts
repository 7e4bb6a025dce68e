/** CAST and TRY_CAST as code: the common conversions inline, the others as calls of a converter. */
import { MillraceError } from '../../../errors/millrace-error.ts';
import type { DataType } from '../../../row/data-type.ts';
import { formatDecimal } from '../../../row/decimal.ts';
import type { Value } from '../../../row/row.ts';
import { formatTimestamp } from '../../../row/timestamp.ts';
import { formatType } from '../../../row/type-format.ts';
import { formatValue } from '../../../row/value-format.ts';
import type { CastExpression } from '../../bind/expression.ts';
import { isInteger, isNumeric, isTimestamp, sameType } from '../../functions/type-build.ts';
import { assign, assignUnlessNull, type ExpressionScope, type Fragment } from '../expression-scope.ts';
import { integerRange, outOfRange } from '../number-range.ts';
import { converter } from './converter.ts';

export function compileCast(expression: CastExpression, input: Fragment, scope: ExpressionScope): Fragment {
  const from = expression.input.type;
  const to = expression.type;
  if (isSameRepresentation(from, to)) return input;
  const inline = inlineCast(from, to, input.code, scope);
  if (inline === input.code) return input;
  if (inline !== undefined) return assignUnlessNull(scope, 'cast', [input], { code: inline, nullable: false });
  return castByConverter(expression, input, scope);
}

/** Whether every value of `from` is, as it stands, the same value of `to`. */
function isSameRepresentation(from: DataType, to: DataType): boolean {
  if (from.kind === 'NULL' || sameType(from, to)) return true;
  const [narrow, wide] = [integerRange(from), integerRange(to)];
  if (narrow !== undefined && wide !== undefined) return narrow.max <= wide.max;
  if (isInteger(from) || from.kind === 'FLOAT') return to.kind === 'DOUBLE';
  if ((from.kind === 'VARCHAR' || from.kind === 'CHAR') && to.kind === 'VARCHAR') return from.length <= to.length;
  return isTimestamp(from) && isTimestamp(to) && (from.precision <= to.precision || to.precision >= 3);
}

/** Conversions that cannot fail and are worth having without a call to a generic function. */
function inlineCast(from: DataType, to: DataType, code: string, scope: ExpressionScope): string | undefined {
  if (to.kind === 'VARCHAR' && to.length === 2_147_483_647) {
    if (isInteger(from)) return `String(${code})`;
    if (isTimestamp(from)) {
      return `${scope.writer.bind('formatTimestamp', formatTimestamp)}(${code}, ${from.precision})`;
    }
    if (from.kind === 'DECIMAL') return `${scope.writer.bind('formatDecimal', formatDecimal)}(${code}, ${from.scale})`;
  }
  if (isInteger(from) && to.kind === 'DECIMAL') return inlineDecimal(from, to.precision, to.scale, code);
  return undefined;
}

/** An integer as a decimal, when the product with the power of ten is exact and fits whatever the integer is. */
function inlineDecimal(from: DataType, precision: number, scale: number, code: string): string | undefined {
  const largest = (integerRange(from)?.max ?? 0) + 1;
  const product = largest * 10 ** scale;
  if (product > Number.MAX_SAFE_INTEGER + 1 || product > 10 ** precision) return undefined;
  return scale === 0 ? code : `${code} * ${10 ** scale}`;
}

function castByConverter(expression: CastExpression, input: Fragment, scope: ExpressionScope): Fragment {
  const from = expression.input.type;
  const to = expression.type;
  const convert = converter(from, to);
  if (convert === undefined) throw unsupportedCast(from, to);
  const { writer } = scope;
  const call = `${writer.bind('convert', convert)}(${input.code})`;
  const mayBeNull = expression.safe || to.kind === 'DECIMAL';
  const raw = assignUnlessNull(scope, 'converted', [input], { code: call, nullable: mayBeNull });
  if (expression.safe) return assign(scope, 'cast', `${raw.code} === undefined ? null : ${raw.code}`, true);
  const fail = writer.bind('castFailed', (value: Value) => {
    throw castFailed(value, expression);
  });
  return assign(scope, 'cast', `${raw.code} === undefined ? ${fail}(${input.code}) : ${raw.code}`, raw.nullable);
}

function castFailed(value: Value, { input, type, span }: CastExpression): MillraceError {
  if (isNumeric(input.type)) return outOfRange(formatValue(value, input.type), type, span);
  const text = formatValue(value, input.type);
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return new MillraceError(
    `${span.file}:${span.line}:${span.column} CAST of '${shown}' from ${formatType(input.type)} to ${formatType(type)} failed`,
    { code: 'SQL_CAST_FAILED', domain: 'user', retry: 'never', hint: 'TRY_CAST gives NULL instead' },
  );
}

function unsupportedCast(from: DataType, to: DataType): MillraceError {
  return new MillraceError(`There is no CAST from ${formatType(from)} to ${formatType(to)}`, {
    code: 'SQL_UNSUPPORTED',
    domain: 'user',
    retry: 'never',
  });
}
