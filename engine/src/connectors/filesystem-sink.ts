/**
 * The sink of the `filesystem` connector: a folder of part files that only grow by commits and are never seen half.
 *
 * F1. Rows wait in memory until `commit`, which appends them to hidden files and forces those to disk; `position`
 *     then says how long each is.
 * F2. A hidden file is published, by renaming it, at the beginning of a later commit or at the end, so what readers
 *     see was committed. It is published when it has grown large or old (the rolling policy).
 * F3. `seek` brings the folder back to a position: files are cut to their committed length, hidden again if they have
 *     been published since, and files begun after the position go. Other runs' files are never touched.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MillraceError } from '../errors/millrace-error.ts';
import type { RowEncoder } from '../formats/json-encoder.ts';
import { Change, type Row } from '../row/row.ts';
import type { StateValue } from '../state/state-store.ts';
import { PartFile, visibleName } from './part-file.ts';
import type { Sink } from './sink.ts';

export interface RollingPolicy {
  readonly maxBytes: number;
  readonly maxAgeMs: number;
}

export interface FilesystemSinkOptions {
  readonly root: string;
  /** `.json` or `.csv`. */
  readonly extension: string;
  readonly encode: RowEncoder;
  /** The folder that a row goes to, within the root; empty without partitions. */
  readonly folderOf: (row: Row) => string;
  readonly rolling: RollingPolicy;
}

/** An alias and not an interface, because only aliases are plain data to the compiler. */
type OpenPart = {
  readonly folder: string;
  readonly name: string;
  readonly bytes: number;
  readonly openedAtMs: number;
};

export class FilesystemSink implements Sink {
  readonly #options: FilesystemSinkOptions;
  readonly #pending = new Map<string, string[]>();
  readonly #parts = new Map<string, PartFile>();
  #nextNumber = 0;
  /** Begins the names of this run's files: several sinks, now or later, may write to one folder. */
  #run = randomUUID().slice(0, 8);

  constructor(options: FilesystemSinkOptions) {
    this.#options = options;
  }

  onRow(row: Row, change: Change): void {
    if (change !== Change.INSERT) throw onlyInserts();
    const folder = this.#options.folderOf(row);
    const lines = this.#pending.get(folder);
    const line = this.#options.encode(row);
    if (lines === undefined) this.#pending.set(folder, [line]);
    else lines.push(line);
  }

  commit(): void {
    const nowMs = Date.now();
    this.#publish((part) => this.#isDue(part, nowMs));
    for (const [folder, lines] of this.#pending) this.#append(folder, lines, nowMs);
    this.#pending.clear();
  }

  #append(folder: string, lines: readonly string[], nowMs: number): void {
    const part = this.#parts.get(folder) ?? this.#createPart(folder, nowMs);
    part.append(`${lines.join('\n')}\n`);
    part.sync();
  }

  #createPart(folder: string, nowMs: number): PartFile {
    const name = `part-${this.#run}-${this.#nextNumber}${this.#options.extension}`;
    this.#nextNumber += 1;
    const part = PartFile.create(this.#options.root, { folder, name }, nowMs);
    this.#parts.set(folder, part);
    return part;
  }

  #isDue(part: PartFile, nowMs: number): boolean {
    const { maxBytes, maxAgeMs } = this.#options.rolling;
    return part.bytes >= maxBytes || nowMs - part.openedAtMs >= maxAgeMs;
  }

  #publish(isDue: (part: PartFile) => boolean): void {
    for (const [folder, part] of this.#parts) {
      if (!isDue(part)) continue;
      part.publish();
      this.#parts.delete(folder);
    }
  }

  /** Everything is committed: what is still hidden may be seen. */
  finish(): void {
    this.#publish(() => true);
  }

  position(): StateValue {
    const parts = Array.from(this.#parts.values(), ({ part, bytes, openedAtMs }) => ({ ...part, bytes, openedAtMs }));
    return { run: this.#run, next: this.#nextNumber, parts };
  }

  seek(position: StateValue): void {
    const { run, next, parts } = position as { run: string; next: number; parts: readonly OpenPart[] };
    for (const part of this.#parts.values()) part.close();
    this.#parts.clear();
    this.#pending.clear();
    this.#run = run;
    this.#nextNumber = next;
    this.#removeFrom(next);
    for (const { folder, name, bytes, openedAtMs } of parts) {
      this.#parts.set(folder, PartFile.reopen(this.#options.root, { folder, name }, openedAtMs, bytes));
    }
  }

  /** Removes the files of this run whose number is at least `next`. */
  #removeFrom(next: number): void {
    const { root, extension } = this.#options;
    if (!existsSync(root)) return;
    for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
      const number = partNumber(entry.name, `part-${this.#run}-`, extension);
      if (entry.isFile() && number >= next) rmSync(join(entry.parentPath, entry.name));
    }
  }
}

/** The number in a part file's name, hidden or not; NaN when the name is of another run or no part file's. */
function partNumber(fileName: string, prefix: string, extension: string): number {
  const name = visibleName(fileName);
  const isPart = name.startsWith(prefix) && name.endsWith(extension);
  const number = name.slice(prefix.length, name.length - extension.length);
  return isPart && /^\d+$/.test(number) ? Number(number) : Number.NaN;
}

function onlyInserts(): MillraceError {
  return new MillraceError('a filesystem sink takes new rows only; this query also changes or removes rows', {
    code: 'SINK_NOT_APPENDING',
    domain: 'user',
    retry: 'never',
    hint: "write to a table with a primary key and 'connector' = 'view'",
  });
}
