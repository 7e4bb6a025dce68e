/** The SQL/JSON functions, whose clauses are no argument lists. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { ExpressionNode } from './expression-node.ts';
import type { TypeNode } from './type-node.ts';

export type JsonExpressionNode =
  | JsonValueNode
  | JsonQueryNode
  | JsonExistsNode
  | JsonObjectNode
  | JsonArrayNode
  | JsonObjectAggregate
  | JsonArrayAggregate;

/** What JSON_VALUE answers on an empty path or an error. */
export type JsonValueBehavior =
  | { readonly kind: 'json-null' | 'json-error'; readonly span: SourceSpan }
  | { readonly kind: 'json-default'; readonly value: ExpressionNode; readonly span: SourceSpan };

export interface JsonValueNode {
  readonly kind: 'json-value';
  readonly input: ExpressionNode;
  readonly path: ExpressionNode;
  readonly returning: TypeNode | undefined;
  readonly onEmpty: JsonValueBehavior | undefined;
  readonly onError: JsonValueBehavior | undefined;
  readonly span: SourceSpan;
}

export type JsonQueryBehavior = 'NULL' | 'ERROR' | 'EMPTY ARRAY' | 'EMPTY OBJECT';

export interface JsonQueryNode {
  readonly kind: 'json-query';
  readonly input: ExpressionNode;
  readonly path: ExpressionNode;
  readonly returning: TypeNode | undefined;
  readonly wrapper: 'WITHOUT' | 'CONDITIONAL' | 'UNCONDITIONAL' | undefined;
  readonly onEmpty: JsonQueryBehavior | undefined;
  readonly onError: JsonQueryBehavior | undefined;
  readonly span: SourceSpan;
}

export interface JsonExistsNode {
  readonly kind: 'json-exists';
  readonly input: ExpressionNode;
  readonly path: ExpressionNode;
  readonly onError: 'TRUE' | 'FALSE' | 'UNKNOWN' | 'ERROR' | undefined;
  readonly span: SourceSpan;
}

export type JsonOnNull = 'NULL' | 'ABSENT';

export interface JsonObjectEntry {
  readonly kind: 'json-object-entry';
  readonly key: ExpressionNode;
  readonly value: ExpressionNode;
  readonly span: SourceSpan;
}

export interface JsonObjectNode {
  readonly kind: 'json-object';
  readonly entries: readonly JsonObjectEntry[];
  readonly onNull: JsonOnNull | undefined;
  readonly span: SourceSpan;
}

export interface JsonArrayNode {
  readonly kind: 'json-array';
  readonly elements: readonly ExpressionNode[];
  readonly onNull: JsonOnNull | undefined;
  readonly span: SourceSpan;
}

export interface JsonObjectAggregate {
  readonly kind: 'json-objectagg';
  readonly key: ExpressionNode;
  readonly value: ExpressionNode;
  readonly onNull: JsonOnNull | undefined;
  readonly span: SourceSpan;
}

export interface JsonArrayAggregate {
  readonly kind: 'json-arrayagg';
  readonly element: ExpressionNode;
  readonly onNull: JsonOnNull | undefined;
  readonly span: SourceSpan;
}
