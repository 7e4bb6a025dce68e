/** A database that the server reads, as it tells of it. */

export type SourceState = 'starting' | 'snapshot' | 'streaming' | 'waiting' | 'stopped';

export interface SnapshotTable {
  readonly table: string;
  readonly done: boolean;
  readonly rows: number;
  readonly estimatedRows: number;
}

export interface Source {
  readonly name: string;
  readonly type: string;
  readonly state: SourceState;
  readonly since: string;
  readonly problem: {
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
    readonly since: string;
    readonly retryAt: string | null;
  } | null;
  readonly snapshot: readonly SnapshotTable[];
  readonly lagBytes: number | null;
  readonly lagSeconds: number;
  readonly retainedBytes: number | null;
  readonly position: string | null;
  readonly changes: number;
  readonly quarantined: number;
  readonly changesPerSecond: number;
  readonly reconnects: number;
  readonly notes: readonly string[];
}

const STATES: Readonly<Record<SourceState, readonly [words: string, tone: 'good' | 'bad' | 'warn' | 'accent']>> = {
  starting: ['Starting', 'accent'],
  snapshot: ['First reading', 'accent'],
  streaming: ['Following', 'good'],
  waiting: ['Waiting', 'warn'],
  stopped: ['Stopped', 'bad'],
};

export function stateOf(state: SourceState) {
  return STATES[state];
}

/** A share of rows that the database only estimates, so that it is never more than all. */
export function snapshotShare({ done, rows, estimatedRows }: SnapshotTable): number {
  if (done) return 1;
  return estimatedRows <= 0 ? 0 : Math.min(0.99, rows / estimatedRows);
}
