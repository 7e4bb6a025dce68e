/**
 * Changes between the connection that brings them and the log that takes them, in the order of the database's commits.
 * Each piece that is taken says how far the database has been read once it is on disk.
 */
import type { ChangeEvent } from '../change-event.ts';
import type { ChangeMapper } from '../map-change.ts';

export interface QueuedChange {
  readonly change: ChangeEvent;
  readonly mapper: ChangeMapper;
  /** Set where it depends on the row's key whether a snapshot has told the change already. */
  readonly undecidedXid?: number;
  /** Where it lies: its transaction's commit, and how many changes of it there are up to and with this one. */
  readonly finalLsn: number;
  readonly rows: number;
}

/** As in SourceProgress. */
export interface ReadPosition {
  readonly lsn: number;
  readonly partial: { readonly finalLsn: number; readonly rows: number } | null;
}

export interface QueuePiece {
  readonly changes: readonly QueuedChange[];
  /** Undefined when nothing has been read since the last piece. */
  readonly position: ReadPosition | undefined;
  /** When the newest transaction of it was committed, in epoch milliseconds. */
  readonly commitMs: number | undefined;
}

interface Commit {
  /** How many changes lie before it. */
  readonly after: number;
  readonly lsn: number;
  readonly commitMs: number | undefined;
}

export class ChangeQueue {
  #changes: QueuedChange[] = [];
  #commits: Commit[] = [];
  #lsn: number;
  #wake: (() => void) | undefined;

  /** @param lsn up to where the database has been read. */
  constructor(lsn: number) {
    this.#lsn = lsn;
  }

  get length(): number {
    return this.#changes.length;
  }

  push(change: QueuedChange): void {
    this.#changes.push(change);
    this.#wake?.();
  }

  /** Everything pushed so far belongs to transactions that were committed before `lsn`. */
  commit(lsn: number, commitMs?: number): void {
    const last = this.#commits.at(-1);
    const commit = { after: this.#changes.length, lsn, commitMs: commitMs ?? last?.commitMs };
    if (last?.after === commit.after) this.#commits.pop();
    this.#commits.push(commit);
  }

  /** Resolves when there are changes, or when `waitMs` are over. */
  async ready(waitMs: number): Promise<void> {
    if (this.#changes.length > 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    this.#wake = resolve;
    await promise;
    this.#wake = undefined;
    clearTimeout(timer);
  }

  /** Takes up to `most` changes, and with them the position behind them. */
  take(most: number): QueuePiece {
    const changes = this.#changes.slice(0, most);
    this.#changes = this.#changes.slice(most);
    const passed = this.#commits.filter(({ after }) => after <= changes.length);
    this.#commits = this.#commits
      .filter(({ after }) => after > changes.length)
      .map((commit) => ({ ...commit, after: commit.after - changes.length }));
    const last = passed.at(-1);
    if (last) this.#lsn = last.lsn;
    const behind = changes.at(-1);
    const isInside = behind !== undefined && (last === undefined || last.after < changes.length);
    const partial = isInside ? { finalLsn: behind.finalLsn, rows: behind.rows } : null;
    const position = last || partial ? { lsn: this.#lsn, partial } : undefined;
    return { changes, position, commitMs: last?.commitMs ?? behind?.change.source.ts_ms };
  }
}
