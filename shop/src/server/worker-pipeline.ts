/** The server's pipelines: the SQL of `pipelines/` in a worker thread, seen through the handle that the server needs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { MIN_WATERMARK } from '@millrace/engine/row/row.ts';
import { PipelineHost } from '@millrace/engine/runtime/pipeline-host.ts';
import type { PipelineScript, PipelineStats } from '@millrace/engine/runtime/pipeline-messages.ts';
import type { PipelineHandle, PipelineProgress } from './pipeline-handle.ts';

const PIPELINES = fileURLToPath(new URL('../../../pipelines/', import.meta.url));

/** The tables of the one-process place, then every question in `pipelines/`, by name. */
export function embeddedScripts(folder: string = PIPELINES): readonly PipelineScript[] {
  const questions = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  return [join('tables', 'embedded.sql'), ...questions.sort()].map((file) => ({
    file: join('pipelines', file),
    text: readFileSync(join(folder, file), 'utf8'),
  }));
}

export interface WorkerPipelineOptions {
  readonly dataFolder: string;
  readonly scripts?: readonly PipelineScript[];
  readonly onProblem?: (error: MillraceError) => void;
}

export class WorkerPipeline implements PipelineHandle {
  readonly #host: PipelineHost;
  /** Arrival times of batches that the pipelines have not committed yet, oldest first. */
  readonly #pending: { readonly sequence: number; readonly arrivalMs: number }[] = [];
  #committedMs = Date.now();

  constructor({ dataFolder, scripts = embeddedScripts(), onProblem }: WorkerPipelineOptions) {
    this.#host = new PipelineHost({ dataFolder, scripts, ...(onProblem ? { onProblem } : {}) });
    this.#host.onCommitted((stats) => this.#advance(stats.nextSequence));
  }

  start(): Promise<void> {
    return this.#host.start();
  }

  onCommitted(sequence: number, arrivalMs: number): void {
    this.#pending.push({ sequence, arrivalMs });
    this.#host.notify();
  }

  watermarkMs(): number {
    return this.#host.stats.watermarkMs ?? MIN_WATERMARK;
  }

  progress(): PipelineProgress {
    return {
      running: this.#host.running,
      sequence: this.#host.stats.nextSequence - 1,
      arrivalMs: this.#committedMs,
    };
  }

  /** Calls `listener` after each commit of the pipelines. Returns the way to stop that. */
  onResults(listener: (stats: PipelineStats) => void): () => void {
    return this.#host.onCommitted(listener);
  }

  get stats(): PipelineStats {
    return this.#host.stats;
  }

  stop(): Promise<void> {
    return this.#host.close();
  }

  #advance(nextSequence: number): void {
    let done = 0;
    for (const { sequence, arrivalMs } of this.#pending) {
      if (sequence >= nextSequence) break;
      this.#committedMs = arrivalMs;
      done += 1;
    }
    this.#pending.splice(0, done);
  }
}
