/**
 * What the server needs of the pipelines, wherever they run (a worker thread, by default), so that neither knows the
 * other: the server tells of commits, the pipelines tell how far they are.
 */

export interface PipelineProgress {
  /** False until the pipelines have started, and after they have failed. */
  readonly running: boolean;
  /** The newest log sequence of which every result is committed. */
  readonly sequence: number;
  /** Arrival time of that batch, in epoch milliseconds; it tells the lag. */
  readonly arrivalMs: number;
}

/** A batch that the collector has committed to the log. */
export interface CommittedBatch {
  readonly sequence: number;
  readonly arrivalMs: number;
  /** 0 for a heartbeat. */
  readonly records: number;
}

export interface PipelineHandle {
  /** Called once, after the log is open and before the server listens. Rejects when the pipelines cannot run. */
  start(): Promise<void>;
  /** Called after each commit to the log, heartbeats included; must return at once. */
  onCommitted(batch: CommittedBatch): void;
  /** The present watermark of `events` in epoch milliseconds; Number.MIN_SAFE_INTEGER until it is known. */
  watermarkMs(): number;
  progress(): PipelineProgress;
  /**
   * Called once, when no more commits will come, also after a start that failed. Resolves when results are committed
   * and threads have ended.
   */
  stop(): Promise<void>;
}
