/** The server's pipelines: each group in a worker thread of its own, seen through the one handle that the server needs. */
import type { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { MIN_WATERMARK } from '@millrace/engine/row/row.ts';
import { checkGroupViews, type PipelineGroup } from '@millrace/engine/runtime/pipeline-group.ts';
import { PipelineHost } from '@millrace/engine/runtime/pipeline-host.ts';
import type { PipelineSignal } from '@millrace/engine/runtime/pipeline-signal.ts';
import type { ReportedGroup } from '../operations/group-report.ts';
import type { OperatorFigures } from '../operations/late-counts.ts';
import { pipelineGroups } from '../pipelines/pipeline-groups.ts';
import type { CommittedBatch, PipelineHandle, PipelineProgress } from './pipeline-handle.ts';
import { RecentLatencies } from './recent-latencies.ts';

/** The table whose watermark says what is late. */
const EVENTS = 'events';

export interface WorkerPipelineOptions {
  readonly dataFolder: string;
  readonly groups?: readonly PipelineGroup[];
  readonly onProblem?: (error: MillraceError) => void;
  /** Rung by each worker after each of its commits. */
  readonly committed?: PipelineSignal;
}

export class WorkerPipeline implements PipelineHandle {
  readonly #groups: readonly PipelineGroup[];
  readonly #hosts: ReadonlyMap<string, PipelineHost>;
  /** From the arrival of events to the commit of all that follows from them. */
  readonly latencies = new RecentLatencies();
  /** Batches that not all groups have committed yet, oldest first. */
  #pending: CommittedBatch[] = [];
  #committedMs = Date.now();

  constructor({ groups = pipelineGroups(), ...options }: WorkerPipelineOptions) {
    this.#groups = groups;
    this.#hosts = new Map(groups.map((group) => [group.name, new PipelineHost({ ...options, ...group })]));
    this.onResults(() => this.#advance());
  }

  /** Rejects as soon as one group cannot run, and for groups that share a view. */
  async start(): Promise<void> {
    await Promise.all(this.#all((host) => host.start()));
    checkGroupViews(new Map(Array.from(this.#hosts, ([name, { views }]) => [name, views])));
  }

  onCommitted(batch: CommittedBatch): void {
    this.#pending.push(batch);
    for (const host of this.#hosts.values()) host.notify();
  }

  watermarkMs(): number {
    const watermarks = this.#all(({ stats }) => stats.watermarks[EVENTS]).filter((each) => each !== undefined);
    return watermarks.length === 0 ? MIN_WATERMARK : Math.min(...watermarks.map((each) => each ?? MIN_WATERMARK));
  }

  progress(): PipelineProgress {
    return {
      running: this.#all(({ running }) => running).every(Boolean),
      sequence: this.#nextSequence() - 1,
      arrivalMs: this.#committedMs,
    };
  }

  /** Calls `listener` after each commit of any group. Returns the way to stop that. */
  onResults(listener: () => void): () => void {
    const stops = this.#all((host) => host.onCommitted(listener));
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** A figure of operators, such as `openSessions`, summed over all that have it. */
  gauge(name: string): number {
    const operators = this.#all(({ figures }) => Object.values(figures.gauges)).flat();
    return operators.reduce((sum, { [name]: value = 0 }) => sum + value, 0);
  }

  /** The figures of all operators, by their ids. */
  figures(): OperatorFigures {
    return Object.assign({}, ...this.#all(({ figures }) => figures.gauges));
  }

  /** Each group with what it runs, for reports about it. */
  reported(): readonly ReportedGroup[] {
    return this.#groups.flatMap(({ name, scripts }) => {
      const host = this.#hosts.get(name);
      return host === undefined ? [] : [{ name, scripts, host }];
    });
  }

  /** What each group will read next. */
  nextSequences(): Readonly<Record<string, number>> {
    return Object.fromEntries(Array.from(this.#hosts, ([name, { stats }]) => [name, stats.nextSequence]));
  }

  /** Runs `work` while no group runs; then they go on from their last commits, unless all is about to stop. */
  async whilePaused<Result>(work: () => Promise<Result>, gone: AbortSignal): Promise<Result> {
    await Promise.all(this.#all((host) => host.close()));
    try {
      return await work();
    } finally {
      if (!gone.aborted) await this.start();
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all((host) => host.close()));
  }

  /** What has been collected and is not in all results yet. */
  lag(): { readonly events: number; readonly ms: number } {
    const events = this.#pending.reduce((sum, { records }) => sum + records, 0);
    const oldest = this.#pending.find(({ records }) => records > 0);
    return { events, ms: oldest ? Math.max(0, Date.now() - oldest.arrivalMs) : 0 };
  }

  #all<Result>(get: (host: PipelineHost) => Result): readonly Result[] {
    return Array.from(this.#hosts.values(), get);
  }

  /** Of the slowest group: what is before it is in all results. */
  #nextSequence(): number {
    return Math.min(...this.#all(({ stats }) => stats.nextSequence));
  }

  #advance(): void {
    const nowMs = Date.now();
    const nextSequence = this.#nextSequence();
    const done = this.#pending.findIndex(({ sequence }) => sequence >= nextSequence);
    const committed = this.#pending.splice(0, done < 0 ? this.#pending.length : done);
    for (const { arrivalMs, records } of committed) {
      this.#committedMs = arrivalMs;
      if (records > 0) this.latencies.add(nowMs, Math.max(0, nowMs - arrivalMs), records);
    }
  }
}
