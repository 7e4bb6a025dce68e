/** The main thread's end of a pipeline that runs in a worker thread, so that collecting never waits for it. */
import { Worker } from 'node:worker_threads';
import { MillraceError } from '../errors/millrace-error.ts';
import type { DataflowGraph } from '../sql/compile/describe-graph.ts';
import { type FailedMessage, KeptWorker } from './kept-worker.ts';
import type { GroupViews } from './pipeline-group.ts';
import type {
  PipelineFigures,
  PipelineMessage,
  PipelineScript,
  PipelineStats,
  PipelineWorkerData,
  StepTimes,
} from './pipeline-messages.ts';
import { PipelineSignal } from './pipeline-signal.ts';

export interface PipelineHostOptions {
  readonly dataFolder: string;
  readonly scripts: readonly PipelineScript[];
  /** What the thread is called where systems list threads. */
  readonly name?: string;
  /** Under the data folder; `state` when absent. */
  readonly stateFolder?: string;
  /** Rung by the worker itself right after each commit, so that another thread need not wait for this one to tell it. */
  readonly committed?: PipelineSignal;
  /** Told of failures and restarts; the host itself prints nothing. */
  readonly onProblem?: (error: MillraceError) => void;
  /** See PipelineGroup. */
  readonly niceness?: number | undefined;
  readonly paceMs?: number | undefined;
  readonly stepRows?: number | undefined;
}

/**
 * What new objects lie in before they are collected. With the 192 MB that a worker has by default a collection stops it for
 * 15 to 25 ms, and up to 50, a third of that so; catching up is as fast.
 */
const YOUNG_GENERATION_MB = 48;
const NO_STATS: PipelineStats = { nextSequence: 0, watermarks: {} };
const NO_FIGURES: PipelineFigures = {
  rows: new Float64Array(),
  watermarks: new Float64Array(),
  gauges: {},
  heapBytes: 0,
};

/** A step that has been committed. */
export interface CommittedStep extends StepTimes {
  /** When the host heard of it, in epoch milliseconds. */
  readonly atMs: number;
}

export class PipelineHost {
  readonly #options: PipelineHostOptions;
  readonly #worker: KeptWorker<PipelineMessage>;
  readonly #listeners = new Set<(stats: PipelineStats) => void>();
  #signal = new PipelineSignal();
  #stats: PipelineStats = NO_STATS;
  #views: GroupViews = { written: [], lookedUp: [] };
  #graph: DataflowGraph = { nodes: [], edges: [] };
  #figures: PipelineFigures = NO_FIGURES;
  #lastStep: CommittedStep | undefined;

  constructor(options: PipelineHostOptions) {
    this.#options = options;
    this.#worker = new KeptWorker({
      launch: () => this.#launch(),
      onMessage: (message) => this.#receive(message),
      crashed,
      onProblem: options.onProblem,
    });
  }

  /** Resolves when the worker has restored its state; rejects when it cannot run at all. After a close it starts again. */
  start(): Promise<void> {
    return this.#worker.start();
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

  /** What the scripts were compiled to; known once the start has succeeded. */
  get graph(): DataflowGraph {
    return this.#graph;
  }

  /** Of the operators and streams, told twice a second; counts begin anew when the worker does. */
  get figures(): PipelineFigures {
    return this.#figures;
  }

  /** Undefined before the first commit. */
  get lastStep(): CommittedStep | undefined {
    return this.#lastStep;
  }

  /** Why the pipeline does not run at this moment; undefined while it does. */
  get problem(): MillraceError | undefined {
    return this.#worker.problem;
  }

  get running(): boolean {
    return this.#worker.running;
  }

  /** Lets the worker commit what it holds, and end. */
  close(): Promise<void> {
    return this.#worker.close(() => this.#signal.stop());
  }

  #launch(): Worker {
    this.#signal = new PipelineSignal();
    const { dataFolder, scripts, stateFolder, niceness, paceMs, stepRows, committed, name } = this.#options;
    const workerData: PipelineWorkerData = {
      dataFolder,
      scripts,
      stateFolder,
      niceness,
      paceMs,
      stepRows,
      signal: this.#signal.buffer,
      ...(committed ? { committed: committed.buffer } : {}),
    };
    return new Worker(new URL('./pipeline-worker.ts', import.meta.url), {
      workerData,
      ...(name === undefined ? {} : { name }),
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
  }

  #receive(message: Exclude<PipelineMessage, FailedMessage>): void {
    if (message.kind === 'figures') {
      this.#figures = message.figures;
      return;
    }
    this.#stats = message.stats;
    if (message.kind === 'ready') {
      ({ views: this.#views, graph: this.#graph, figures: this.#figures } = message);
    } else {
      this.#lastStep = { ...message.step, atMs: Date.now() };
      this.#worker.progressed();
    }
    for (const listener of this.#listeners) listener(message.stats);
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
