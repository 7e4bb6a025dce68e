/** The server's pipelines: the SQL of `pipelines/` in a worker thread, seen through the handle that the server needs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { MIN_WATERMARK } from '@millrace/engine/row/row.ts';
import { PipelineHost } from '@millrace/engine/runtime/pipeline-host.ts';
import type { PipelineScript, PipelineStats } from '@millrace/engine/runtime/pipeline-messages.ts';
import type { PipelineSignal } from '@millrace/engine/runtime/pipeline-signal.ts';
import type { CommittedBatch, PipelineHandle, PipelineProgress } from './pipeline-handle.ts';
import { RecentLatencies } from './recent-latencies.ts';

const PIPELINES = fileURLToPath(new URL('../../../pipelines/', import.meta.url));

/** The tables of the one-process place, then every question in `pipelines/`, by name. */
export function embeddedScripts(): readonly PipelineScript[] {
  const questions = readdirSync(PIPELINES).filter((file) => file.endsWith('.sql'));
  return [embeddedTables(), ...questions.sort().map(pipelineScript)];
}

/** The tables as one process reads and keeps them; on other runtimes the same names have other connectors. */
function embeddedTables(): PipelineScript {
  return pipelineScript(join('tables', 'embedded.sql'));
}

function pipelineScript(file: string): PipelineScript {
  return { file: join('pipelines', file), text: readFileSync(join(PIPELINES, file), 'utf8') };
}

export interface WorkerPipelineOptions {
  readonly dataFolder: string;
  readonly scripts?: readonly PipelineScript[];
  readonly onProblem?: (error: MillraceError) => void;
  /** Rung by the worker after each of its commits. */
  readonly committed?: PipelineSignal;
}

export class WorkerPipeline implements PipelineHandle {
  readonly #host: PipelineHost;
  /** From the arrival of events to the commit of what follows from them. */
  readonly latencies = new RecentLatencies();
  /** Batches that the pipelines have not committed yet, oldest first. */
  #pending: CommittedBatch[] = [];
  #committedMs = Date.now();

  constructor({ scripts = embeddedScripts(), ...options }: WorkerPipelineOptions) {
    this.#host = new PipelineHost({ ...options, scripts });
    this.#host.onCommitted((stats) => this.#advance(stats.nextSequence));
  }

  start(): Promise<void> {
    return this.#host.start();
  }

  onCommitted(batch: CommittedBatch): void {
    this.#pending.push(batch);
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

  /** What has been collected and is not in the results yet. */
  lag(): { readonly events: number; readonly ms: number } {
    const events = this.#pending.reduce((sum, { records }) => sum + records, 0);
    const oldest = this.#pending.find(({ records }) => records > 0);
    return { events, ms: oldest ? Math.max(0, Date.now() - oldest.arrivalMs) : 0 };
  }

  #advance(nextSequence: number): void {
    const nowMs = Date.now();
    const done = this.#pending.findIndex(({ sequence }) => sequence >= nextSequence);
    const committed = this.#pending.splice(0, done < 0 ? this.#pending.length : done);
    for (const { arrivalMs, records } of committed) {
      this.#committedMs = arrivalMs;
      if (records > 0) this.latencies.add(nowMs, Math.max(0, nowMs - arrivalMs), records);
    }
  }
}
