/**
 * Takes queries in: so many at a time, each in a process of its own, a few more waiting their turn, all others sent away.
 *
 * D1. A query has a process of its own, of low priority. Neither its memory nor its processor time is the server's; it can
 *     be killed whatever it is doing, and what it leaves behind goes with it.
 * D2. One process more than is needed waits for the next order, for starting one takes longer than most queries.
 */
import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { QueryFailure, QueryFormat, QueryParameters, ResultColumn } from './query-messages.ts';
import { QueryRefusal } from './query-refusal.ts';
import { RunningQuery } from './running-query.ts';

export interface QueryDeskOptions {
  readonly dataFolder: string;
  readonly limits?: Partial<DeskLimits>;
}

export interface DeskLimits {
  /** Queries that run at once. */
  readonly running: number;
  /** Queries that wait for their turn. */
  readonly waiting: number;
  readonly memoryMb: number;
  readonly temporaryMb: number;
  readonly maxBytes: number;
}

const LIMITS: DeskLimits = {
  running: 2,
  waiting: 8,
  memoryMb: 1024,
  temporaryMb: 2048,
  maxBytes: 1024 * 1024 * 1024,
};

export interface QueryRequest {
  readonly sql: string;
  readonly parameters: QueryParameters;
  readonly format: QueryFormat;
  readonly maxRows: number | null;
  readonly timeoutMs: number;
}

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  /** Fails when the result is cut off. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export class QueryDesk {
  readonly #options: QueryDeskOptions;
  readonly #limits: DeskLimits;
  readonly #temporary: string;
  readonly #waiting: (() => void)[] = [];
  readonly #live = new Set<RunningQuery>();
  #running = 0;
  #spare: RunningQuery | undefined;
  #closed = false;

  constructor(options: QueryDeskOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#temporary = join(options.dataFolder, 'query-temporary');
    // What the queries of a server that was killed had put there.
    rmSync(this.#temporary, { recursive: true, force: true });
  }

  get limits(): DeskLimits {
    return this.#limits;
  }

  get runningCount(): number {
    return this.#running;
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  /**
   * Resolves when the first rows are there; the turn is given back when the bytes have been read or given up.
   * @param gone aborts the query, whether it waits, runs or answers.
   * @throws QueryRefusal.
   */
  async run(request: QueryRequest, gone: AbortSignal): Promise<QueryResult> {
    await this.#turn(gone);
    const query = this.#take();
    const timer = setTimeout(() => query.kill(tooSlow(request.timeoutMs)), request.timeoutMs);
    const abort = () => query.kill(GONE);
    gone.addEventListener('abort', abort);
    if (gone.aborted) abort();
    void query.exited().then(() => {
      clearTimeout(timer);
      gone.removeEventListener('abort', abort);
      this.#ended(query);
    });
    try {
      const columns = await query.begin(this.#orderFor(query, request));
      return { columns, bytes: query.bytes() };
    } catch (thrown) {
      query.kill(GONE);
      throw thrown;
    }
  }

  /** Ends what runs. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const query of this.#live) query.kill(GONE);
    await Promise.all(Array.from(this.#live, (query) => query.exited()));
    await this.#remove(this.#temporary);
  }

  #orderFor(query: RunningQuery, { timeoutMs: _timeoutMs, ...request }: QueryRequest) {
    const { maxBytes, memoryMb, temporaryMb } = this.#limits;
    const temporaryFolder = join(this.#temporary, String(query.pid));
    const limits = { memoryMb, temporaryMb, temporaryFolder, threads: availableParallelism() };
    return { ...request, maxBytes, dataFolder: this.#options.dataFolder, limits };
  }

  /** Resolves when there is room. */
  async #turn(gone: AbortSignal): Promise<void> {
    if (this.#running < this.#limits.running) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= this.#limits.waiting) throw BUSY;
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        gone.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(new QueryRefusal(GONE));
      };
      gone.addEventListener('abort', leave, { once: true });
      this.#waiting.push(go);
    });
  }

  #take(): RunningQuery {
    const query = this.#spare?.isAlive ? this.#spare : this.#start();
    this.#spare = this.#start();
    return query;
  }

  #start(): RunningQuery {
    const query = new RunningQuery();
    this.#live.add(query);
    void query.exited().then(() => this.#live.delete(query));
    return query;
  }

  /** What cannot be removed now, the next start removes. */
  #remove(folder: string): Promise<void> {
    return rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }

  /** The turn goes on to whoever waits longest. */
  #ended(query: RunningQuery): void {
    void this.#remove(join(this.#temporary, String(query.pid)));
    const next = this.#closed ? undefined : this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}

function tooSlow(timeoutMs: number): QueryFailure {
  return {
    status: 422,
    code: 'QUERY_TIMEOUT',
    what: `the query did not end within ${timeoutMs / 1000} s`,
    mend: 'Ask for fewer days (date >= …), or give it more time with timeoutSeconds. A recursion needs a condition that ends it.',
  };
}

const GONE: QueryFailure = {
  status: 503,
  code: 'QUERY_CANCELLED',
  what: 'the query was given up',
  mend: 'Ask again.',
};

const BUSY = new QueryRefusal({
  status: 429,
  code: 'QUERIES_BUSY',
  what: 'too many queries are waiting',
  mend: 'Ask again in a few seconds.',
});
