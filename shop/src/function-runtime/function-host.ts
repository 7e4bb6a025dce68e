/**
 * The main thread's end of the functions: starts their worker, starts it again when it dies, hands it questions, and
 * tells what it has committed.
 */
import { Worker } from 'node:worker_threads';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { PipelineSignal } from '@millrace/engine/runtime/pipeline-signal.ts';
import type { OpsSample } from '../functions/alert/ops-sample.ts';
import type { FunctionSettings, QuestionName, Questions } from '../functions/event-functions.ts';
import type { ViewOutput } from '../functions/view-output.ts';
import type { FunctionMessage, FunctionStats, FunctionWorkerData, HostMessage } from './function-messages.ts';
import { PendingAnswers } from './pending-answers.ts';

export interface FunctionHostOptions {
  readonly dataFolder: string;
  /** Defaults where absent. */
  readonly settings?: FunctionSettings | undefined;
  /** Told of failures; the host itself prints nothing. */
  readonly onProblem?: (error: MillraceError) => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const NO_STATS: FunctionStats = { nextSequence: 1, missedRows: 0, caches: {}, measures: [] };

export class FunctionHost {
  /** Rung by the collector's commits and by the pipelines' own. */
  readonly signal = new PipelineSignal();
  readonly #options: FunctionHostOptions;
  readonly #answers = new PendingAnswers();
  readonly #listeners = new Set<(outputs: readonly ViewOutput[]) => void>();
  readonly #emittedListeners = new Set<(outputs: readonly ViewOutput[]) => void>();
  #worker: Worker | undefined;
  #stats: FunctionStats = NO_STATS;
  #nextSequence = 1;
  #running = false;
  #everReady = false;
  #closing = false;
  #pauseMs = FIRST_PAUSE_MS;

  constructor(options: FunctionHostOptions) {
    this.#options = options;
  }

  /** Resolves when the worker is ready; rejects when it cannot run at all. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => this.#launch(resolve, reject));
  }

  /** Says that the log has grown. */
  notify(): void {
    this.signal.ring();
  }

  /**
   * The functions' answer, from what they know at this moment.
   * @throws MillraceError FUNCTIONS_UNAVAILABLE while they do not run, or do not answer in time.
   */
  ask<Name extends QuestionName>(question: Name, request: Questions[Name][0]): Promise<Questions[Name][1]> {
    return this.#ask(question, request, false);
  }

  /** The same, answered when everything that the answer rests on is committed: the views then agree with it. */
  askSettled<Name extends QuestionName>(question: Name, request: Questions[Name][0]): Promise<Questions[Name][1]> {
    return this.#ask(question, request, true);
  }

  #ask<Name extends QuestionName>(
    question: Name,
    request: Questions[Name][0],
    settled: boolean,
  ): Promise<Questions[Name][1]> {
    if (!this.#running) return Promise.reject(unavailable('the functions are not running at this moment'));
    const { id, answer } = this.#answers.open();
    this.#post({ kind: 'ask', id, question, request, settled });
    return answer as Promise<Questions[Name][1]>;
  }

  /** Hands over how the process is doing. */
  sample(sample: OpsSample): void {
    this.#post({ kind: 'sample', sample });
  }

  /** Calls `listener` after each commit with the rows of announced views. Returns the way to stop that. */
  onOutputs(listener: (outputs: readonly ViewOutput[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The same for rows that are announced at once. */
  onEmitted(listener: (outputs: readonly ViewOutput[]) => void): () => void {
    this.#emittedListeners.add(listener);
    return () => this.#emittedListeners.delete(listener);
  }

  get running(): boolean {
    return this.#running;
  }

  /** The next log sequence that the functions will read. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  get stats(): FunctionStats {
    return this.#stats;
  }

  /** Lets the worker catch up, commit and end. */
  async close(): Promise<void> {
    this.#closing = true;
    const worker = this.#worker;
    if (!worker) return;
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.signal.stop();
    await exited;
  }

  #post(message: HostMessage): void {
    this.#worker?.postMessage(message);
  }

  #launch(onReady: () => void, onFinal: (error: MillraceError) => void): void {
    const { dataFolder, settings } = this.#options;
    const worker = new Worker(new URL('./function-worker.ts', import.meta.url), {
      workerData: { dataFolder, signal: this.signal.buffer, settings } satisfies FunctionWorkerData,
    });
    this.#worker = worker;
    let problem: MillraceError | undefined;
    worker.on('message', (message: FunctionMessage) => {
      if (message.kind === 'failed') {
        this.#closing = true;
        onFinal(failed(message));
      } else {
        this.#receive(message, onReady);
      }
    });
    worker.on('error', (cause) => {
      problem = crashed(cause);
      if (this.#everReady) this.#options.onProblem?.(problem);
    });
    worker.on('exit', () => this.#exited(problem, onReady, onFinal));
  }

  #receive(message: Exclude<FunctionMessage, { kind: 'failed' }>, onReady: () => void): void {
    switch (message.kind) {
      case 'ready':
        this.#running = true;
        this.#everReady = true;
        this.#stats = message.stats;
        this.#nextSequence = message.stats.nextSequence;
        onReady();
        return;
      case 'emitted':
        for (const listener of this.#emittedListeners) listener(message.outputs);
        return;
      case 'stats':
        this.#stats = message.stats;
        return;
      case 'committed':
        this.#pauseMs = FIRST_PAUSE_MS;
        this.#nextSequence = message.nextSequence;
        for (const listener of this.#listeners) listener(message.outputs);
        return;
      case 'answer':
        this.#answers.resolve(message.id, message.answer);
        return;
      case 'no-answer':
        this.#answers.reject(message.id, unanswered(message.reason));
    }
  }

  #exited(problem: MillraceError | undefined, onReady: () => void, onFinal: (error: MillraceError) => void): void {
    this.#worker = undefined;
    this.#running = false;
    this.#answers.rejectAll(unavailable('the functions stopped before they answered'));
    if (this.#closing) return;
    // What has never run will not run by being tried again.
    if (!this.#everReady && problem) {
      onFinal(problem);
      return;
    }
    setTimeout(() => {
      if (!this.#closing) this.#launch(onReady, onFinal);
    }, this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

export function unavailable(reason: string): MillraceError {
  return new MillraceError(reason, {
    code: 'FUNCTIONS_UNAVAILABLE',
    domain: 'external',
    retry: 'backoff',
    hint: 'Ask again in a moment; events are collected meanwhile.',
  });
}

function unanswered(reason: string): MillraceError {
  return new MillraceError(`the functions could not answer: ${reason}`, {
    code: 'FUNCTION_FAILED',
    domain: 'internal',
    retry: 'never',
  });
}

function crashed(cause: unknown): MillraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MillraceError(`the functions stopped: ${reason}`, {
    code: 'FUNCTIONS_CRASHED',
    domain: 'internal',
    retry: 'backoff',
    hint: 'they go on by themselves from their last commit; events are collected meanwhile',
    cause,
  });
}

function failed({ code, message, hint }: Extract<FunctionMessage, { kind: 'failed' }>): MillraceError {
  return new MillraceError(message, { code, domain: 'user', retry: 'never', ...(hint === null ? {} : { hint }) });
}
