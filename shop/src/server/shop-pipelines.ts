/**
 * Everything that follows the log in a server, as one: the SQL pipelines and the functions, each in a thread of its own.
 * What is ready is what both have got to.
 */
import type { FunctionHost } from '../function-runtime/function-host.ts';
import type { CommittedBatch, PipelineHandle, PipelineProgress } from './pipeline-handle.ts';
import type { WorkerPipeline } from './worker-pipeline.ts';

export class ShopPipelines implements PipelineHandle {
  readonly #sql: WorkerPipeline;
  readonly #functions: FunctionHost;
  /** Batches with their arrival that the functions have not committed yet, oldest first. */
  #pending: CommittedBatch[] = [];
  #functionsArrivalMs = Date.now();
  readonly #batchListeners = new Set<(batch: CommittedBatch) => void>();

  constructor(sql: WorkerPipeline, functions: FunctionHost) {
    this.#sql = sql;
    this.#functions = functions;
    functions.onOutputs(() => this.#advance());
  }

  async start(): Promise<void> {
    await Promise.all([this.#sql.start(), this.#functions.start()]);
  }

  onCommitted(batch: CommittedBatch): void {
    this.#pending.push(batch);
    this.#sql.onCommitted(batch);
    this.#functions.notify();
    for (const listener of this.#batchListeners) listener(batch);
  }

  watermarkMs(): number {
    return this.#sql.watermarkMs();
  }

  progress(): PipelineProgress {
    const { running, sequence, arrivalMs } = this.#sql.progress();
    return {
      running: running && this.#functions.running,
      sequence: Math.min(sequence, this.#functions.nextSequence - 1),
      arrivalMs: Math.min(arrivalMs, this.#functionsArrivalMs),
    };
  }

  /** Calls `listener` with each batch that the log has got, heartbeats included. */
  onBatch(listener: (batch: CommittedBatch) => void): void {
    this.#batchListeners.add(listener);
  }

  /** Calls `listener` after each commit of either. Returns the way to stop that. */
  onResults(listener: () => void): () => void {
    const stops = [this.#sql.onResults(listener), this.#functions.onOutputs(listener)];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** The pipelines first: the functions then see their last rows. */
  async stop(): Promise<void> {
    await this.#sql.stop();
    await this.#functions.close();
  }

  #advance(): void {
    const { nextSequence } = this.#functions;
    const left = this.#pending.findIndex(({ sequence }) => sequence >= nextSequence);
    const done = this.#pending.splice(0, left < 0 ? this.#pending.length : left);
    const newest = done.at(-1);
    if (newest) this.#functionsArrivalMs = newest.arrivalMs;
  }
}
