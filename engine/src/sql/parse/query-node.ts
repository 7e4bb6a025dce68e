/** Queries and what stands in FROM. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { CallNode } from './call-node.ts';
import type { ExpressionNode, Identifier, QualifiedName } from './expression-node.ts';
import type { MatchRecognizeTable } from './match-recognize-table.ts';

/** A query with the clauses that stand outside its body. A query in parentheses is a Query inside a body. */
export interface Query {
  readonly kind: 'query';
  readonly with: readonly CommonTable[];
  readonly body: QueryBody;
  readonly orderBy: readonly OrderItem[];
  readonly offset: ExpressionNode | undefined;
  /** LIMIT n or FETCH FIRST n ROWS ONLY; LIMIT ALL is undefined. */
  readonly limit: ExpressionNode | undefined;
  readonly span: SourceSpan;
}

export type QueryBody = Select | SetOperation | Values | Query;

export interface CommonTable {
  readonly kind: 'common-table';
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
  readonly query: Query;
  readonly span: SourceSpan;
}

export interface OrderItem {
  readonly kind: 'order-item';
  readonly expression: ExpressionNode;
  readonly descending: boolean;
  /** undefined: not written. */
  readonly nulls: 'FIRST' | 'LAST' | undefined;
  readonly span: SourceSpan;
}

export interface SetOperation {
  readonly kind: 'set-operation';
  readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT';
  readonly all: boolean;
  readonly left: QueryBody;
  readonly right: QueryBody;
  readonly span: SourceSpan;
}

/** VALUES (1, 'a'), (2, 'b'). A row without parentheses has one expression. */
export interface Values {
  readonly kind: 'values';
  readonly rows: readonly (readonly ExpressionNode[])[];
  readonly span: SourceSpan;
}

export interface Select {
  readonly kind: 'select';
  readonly hints: readonly Hint[];
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: TableReference | undefined;
  readonly where: ExpressionNode | undefined;
  readonly groupBy: GroupBy | undefined;
  readonly having: ExpressionNode | undefined;
  readonly windows: readonly NamedWindow[];
  readonly qualify: ExpressionNode | undefined;
  readonly span: SourceSpan;
}

export type SelectItem = SelectExpression | SelectStar;

export interface SelectExpression {
  readonly kind: 'select-expression';
  readonly expression: ExpressionNode;
  readonly alias: Identifier | undefined;
  readonly span: SourceSpan;
}

/** `*` or `t.*`. */
export interface SelectStar {
  readonly kind: 'select-star';
  readonly qualifier: QualifiedName | undefined;
  readonly span: SourceSpan;
}

/** `OPTIONS('k' = 'v')`, `BROADCAST(t)`, `STATE_TTL('a' = '1d')`. */
export interface Hint {
  readonly kind: 'hint';
  readonly name: string;
  readonly options: readonly { readonly key: string; readonly value: string }[];
  readonly args: readonly string[];
  readonly span: SourceSpan;
}

export interface GroupBy {
  readonly kind: 'group-by';
  readonly distinct: boolean;
  readonly elements: readonly GroupingElement[];
  readonly span: SourceSpan;
}

export type GroupingElement = GroupingExpressions | GroupingSets;

/** One key, or several in parentheses: `a`, `(a, b)`, `()`. */
export interface GroupingExpressions {
  readonly kind: 'grouping-expressions';
  readonly expressions: readonly ExpressionNode[];
  readonly span: SourceSpan;
}

export interface GroupingSets {
  readonly kind: 'grouping-sets';
  readonly form: 'GROUPING SETS' | 'ROLLUP' | 'CUBE';
  readonly elements: readonly GroupingElement[];
  readonly span: SourceSpan;
}

export interface NamedWindow {
  readonly kind: 'named-window';
  readonly name: Identifier;
  readonly specification: WindowSpecification;
  readonly span: SourceSpan;
}

export interface WindowSpecification {
  readonly kind: 'window-specification';
  /** A window of the WINDOW clause that this one extends. */
  readonly base: Identifier | undefined;
  readonly partitionBy: readonly ExpressionNode[];
  readonly orderBy: readonly OrderItem[];
  readonly frame: WindowFrame | undefined;
  readonly span: SourceSpan;
}

/** Without BETWEEN, `end` is CURRENT ROW. */
export interface WindowFrame {
  readonly kind: 'window-frame';
  readonly unit: 'ROWS' | 'RANGE';
  readonly start: FrameBound;
  readonly end: FrameBound;
  readonly span: SourceSpan;
}

export type FrameBound =
  | { readonly kind: 'unbounded-preceding' | 'current-row' | 'unbounded-following'; readonly span: SourceSpan }
  | { readonly kind: 'preceding' | 'following'; readonly offset: ExpressionNode; readonly span: SourceSpan };

export type TableReference =
  | NamedTable
  | SubqueryTable
  | WindowTable
  | FunctionTable
  | UnnestTable
  | JoinTable
  | MatchRecognizeTable;

export interface TableAlias {
  readonly kind: 'table-alias';
  readonly name: Identifier;
  readonly columns: readonly Identifier[];
  readonly span: SourceSpan;
}

export interface NamedTable {
  readonly kind: 'table';
  readonly name: QualifiedName;
  readonly hints: readonly Hint[];
  /** FOR SYSTEM_TIME AS OF …. */
  readonly systemTimeAsOf: ExpressionNode | undefined;
  readonly alias: TableAlias | undefined;
  readonly span: SourceSpan;
}

/** `(SELECT …) AS t`, `(VALUES …) AS t (a, b)`. */
export interface SubqueryTable {
  readonly kind: 'subquery-table';
  readonly query: Query;
  readonly lateral: boolean;
  readonly alias: TableAlias | undefined;
  readonly span: SourceSpan;
}

/** A windowing table-valued function: positional and named arguments have come to their places. */
export type WindowTable = TumbleTable | HopTable | CumulateTable | SessionTable;

interface WindowTableParts {
  readonly kind: 'window-table';
  /** The table with the PARTITION BY of SESSION; other windows have no partitionBy. */
  readonly input: TableReference;
  readonly partitionBy: readonly ExpressionNode[];
  readonly timeColumn: Identifier;
  readonly alias: TableAlias | undefined;
  readonly span: SourceSpan;
}

export interface TumbleTable extends WindowTableParts {
  readonly function: 'TUMBLE';
  readonly size: ExpressionNode;
  readonly offset: ExpressionNode | undefined;
}

export interface HopTable extends WindowTableParts {
  readonly function: 'HOP';
  readonly slide: ExpressionNode;
  readonly size: ExpressionNode;
  readonly offset: ExpressionNode | undefined;
}

export interface CumulateTable extends WindowTableParts {
  readonly function: 'CUMULATE';
  readonly step: ExpressionNode;
  readonly size: ExpressionNode;
  readonly offset: ExpressionNode | undefined;
}

export interface SessionTable extends WindowTableParts {
  readonly function: 'SESSION';
  readonly gap: ExpressionNode;
}

/** LATERAL TABLE(split(tags)), TABLE(f(…)). The call may hold TableArgument, Descriptor and NamedArgument. */
export interface FunctionTable {
  readonly kind: 'function-table';
  readonly call: CallNode;
  readonly lateral: boolean;
  readonly alias: TableAlias | undefined;
  readonly span: SourceSpan;
}

export interface UnnestTable {
  readonly kind: 'unnest';
  readonly expression: ExpressionNode;
  readonly withOrdinality: boolean;
  readonly alias: TableAlias | undefined;
  readonly span: SourceSpan;
}

export interface JoinTable {
  readonly kind: 'join';
  /** A comma is a CROSS join. */
  readonly type: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS';
  readonly natural: boolean;
  readonly left: TableReference;
  readonly right: TableReference;
  readonly condition: JoinCondition | undefined;
  readonly span: SourceSpan;
}

export type JoinCondition =
  | { readonly kind: 'on'; readonly expression: ExpressionNode; readonly span: SourceSpan }
  | { readonly kind: 'using'; readonly columns: readonly Identifier[]; readonly span: SourceSpan };
