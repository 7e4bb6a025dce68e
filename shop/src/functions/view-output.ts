/**
 * What a function leaves behind for others: a row of a view, by its key. It is written in the commit of the state that
 * it follows from, so it is there once, wherever the process dies.
 */
import type { ViewKey, ViewRow } from '@millrace/engine/views/view-store.ts';

export interface ViewOutput {
  readonly view: string;
  /** In the order of the view's key; times as epoch milliseconds. */
  readonly key: ViewKey;
  /** Times as ISO 8601 text, money as decimal text. Null takes the row away. */
  readonly row: ViewRow | null;
}

/** How a column is kept: the SQL type that the same column would have in a table. */
export type ColumnType = 'STRING' | 'INT' | 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP' | 'DECIMAL';

/** A view that a function writes. */
export interface FunctionView {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly key: readonly string[];
  /** Changes that are kept for live pages and sinks. */
  readonly feedLength: number;
  /** Rows whose first time column in the key is older than this, against the newest, are dropped; absent: never. */
  readonly retentionMs?: number;
  /**
   * When the server hands each row on to someone who waits for it: after its commit, or at once. At once is for rows that
   * follow from the log alone: should the process die before the commit, the same row is made again.
   */
  readonly announce?: 'committed' | 'at-once';
}
