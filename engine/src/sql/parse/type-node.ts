/** Data types as a script writes them. Synonyms are folded: INTEGER is INT, DEC and NUMERIC are DECIMAL, and so on. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { Identifier } from './expression-node.ts';
import type { IntervalQualifier } from './literal-node.ts';

export type TypeNode = ScalarTypeNode | IntervalTypeNode | CollectionTypeNode | MapTypeNode | RowTypeNode;

export type ScalarTypeName =
  | 'BOOLEAN'
  | 'TINYINT'
  | 'SMALLINT'
  | 'INT'
  | 'BIGINT'
  | 'FLOAT'
  | 'DOUBLE'
  | 'DECIMAL'
  | 'CHAR'
  | 'VARCHAR'
  | 'STRING'
  | 'BINARY'
  | 'VARBINARY'
  | 'BYTES'
  | 'DATE'
  | 'TIME'
  | 'TIMESTAMP'
  | 'TIMESTAMP_LTZ'
  | 'NULL';

export interface ScalarTypeNode {
  readonly kind: 'scalar-type';
  readonly name: ScalarTypeName;
  /** The first number in parentheses: a length, or the precision of DECIMAL, TIME and TIMESTAMP. */
  readonly precision: number | undefined;
  /** The second number in parentheses, for DECIMAL only. */
  readonly scale: number | undefined;
  readonly nullable: boolean;
  readonly span: SourceSpan;
}

export interface IntervalTypeNode {
  readonly kind: 'interval-type';
  readonly qualifier: IntervalQualifier;
  readonly nullable: boolean;
  readonly span: SourceSpan;
}

export interface CollectionTypeNode {
  readonly kind: 'collection-type';
  readonly name: 'ARRAY' | 'MULTISET';
  readonly element: TypeNode;
  readonly nullable: boolean;
  readonly span: SourceSpan;
}

export interface MapTypeNode {
  readonly kind: 'map-type';
  readonly key: TypeNode;
  readonly value: TypeNode;
  readonly nullable: boolean;
  readonly span: SourceSpan;
}

export interface RowTypeNode {
  readonly kind: 'row-type';
  readonly fields: readonly RowFieldNode[];
  readonly nullable: boolean;
  readonly span: SourceSpan;
}

export interface RowFieldNode {
  readonly kind: 'row-field';
  readonly name: Identifier;
  readonly type: TypeNode;
  readonly comment: string | undefined;
  readonly span: SourceSpan;
}
