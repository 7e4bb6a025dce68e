/**
 * The one place that says which files of the warehouse count. It is an LMDB environment, so that any thread or process
 * may read it while the writer goes on.
 *
 * M1. A file counts from the commit that adds it to the commit that retires it. Files change in the same commit as the
 *     positions up to which they were written, so that a crash repeats a step or none of it.
 * M2. What is listed lies on disk, whole: a file is written, synced and renamed before the commit that adds it.
 * M3. A retired file stays on disk for a time of grace, for readers who have listed it before.
 * M4. A commit that retires a file which is no longer listed does nothing at all: whoever read it reads again.
 */
import { join } from 'node:path';
import type { Environment, KeyRange, Table } from '@millrace/engine/storage/environment.ts';
import { LmdbEnvironment } from '@millrace/engine/storage/lmdb-environment.ts';
import { afterPrefix, orderedKey } from '@millrace/engine/storage/ordered-key.ts';
import type { TableName } from './warehouse-tables.ts';

/** The warehouse's folder within the data folder. */
export const WAREHOUSE_FOLDER = 'warehouse';
const MANIFEST_FOLDER = 'manifest';

export interface WarehouseFile {
  readonly table: TableName;
  /** The beginning of its hour, in epoch milliseconds: the partition. */
  readonly hourMs: number;
  /** Without the folder: see file-name.ts. */
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  /** Least and greatest time of its rows, in epoch milliseconds. */
  readonly minMs: number;
  readonly maxMs: number;
  /** Of events the log sequences, of views the numbers of the changes that it was written from, both inclusive. */
  readonly first: number;
  readonly last: number;
  /** Which columns it was written with: see read-files.ts. */
  readonly columns: string;
}

export interface RetiredFile {
  /** From the warehouse's folder on. */
  readonly path: string;
  readonly retiredMs: number;
}

/** How far something has been written: numbers by name, such as `next`. */
export type Position = Readonly<Record<string, number>>;

export interface ManifestChange {
  readonly added?: readonly WarehouseFile[];
  readonly retired?: readonly WarehouseFile[];
  readonly positions?: Readonly<Record<string, Position>>;
}

export interface TableTotals {
  files: number;
  rows: number;
  bytes: number;
}

export class Manifest {
  /** The warehouse's folder; paths of files begin there. */
  readonly folder: string;
  readonly #environment: Environment;
  readonly #files: Table;
  readonly #retired: Table;
  readonly #positions: Table;

  /** Makes it when it is missing. Close it when done. */
  constructor(dataFolder: string) {
    this.folder = join(dataFolder, WAREHOUSE_FOLDER);
    this.#environment = LmdbEnvironment.open({ folder: join(this.folder, MANIFEST_FOLDER), durability: 'each-commit' });
    this.#files = this.#environment.table('files');
    this.#retired = this.#environment.table('retired');
    this.#positions = this.#environment.table('positions');
  }

  /** What counts at this moment, by hour and name: of one table, or of one hour of it. One snapshot. */
  files(table?: TableName, hourMs?: number): readonly WarehouseFile[] {
    if (table === undefined) return this.#files.scan({}, Number.MAX_SAFE_INTEGER).map(decodeFile);
    return this.#files.scan(tableRange(table, hourMs), Number.MAX_SAFE_INTEGER).map(decodeFile);
  }

  /** Files of hours that began before a moment. */
  filesBefore(table: TableName, beforeMs: number): readonly WarehouseFile[] {
    const range = { from: orderedKey([table]), to: orderedKey([table, beforeMs]) };
    return this.#files.scan(range, Number.MAX_SAFE_INTEGER).map(decodeFile);
  }

  /** How many there are, at the price of their names. */
  fileCount(table: TableName): number {
    return this.#files.keys(tableRange(table), Number.MAX_SAFE_INTEGER).length;
  }

  /** The beginning of the last hour that has a file; undefined when there is none. */
  newestHourMs(table: TableName): number | undefined {
    return this.#files.scan({ ...tableRange(table), reverse: true }, 1).map(decodeFile)[0]?.hourMs;
  }

  totals(): ReadonlyMap<TableName, TableTotals> {
    const totals = new Map<TableName, TableTotals>();
    for (const { table, rows, bytes } of this.files()) {
      const sum = totals.get(table) ?? { files: 0, rows: 0, bytes: 0 };
      totals.set(table, { files: sum.files + 1, rows: sum.rows + rows, bytes: sum.bytes + bytes });
    }
    return totals;
  }

  position(name: string): Position | undefined {
    const bytes = this.#positions.get(orderedKey([name]));
    return bytes && JSON.parse(Buffer.from(bytes).toString());
  }

  retired(): readonly RetiredFile[] {
    return this.#retired
      .scan({}, Number.MAX_SAFE_INTEGER)
      .map(([, bytes]) => JSON.parse(Buffer.from(bytes).toString()));
  }

  /** @returns false, and nothing has changed, when a file to be retired is no longer listed (M4). */
  commit({ added = [], retired = [], positions = {} }: ManifestChange, nowMs: number): boolean {
    let done = false;
    this.#environment.transaction(() => {
      if (!retired.every((file) => this.#files.get(fileKey(file)))) return;
      for (const file of retired) {
        this.#files.remove(fileKey(file));
        this.#retired.put(orderedKey([filePath(file)]), encode({ path: filePath(file), retiredMs: nowMs }));
      }
      for (const file of added) {
        this.#files.put(fileKey(file), encode(file));
        this.#retired.remove(orderedKey([filePath(file)]));
      }
      for (const [name, position] of Object.entries(positions)) {
        this.#positions.put(orderedKey([name]), encode(position));
      }
      done = true;
    });
    return done;
  }

  /** Files that are gone from disk. */
  forget(paths: readonly string[]): void {
    if (paths.length === 0) return;
    this.#environment.transaction(() => {
      for (const path of paths) this.#retired.remove(orderedKey([path]));
    });
  }

  /** The whole path of a file. */
  pathOf(file: WarehouseFile): string {
    return join(this.folder, filePath(file));
  }

  close(): Promise<void> {
    return this.#environment.close();
  }
}

/** `events/date=2024-01-15/hour=10/c…parquet`, from the warehouse's folder on. */
export function filePath({ table, hourMs, name }: Pick<WarehouseFile, 'table' | 'hourMs' | 'name'>): string {
  const text = new Date(hourMs).toISOString();
  return `${table}/date=${text.slice(0, -14)}/hour=${text.slice(-13, -11)}/${name}`;
}

function tableRange(table: TableName, hourMs?: number): KeyRange {
  const prefix = orderedKey(hourMs === undefined ? [table] : [table, hourMs]);
  return { from: prefix, to: afterPrefix(prefix) };
}

function fileKey({ table, hourMs, name }: WarehouseFile): Uint8Array {
  return orderedKey([table, hourMs, name]);
}

function decodeFile([, bytes]: readonly [Uint8Array, Uint8Array]): WarehouseFile {
  return JSON.parse(Buffer.from(bytes).toString());
}

function encode(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
