/** What can be set of the warehouse. Plain data: it crosses a process. */

export interface WarehouseSettings {
  /** How much arrival time a file of events holds at most: rows can be queried about this long after they came. */
  readonly intervalMs: number;
  /** Hours that ended longer ago than this are dropped. */
  readonly retentionMs: number;
  /** How long a file that no longer counts stays on disk, for readers who have listed it. */
  readonly graceMs: number;
  /** A file of events ends early with the batch that reaches one of these. */
  readonly mostRows: number;
  readonly mostBytes: number;
  /** DuckDB works on disk beyond it. The process was seen to hold twice as much and 100 MB, for freed memory is kept. */
  readonly memoryMb: number;
}

const DAY_MS = 24 * 3_600_000;

export const DEFAULT_WAREHOUSE_SETTINGS: WarehouseSettings = {
  intervalMs: 60_000,
  retentionMs: 400 * DAY_MS,
  graceMs: 10 * 60_000,
  mostRows: 200_000,
  mostBytes: 32 * 1024 * 1024,
  memoryMb: 256,
};
