/** The tables of a log's environment, and the folder's name within the data folder. */
import { join } from 'node:path';
import type { Environment, Table } from '../storage/environment.ts';
import { LmdbEnvironment } from '../storage/lmdb-environment.ts';
import { decodeHead, type LogHead } from './log-head.ts';

export const DEFAULT_PARTITION_COUNT = 16;

export interface LogTables {
  readonly environment: Environment;
  /** Blocks by sequence. */
  readonly batches: Table;
  /** Arrival time and bytes by sequence. */
  readonly attachments: Table;
  /** One entry: the head. */
  readonly head: Table;
  /** Rows by stream name and number. */
  readonly streams: Table;
  /** Values by section and key. */
  readonly settings: Table;
}

const HEAD_KEY = Uint8Array.of(1);

/** Opens the log of a data folder. Every thread that reads or writes it opens it once. */
export function openLogTables(dataFolder: string): LogTables {
  const environment = LmdbEnvironment.open({ folder: join(dataFolder, 'log'), durability: 'each-commit' });
  return {
    environment,
    batches: environment.table('batches'),
    attachments: environment.table('attachments'),
    head: environment.table('head'),
    streams: environment.table('streams'),
    settings: environment.table('settings'),
  };
}

/** Undefined before the first batch. */
export function readHead({ head }: LogTables): LogHead | undefined {
  const bytes = head.get(HEAD_KEY);
  return bytes && decodeHead(bytes);
}

/** `bytes` come from encodeHead. */
export function writeHead({ head }: LogTables, bytes: Uint8Array): void {
  head.put(HEAD_KEY, bytes);
}
