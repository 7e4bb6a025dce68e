/**
 * Lets time pass in a quiet log, so that the last session of the night closes and the last order is scored: an empty
 * batch after each 100 ms without an append, during the first second after the last event, then one a second.
 */
import type { BatchCommit } from '../events/batch-commit.ts';

export const BUSY_INTERVAL_MS = 100;
export const IDLE_INTERVAL_MS = 1_000;

/** Whether a heartbeat is due. Times are epoch milliseconds. */
export function heartbeatIsDue(nowMs: number, lastAppendMs: number, lastEventMs: number): boolean {
  const intervalMs = nowMs - lastEventMs <= IDLE_INTERVAL_MS ? BUSY_INTERVAL_MS : IDLE_INTERVAL_MS;
  return nowMs - lastAppendMs >= intervalMs;
}

export class Heartbeat {
  readonly #commits: BatchCommit;
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #lastAppendMs = Number.NEGATIVE_INFINITY;
  #lastEventMs = Number.NEGATIVE_INFINITY;
  #underWay = false;

  constructor(commits: BatchCommit, now: () => number) {
    this.#commits = commits;
    this.#now = now;
    this.#timer = setInterval(() => this.#tick(), BUSY_INTERVAL_MS / 2);
  }

  /** Tell it of every commit. */
  noteCommit(records: number): void {
    this.#lastAppendMs = this.#now();
    if (records > 0) this.#lastEventMs = this.#lastAppendMs;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    if (this.#underWay || !heartbeatIsDue(this.#now(), this.#lastAppendMs, this.#lastEventMs)) return;
    this.#underWay = true;
    // A full disk fails heartbeats too; the next tick tries again, and requests are told.
    this.#commits
      .heartbeat()
      .catch(() => {})
      .finally(() => {
        this.#underWay = false;
      });
  }
}
