/**
 * Expressions as a script writes them. Parentheses leave no node: the tree holds the grouping.
 *
 * Special syntax of plain functions is folded into a call: SUBSTRING(x FROM 1 FOR 2) is SUBSTRING(x, 1, 2),
 * POSITION(a IN b) is POSITION(a, b), OVERLAY(a PLACING b FROM 1) is OVERLAY(a, b, 1), CURRENT_TIMESTAMP is a call without
 * arguments. What cannot be said as a list of expressions (units, types, JSON behaviours) has a node of its own.
 */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { JsonExpressionNode } from './json-node.ts';
import type { OrderItem, Query, TableReference, WindowSpecification } from './query-node.ts';
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

export type LiteralNode =
  | NullLiteral
  | BooleanLiteral
  | NumberLiteral
  | StringLiteral
  | BinaryLiteral
  | DateTimeLiteral
  | IntervalLiteral;

export interface NullLiteral {
  readonly kind: 'null-literal';
  readonly span: SourceSpan;
}

export interface BooleanLiteral {
  readonly kind: 'boolean-literal';
  readonly value: boolean;
  readonly span: SourceSpan;
}

/** An unsigned number as text, so that nothing is lost: `12`, `1.50` (exact: INT or DECIMAL), `1e3` (approximate: DOUBLE). */
export interface NumberLiteral {
  readonly kind: 'number-literal';
  readonly text: string;
  readonly exact: boolean;
  readonly span: SourceSpan;
}

export interface StringLiteral {
  readonly kind: 'string-literal';
  readonly value: string;
  readonly span: SourceSpan;
}

/** `x'0aff'`: pairs of hexadecimal digits in upper case. */
export interface BinaryLiteral {
  readonly kind: 'binary-literal';
  readonly hex: string;
  readonly span: SourceSpan;
}

/** DATE '2024-01-15'; the text is checked by the binder. */
export interface DateTimeLiteral {
  readonly kind: 'datetime-literal';
  readonly type: 'DATE' | 'TIME' | 'TIMESTAMP';
  readonly text: string;
  readonly span: SourceSpan;
}

export interface IntervalLiteral {
  readonly kind: 'interval-literal';
  /** What stood between the quotes: `5`, `1:30`, `1-6`, possibly with a sign of its own. */
  readonly text: string;
  /** The sign outside the quotes: INTERVAL -'5' DAY. */
  readonly negative: boolean;
  readonly qualifier: IntervalQualifier;
  readonly span: SourceSpan;
}

export type IntervalUnit = 'YEAR' | 'QUARTER' | 'MONTH' | 'WEEK' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND';

/** Units of EXTRACT, FLOOR, CEIL, TIMESTAMPADD and TIMESTAMPDIFF, in the singular and without the SQL_TSI_ prefix. */
export type TimeUnit =
  | IntervalUnit
  | 'MILLENNIUM'
  | 'CENTURY'
  | 'DECADE'
  | 'ISOYEAR'
  | 'ISODOW'
  | 'DOW'
  | 'DOY'
  | 'EPOCH'
  | 'MILLISECOND'
  | 'MICROSECOND'
  | 'NANOSECOND';

/** `DAY(3) TO SECOND(6)`. Plural units are brought to the singular. */
export interface IntervalQualifier {
  readonly kind: 'interval-qualifier';
  readonly from: IntervalUnit;
  readonly to: IntervalUnit | undefined;
  /** Digits of the leading unit. */
  readonly precision: number | undefined;
  /** Digits after the point of SECOND. */
  readonly fractionalPrecision: number | undefined;
  readonly span: SourceSpan;
}

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

/** A function, aggregate or window function. The name is as written: functions are found without regard to case. */
export interface CallNode {
  readonly kind: 'call';
  readonly name: QualifiedName;
  readonly args: readonly ExpressionNode[];
  /** COUNT(*). */
  readonly star: boolean;
  readonly distinct: boolean;
  readonly nullTreatment: 'RESPECT NULLS' | 'IGNORE NULLS' | undefined;
  readonly withinGroup: readonly OrderItem[];
  readonly filter: ExpressionNode | undefined;
  /** An inline window, or the name of one in the WINDOW clause. */
  readonly over: WindowSpecification | Identifier | undefined;
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

/** `SIZE => …`: only as an argument of a call. */
export interface NamedArgument {
  readonly kind: 'named-argument';
  readonly name: Identifier;
  readonly value: ExpressionNode;
  readonly span: SourceSpan;
}

/** `TABLE t PARTITION BY k ORDER BY ts`: only as an argument of a table function. */
export interface TableArgument {
  readonly kind: 'table-argument';
  readonly table: TableReference;
  readonly partitionBy: readonly ExpressionNode[];
  readonly orderBy: readonly OrderItem[];
  readonly span: SourceSpan;
}

/** `DESCRIPTOR(ts)`: only as an argument of a table function. */
export interface Descriptor {
  readonly kind: 'descriptor';
  readonly columns: readonly Identifier[];
  readonly span: SourceSpan;
}
