/**
 * The logical plan: what a query means, operator by operator, before anything is pushed, merged or pruned. Plain data.
 * Columns are indices into the input's schema.
 */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { Schema } from '../../row/data-type.ts';
import type { CatalogTable } from './catalog.ts';
import type { AggregateCall, Expression, SortKey } from './expression.ts';
import type { MatchSpecification } from './match-specification.ts';
import type { WindowSpec } from './window-spec.ts';

export type LogicalNode =
  | LogicalScan
  | LogicalValues
  | LogicalProject
  | LogicalFilter
  | LogicalWindow
  | LogicalAggregate
  | LogicalRowNumber
  | LogicalTopN
  | LogicalSort
  | LogicalLookupJoin
  | LogicalJoin
  | LogicalTemporalJoin
  | LogicalUnnest
  | LogicalOver
  | LogicalMatch
  | LogicalUnion
  | LogicalSetOperation
  | LogicalExpand;

interface LogicalBase {
  readonly schema: Schema;
  readonly span: SourceSpan;
}

/** A table with all its columns, or after pruning with `columns` of them (indices into `table.columns`). */
export interface LogicalScan extends LogicalBase {
  readonly kind: 'scan';
  readonly table: CatalogTable;
  readonly columns: readonly number[];
}

export interface LogicalValues extends LogicalBase {
  readonly kind: 'values';
  readonly rows: readonly (readonly Expression[])[];
}

export interface LogicalProject extends LogicalBase {
  readonly kind: 'project';
  readonly input: LogicalNode;
  readonly projections: readonly Expression[];
}

/** Schema: the input's. */
export interface LogicalFilter extends LogicalBase {
  readonly kind: 'filter';
  readonly input: LogicalNode;
  readonly condition: Expression;
}

/** A window table-valued function. Schema: the input's, then window_start, window_end, window_time. */
export interface LogicalWindow extends LogicalBase {
  readonly kind: 'window';
  readonly input: LogicalNode;
  readonly timeColumn: number;
  readonly time: 'rowtime' | 'proctime';
  readonly spec: WindowSpec;
}

/** Schema: the keys, then the aggregates. */
export interface LogicalAggregate extends LogicalBase {
  readonly kind: 'aggregate';
  readonly input: LogicalNode;
  readonly keys: readonly number[];
  readonly aggregates: readonly AggregateCall[];
  /** How long groups live that nothing reaches, where a hint says so. */
  readonly ttlMs?: number;
}

/** A rank, the only OVER call of its SELECT. Schema: the input's, then the rank. */
export interface LogicalRowNumber extends LogicalBase {
  readonly kind: 'row-number';
  readonly input: LogicalNode;
  readonly partitionKeys: readonly number[];
  readonly orderBy: readonly SortKey[];
  /** ROW_NUMBER, RANK or DENSE_RANK, and the frame that it has where nothing bounds it. */
  readonly call: AggregateCall;
  readonly frame: OverFrame;
}

/** The rows whose rank lies within first … last. Schema: the input's, then the rank when `outputRank`. */
export interface LogicalTopN extends LogicalBase {
  readonly kind: 'top-n';
  readonly input: LogicalNode;
  /** ROW_NUMBER, RANK or DENSE_RANK with a bound, or LIMIT. */
  readonly function: string;
  readonly partitionKeys: readonly number[];
  readonly orderBy: readonly SortKey[];
  readonly first: number;
  /** A number, or a column whose value in the first row of a partition counts. */
  readonly last: number | { readonly column: number };
  readonly outputRank: boolean;
}

/** All rows in order; the first key is a time. Schema: the input's. */
export interface LogicalSort extends LogicalBase {
  readonly kind: 'sort';
  readonly input: LogicalNode;
  readonly orderBy: readonly SortKey[];
}

/** Schema: the left columns, then `columns` of the table. `condition` is over the joined row. */
export interface LogicalLookupJoin extends LogicalBase {
  readonly kind: 'lookup-join';
  readonly input: LogicalNode;
  readonly table: CatalogTable;
  /** Indices into `table.definition.schema`. */
  readonly columns: readonly number[];
  readonly keys: readonly { readonly column: number; readonly value: Expression }[];
  readonly join: 'inner' | 'left';
  readonly condition?: Expression;
}

/**
 * `semi` and `anti` keep the left rows that have a match on the right, or none; `mark` keeps all of them, with a column
 * that says whether there is one.
 */
export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti' | 'mark';

/**
 * A join of two streams, of whichever kind its condition makes it (interval, window, regular). Schema: the left columns,
 * then the right ones, but for `semi`, `anti` and `mark` the left columns (and the mark) alone. `condition` is over left
 * and right columns; without one every row meets every other.
 */
export interface LogicalJoin extends LogicalBase {
  readonly kind: 'join';
  readonly left: LogicalNode;
  readonly right: LogicalNode;
  readonly join: JoinType;
  readonly condition?: Expression;
  /** How long rows of the left side are remembered, where a hint says so. */
  readonly leftTtlMs?: number;
  readonly rightTtlMs?: number;
  /** A left row with more than one match is an error. */
  readonly isSingle?: true;
}

/** Whether a join gives no columns of its right side. */
export function isLeftOnly(join: JoinType): boolean {
  return join === 'semi' || join === 'anti' || join === 'mark';
}

/**
 * Each left row with the version of the right side's row that was valid at the left row's time. Schema: the left
 * columns, then the right ones. `condition` is over both and holds an equality on each column of the right side's key.
 */
export interface LogicalTemporalJoin extends LogicalBase {
  readonly kind: 'temporal-join';
  readonly left: LogicalNode;
  readonly right: LogicalNode;
  readonly join: 'inner' | 'left';
  /** The left column behind FOR SYSTEM_TIME AS OF: a rowtime. */
  readonly leftTime: number;
  /** The rowtime of the right side. */
  readonly rightTime: number;
  readonly condition: Expression;
}

/** The elements of a collection, a row each. Schema: the input's columns, then those of an element, then its position. */
export interface LogicalUnnest extends LogicalBase {
  readonly kind: 'unnest';
  readonly input: LogicalNode;
  /** An ARRAY, MULTISET or MAP over the input. */
  readonly collection: Expression;
  readonly join: 'inner' | 'left';
  readonly withOrdinality: boolean;
  /** What must hold of an element, over this node's columns; a row without such an element is padded by a left join. */
  readonly condition?: Expression;
}

/** From so many rows, or so many milliseconds, before the present row up to it. */
export interface OverFrame {
  readonly unit: 'rows' | 'range';
  readonly preceding: number | 'unbounded';
}

/** Aggregates over the rows before each row. Schema: the input's columns, then the calls. */
export interface LogicalOver extends LogicalBase {
  readonly kind: 'over';
  readonly input: LogicalNode;
  readonly partitionKeys: readonly number[];
  readonly orderBy: readonly SortKey[];
  readonly frame: OverFrame;
  readonly calls: readonly AggregateCall[];
  /** Columns that stay because an equal node of another query has them: see prune-together.ts. */
  readonly keptFor?: ReadonlySet<number>;
  /** Of a pruned node: what it was, and which of its columns its query reads. */
  readonly pruned?: { readonly from: LogicalOver; readonly needed: ReadonlySet<number> };
}

/** Matches of a pattern in the rows of each partition. Schema: the partition keys, then the measures. */
export interface LogicalMatch extends LogicalBase {
  readonly kind: 'match';
  readonly input: LogicalNode;
  readonly partitionKeys: readonly number[];
  /** Begins with the time. */
  readonly orderBy: readonly SortKey[];
  readonly time: 'rowtime' | 'proctime';
  readonly match: MatchSpecification;
}

/** UNION ALL: inputs of one schema. */
export interface LogicalUnion extends LogicalBase {
  readonly kind: 'union';
  readonly inputs: readonly LogicalNode[];
}

/** INTERSECT and EXCEPT: rows of the left side by whether they are on the right. Both sides have this node's schema. */
export interface LogicalSetOperation extends LogicalBase {
  readonly kind: 'set-operation';
  readonly operator: 'INTERSECT' | 'EXCEPT';
  /** Whether a row counts as often as it comes. */
  readonly all: boolean;
  readonly left: LogicalNode;
  readonly right: LogicalNode;
}

/**
 * Each row once for every grouping set. Schema: the input's columns, then a copy of each of `keys`, NULL where the set
 * does not have it, then the number of the set.
 */
export interface LogicalExpand extends LogicalBase {
  readonly kind: 'expand';
  readonly input: LogicalNode;
  readonly keys: readonly number[];
  readonly sets: readonly ExpandedSet[];
}

/** `members` runs beside the keys: whether the set has them. */
export interface ExpandedSet {
  readonly number: number;
  readonly members: readonly boolean[];
}
