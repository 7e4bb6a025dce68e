/**
 * The logical plan: what a query means, operator by operator, before anything is pushed, merged or pruned. Plain data.
 * Columns are indices into the input's schema.
 */
import type { SourceSpan } from '../../errors/sql-error.ts';
import type { Schema } from '../../row/data-type.ts';
import type { CatalogTable } from './catalog.ts';
import type { AggregateCall, Expression, SortKey } from './expression.ts';
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
  | LogicalLookupJoin
  | LogicalUnion;

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
}

/** Schema: the input's, then the rank. */
export interface LogicalRowNumber extends LogicalBase {
  readonly kind: 'row-number';
  readonly input: LogicalNode;
  readonly partitionKeys: readonly number[];
  readonly orderBy: readonly SortKey[];
}

/** The rows whose rank lies within first … last. Schema: the input's, then the rank when `outputRank`. */
export interface LogicalTopN extends LogicalBase {
  readonly kind: 'top-n';
  readonly input: LogicalNode;
  readonly partitionKeys: readonly number[];
  readonly orderBy: readonly SortKey[];
  readonly first: number;
  readonly last: number;
  readonly outputRank: boolean;
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

/** UNION ALL: inputs of one schema. */
export interface LogicalUnion extends LogicalBase {
  readonly kind: 'union';
  readonly inputs: readonly LogicalNode[];
}
