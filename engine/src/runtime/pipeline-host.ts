/**
 * The main thread's end of a pipeline that runs in a worker thread, so that collecting never waits for it.
 *
 * A worker that dies is started again with growing pauses: it goes on from its last commit. A worker that was never
 * ready, and an error that a restart cannot mend (a script that does not plan, pipelines that no longer fit their
 * state), is final.
 */
import { Worker } from 'node:worker_threads';
import { MillraceError } from '../errors/millrace-error.ts';
import type { GroupViews } from './pipeline-group.ts';
import type {
  FailedMessage,
  PipelineMessage,
  PipelineScript,
  PipelineStats,
  PipelineWorkerData,
} from './pipeline-messages.ts';
import { PipelineSignal } from './pipeline-signal.ts';

export interface PipelineHostOptions {
  readonly dataFolder: string;
  readonly scripts: readonly PipelineScript[];
  /** Under the data folder; `state` when absent. */
  readonly stateFolder?: string;
  /** Rung by the worker itself right after each commit, so that another thread need not wait for this one to tell it. */
  readonly committed?: PipelineSignal;
  /** Told of failures and restarts; the host itself prints nothing. */
  readonly onProblem?: (error: MillraceError) => void;
  /** See PipelineGroup. */
  readonly niceness?: number | undefined;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/**
 * What new objects lie in before they are collected. With the 192 MB that a worker has by default a collection stops it for
 * 15 to 25 ms, and up to 50, a third of that so; catching up is as fast.
 */
const YOUNG_GENERATION_MB = 48;
const NO_STATS: PipelineStats = { nextSequence: 0, watermarks: {}, gauges: {} };

export class PipelineHost {
  readonly #options: PipelineHostOptions;
  readonly #listeners = new Set<(stats: PipelineStats) => void>();
  #signal = new PipelineSignal();
  #worker: Worker | undefined;
  #stats: PipelineStats = NO_STATS;
  #views: GroupViews = { written: [], lookedUp: [] };
  #pauseMs = FIRST_PAUSE_MS;
  #running = false;
  #everReady = false;
  #closing = false;
  #problem: MillraceError | undefined;

  constructor(options: PipelineHostOptions) {
    this.#options = options;
  }

  /** Resolves when the worker has restored its state; rejects when it cannot run at all. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => this.#launch(resolve, reject));
  }

  /** Says that the log has grown. Cheap: call it after each append. */
  notify(): void {
    this.#signal.ring();
  }

  /** Calls `listener` after each commit. Returns the way to stop that. */
  onCommitted(listener: (stats: PipelineStats) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get stats(): PipelineStats {
    return this.#stats;
  }

  /** What the scripts write and look up; known once the start has succeeded. */
  get views(): GroupViews {
    return this.#views;
  }

  /** Why the pipeline does not run at this moment; undefined while it does. */
  get problem(): MillraceError | undefined {
    return this.#running ? undefined : this.#problem;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Lets the worker commit what it holds, and end. */
  async close(): Promise<void> {
    this.#closing = true;
    const worker = this.#worker;
    if (!worker) return;
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.#signal.stop();
    await exited;
  }

  #launch(onReady: () => void, onFinal: (error: MillraceError) => void): void {
    this.#signal = new PipelineSignal();
    const { dataFolder, scripts, stateFolder, niceness, committed } = this.#options;
    const workerData: PipelineWorkerData = {
      dataFolder,
      scripts,
      stateFolder,
      niceness,
      signal: this.#signal.buffer,
      ...(committed ? { committed: committed.buffer } : {}),
    };
    const worker = new Worker(new URL('./pipeline-worker.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.#worker = worker;
    worker.on('message', (message: PipelineMessage) => this.#receive(message, onReady, onFinal));
    worker.on('error', (cause) => this.#fail(crashed(cause)));
    worker.on('exit', () => this.#exited(onReady, onFinal));
  }

  #receive(message: PipelineMessage, onReady: () => void, onFinal: (error: MillraceError) => void): void {
    if (message.kind === 'failed') {
      this.#closing = true;
      const error = failedPipeline(message);
      this.#fail(error);
      onFinal(error);
      return;
    }
    this.#stats = message.stats;
    this.#running = true;
    if (message.kind === 'ready') {
      this.#everReady = true;
      this.#views = message.views;
      onReady();
    } else {
      this.#pauseMs = FIRST_PAUSE_MS;
    }
    for (const listener of this.#listeners) listener(message.stats);
  }

  #fail(error: MillraceError): void {
    this.#running = false;
    this.#problem = error;
    // A start that fails is told by its rejection.
    if (this.#everReady) this.#options.onProblem?.(error);
  }

  #exited(onReady: () => void, onFinal: (error: MillraceError) => void): void {
    this.#worker = undefined;
    this.#running = false;
    if (this.#closing) return;
    // What has never run will not run by being tried again: the start fails, and says why.
    if (!this.#everReady && this.#problem) {
      onFinal(this.#problem);
      return;
    }
    setTimeout(() => {
      if (!this.#closing) this.#launch(onReady, onFinal);
    }, this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

function crashed(cause: unknown): MillraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MillraceError(`the pipeline stopped: ${reason}`, {
    code: 'PIPELINE_CRASHED',
    domain: 'internal',
    retry: 'backoff',
    hint: 'it goes on by itself from its last commit; events are collected meanwhile',
    cause,
  });
}

function failedPipeline(message: FailedMessage): MillraceError {
  const hint = message.hint === null ? {} : { hint: message.hint };
  return new MillraceError(message.message, { code: message.code, domain: 'user', retry: 'never', ...hint });
}
