/** Constants that the binder itself puts into a plan, each with the type that SQL gives such a literal. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { DataType } from '../../row/data-type.ts';
import type { LiteralExpression } from './expression.ts';

/** CHAR of exactly the text's length. */
export function textLiteral(value: string, span: SourceSpan): LiteralExpression {
  return { kind: 'literal', value, type: { kind: 'CHAR', length: value.length, nullable: false }, span };
}

/** INT NOT NULL; `value` must be within its range. */
export function intLiteral(value: number, span: SourceSpan): LiteralExpression {
  return { kind: 'literal', value, type: { kind: 'INT', nullable: false }, span };
}

/** NULL of a type, which becomes nullable. */
export function nullLiteral(type: DataType, span: SourceSpan): LiteralExpression {
  return { kind: 'literal', value: null, type: { ...type, nullable: true }, span };
}
