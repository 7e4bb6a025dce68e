/** What a join of two streams needs to know of its rows. Compiled from the query; the operators know only this. */
import type { Row } from '../row/row.ts';
import type { GroupKey } from './aggregation.ts';
import type { LateOutput } from './operator.ts';
import type { RowCodec } from './row-codec.ts';

/** One input of a join. */
export interface JoinInput {
  readonly keyOf: (row: Row) => GroupKey;
  /** Whether a key column that is compared by = is NULL: such a row meets none. */
  readonly hasNullKey: (row: Row) => boolean;
  /** The result row of a row of this side without one of the other: NULLs stand in its place. */
  readonly pad: (row: Row) => Row;
  /** Whether rows of this side that meet none are given with NULLs. */
  readonly isKept: boolean;
  readonly rows: RowCodec;
  readonly late: LateOutput;
}

/** The result row of two rows; null when what the join asks beside its keys does not hold. */
export type JoinRows = (left: Row, right: Row) => Row | null;
