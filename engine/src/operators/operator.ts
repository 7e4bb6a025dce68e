/**
 * The contract of an operator, the unit of work in a running query.
 *
 * O1. Rows, watermarks and times arrive in order on one thread; nothing here is asynchronous.
 * O2. After watermark w, a row whose rowtime is ≤ w is late: the operator that refuses it hands it to `late`.
 * O3. `snapshot` writes only what changed since the last snapshot; `restore` on a fresh operator brings all of it back,
 *     after which it behaves as if never stopped.
 * O4. No operator reads a clock. Time comes from rows, watermarks and `onProcessingTime`.
 */
import type { Change, Row } from '../row/row.ts';
import type { StateTable } from '../state/state-store.ts';

/** Where rows go. Everything downstream of an operator is seen through this. */
export interface Output {
  onRow(row: Row, change: Change): void;
  /** No row with a rowtime ≤ `ms` will follow, but for late ones. Strictly increasing. */
  onWatermark(ms: number): void;
  /** The arrival time has reached `ms`. Never decreasing. Processing-time windows run on it. */
  onProcessingTime(ms: number): void;
  /** A micro-batch has been pushed through; a commit follows. Mini-batched and early results leave now. */
  onBatchEnd(): void;
}

export interface Operator {
  /** Stable across restarts of the same script: `<query>/<plan node id>`. Names the operator's state table. */
  readonly id: string;
  /** One input per plan child, in the plan's order. */
  readonly inputs: readonly Output[];
  /** Writes everything that changed since the last call, then forgets that it changed. */
  snapshot(state: StateTable): void;
  restore(state: StateTable): void;
  /** Figures for EXPLAIN ANALYZE, metrics and the live page, by name: `{ keys: 1024, lateRows: 3 }`. */
  gauges(): Readonly<Record<string, number>>;
}

/** Receives rows that came after their window had gone. The row is the operator's input row. */
export type LateOutput = (row: Row) => void;
