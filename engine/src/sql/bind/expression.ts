/** Bound expressions: names resolved to column indices, functions to their canonical names, every node typed. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { DataType } from '../../row/data-type.ts';
import type { Value } from '../../row/row.ts';

export type Expression = ColumnExpression | LiteralExpression | CallExpression | CaseExpression | CastExpression;

/** Column `index` of the input row (`row.c<index>`). */
export interface ColumnExpression {
  readonly kind: 'column';
  readonly index: number;
  readonly name: string;
  readonly type: DataType;
  readonly span: SourceSpan;
}

export interface LiteralExpression {
  readonly kind: 'literal';
  /** In the representation of data-type.ts: DECIMAL 1.50 is the scaled integer 150 with type DECIMAL(3, 2). */
  readonly value: Value;
  readonly type: DataType;
  readonly span: SourceSpan;
}

/**
 * A function or operator by the canonical name of sql/functions/. Arguments already have the types that the signature
 * asks for: the binder has put casts where Flink coerces implicitly.
 */
export interface CallExpression {
  readonly kind: 'call';
  readonly function: string;
  readonly args: readonly Expression[];
  readonly type: DataType;
  readonly span: SourceSpan;
}

/** Searched CASE; a simple CASE, IF, COALESCE and NULLIF are brought to this form where that is exact. */
export interface CaseExpression {
  readonly kind: 'case';
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
  readonly otherwise: Expression;
  readonly type: DataType;
  readonly span: SourceSpan;
}

export interface CastExpression {
  readonly kind: 'cast';
  readonly input: Expression;
  /** TRY_CAST: NULL instead of a failure. */
  readonly safe: boolean;
  readonly type: DataType;
  readonly span: SourceSpan;
}

export interface AggregateCall {
  /** COUNT, SUM, AVG, MIN, MAX, FIRST_VALUE, LAST_VALUE, LISTAGG, STDDEV_POP … */
  readonly function: string;
  /** Expressions over the aggregate's input row; none for COUNT(*). */
  readonly args: readonly Expression[];
  readonly distinct: boolean;
  readonly filter?: Expression;
  readonly type: DataType;
  readonly name: string;
  readonly span: SourceSpan;
}

export interface SortKey {
  readonly column: number;
  readonly descending: boolean;
  readonly nullsLast: boolean;
}
