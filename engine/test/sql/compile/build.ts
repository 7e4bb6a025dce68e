/** Short ways to write bound expressions, and to run them, in tests of the compiler. */
import type { SourceSpan } from '../../../src/errors/sql-error.ts';
import { type DataType, type DecimalType, STRING } from '../../../src/row/data-type.ts';
import type { Value } from '../../../src/row/row.ts';
import { rowClass } from '../../../src/row/row-class.ts';
import type {
  CallExpression,
  CaseExpression,
  CastExpression,
  ColumnExpression,
  Expression,
  LiteralExpression,
} from '../../../src/sql/bind/expression.ts';
import { expressionFunction } from '../../../src/sql/compile/expression.ts';

export const span: SourceSpan = { file: 'test.sql', line: 3, column: 7, start: 0, end: 1 };

export const BOOLEAN: DataType = { kind: 'BOOLEAN', nullable: true };
export const INT: DataType = { kind: 'INT', nullable: true };
export const BIGINT: DataType = { kind: 'BIGINT', nullable: true };
export const DOUBLE: DataType = { kind: 'DOUBLE', nullable: true };
export const DATE: DataType = { kind: 'DATE', nullable: true };
export const TIME: DataType = { kind: 'TIME', precision: 0, nullable: true };
export const TIMESTAMP: DataType = { kind: 'TIMESTAMP', precision: 3, nullable: true };
export const TIMESTAMP_LTZ: DataType = { kind: 'TIMESTAMP_LTZ', precision: 3, nullable: true };
export const INTERVAL_DAY: DataType = { kind: 'INTERVAL_DAY', nullable: true };
export const INTERVAL_YEAR: DataType = { kind: 'INTERVAL_YEAR', nullable: true };
export { STRING };

export function decimal(precision: number, scale: number): DecimalType {
  return { kind: 'DECIMAL', precision, scale, nullable: true };
}

export function arrayOf(element: DataType): DataType {
  return { kind: 'ARRAY', element, nullable: true };
}

export function column(index: number, type: DataType): ColumnExpression {
  return { kind: 'column', index, name: `f${index}`, type, span };
}

export function literal(value: Value, type: DataType): LiteralExpression {
  return { kind: 'literal', value, type: { ...type, nullable: value === null }, span };
}

export function call(name: string, args: readonly Expression[], type: DataType): CallExpression {
  return { kind: 'call', function: name, args, type, span };
}

export function cast(input: Expression, type: DataType): CastExpression {
  return { kind: 'cast', input, safe: false, type, span };
}

export function tryCast(input: Expression, type: DataType): CastExpression {
  return { kind: 'cast', input, safe: true, type, span };
}

export function caseWhen(
  branches: readonly (readonly [Expression, Expression])[],
  otherwise: Expression,
): CaseExpression {
  return {
    kind: 'case',
    branches: branches.map(([when, then]) => ({ when, then })),
    otherwise,
    type: otherwise.type,
    span,
  };
}

/** The expression's value for a row with these columns. */
export function evaluate(expression: Expression, columns: readonly Value[] = []): Value {
  const Row = rowClass(columns.map((_, index) => ({ name: `f${index}`, type: STRING })));
  return expressionFunction(expression)(new Row(...columns));
}

/** A value with its type, as an argument of a call. */
export type Typed = readonly [value: Value, type: DataType];

/**
 * The call's value, computed twice: with literal arguments, where patterns are prepared and constants folded, and with
 * columns, where nothing is known before. Both must agree.
 */
export function callValue(name: string, args: readonly Typed[], type: DataType): Value {
  const literals = args.map(([value, argType]) => literal(value, argType));
  return evaluate(call(name, literals, type));
}

/** As callValue, with the arguments in columns, except for the positions listed, which must be literals. */
export function columnCallValue(
  name: string,
  args: readonly Typed[],
  type: DataType,
  literalPositions: readonly number[] = [],
): Value {
  const expressions = args.map(([value, argType], index) =>
    literalPositions.includes(index) ? literal(value, argType) : column(index, argType),
  );
  return evaluate(
    call(name, expressions, type),
    args.map(([value]) => value),
  );
}
