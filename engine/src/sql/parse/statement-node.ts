/** Statements of a script. */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { ExpressionNode, Identifier, QualifiedName } from './expression-node.ts';
import type { Hint, Query } from './query-node.ts';
import type { TypeNode } from './type-node.ts';

export type Statement =
  | CreateTable
  | CreateView
  | CreateFunction
  | DropStatement
  | SetStatement
  | ResetStatement
  | Insert
  | StatementSet
  | Explain
  | SelectStatement;

export interface CreateTable {
  readonly kind: 'create-table';
  readonly name: QualifiedName;
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly columns: readonly ColumnDefinition[];
  readonly watermarks: readonly WatermarkDefinition[];
  /** From the table's list or from a column; a second one is a syntax error. */
  readonly primaryKey: PrimaryKey | undefined;
  readonly comment: string | undefined;
  readonly partitionedBy: readonly Identifier[];
  readonly options: readonly TableOption[];
  readonly like: LikeClause | undefined;
  /** CREATE TABLE … AS SELECT. */
  readonly query: Query | undefined;
  readonly span: SourceSpan;
}

export type ColumnDefinition = PhysicalColumn | MetadataColumn | ComputedColumn;

export interface PhysicalColumn {
  readonly kind: 'physical-column';
  readonly name: Identifier;
  readonly type: TypeNode;
  readonly comment: string | undefined;
  readonly span: SourceSpan;
}

/** `arrived TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL`. Without FROM, the key is the column's name. */
export interface MetadataColumn {
  readonly kind: 'metadata-column';
  readonly name: Identifier;
  readonly type: TypeNode;
  readonly key: string;
  readonly virtual: boolean;
  readonly comment: string | undefined;
  readonly span: SourceSpan;
}

/** `total AS price * quantity`. */
export interface ComputedColumn {
  readonly kind: 'computed-column';
  readonly name: Identifier;
  readonly expression: ExpressionNode;
  readonly comment: string | undefined;
  readonly span: SourceSpan;
}

/** `WATERMARK FOR column AS expression`; the column may be a field of a row. */
export interface WatermarkDefinition {
  readonly kind: 'watermark';
  readonly column: QualifiedName;
  readonly expression: ExpressionNode;
  readonly span: SourceSpan;
}

/** Always NOT ENFORCED: the parser refuses anything else, as Flink does. */
export interface PrimaryKey {
  readonly kind: 'primary-key';
  readonly constraint: Identifier | undefined;
  readonly columns: readonly Identifier[];
  readonly span: SourceSpan;
}

export interface TableOption {
  readonly kind: 'table-option';
  readonly key: string;
  readonly value: string;
  readonly span: SourceSpan;
}

/** `LIKE base (EXCLUDING ALL INCLUDING OPTIONS)`. */
export interface LikeClause {
  readonly kind: 'like-clause';
  readonly table: QualifiedName;
  readonly options: readonly LikeOption[];
  readonly span: SourceSpan;
}

export interface LikeOption {
  readonly kind: 'like-option';
  readonly action: 'INCLUDING' | 'EXCLUDING' | 'OVERWRITING';
  readonly feature:
    | 'ALL'
    | 'CONSTRAINTS'
    | 'DISTRIBUTION'
    | 'GENERATED'
    | 'METADATA'
    | 'OPTIONS'
    | 'PARTITIONS'
    | 'WATERMARKS';
  readonly span: SourceSpan;
}

export interface CreateView {
  readonly kind: 'create-view';
  readonly name: QualifiedName;
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  readonly columns: readonly Identifier[];
  readonly comment: string | undefined;
  readonly query: Query;
  readonly span: SourceSpan;
}

/** A name for a class. USING JAR is read over: the jar is for Flink. */
export interface CreateFunction {
  readonly kind: 'create-function';
  readonly name: QualifiedName;
  readonly temporary: boolean;
  /** TEMPORARY SYSTEM FUNCTION: comes before a built-in function of its name. */
  readonly system: boolean;
  readonly ifNotExists: boolean;
  readonly className: string;
  readonly language: 'JAVA' | 'SCALA' | 'PYTHON' | undefined;
  readonly span: SourceSpan;
}

export interface DropStatement {
  readonly kind: 'drop';
  readonly object: 'TABLE' | 'VIEW' | 'FUNCTION';
  readonly name: QualifiedName;
  readonly temporary: boolean;
  readonly ifExists: boolean;
  readonly span: SourceSpan;
}

/** `SET 'key' = 'value'`; a bare SET lists the settings and has neither. */
export interface SetStatement {
  readonly kind: 'set';
  readonly key: string | undefined;
  readonly value: string | undefined;
  readonly span: SourceSpan;
}

/** `RESET 'key'`; a bare RESET resets all. */
export interface ResetStatement {
  readonly kind: 'reset';
  readonly key: string | undefined;
  readonly span: SourceSpan;
}

export interface Insert {
  readonly kind: 'insert';
  readonly overwrite: boolean;
  readonly target: QualifiedName;
  readonly hints: readonly Hint[];
  /** Empty: all columns, in order. */
  readonly columns: readonly Identifier[];
  readonly query: Query;
  readonly span: SourceSpan;
}

/** EXECUTE STATEMENT SET BEGIN … END, or BEGIN STATEMENT SET; … END. */
export interface StatementSet {
  readonly kind: 'statement-set';
  readonly inserts: readonly Insert[];
  readonly span: SourceSpan;
}

export interface Explain {
  readonly kind: 'explain';
  /** EXPLAIN ESTIMATED_COST, CHANGELOG_MODE …, in the order written. */
  readonly details: readonly string[];
  readonly statement: Insert | StatementSet | SelectStatement;
  readonly span: SourceSpan;
}

export interface SelectStatement {
  readonly kind: 'select-statement';
  readonly query: Query;
  readonly span: SourceSpan;
}
