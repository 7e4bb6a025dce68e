/** An ordered stream of rows beside the log, such as quarantined events: numbered from 1, listed, replaced in place. */
import type { Table } from '../storage/environment.ts';
import type { CommitJob, GroupCommit } from '../storage/group-commit.ts';
import { numberKey, numberOfKey } from '../storage/number-key.ts';
import { afterPrefix, orderedKey } from '../storage/ordered-key.ts';

export interface StreamRow {
  readonly number: number;
  readonly bytes: Uint8Array;
}

export class LogStream {
  readonly name: string;
  readonly #prefix: Uint8Array;
  readonly #table: Table;
  readonly #commits: GroupCommit;

  constructor(name: string, table: Table, commits: GroupCommit) {
    this.name = name;
    this.#prefix = orderedKey([name]);
    this.#table = table;
    this.#commits = commits;
  }

  /** Resolves with the row's number when it is on disk. @throws MillraceError STORAGE_FULL, STORAGE_FAILED. */
  async append(bytes: Uint8Array): Promise<number> {
    let number = 0;
    const run = () => {
      number = this.last() + 1;
      this.#table.put(this.#key(number), bytes);
    };
    await this.#commits.submit({ bytes: bytes.length, run });
    return number;
  }

  /** A row to append as a job, for whoever commits it together with others. */
  appendJob(bytes: Uint8Array): CommitJob {
    return { bytes: bytes.length, run: () => this.#table.put(this.#key(this.last() + 1), bytes) };
  }

  get(number: number): Uint8Array | undefined {
    const bytes = this.#table.get(this.#key(number));
    return bytes === undefined || bytes.length === 0 ? undefined : bytes;
  }

  /** Rows with a number > `after`, oldest first; fewer than `limit` only at the end. */
  list(after: number, limit: number): readonly StreamRow[] {
    const rows: StreamRow[] = [];
    const to = afterPrefix(this.#prefix);
    for (let last = after; ; ) {
      const wanted = limit - rows.length;
      const found = this.#table.scan({ from: this.#key(last + 1), to }, wanted);
      for (const [key, bytes] of found) {
        last = this.#number(key);
        if (bytes.length > 0) rows.push({ number: last, bytes });
      }
      if (found.length < wanted || rows.length >= limit) return rows;
    }
  }

  /** Rows with a number < `before`, newest first; fewer than `limit` only at the beginning. */
  listDown(before: number, limit: number): readonly StreamRow[] {
    const rows: StreamRow[] = [];
    for (let first = before; ; ) {
      const wanted = limit - rows.length;
      const range = { from: this.#prefix, to: this.#key(first), reverse: true };
      const found = this.#table.scan(range, wanted);
      for (const [key, bytes] of found) {
        first = this.#number(key);
        if (bytes.length > 0) rows.push({ number: first, bytes });
      }
      if (found.length < wanted || rows.length >= limit) return rows;
    }
  }

  /** The newest row's number; 0 when there is none. */
  last(): number {
    const range = { from: this.#prefix, to: afterPrefix(this.#prefix), reverse: true };
    const [key] = this.#table.keys(range, 1);
    return key ? this.#number(key) : 0;
  }

  /** Puts other bytes in a row's place. Resolves when they are on disk. */
  replace(number: number, bytes: Uint8Array): Promise<void> {
    return this.#commits.submit(this.replaceJob(number, bytes));
  }

  /** The same as a job, for whoever commits it together with others. */
  replaceJob(number: number, bytes: Uint8Array): CommitJob {
    return { bytes: bytes.length, run: () => this.#table.put(this.#key(number), bytes) };
  }

  /** A row to drop, as a job. Of the newest row its number stays: it holds the numbering. */
  removeJob(number: number): CommitJob {
    const run = () => {
      if (number === this.last()) this.#table.put(this.#key(number), new Uint8Array());
      else this.#table.remove(this.#key(number));
    };
    return { bytes: 0, run };
  }

  /**
   * Drops rows up to `through` (inclusive), with what else is to change then. The newest row always stays: it holds the
   * numbering.
   */
  trim(through: number, beside: readonly CommitJob[] = []): Promise<void> {
    const run = () => {
      for (const job of beside) job.run();
      const to = this.#key(Math.min(through + 1, this.last()));
      for (const key of this.#table.keys({ from: this.#prefix, to }, MAX_TRIMMED)) this.#table.remove(key);
    };
    return this.#commits.submit({ bytes: 0, alone: true, run });
  }

  #key(number: number): Uint8Array {
    const key = new Uint8Array(this.#prefix.length + 8);
    key.set(this.#prefix);
    key.set(numberKey(number), this.#prefix.length);
    return key;
  }

  #number(key: Uint8Array): number {
    return numberOfKey(key.subarray(this.#prefix.length));
  }
}

/** Rows that one trim drops at most, so that no commit takes long. Call it again for more. */
const MAX_TRIMMED = 10_000;
