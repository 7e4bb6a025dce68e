/**
 * Reads tables in the order of their primary keys, all of them as one moment saw them.
 *
 * The first session takes the snapshot that the making of the slot has exported: exactly what was committed before the
 * slot's stream begins. A session after an interruption takes one of its own, and goes on behind the last key. It must not
 * be older than the slot: a transaction whose commit was written before the slot's beginning may still look unfinished to
 * others. So it waits until all transactions of that time are over.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { RowImage } from '../change-event.ts';
import { textReaderOf } from './column-text.ts';
import { parseLsn } from './lsn.ts';
import { clientConfig, type PostgresSourceOptions, quoted, quotedTable, quotedText } from './postgres-options.ts';
import { parseVisibility } from './snapshot-visibility.ts';

export interface SnapshotStart {
  /** The name of an exported snapshot, while the connection that exported it lasts. */
  readonly exported?: string | undefined;
  /** Transactions before this one must be over. */
  readonly afterXid: string;
}

export interface SnapshotTable {
  readonly table: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
  /** Those of them whose type is an array. */
  readonly arrays: ReadonlySet<string>;
  /** Rows behind this key. */
  readonly after: readonly string[] | null;
}

export interface SnapshotRows {
  readonly rows: readonly RowImage[];
  /** The last row's key. */
  readonly through: readonly string[] | null;
}

const WAIT_MS = 200;

export class SnapshotSession {
  readonly #client: Client;
  /** As `pg_current_snapshot()` says it. */
  readonly seen: string;
  /** What it has seen was committed before this place. */
  readonly beforeLsn: number;

  private constructor(client: Client, seen: string, beforeLsn: number) {
    this.#client = client;
    this.seen = seen;
    this.beforeLsn = beforeLsn;
  }

  static async open(options: PostgresSourceOptions, start: SnapshotStart): Promise<SnapshotSession> {
    const client = new Client(clientConfig(options));
    client.on('error', () => undefined);
    await client.connect();
    try {
      if (start.exported === undefined) await waitForOlder(client, start.afterXid);
      await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      if (start.exported !== undefined) {
        await client.query(`SET TRANSACTION SNAPSHOT ${quotedText(start.exported)}`);
      }
      const { rows } = await client.query<{ seen: string; lsn: string }>(
        'SELECT pg_current_snapshot()::text AS seen, pg_current_wal_insert_lsn()::text AS lsn',
      );
      return new SnapshotSession(client, rows[0]?.seen ?? '', parseLsn(rows[0]?.lsn ?? ''));
    } catch (cause) {
      await client.end().catch(() => undefined);
      throw cause;
    }
  }

  /** The table's rows in pieces; the next piece is on its way while one is worked on. */
  async *read({ table, key, columns, arrays, after }: SnapshotTable, pieceRows: number): AsyncGenerator<SnapshotRows> {
    const keyList = key.map(quoted).join(', ');
    const bound = after === null ? '' : `WHERE (${keyList}) > (${key.map((_, index) => `$${index + 1}`).join(', ')})`;
    const text = `DECLARE millrace_rows NO SCROLL CURSOR FOR
      SELECT ${columns.map(quoted).join(', ')} FROM ${quotedTable(table)} ${bound} ORDER BY ${keyList}`;
    await this.#client.query(text, after === null ? [] : [...after]);
    const fetch = () => this.#client.query({ text: `FETCH ${pieceRows} FROM millrace_rows`, rowMode: 'array' });
    try {
      let next = fetch();
      for (;;) {
        const { rows, fields } = await next;
        if (rows.length === 0) return;
        next = fetch();
        // Seen by the next turn's await, or by nobody when the reader stops here.
        next.catch(() => undefined);
        const readers = fields.map(({ dataTypeID, name }) => textReaderOf(dataTypeID, arrays.has(name)));
        const images = rows.map((row: readonly (string | null)[]) => rowImage(columns, readers, row));
        const last: readonly (string | null)[] = rows.at(-1) ?? [];
        yield { rows: images, through: key.map((column) => last[columns.indexOf(column)] ?? '') };
      }
    } finally {
      await this.#client.query('CLOSE millrace_rows').catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }
}

function rowImage(
  columns: readonly string[],
  readers: readonly ReturnType<typeof textReaderOf>[],
  row: readonly (string | null)[],
): RowImage {
  const image: Record<string, RowImage[string]> = {};
  for (let index = 0; index < columns.length; index++) {
    const text = row[index] ?? null;
    image[columns[index] ?? ''] = text === null ? null : (readers[index]?.(text) ?? text);
  }
  return image;
}

async function waitForOlder(client: Client, xid: string): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ seen: string }>('SELECT pg_current_snapshot()::text AS seen');
    if (parseVisibility(rows[0]?.seen ?? '').xmin >= BigInt(xid)) return;
    await pause(WAIT_MS);
  }
}
