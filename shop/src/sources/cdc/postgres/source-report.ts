/** What a source tells of itself while it runs, for the list of sources and the metrics. */
import type { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { SourceProblem, SourceState, SourceStatus } from '../source-list.ts';
import { lsnText } from './lsn.ts';
import type { SourceProgress } from './source-progress.ts';

/** Over how long changes a second are counted. */
const RATE_WINDOW_MS = 10_000;
const IDLE_AFTER_MS = 2_000;

export class SourceReport {
  readonly #name: string;
  #state: SourceState = 'starting';
  #since = new Date().toISOString();
  #problem: SourceProblem | null = null;
  #progress: SourceProgress | undefined;
  #rates: { readonly atMs: number; readonly changes: number }[] = [];
  #lastChangeMs = 0;
  #delayMs = 0;
  readonly #notes = new Map<string, string>();
  changes = 0;
  quarantined = 0;
  reconnects = 0;
  lagBytes: number | null = null;
  retainedBytes: number | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  /** @param retryMs when it is tried again, in epoch milliseconds. */
  enter(state: SourceState, error?: MillraceError, retryMs?: number): void {
    if (state !== this.#state) this.#since = new Date().toISOString();
    this.#state = state;
    if (!error) {
      if (state === 'streaming' || state === 'snapshot') this.#problem = null;
      return;
    }
    const { code, message, hint = null } = error;
    const isSame = this.#problem?.code === code && this.#problem.message === message;
    const since = isSame && this.#problem ? this.#problem.since : new Date().toISOString();
    const retryAt = retryMs === undefined ? null : new Date(retryMs).toISOString();
    this.#problem = { code, message, hint, since, retryAt };
  }

  /** A lasting remark on a subject; undefined takes it back. */
  note(subject: string, text: string | undefined): void {
    if (text === undefined) this.#notes.delete(subject);
    else this.#notes.set(subject, text);
  }

  advance(progress: SourceProgress): void {
    this.#progress = progress;
  }

  forget(): void {
    this.#progress = undefined;
    this.#notes.clear();
  }

  /** Changes that are on disk now. @param commitMs when the database committed the newest of them. */
  taken(changes: number, quarantined: number, commitMs?: number): void {
    const atMs = Date.now();
    this.changes += changes;
    this.quarantined += quarantined;
    this.#lastChangeMs = atMs;
    if (commitMs !== undefined) this.#delayMs = Math.max(0, atMs - commitMs);
    this.#rates.push({ atMs, changes });
    while ((this.#rates[0]?.atMs ?? atMs) < atMs - RATE_WINDOW_MS) this.#rates.shift();
  }

  /** How long the newest change took from its commit to our disk; 0 when nothing comes. */
  get lagSeconds(): number {
    if (this.#state === 'snapshot') return 0;
    return Date.now() - this.#lastChangeMs > IDLE_AFTER_MS && (this.lagBytes ?? 0) < IDLE_BYTES
      ? 0
      : this.#delayMs / 1000;
  }

  get changesPerSecond(): number {
    const from = Date.now() - RATE_WINDOW_MS;
    const recent = this.#rates.filter(({ atMs }) => atMs >= from);
    const changes = recent.reduce((sum, rate) => sum + rate.changes, 0);
    return Math.round((changes * 1000) / RATE_WINDOW_MS);
  }

  status(): SourceStatus {
    const tables = Object.entries(this.#progress?.tables ?? {});
    return {
      name: this.#name,
      type: 'postgres',
      state: this.#state,
      since: this.#since,
      problem: this.#problem,
      snapshot: tables.map(([table, { done, rows, estimate }]) => ({
        table,
        done,
        rows,
        estimatedRows: Math.max(estimate, rows),
      })),
      lagBytes: this.lagBytes,
      lagSeconds: this.lagSeconds,
      retainedBytes: this.retainedBytes,
      position: this.#progress ? lsnText(this.#progress.lsn) : null,
      changes: this.changes,
      quarantined: this.quarantined,
      changesPerSecond: this.changesPerSecond,
      reconnects: this.reconnects,
      notes: [...this.#notes.values()],
    };
  }
}

/** A log that is read to its end is still a little behind: keepalives come every few seconds. */
const IDLE_BYTES = 1024 * 1024;
