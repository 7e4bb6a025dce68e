/** A small durable map beside the log, for settings and the like: text keys in a section of their own. */
import type { Table } from '../storage/environment.ts';
import type { CommitJob, GroupCommit } from '../storage/group-commit.ts';
import { afterPrefix, orderedKey } from '../storage/ordered-key.ts';
import { decodePlainValue, encodePlainValue, type PlainValue } from '../storage/plain-value.ts';

export class LogSettings {
  readonly #section: string;
  readonly #table: Table;
  readonly #commits: GroupCommit;

  constructor(section: string, table: Table, commits: GroupCommit) {
    this.#section = section;
    this.#table = table;
    this.#commits = commits;
  }

  get(key: string): PlainValue | undefined {
    const value = this.#table.get(this.#key(key));
    return value && decodeEntry(value)[1];
  }

  /** Resolves when the value is on disk. */
  put(key: string, value: PlainValue): Promise<void> {
    return this.#commits.submit(this.putJob(key, value));
  }

  /** The same as a job, for whoever commits it together with others. */
  putJob(key: string, value: PlainValue): CommitJob {
    const bytes = encodePlainValue([key, value]).slice();
    return { bytes: bytes.length, run: () => this.#table.put(this.#key(key), bytes) };
  }

  remove(key: string): Promise<void> {
    return this.#commits.submit({ bytes: 0, run: () => this.#table.remove(this.#key(key)) });
  }

  /** All entries, by key. */
  entries(): readonly (readonly [key: string, value: PlainValue])[] {
    const from = orderedKey([this.#section]);
    return this.#table
      .scan({ from, to: afterPrefix(from) }, Number.MAX_SAFE_INTEGER)
      .map(([, value]) => decodeEntry(value));
  }

  #key(key: string): Uint8Array {
    return orderedKey([this.#section, key]);
  }
}

function decodeEntry(bytes: Uint8Array): readonly [key: string, value: PlainValue] {
  const entry = decodePlainValue(bytes);
  return Array.isArray(entry) ? [String(entry[0]), entry[1] ?? null] : ['', null];
}
