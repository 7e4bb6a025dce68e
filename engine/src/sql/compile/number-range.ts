/** Integer results are checked: what Flink would wrap around silently is an error here, never a wrong number. */
import { MillraceError } from '../../errors/millrace-error.ts';
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { DataType } from '../../row/data-type.ts';
import type { ExpressionScope } from './expression-scope.ts';

export interface IntegerRange {
  readonly min: number;
  readonly max: number;
}

/** The values that Millrace holds of an integer type; BIGINT ends at ±(2^53 − 1). Undefined for other types. */
export function integerRange(type: DataType): IntegerRange | undefined {
  switch (type.kind) {
    case 'TINYINT':
      return { min: -128, max: 127 };
    case 'SMALLINT':
      return { min: -32_768, max: 32_767 };
    case 'INT':
      return { min: -2_147_483_648, max: 2_147_483_647 };
    case 'BIGINT':
      return { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
    default:
      return undefined;
  }
}

/** Names what did not fit, where, and the way out. */
export function outOfRange(value: unknown, type: DataType, span?: SourceSpan): MillraceError {
  const place = span === undefined ? '' : `${span.file}:${span.line}:${span.column} `;
  return new MillraceError(`${place}${String(value)} does not fit ${type.kind}`, {
    code: 'NUMBER_OUT_OF_RANGE',
    domain: 'user',
    retry: 'never',
    hint: type.kind === 'BIGINT' ? 'CAST to DECIMAL(38, 0) first' : 'CAST to BIGINT or DECIMAL first',
  });
}

/** Code for `value` that throws when it lies outside the integer type; other types pass unchanged. */
export function rangeChecked(value: string, type: DataType, span: SourceSpan, scope: ExpressionScope): string {
  const range = integerRange(type);
  if (range === undefined) return value;
  const { writer } = scope;
  const name = writer.variable('integer');
  writer.line(`let ${name};`);
  const fail = writer.bind('outOfRange', (result: number) => {
    throw outOfRange(result, type, span);
  });
  return `(${name} = ${value}) > ${range.max} || ${name} < ${range.min} ? ${fail}(${name}) : ${name}`;
}
