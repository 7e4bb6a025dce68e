/**
 * A worker thread that is kept running, seen from the thread that needs it.
 *
 * A worker that dies is started again with growing pauses: it goes on from its last commit. One that was never ready, and
 * an error that a restart cannot mend (the worker says `failed`), is final.
 */
import type { Worker } from 'node:worker_threads';
import { MillraceError } from '../errors/millrace-error.ts';

/** The worker has stopped and does not go on by itself: a restart would end in the same way. */
export interface FailedMessage {
  readonly kind: 'failed';
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** Of what a worker says, `ready` and `failed` are understood here; everything but `failed` is handed on. */
type Said = FailedMessage | { readonly kind: string };

export interface KeptWorkerOptions<Message extends Said> {
  /** Makes the thread, each time anew. */
  readonly launch: () => Worker;
  readonly onMessage: (message: Exclude<Message, FailedMessage>) => void;
  /** What it is called that the worker died of this. */
  readonly crashed: (cause: unknown) => MillraceError;
  /** The worker has gone, whether or not another one comes. */
  readonly onExit?: () => void;
  /** Told of what goes wrong after the start; a start that fails is told by its rejection. */
  readonly onProblem?: ((error: MillraceError) => void) | undefined;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

export class KeptWorker<Message extends Said> {
  readonly #options: KeptWorkerOptions<Message>;
  #start = Promise.withResolvers<void>();
  #worker: Worker | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  /** The start after a crash that is to come: a start that somebody asks for takes its place. */
  #nextLaunch: NodeJS.Timeout | undefined;
  #running = false;
  #everReady = false;
  #closing = false;
  #problem: MillraceError | undefined;

  constructor(options: KeptWorkerOptions<Message>) {
    this.#options = options;
  }

  /** Resolves when the worker is ready; rejects when it cannot run at all. After a close it starts again. */
  start(): Promise<void> {
    if (this.#closing) this.#start = Promise.withResolvers<void>();
    this.#closing = false;
    this.#launch();
    return this.#start.promise;
  }

  /** Lost when there is no worker at this moment. */
  post(message: unknown): void {
    this.#worker?.postMessage(message);
  }

  get running(): boolean {
    return this.#running;
  }

  /** Why it does not run at this moment; undefined while it does. */
  get problem(): MillraceError | undefined {
    return this.#running ? undefined : this.#problem;
  }

  /** The worker has got on: should it die now, it is started again soon. */
  progressed(): void {
    this.#pauseMs = FIRST_PAUSE_MS;
  }

  /** @param stop tells the worker to end; resolves when it has. */
  async close(stop: () => void): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#nextLaunch);
    const worker = this.#worker;
    if (!worker) return;
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    stop();
    await exited;
  }

  #launch(): void {
    const worker = this.#options.launch();
    this.#worker = worker;
    worker.on('message', (message: Message) => this.#receive(message));
    worker.on('error', (cause) => this.#fail(this.#options.crashed(cause)));
    worker.on('exit', () => this.#exited());
  }

  #receive(message: Message): void {
    if (isFailed(message)) {
      this.#closing = true;
      const error = failed(message);
      this.#fail(error);
      this.#start.reject(error);
      return;
    }
    if (message.kind === 'ready') {
      this.#running = true;
      this.#everReady = true;
    }
    this.#options.onMessage(message as Exclude<Message, FailedMessage>);
    if (message.kind === 'ready') this.#start.resolve();
  }

  #fail(error: MillraceError): void {
    this.#running = false;
    this.#problem = error;
    if (this.#everReady) this.#options.onProblem?.(error);
  }

  #exited(): void {
    this.#worker = undefined;
    this.#running = false;
    this.#options.onExit?.();
    if (this.#closing) return;
    // What has never run will not run by being tried again: the start fails, and says why.
    if (!this.#everReady && this.#problem) {
      this.#start.reject(this.#problem);
      return;
    }
    this.#nextLaunch = setTimeout(() => this.#launch(), this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

function isFailed(message: Said): message is FailedMessage {
  return message.kind === 'failed';
}

function failed({ code, message, hint }: FailedMessage): MillraceError {
  return new MillraceError(message, { code, domain: 'user', retry: 'never', ...(hint === null ? {} : { hint }) });
}
