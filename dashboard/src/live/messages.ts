/** What the server's live stream says, message by message. Documented at /docs under “live”. */

export type Cell = null | boolean | number | string;
export type Row = Readonly<Record<string, Cell>>;
export type Key = readonly Cell[];

export interface Entry {
  readonly key: Key;
  readonly row: Row;
  /** False while the window that the row belongs to still counts. */
  readonly final: boolean;
}

export interface Change extends Entry {
  readonly number: number;
  readonly deleted: boolean;
}

export interface Ops {
  readonly at: string;
  readonly eventsPerSecond: number;
  readonly verdicts: Readonly<Record<'accepted' | 'duplicate' | 'late' | 'quarantined', number>>;
  /** Events in quarantine that are still bad. */
  readonly quarantine?: {
    readonly open: number;
    readonly most: readonly { readonly code: string; readonly source: string; readonly open: number }[];
  };
  readonly latencyMs: { readonly p50: number; readonly p95: number } | null;
  readonly lag: { readonly events: number; readonly ms: number };
  readonly openSessions: number;
}

/** From the arrival of events until they have come to a stage. */
export interface StageNews {
  readonly stage: string;
  readonly eventsPerSecond: number;
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number } | null;
  readonly waitingEvents: number;
}

export interface StepNews {
  readonly perSecond: number;
  readonly latencyMs: StageNews['latencyMs'];
}

/** Pipelines that share a thread and a commit. */
export interface GroupNews {
  readonly name: string;
  readonly running: boolean;
  readonly problem: string | null;
  readonly pipelines: readonly string[];
  readonly push: StepNews;
  readonly commit: StepNews;
  readonly busyShare: number;
  readonly lastCommitAt: string | null;
  readonly checkpointAgeMs: number | null;
  readonly stateEntries: number;
  readonly stateBytes: number | null;
  /** By the places and indices that a pipeline's graph names. */
  readonly figures: {
    readonly rows: readonly number[];
    readonly rowsPerSecond: readonly number[];
    readonly watermarksMs: readonly (number | null)[];
    readonly stateEntries: readonly number[];
    readonly lateRows: readonly number[];
  };
}

/** Told every second to pages that listen to `pipelines`. */
export interface PipelinesNews {
  readonly at: string;
  readonly stages: readonly StageNews[];
  readonly lag: { readonly events: number; readonly ms: number };
  readonly groups: readonly GroupNews[];
}

export type FeedMessage =
  | { readonly kind: 'hello'; readonly currency: string }
  | { readonly kind: 'snapshot'; readonly view: string; readonly entries: readonly Entry[] }
  | { readonly kind: 'changes'; readonly view: string; readonly changes: readonly Change[] }
  | { readonly kind: 'reset'; readonly view: string }
  | { readonly kind: 'ops'; readonly ops: Ops }
  | { readonly kind: 'pipelines'; readonly pipelines: PipelinesNews }
  | { readonly kind: 'connection'; readonly state: ConnectionState };

/** `quiet`: connected, but nothing has been heard for longer than the server ever waits. */
export type ConnectionState = 'connecting' | 'live' | 'quiet' | 'reconnecting';
