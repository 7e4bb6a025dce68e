/** How an operator that keeps whole rows writes them down. Generated for the rows' schema. */
import type { Row } from '../row/row.ts';
import type { StateValue } from '../state/state-store.ts';

export interface RowCodec {
  save(row: Row): StateValue;
  load(value: StateValue): Row;
}

/** Makes a row of an operator's output from an input row and what the operator adds: a window, a rank. */
export type AppendColumns = (row: Row, ...added: readonly number[]) => Row;
