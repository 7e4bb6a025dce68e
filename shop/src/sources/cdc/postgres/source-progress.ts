/**
 * How far a database has been read: one value, written in the same commit as the events up to there.
 *
 * P1. What was committed before `lsn` is on the log, and of the transaction in `partial` its first rows.
 * P2. A table's rows up to `through` of its last range are on the log, each as one of its ranges' snapshots saw it.
 * P3. Until the stream has passed `catchUpLsn`, a change is left out when the snapshot that gave its row has seen it.
 */

/** Rows with keys up to `through` (after those of the range before), as one snapshot saw them. */
export interface SnapshotRange {
  /** The last key, as text; null until the first rows are read, and when the range goes to the end of the table. */
  readonly through: readonly string[] | null;
  /** What `pg_current_snapshot()` said. */
  readonly seen: string;
}

export interface TableProgress {
  readonly done: boolean;
  readonly rows: number;
  /** How many the planner thought there are. */
  readonly estimate: number;
  readonly ranges: readonly SnapshotRange[];
}

export interface SourceProgress {
  readonly version: 1;
  /** Counts fresh starts, so that a second snapshot's events are not taken for repeats. */
  readonly generation: number;
  readonly systemId: string;
  readonly timeline: number;
  readonly lsn: number;
  /** Where a large transaction was left: its commit's place, and how many of its changes are on the log. */
  readonly partial: { readonly finalLsn: number; readonly rows: number } | null;
  /** No snapshot may be taken before all transactions older than this one are over; see snapshot-session.ts. */
  readonly snapshotAfterXid: string;
  readonly catchUpLsn: number;
  readonly tables: Readonly<Record<string, TableProgress>>;
}

export function encodeProgress(progress: SourceProgress): string {
  return JSON.stringify(progress);
}

/** Undefined for a source that was never read. */
export function decodeProgress(text: unknown): SourceProgress | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  const progress: SourceProgress = JSON.parse(text);
  return progress.version === 1 ? progress : undefined;
}

export function newTableProgress(estimate: number): TableProgress {
  return { done: false, rows: 0, estimate, ranges: [] };
}
