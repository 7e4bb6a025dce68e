/** The sources that bring events in by themselves, and how each is doing. Whoever runs one puts it on the list. */

export type SourceState = 'starting' | 'snapshot' | 'streaming' | 'waiting' | 'stopped';

export interface SourceProblem {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly since: string;
  /** When it is tried again; null when someone must do something first. */
  readonly retryAt: string | null;
}

export interface SnapshotStatus {
  readonly table: string;
  readonly done: boolean;
  readonly rows: number;
  /** As the database's planner thinks. */
  readonly estimatedRows: number;
}

export interface SourceStatus {
  readonly name: string;
  /** `postgres` … */
  readonly type: string;
  readonly state: SourceState;
  readonly since: string;
  readonly problem: SourceProblem | null;
  readonly snapshot: readonly SnapshotStatus[];
  readonly lagBytes: number | null;
  readonly lagSeconds: number;
  /** What the source keeps for us until it is read, in bytes. */
  readonly retainedBytes: number | null;
  readonly position: string | null;
  readonly changes: number;
  readonly quarantined: number;
  readonly changesPerSecond: number;
  readonly reconnects: number;
  /** What a reader of this should know: columns that are missing, and the like. */
  readonly notes: readonly string[];
}

export interface Source {
  readonly name: string;
  status(): SourceStatus;
  /** Forgets what was read, and reads everything anew. */
  resnapshot(): Promise<void>;
  stop(): Promise<void>;
}

export class SourceList {
  readonly #sources = new Map<string, Source>();

  add(source: Source): void {
    this.#sources.set(source.name, source);
  }

  get(name: string): Source | undefined {
    return this.#sources.get(name);
  }

  statuses(): readonly SourceStatus[] {
    return [...this.#sources.values()].map((source) => source.status());
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#sources.values()].map((source) => source.stop()));
  }
}
