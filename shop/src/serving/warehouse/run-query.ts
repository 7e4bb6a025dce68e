/** Runs one query and writes its result out as it comes, never faster than it is read. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { DuckDBDataChunk, DuckDBResult } from '@duckdb/node-api';
import { TABLE_NAMES } from '../../sinks/warehouse/warehouse-tables.ts';
import { checkStatement } from './check-statement.ts';
import { lockTo, openEngine } from './open-engine.ts';
import type { QueryDone, QueryOrder, ResultColumn } from './query-messages.ts';
import { QueryRefusal } from './query-refusal.ts';
import { resultEncoder } from './result-encoder.ts';
import { readViews } from './warehouse-views.ts';

/** @param onBegun called when the first rows are there and before they are written. Throws what DuckDB throws, and QueryRefusal. */
export async function runQuery(
  order: QueryOrder,
  out: Writable,
  onBegun: (columns: readonly ResultColumn[]) => void,
): Promise<QueryDone> {
  const { sql, parameters, format, dataFolder } = order;
  const connection = await openEngine(order.limits);
  const tables = await checkStatement(connection, sql, TABLE_NAMES);
  // Each view costs a look into a file.
  await lockTo(connection, await readViews(dataFolder, tables));
  const result = await connection.stream(sql, { ...parameters });
  const shape = { columns: columnsOf(result), types: result.columnTypes() };
  const encoder = await resultEncoder(format, shape);
  // What fails, mostly fails before there is a first row; it can then still be answered as a failure.
  const first = await result.fetchChunk();
  onBegun(shape.columns);
  const writer = new BoundedWriter(out, order.maxBytes);
  await writer.write(encoder.begin());
  const done = await writeRows(first, result, order.maxRows ?? Number.POSITIVE_INFINITY, async (chunk, rows) =>
    writer.write(encoder.rows(chunk, rows)),
  );
  await writer.write(encoder.end(done));
  return done;
}

async function writeRows(
  first: DuckDBDataChunk | null,
  result: DuckDBResult,
  maxRows: number,
  write: (chunk: DuckDBDataChunk, rows: number) => Promise<void>,
): Promise<QueryDone> {
  let rows = 0;
  for (let chunk = first; chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const wanted = Math.min(chunk.rowCount, maxRows - rows);
    if (wanted > 0) await write(chunk, wanted);
    rows += wanted;
    if (wanted < chunk.rowCount) return { rows, truncated: true };
  }
  return { rows, truncated: false };
}

function columnsOf(result: DuckDBResult): readonly ResultColumn[] {
  const types = result.columnTypes();
  return result.columnNames().map((name, place) => ({ name, type: String(types[place]) }));
}

class BoundedWriter {
  readonly #out: Writable;
  #left: number;

  constructor(out: Writable, maxBytes: number) {
    this.#out = out;
    this.#left = maxBytes;
  }

  async write(piece: string | Uint8Array): Promise<void> {
    if (piece.length === 0) return;
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    this.#left -= bytes.length;
    if (this.#left < 0) throw TOO_LARGE;
    if (!this.#out.write(bytes)) await once(this.#out, 'drain');
  }
}

const TOO_LARGE = new QueryRefusal({
  status: 422,
  code: 'QUERY_RESULT_TOO_LARGE',
  what: 'the result is larger than an answer may be',
  mend: 'Ask for fewer columns or days, aggregate, or take it in several queries.',
});
