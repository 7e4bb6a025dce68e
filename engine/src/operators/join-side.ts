/** One side of a join of two streams that are remembered: its rows, and how it makes results with the other side's. */
import type { Row } from '../row/row.ts';
import type { RowKey } from '../row/row-key.ts';
import type { KeyedRows } from './keyed-rows.ts';

export interface JoinSide {
  readonly rows: KeyedRows;
  /** Null for a row that has no partner whatever comes, because one of its keys is NULL. */
  readonly keyOf: (row: Row) => RowKey | null;
  /** What must hold of two rows of one key, this side's first; undefined when the key says it all. */
  readonly accepts: ((own: Row, other: Row) => boolean) | undefined;
}

/** A side of a join that gives rows of both sides. */
export interface PairingSide extends JoinSide {
  /** Its rows without a partner are given, too, padded. */
  readonly isOuter: boolean;
  readonly pair: (own: Row, other: Row) => Row;
  /** The row with NULLs in the place of the other side's. */
  readonly pad: (own: Row) => Row;
}
