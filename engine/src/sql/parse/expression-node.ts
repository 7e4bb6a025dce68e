/**
 * Expressions as a script writes them. Parentheses leave no node: the tree holds the grouping.
 *
 * Special syntax of plain functions is folded into a call: SUBSTRING(x FROM 1 FOR 2) is SUBSTRING(x, 1, 2),
 * POSITION(a IN b) is POSITION(a, b), OVERLAY(a PLACING b FROM 1) is OVERLAY(a, b, 1), CURRENT_TIMESTAMP is a call without
 * arguments. What cannot be said as a list of expressions (units, types, JSON behaviours) has a node of its own.
 */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { CallNode, Descriptor, NamedArgument, TableArgument } from './call-node.ts';
import type { JsonExpressionNode } from './json-expression-node.ts';
import type { IntervalQualifier, LiteralNode, TimeUnit } from './literal-node.ts';
import type { Query } from './query-node.ts';
import type { TypeNode } from './type-node.ts';

/** One name. Backticks are gone: `` `order` `` has the name `order`. */
export interface Identifier {
  readonly kind: 'identifier';
  readonly name: string;
  readonly span: SourceSpan;
}

/** A dotted name of a table, view or function. */
export interface QualifiedName {
  readonly kind: 'qualified-name';
  readonly parts: readonly Identifier[];
  readonly span: SourceSpan;
}

export type ExpressionNode =
  | LiteralNode
  | ColumnReference
  | FieldAccess
  | ElementAccess
  | UnaryExpression
  | BinaryExpression
  | IsPredicate
  | IsDistinctPredicate
  | BetweenPredicate
  | InListPredicate
  | InSubqueryPredicate
  | LikePredicate
  | OverlapsPredicate
  | TimeDifference
  | ExistsPredicate
  | QuantifiedComparison
  | ScalarSubquery
  | CaseNode
  | CastNode
  | CallNode
  | ExtractNode
  | RoundToUnitNode
  | TrimNode
  | TimestampArithmeticNode
  | ArrayConstructor
  | MapConstructor
  | RowConstructor
  | JsonExpressionNode
  | MatchSemantics
  | NamedArgument
  | TableArgument
  | Descriptor;

/** `price`, `t.price`, `t.location.country`: which part is table, column or field is the binder's to say. */
export interface ColumnReference {
  readonly kind: 'column-reference';
  readonly parts: readonly Identifier[];
  readonly span: SourceSpan;
}

/** `.field` after anything but a plain name: `f(x).a`, `(a).b`, `items[1].price`. */
export interface FieldAccess {
  readonly kind: 'field-access';
  readonly operand: ExpressionNode;
  readonly field: Identifier;
  readonly span: SourceSpan;
}

export interface ElementAccess {
  readonly kind: 'element-access';
  readonly operand: ExpressionNode;
  readonly index: ExpressionNode;
  readonly span: SourceSpan;
}

export interface UnaryExpression {
  readonly kind: 'unary';
  readonly operator: '+' | '-' | 'NOT';
  readonly operand: ExpressionNode;
  readonly span: SourceSpan;
}

export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type BinaryOperator = ComparisonOperator | 'OR' | 'AND' | '+' | '-' | '*' | '/' | '%' | '||';

/** `!=` is `<>`. */
export interface BinaryExpression {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
  readonly span: SourceSpan;
}

export type IsTest =
  | 'NULL'
  | 'TRUE'
  | 'FALSE'
  | 'UNKNOWN'
  | 'JSON'
  | 'JSON VALUE'
  | 'JSON OBJECT'
  | 'JSON ARRAY'
  | 'JSON SCALAR';

export interface IsPredicate {
  readonly kind: 'is';
  readonly operand: ExpressionNode;
  readonly test: IsTest;
  readonly negated: boolean;
  readonly span: SourceSpan;
}

export interface IsDistinctPredicate {
  readonly kind: 'is-distinct';
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
  /** IS NOT DISTINCT FROM. */
  readonly negated: boolean;
  readonly span: SourceSpan;
}

export interface BetweenPredicate {
  readonly kind: 'between';
  readonly operand: ExpressionNode;
  readonly low: ExpressionNode;
  readonly high: ExpressionNode;
  readonly symmetric: boolean;
  readonly negated: boolean;
  readonly span: SourceSpan;
}

export interface InListPredicate {
  readonly kind: 'in-list';
  readonly operand: ExpressionNode;
  readonly items: readonly ExpressionNode[];
  readonly negated: boolean;
  readonly span: SourceSpan;
}

export interface InSubqueryPredicate {
  readonly kind: 'in-subquery';
  readonly operand: ExpressionNode;
  readonly query: Query;
  readonly negated: boolean;
  readonly span: SourceSpan;
}

export interface LikePredicate {
  readonly kind: 'like';
  readonly operator: 'LIKE' | 'SIMILAR TO';
  readonly operand: ExpressionNode;
  readonly pattern: ExpressionNode;
  readonly escape: ExpressionNode | undefined;
  readonly negated: boolean;
  readonly span: SourceSpan;
}

/** `(a, b) OVERLAPS (c, d)`. PERIOD before either pair means nothing. */
export interface OverlapsPredicate {
  readonly kind: 'overlaps';
  readonly left: { readonly start: ExpressionNode; readonly end: ExpressionNode };
  readonly right: { readonly start: ExpressionNode; readonly end: ExpressionNode };
  readonly span: SourceSpan;
}

/** `(later - earlier) DAY`: how much time lies between. */
export interface TimeDifference {
  readonly kind: 'time-difference';
  readonly later: ExpressionNode;
  readonly earlier: ExpressionNode;
  readonly qualifier: IntervalQualifier;
  readonly span: SourceSpan;
}

export interface ExistsPredicate {
  readonly kind: 'exists';
  readonly query: Query;
  readonly span: SourceSpan;
}

/** `price > ALL (SELECT …)`. SOME is ANY. */
export interface QuantifiedComparison {
  readonly kind: 'quantified-comparison';
  readonly operator: ComparisonOperator;
  readonly quantifier: 'ANY' | 'ALL';
  readonly operand: ExpressionNode;
  readonly query: Query;
  readonly span: SourceSpan;
}

export interface ScalarSubquery {
  readonly kind: 'scalar-subquery';
  readonly query: Query;
  readonly span: SourceSpan;
}

export interface CaseNode {
  readonly kind: 'case';
  /** CASE operand WHEN …; undefined for the searched form. */
  readonly operand: ExpressionNode | undefined;
  readonly branches: readonly CaseBranch[];
  readonly otherwise: ExpressionNode | undefined;
  readonly span: SourceSpan;
}

export interface CaseBranch {
  readonly kind: 'case-branch';
  readonly when: ExpressionNode;
  readonly then: ExpressionNode;
  readonly span: SourceSpan;
}

export interface CastNode {
  readonly kind: 'cast';
  readonly operand: ExpressionNode;
  readonly type: TypeNode;
  /** TRY_CAST. */
  readonly safe: boolean;
  readonly span: SourceSpan;
}

export interface ExtractNode {
  readonly kind: 'extract';
  readonly unit: TimeUnit;
  readonly operand: ExpressionNode;
  readonly span: SourceSpan;
}

/** FLOOR(ts TO HOUR), CEIL(ts TO HOUR). CEILING is CEIL. */
export interface RoundToUnitNode {
  readonly kind: 'round-to-unit';
  readonly function: 'FLOOR' | 'CEIL';
  readonly operand: ExpressionNode;
  readonly unit: TimeUnit;
  readonly span: SourceSpan;
}

export interface TrimNode {
  readonly kind: 'trim';
  readonly side: 'BOTH' | 'LEADING' | 'TRAILING';
  /** undefined: spaces. */
  readonly characters: ExpressionNode | undefined;
  readonly operand: ExpressionNode;
  readonly span: SourceSpan;
}

/** TIMESTAMPADD(unit, count, timestamp), TIMESTAMPDIFF(unit, from, to). */
export interface TimestampArithmeticNode {
  readonly kind: 'timestamp-arithmetic';
  readonly function: 'TIMESTAMPADD' | 'TIMESTAMPDIFF';
  readonly unit: TimeUnit;
  readonly first: ExpressionNode;
  readonly second: ExpressionNode;
  readonly span: SourceSpan;
}

export interface ArrayConstructor {
  readonly kind: 'array';
  readonly elements: readonly ExpressionNode[];
  readonly span: SourceSpan;
}

export interface MapConstructor {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
  readonly span: SourceSpan;
}

export interface MapEntry {
  readonly kind: 'map-entry';
  readonly key: ExpressionNode;
  readonly value: ExpressionNode;
  readonly span: SourceSpan;
}

/** `ROW(a, b)` or `(a, b)`. */
export interface RowConstructor {
  readonly kind: 'row';
  readonly elements: readonly ExpressionNode[];
  readonly span: SourceSpan;
}

/** RUNNING or FINAL before a call in MEASURES. */
export interface MatchSemantics {
  readonly kind: 'match-semantics';
  readonly mode: 'RUNNING' | 'FINAL';
  readonly operand: ExpressionNode;
  readonly span: SourceSpan;
}
