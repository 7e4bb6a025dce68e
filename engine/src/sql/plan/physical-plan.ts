/**
 * The physical plan: what compile turns into operators and EXPLAIN prints. Plain data, no behaviour.
 *
 * Node ids are unique within a query and stable for the same text (`3-window-aggregate`): they name operator state. What
 * is computed once is one object (share-subplans.ts), also the source of a table, of which ids begin with its name.
 */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { Schema } from '../../row/data-type.ts';
import type { AggregateCall, Expression, SortKey } from '../bind/expression.ts';
import type { ExpandedSet, JoinType, OverFrame } from '../bind/logical-plan.ts';
import type { MatchSpecification } from '../bind/match-specification.ts';
import type { TableDefinition } from '../bind/table-definition.ts';
import type { WindowSpec } from '../bind/window-spec.ts';

export type { JoinType, OverFrame, TableDefinition, WindowSpec };

export interface PhysicalPlan {
  readonly queries: readonly PlannedQuery[];
}

/** One INSERT (or a bare SELECT, whose sink is a table with the connector `print`). */
export interface PlannedQuery {
  /** The sink table's name, with `-2`, `-3` … when one script inserts into it more than once. */
  readonly name: string;
  readonly root: SinkNode;
}

export type PlanNode =
  | ScanNode
  | ValuesNode
  | CalcNode
  | WatermarkNode
  | WindowFunctionNode
  | WindowAggregateNode
  | WindowRankNode
  | DeduplicateNode
  | LookupJoinNode
  | GroupAggregateNode
  | TopNNode
  | TemporalSortNode
  | OverAggregateNode
  | MatchNode
  | JoinNode
  | IntervalJoinNode
  | WindowJoinNode
  | TemporalJoinNode
  | UnnestNode
  | UnionNode
  | SetOperationNode
  | ExpandNode
  | SinkNode;

interface NodeBase {
  readonly id: string;
  /** What comes out, column by column. */
  readonly schema: Schema;
  readonly span: SourceSpan;
}

/** Reads a table. `columns` are indices into `table.schema`: only these are decoded, in this order. */
export interface ScanNode extends NodeBase {
  readonly kind: 'scan';
  readonly table: TableDefinition;
  readonly columns: readonly number[];
  /** Rows with other values in this column of text may be left out: nobody reads them. Known when a plan is compiled. */
  readonly only?: { readonly column: string; readonly values: readonly string[] };
}

export interface ValuesNode extends NodeBase {
  readonly kind: 'values';
  readonly rows: readonly (readonly Expression[])[];
}

/** Filter and projection in one: rows for which `condition` is TRUE, mapped through `projections`. */
export interface CalcNode extends NodeBase {
  readonly kind: 'calc';
  readonly input: PlanNode;
  readonly condition?: Expression;
  readonly projections: readonly Expression[];
}

/** Assigns the watermark: `watermark` is the table's expression, such as `ts − INTERVAL '10' SECOND`. */
export interface WatermarkNode extends NodeBase {
  readonly kind: 'watermark';
  readonly input: PlanNode;
  readonly rowtime: number;
  readonly watermark: Expression;
  readonly emit: 'on-periodic' | 'on-event' | 'on-arrival';
  /** 0: never idle. */
  readonly idleTimeoutMs: number;
}

/** How a row finds its window: from its time, or from window_start and window_end that an earlier window gave it. */
export type WindowSource =
  | { readonly from: 'time'; readonly column: number; readonly time: 'rowtime' | 'proctime'; readonly spec: WindowSpec }
  | { readonly from: 'columns'; readonly start: number; readonly end: number; readonly time: 'rowtime' | 'proctime' };

/** A window TVF that no aggregate absorbed: appends window_start, window_end, window_time to each row. */
export interface WindowFunctionNode extends NodeBase {
  readonly kind: 'window-function';
  readonly input: PlanNode;
  readonly window: WindowSource & { readonly from: 'time' };
}

/** Out: the keys, the aggregates, then `properties`, in that order. */
export interface WindowAggregateNode extends NodeBase {
  readonly kind: 'window-aggregate';
  readonly input: PlanNode;
  readonly window: WindowSource;
  readonly keys: readonly number[];
  readonly aggregates: readonly AggregateCall[];
  readonly properties: readonly ('window_start' | 'window_end' | 'window_time')[];
}

/** ROW_NUMBER() within a window, kept while `first` ≤ rank ≤ `last`. Window deduplication is rank 1 by rowtime. */
export interface WindowRankNode extends NodeBase {
  readonly kind: 'window-rank';
  readonly input: PlanNode;
  readonly window: WindowSource & { readonly from: 'columns' };
  readonly partitionKeys: readonly number[];
  readonly orderBy: readonly SortKey[];
  readonly first: number;
  readonly last: number;
  /** When true the rank is appended as a BIGINT column. */
  readonly outputRank: boolean;
}

/** The first or the last row of each key, outside a window. */
export interface DeduplicateNode extends NodeBase {
  readonly kind: 'deduplicate';
  readonly input: PlanNode;
  readonly keys: readonly number[];
  readonly order: { readonly column: number; readonly time: 'rowtime' | 'proctime' };
  readonly keep: 'first' | 'last';
  readonly ttlMs: number;
}

/** Looks each row up in a keyed table as it is now. Out: the left columns, then `columns` of the table. */
export interface LookupJoinNode extends NodeBase {
  readonly kind: 'lookup-join';
  readonly input: PlanNode;
  readonly table: TableDefinition;
  readonly columns: readonly number[];
  /** Equalities `table.column = value`: the value is over the left row. */
  readonly keys: readonly { readonly column: number; readonly value: Expression }[];
  readonly join: 'inner' | 'left';
  /** What else must hold, over the joined row. */
  readonly condition?: Expression;
}

/** GROUP BY without a window: its results are taken back and told anew. Out: the keys, then the aggregates. */
export interface GroupAggregateNode extends NodeBase {
  readonly kind: 'group-aggregate';
  readonly input: PlanNode;
  readonly keys: readonly number[];
  readonly aggregates: readonly AggregateCall[];
  /** A group that no row has reached for so long, by arrival time, is forgotten; 0 or missing: never. */
  readonly ttlMs?: number;
  /** Every change is told, instead of the net change of a micro-batch. */
  readonly eachChange?: boolean;
}

/** ROW_NUMBER() kept while `first` ≤ rank ≤ `last`, or LIMIT. Out: the input, then the rank when asked for. */
export interface TopNNode extends NodeBase {
  readonly kind: 'top-n';
  readonly input: PlanNode;
  readonly partitionKeys: readonly number[];
  readonly orderBy: readonly SortKey[];
  readonly first: number;
  /** A number, or a column whose value in the first row of a partition counts. */
  readonly last: number | { readonly column: number };
  readonly outputRank: boolean;
  /** Updates only move rows up: a row whose sort key stays keeps its place, and only a better one takes rank 1. */
  readonly onlyRises: boolean;
  readonly ttlMs: number;
}

/** All rows in order of time, then of the other keys. Out: the input. */
export interface TemporalSortNode extends NodeBase {
  readonly kind: 'temporal-sort';
  readonly input: PlanNode;
  readonly order: { readonly column: number; readonly time: 'rowtime' | 'proctime' };
  readonly orderBy: readonly SortKey[];
}

/** Aggregates over the rows before each row. Out: the input, then the calls. */
export interface OverAggregateNode extends NodeBase {
  readonly kind: 'over-aggregate';
  readonly input: PlanNode;
  readonly partitionKeys: readonly number[];
  readonly order: { readonly column: number; readonly time: 'rowtime' | 'proctime' };
  readonly frame: OverFrame;
  readonly calls: readonly AggregateCall[];
}

/** Matches of a pattern. Out: the partition keys, then the measures. */
export interface MatchNode extends NodeBase {
  readonly kind: 'match';
  readonly input: PlanNode;
  readonly partitionKeys: readonly number[];
  /** Begins with the time. */
  readonly orderBy: readonly SortKey[];
  readonly time: 'rowtime' | 'proctime';
  readonly match: MatchSpecification;
}

/** What every join of two streams has. Out: the left columns, then the right ones (`semi`, `anti`: the left ones). */
interface JoinBase extends NodeBase {
  readonly left: PlanNode;
  readonly right: PlanNode;
  readonly join: JoinType;
  /** Columns that are equal on both sides, pairwise; none for a cross join. */
  readonly leftKeys: readonly number[];
  readonly rightKeys: readonly number[];
  /** What else must hold, over the left columns and then the right ones. */
  readonly condition?: Expression;
}

/** A join that remembers both sides for ever. */
export interface JoinNode extends JoinBase {
  readonly kind: 'join';
  /** Which of the keys (by position) meet NULL with NULL, as IS NOT DISTINCT FROM does. */
  readonly nullKeys: readonly number[];
  /** A left row with more than one match is an error. */
  readonly isSingle?: true;
  /** Rows of a side that were written so long ago, by arrival time, are forgotten; 0 or missing: never. */
  readonly leftTtlMs?: number;
  readonly rightTtlMs?: number;
}

/** A join of rows whose times lie close: left time + lower ≤ right time ≤ left time + upper, in milliseconds. */
export interface IntervalJoinNode extends JoinBase {
  readonly kind: 'interval-join';
  readonly time: 'rowtime' | 'proctime';
  readonly leftTime: number;
  readonly rightTime: number;
  readonly lowerMs: number;
  readonly upperMs: number;
}

/** A join of rows of the same window. */
export interface WindowJoinNode extends JoinBase {
  readonly kind: 'window-join';
  readonly leftWindow: WindowSource & { readonly from: 'columns' };
  readonly rightWindow: WindowSource & { readonly from: 'columns' };
}

/** Each left row with the right side's row as it was at the left row's time. */
export interface TemporalJoinNode extends JoinBase {
  readonly kind: 'temporal-join';
  readonly join: 'inner' | 'left';
  readonly leftTime: number;
  readonly rightTime: number;
}

/** A row for each element of a collection. Out: the input, then the element's columns, then its position when asked for. */
export interface UnnestNode extends NodeBase {
  readonly kind: 'unnest';
  readonly input: PlanNode;
  readonly collection: Expression;
  readonly join: 'inner' | 'left';
  readonly withOrdinality: boolean;
  /** What must hold of an element, over this node's columns. */
  readonly condition?: Expression;
}

export interface UnionNode extends NodeBase {
  readonly kind: 'union';
  readonly inputs: readonly PlanNode[];
}

/** Each row once for every grouping set. Out: the input, a copy of each key or NULL, the number of the set. */
export interface ExpandNode extends NodeBase {
  readonly kind: 'expand';
  readonly input: PlanNode;
  readonly keys: readonly number[];
  readonly sets: readonly ExpandedSet[];
}

/** INTERSECT and EXCEPT: counts equal rows on both sides, which have the schema of this node. */
export interface SetOperationNode extends NodeBase {
  readonly kind: 'set-operation';
  readonly operator: 'INTERSECT' | 'EXCEPT';
  readonly all: boolean;
  readonly left: PlanNode;
  readonly right: PlanNode;
  /** Rows that were last counted so long ago, by arrival time, are forgotten; 0: never. */
  readonly ttlMs: number;
}

export interface SinkNode extends NodeBase {
  readonly kind: 'sink';
  readonly input: PlanNode;
  readonly table: TableDefinition;
  /** NOT NULL columns that the query may give NULLs, and what becomes of such a row. */
  readonly notNull?: { readonly columns: readonly number[]; readonly otherwise: 'ERROR' | 'DROP' };
  /** Rows that `rowKey` tells apart can have one primary key: the last of them shows, the others wait behind it. */
  readonly materialize?: { readonly rowKey: readonly number[]; readonly ttlMs: number };
}
