/**
 * The server's end of one query's process: starts it, gives it its order, hands on what comes out of it, and kills it when
 * its time is over or nobody waits for it any more.
 */
import { type ChildProcess, fork } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { QueryDone, QueryFailure, QueryMessage, QueryOrder, ResultColumn } from './query-messages.ts';
import { QueryRefusal } from './query-refusal.ts';

const PROGRAM = fileURLToPath(new URL('./query-process.ts', import.meta.url));
/** JavaScript's part of a query's memory: a few chunks of rows at a time. */
const HEAP_MB = 256;
const RESULT_PIPE = 3;

export class RunningQuery {
  readonly #child: ChildProcess;
  readonly #begun: Promise<readonly ResultColumn[]>;
  readonly #outcome: Promise<QueryDone>;
  readonly #exited: Promise<void>;
  #whyKilled: QueryFailure | undefined;

  /** Starts the process; it waits for an order. */
  constructor() {
    this.#child = fork(PROGRAM, [], {
      env: {},
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'ipc'],
    });
    const messages = messagesOf(this.#child, () => this.#whyKilled);
    this.#begun = messages.begun;
    this.#outcome = messages.outcome;
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()));
    // Whoever asks is told; a process that dies while it waits for an order must not end the server.
    this.#begun.catch(() => undefined);
    this.#outcome.catch(() => undefined);
  }

  /** Whether it can still be given an order. */
  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.connected;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /**
   * Resolves when the first rows are there.
   * @throws QueryRefusal when the query is refused, or fails before it has a row.
   */
  async begin(order: QueryOrder): Promise<readonly ResultColumn[]> {
    this.#child.send(order);
    return this.#begun;
  }

  /** The result's bytes. They end without an error only when they are all of it. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    for await (const piece of this.#child.stdio[RESULT_PIPE] as Readable) yield piece;
    await this.#outcome;
  }

  /** Ends it at once; whoever waits is told why. */
  kill(why: QueryFailure): void {
    this.#whyKilled ??= why;
    this.#child.kill('SIGKILL');
  }

  exited(): Promise<void> {
    return this.#exited;
  }
}

function messagesOf(child: ChildProcess, whyKilled: () => QueryFailure | undefined) {
  const begun = Promise.withResolvers<readonly ResultColumn[]>();
  const outcome = Promise.withResolvers<QueryDone>();
  const fail = (failure: QueryFailure) => {
    const refusal = new QueryRefusal(failure);
    begun.reject(refusal);
    outcome.reject(refusal);
  };
  child.on('message', (message: QueryMessage) => {
    if (message.kind === 'begun') begun.resolve(message.columns);
    else if (message.kind === 'done') outcome.resolve(message);
    else fail(message);
  });
  child.once('error', () => fail(whyKilled() ?? ENDED));
  child.once('exit', () => fail(whyKilled() ?? ENDED));
  return { begun: begun.promise, outcome: outcome.promise };
}

const ENDED: QueryFailure = {
  status: 503,
  code: 'QUERY_PROCESS_ENDED',
  what: 'the process of the query ended before its result was there',
  mend: 'Ask again; ask for less when that happens every time.',
};
