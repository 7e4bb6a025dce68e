/** Makes training sets, one at a time, each in a thread of its own that is bounded in time and memory. */
import { Worker } from 'node:worker_threads';
import type { HistoryRequest } from '../functions/features/feature-history.ts';
import { Problem } from '../sources/http/problem.ts';
import type { TrainingSet } from './training-set.ts';
import type { TrainingSetMessage, TrainingSetWorkerData } from './training-set-worker.ts';

export interface TrainingSetOptions {
  readonly dataFolder: string;
  readonly longestMs?: number;
}

const LONGEST_MS = 60_000;
const MOST_MEMORY_MB = 2_048;

export class TrainingSets {
  readonly #dataFolder: string;
  readonly #longestMs: number;
  #running: Worker | undefined;

  constructor({ dataFolder, longestMs = LONGEST_MS }: TrainingSetOptions) {
    this.#dataFolder = dataFolder;
    this.#longestMs = longestMs;
  }

  /**
   * @param gone ends the work when nobody waits for it any more.
   * @throws Problem 429 while another is made, 422 for a log that is too long, 503 when it fails.
   */
  async make(request: HistoryRequest, gone: AbortSignal): Promise<TrainingSet> {
    if (this.#running) throw BUSY;
    const data: TrainingSetWorkerData = { dataFolder: this.#dataFolder, request, longestMs: this.#longestMs };
    const worker = new Worker(new URL('./training-set-worker.ts', import.meta.url), {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
    });
    this.#running = worker;
    const stop = () => void worker.terminate();
    gone.addEventListener('abort', stop);
    try {
      return this.#setOf(await outcomeOf(worker));
    } catch (cause) {
      throw gone.aborted ? GONE : cause;
    } finally {
      gone.removeEventListener('abort', stop);
      this.#running = undefined;
    }
  }

  /** Gives up what is being made. */
  async close(): Promise<void> {
    await this.#running?.terminate();
  }

  #setOf(message: TrainingSetMessage): TrainingSet {
    if (message.kind === 'failed') throw failed(`${message.message}. ${message.hint ?? ''}`);
    if ('answers' in message.set) return message.set;
    throw tooLong(message.set.share, this.#longestMs);
  }
}

function outcomeOf(worker: Worker): Promise<TrainingSetMessage> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', (error) => reject(isOutOfMemory(error) ? TOO_LARGE : error));
    worker.once('exit', () => reject(failed('It was stopped before it was made.')));
  });
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

/** Nobody reads it any more; the log of the server calls it what others do. */
const GONE = new Problem({ status: 499, code: 'CLIENT_GONE', detail: 'Whoever asked has left before the answer.' });

const BUSY = new Problem({
  status: 429,
  code: 'TRAINING_SET_RUNNING',
  detail: 'Another training set is being made; they are made one at a time. Ask again when it is done.',
  retryAfterSeconds: 10,
});

const TOO_LARGE = new Problem({
  status: 422,
  code: 'HISTORY_TOO_LONG',
  detail: 'The log up to the newest row names too many shoppers and products for one request. Ask for earlier rows.',
});

function tooLong(share: number, longestMs: number): Problem {
  const done = `${Math.floor(share * 100)} % of the log was gone through in ${longestMs / 1000} s`;
  const detail = `${done}, and rows were left. Ask for earlier rows: the log is read up to the newest.`;
  return new Problem({ status: 422, code: 'HISTORY_TOO_LONG', detail });
}

function failed(reason: string): Problem {
  const detail = `The training set could not be made. ${reason}`;
  return new Problem({ status: 503, code: 'TRAINING_SET_FAILED', detail, retryAfterSeconds: 10 });
}
