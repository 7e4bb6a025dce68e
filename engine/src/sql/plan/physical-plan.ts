/**
 * The physical plan: what compile turns into operators and EXPLAIN prints. Plain data, no behaviour.
 *
 * Node ids are unique within a query and stable for the same text (`3-window-aggregate`): they name operator state.
 * Two inserts that read one table hold one and the same source subtree object (scan, calc of the computed columns,
 * watermark), whose columns are the union of what all of them read; its ids begin with the table's name
 * (`events/scan`, `events/computed`, `events/watermark`). The same view read twice may be one object too.
 */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { Schema } from '../../row/data-type.ts';
import type { AggregateCall, Expression, SortKey } from '../bind/expression.ts';
import type { TableDefinition } from '../bind/table-definition.ts';
import type { WindowSpec } from '../bind/window-spec.ts';

export type { TableDefinition, WindowSpec };

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
  | UnionNode
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
  readonly emit: 'on-periodic' | 'on-event';
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

/** Keep-first by processing time or rowtime outside a window: append only. */
export interface DeduplicateNode extends NodeBase {
  readonly kind: 'deduplicate';
  readonly input: PlanNode;
  readonly keys: readonly number[];
  readonly order: { readonly column: number; readonly time: 'rowtime' | 'proctime' };
  readonly keep: 'first' | 'last';
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

export interface UnionNode extends NodeBase {
  readonly kind: 'union';
  readonly inputs: readonly PlanNode[];
}

export interface SinkNode extends NodeBase {
  readonly kind: 'sink';
  readonly input: PlanNode;
  readonly table: TableDefinition;
}
