/**
 * Backtests of the server: one at a time, each in a process of its own with a bound on time and memory. What they found is
 * kept in memory for a while; a backtest changes nothing, so nothing is lost with it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { BacktestMessage, BacktestOrder, PlainResult } from './backtest-messages.ts';

const PROGRAM = fileURLToPath(new URL('./backtest-process.ts', import.meta.url));

export interface BacktestLimits {
  readonly maxMs: number;
  readonly heapMb: number;
}

const LIMITS: BacktestLimits = { maxMs: 5 * 60_000, heapMb: 256 };
/** Backtests that are remembered, the newest. */
const MOST_KEPT = 10;

export type BacktestStatus = 'running' | 'done' | 'failed' | 'cancelled';

export interface Backtest {
  readonly backtestId: string;
  readonly startedAt: string;
  readonly startedBy: string | null;
  readonly order: BacktestOrder;
  status: BacktestStatus;
  finishedAt: string | null;
  /** From 0 to 1. */
  share: number;
  /** Judged so far. */
  orders: number;
  result: PlainResult | null;
  failure: { readonly code: string; readonly reason: string } | null;
}

interface Running {
  readonly backtest: Backtest;
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}

export class BacktestDesk {
  readonly #limits: BacktestLimits;
  /** Oldest first. */
  readonly #kept: Backtest[] = [];
  #running: Running | undefined;

  constructor(limits: Partial<BacktestLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /** The one that is under way. */
  get running(): Backtest | undefined {
    return this.#running?.backtest;
  }

  /** The newest first. */
  all(): readonly Backtest[] {
    return this.#kept.toReversed();
  }

  get(backtestId: string): Backtest | undefined {
    return this.#kept.find((backtest) => backtest.backtestId === backtestId);
  }

  /** Only while none is under way. */
  start(order: BacktestOrder, startedBy: string | null): Backtest {
    if (this.#running) throw new TypeError('one backtest at a time');
    const backtest: Backtest = {
      ...{ backtestId: randomUUID(), startedAt: new Date().toISOString(), startedBy, order },
      ...{ status: 'running', finishedAt: null, share: 0, orders: 0, result: null, failure: null },
    };
    this.#kept.push(backtest);
    if (this.#kept.length > MOST_KEPT) this.#kept.shift();
    const child = fork(PROGRAM, [], {
      env: {},
      execArgv: [`--max-old-space-size=${this.#limits.heapMb}`],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = this.#follow(backtest, child);
    this.#running = { backtest, child, ended };
    child.send(order);
    return backtest;
  }

  /** Resolves when it has ended, or after so long. */
  async wait(backtestId: string, forMs: number): Promise<void> {
    const running = this.#running;
    if (running?.backtest.backtestId !== backtestId) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, forMs);
    });
    await Promise.race([running.ended, late]);
    clearTimeout(timer);
  }

  /** Resolves when it has ended; one that has ended stays as it is. */
  async cancel(backtestId: string): Promise<void> {
    const running = this.#running;
    if (running?.backtest.backtestId !== backtestId) return;
    running.backtest.status = 'cancelled';
    running.child.kill('SIGKILL');
    await running.ended;
  }

  async close(): Promise<void> {
    if (this.#running) await this.cancel(this.#running.backtest.backtestId);
  }

  #follow(backtest: Backtest, child: ChildProcess): Promise<void> {
    const timer = setTimeout(() => {
      fail(backtest, 'BACKTEST_TIMEOUT', `it did not end within ${this.#limits.maxMs / 1000} s: choose fewer days`);
      child.kill('SIGKILL');
    }, this.#limits.maxMs);
    child.on('message', (message: BacktestMessage) => {
      receive(backtest, message);
      if (message.kind !== 'progress' && child.connected) child.disconnect();
    });
    return new Promise((resolve) => {
      const end = (how: string) => {
        clearTimeout(timer);
        if (backtest.status === 'running') fail(backtest, 'BACKTEST_FAILED', `its process ended (${how})`);
        backtest.finishedAt ??= new Date().toISOString();
        this.#running = undefined;
        resolve();
      };
      child.once('error', (cause) => end(cause.message));
      child.once('exit', (code, signal) => end(String(signal ?? code)));
    });
  }
}

function receive(backtest: Backtest, message: BacktestMessage): void {
  if (backtest.status !== 'running') return;
  if (message.kind === 'failed') {
    fail(backtest, message.code, message.reason);
  } else if (message.kind === 'progress') {
    Object.assign(backtest, { share: message.share, orders: message.orders });
  } else {
    Object.assign(backtest, { status: 'done', share: 1, orders: message.result.orders, result: message.result });
  }
}

function fail(backtest: Backtest, code: string, reason: string): void {
  backtest.status = 'failed';
  backtest.failure = { code, reason };
}
