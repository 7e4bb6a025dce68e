/** What a kind of table offers: the contract behind the names that stand in `'connector' = '…'`. */

import type { LookupFunction } from '../operators/lookup-function.ts';
import type { Output } from '../operators/operator.ts';
import type { WatermarkControl } from '../operators/watermark-control.ts';
import type { ScanNode, SinkNode, TableDefinition } from '../sql/plan/physical-plan.ts';
import type { Sink } from './sink.ts';
import type { Source } from './source.ts';

/**
 * A connector lacks the functions for what its tables cannot do. Each function checks the table's options first and
 * throws SqlError SQL_INVALID_TABLE at the table's place for a bad one.
 */
export interface TableConnector {
  readonly name: string;
  /** A source that pushes rows of `scan.schema` into `output`. */
  createSource?(scan: ScanNode, output: Output, watermark?: WatermarkControl): Source;
  createSink?(node: SinkNode): Sink;
  /** The rows of the table whose columns `keys` have the values that it is called with, as `columns` of the table. */
  createLookup?(table: TableDefinition, keys: readonly number[], columns: readonly number[]): LookupFunction;
}
