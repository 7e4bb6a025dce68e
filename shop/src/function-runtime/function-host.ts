/** The main thread's end of the functions: keeps their worker running, hands it questions, tells what it has committed. */
import { Worker } from 'node:worker_threads';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type FailedMessage, KeptWorker } from '@millrace/engine/runtime/kept-worker.ts';
import { PipelineSignal } from '@millrace/engine/runtime/pipeline-signal.ts';
import type { OpsSample } from '../functions/alert/ops-sample.ts';
import type { FunctionSettings, QuestionName, Questions } from '../functions/event-functions.ts';
import type { ViewOutput } from '../functions/view-output.ts';
import type { Answered, FunctionMessage, FunctionStats, FunctionWorkerData, HostMessage } from './function-messages.ts';
import { PendingAnswers } from './pending-answers.ts';

export interface FunctionHostOptions {
  readonly dataFolder: string;
  /** Defaults where absent. */
  readonly settings?: FunctionSettings | undefined;
  /** Told of failures; the host itself prints nothing. */
  readonly onProblem?: (error: MillraceError) => void;
}

/**
 * What new objects lie in before they are collected. With less the thread is stopped more often for nearly as long each time:
 * with 48 MB ten times a second for 6 ms at 10,000 events/s, with this five times for 8; with the default it is longer.
 */
const YOUNG_GENERATION_MB = 96;
const NO_STATS: FunctionStats = {
  nextSequence: 1,
  missedRows: 0,
  cachedKeys: 0,
  caches: {},
  measures: [],
  heapBytes: 0,
};

export class FunctionHost {
  /** Rung by the collector's commits and by the pipelines' own. */
  readonly signal = new PipelineSignal();
  readonly #options: FunctionHostOptions;
  readonly #worker: KeptWorker<FunctionMessage>;
  readonly #answers = new PendingAnswers();
  readonly #listeners = new Set<(outputs: readonly ViewOutput[]) => void>();
  readonly #emittedListeners = new Set<(outputs: readonly ViewOutput[]) => void>();
  #mail = new PipelineSignal();
  #stats: FunctionStats = NO_STATS;
  #nextSequence = 1;

  constructor(options: FunctionHostOptions) {
    this.#options = options;
    this.#worker = new KeptWorker({
      launch: () => this.#launch(),
      onMessage: (message) => this.#receive(message),
      crashed,
      onExit: () => this.#answers.rejectAll(unavailable('the functions stopped before they answered')),
      onProblem: options.onProblem,
    });
  }

  /** Resolves when the worker is ready; rejects when it cannot run at all. */
  start(): Promise<void> {
    return this.#worker.start();
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
    if (!this.running) return Promise.reject(unavailable('the functions are not running at this moment'));
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
    return this.#worker.running;
  }

  /** The next log sequence that the functions will read. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  get stats(): FunctionStats {
    return this.#stats;
  }

  /** Lets the worker catch up, commit and end. */
  close(): Promise<void> {
    return this.#worker.close(() => this.signal.stop());
  }

  #post(message: HostMessage): void {
    this.#worker.post(message);
    this.#mail.ring();
  }

  #launch(): Worker {
    this.#mail = new PipelineSignal();
    const { dataFolder, settings } = this.#options;
    const shared = { signal: this.signal.buffer, mail: this.#mail.buffer };
    return new Worker(new URL('./function-worker.ts', import.meta.url), {
      name: 'functions',
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
      workerData: { dataFolder, settings, ...shared } satisfies FunctionWorkerData,
    });
  }

  #receive(message: Exclude<FunctionMessage, FailedMessage>): void {
    switch (message.kind) {
      case 'ready':
        this.#stats = message.stats;
        this.#nextSequence = message.stats.nextSequence;
        return;
      case 'emitted':
        for (const listener of this.#emittedListeners) listener(message.outputs);
        return;
      case 'stats':
        this.#stats = message.stats;
        return;
      case 'committed':
        this.#worker.progressed();
        this.#nextSequence = message.nextSequence;
        for (const listener of this.#listeners) listener(message.outputs);
        return;
      case 'answers':
        for (const answered of message.answers) this.#settle(answered);
    }
  }

  #settle(answered: Answered): void {
    if ('reason' in answered) this.#answers.reject(answered.id, unanswered(answered.reason));
    else this.#answers.resolve(answered.id, answered.answer);
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
