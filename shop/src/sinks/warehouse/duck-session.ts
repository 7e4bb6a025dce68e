/**
 * DuckDB as the warehouse uses it: in memory, on one thread, within a limit beyond which it works on disk. One thread and
 * sorted input make its files the same byte for byte whenever they are written again.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

export interface DuckOptions {
  /** Emptied, and then used for what does not fit into memory. */
  readonly spillFolder: string;
  readonly memoryMb: number;
}

export class DuckSession {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open({ spillFolder, memoryMb }: DuckOptions): Promise<DuckSession> {
    rmSync(spillFolder, { recursive: true, force: true });
    mkdirSync(spillFolder, { recursive: true });
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '1',
      memory_limit: `${memoryMb}MB`,
      temp_directory: spillFolder,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    return new DuckSession(instance, await instance.connect());
  }

  /** @throws MillraceError WAREHOUSE_FAILED with what DuckDB says. */
  async run(sql: string): Promise<void> {
    await this.#guard(() => this.#connection.run(sql));
  }

  /** The rows of an answer, as arrays in the order of its columns. @throws as run does. */
  rows(sql: string): Promise<readonly (readonly DuckDBValue[])[]> {
    return this.#guard(async () => (await this.#connection.runAndReadAll(sql)).getRows());
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #guard<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (cause) {
      throw new MillraceError(`the warehouse could not be written: ${messageOf(cause)}`, {
        code: 'WAREHOUSE_FAILED',
        domain: 'external',
        retry: 'backoff',
        hint: 'It goes on from what it wrote last; the log keeps what is not written yet. See that the disk has room.',
        cause,
      });
    }
  }
}

/** As text within SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
