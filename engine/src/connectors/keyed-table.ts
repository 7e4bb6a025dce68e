/**
 * `'connector' = 'keyed'`: a table small enough for memory, loaded from a file or folder, for lookups by equality. It
 * has a primary key; of rows with the same key the last one counts. It is loaded when the query starts.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { MillraceError } from '../errors/millrace-error.ts';
import { DecodeFailure } from '../formats/decode-failure.ts';
import type { Row, Value } from '../row/row.ts';
import { valueKey } from '../row/row-key.ts';
import type { TableDefinition } from '../sql/plan/physical-plan.ts';
import { type FileFormat, readFileFormat } from './file-format.ts';
import { listFiles, localPath, type TableFile } from './file-list.ts';
import type { TableConnector } from './table-connector.ts';
import { invalidTable, tableOptions } from './table-options.ts';

export interface KeyedTable {
  readonly size: number;
  /** The rows whose columns `keys` have these values, in the order of the file. NULL equals nothing. */
  lookup(keys: readonly number[], values: readonly Value[]): readonly Row[];
}

export const keyedConnector: TableConnector = {
  name: 'keyed',
  createLookup(table, keys, columns) {
    const opened = openKeyedTable(table);
    return (values) =>
      opened.lookup(keys, values as readonly Value[]).map((row) => columns.map((column) => row[`c${column}`] ?? null));
  },
};

/**
 * Loads the table.
 * @throws SqlError SQL_INVALID_TABLE; MillraceError SOURCE_NOT_FOUND, SOURCE_BAD_ROW
 */
export function openKeyedTable(table: TableDefinition): KeyedTable {
  const reader = tableOptions(table);
  const path = localPath(reader.requiredText('path'));
  const format = readFileFormat(reader, table.schema);
  reader.finish();
  if (table.primaryKey.length === 0) {
    return invalidTable(table, 'a keyed table needs a primary key', 'add PRIMARY KEY (…) NOT ENFORCED');
  }
  const primaryKey = table.primaryKey.map((name) => table.schema.findIndex((field) => field.name === name));
  const rows = new Map<string, Row>();
  for (const file of listFiles(path)) {
    for (const row of loadRows(table, file, format)) {
      const key = keyOf(row, primaryKey);
      if (key === undefined) return invalidTable(table, `${file.path} has a row whose primary key is NULL`);
      rows.set(key, row);
    }
  }
  return new IndexedRows([...rows.values()]);
}

function loadRows(table: TableDefinition, { path }: TableFile, format: FileFormat): readonly Row[] {
  const packed = readFileSync(path);
  const rows: Row[] = [];
  format.reader(table.schema)(path.endsWith('.gz') ? gunzipSync(packed) : packed, (result, line) => {
    if (!(result instanceof DecodeFailure)) rows.push(result);
    else if (!format.ignoreParseErrors) throw badRow(`${path}:${line} ${result.reason}`, format);
  });
  return rows;
}

function badRow(message: string, format: FileFormat): MillraceError {
  return new MillraceError(message, {
    code: 'SOURCE_BAD_ROW',
    domain: 'user',
    retry: 'never',
    hint: `mend the line, or leave such rows out with '${format.name}.ignore-parse-errors' = 'true'`,
  });
}

/** Rows with a hash index for each set of columns that was ever asked for. */
class IndexedRows implements KeyedTable {
  readonly #rows: readonly Row[];
  readonly #indexes = new Map<string, ReadonlyMap<string, readonly Row[]>>();

  constructor(rows: readonly Row[]) {
    this.#rows = rows;
  }

  get size(): number {
    return this.#rows.length;
  }

  lookup(keys: readonly number[], values: readonly Value[]): readonly Row[] {
    if (values.includes(null)) return [];
    return this.#index(keys).get(values.map(valueKey).join('')) ?? [];
  }

  #index(keys: readonly number[]): ReadonlyMap<string, readonly Row[]> {
    const name = keys.join();
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    const index = Map.groupBy(this.#rows, (row) => keyOf(row, keys) ?? '');
    this.#indexes.set(name, index);
    return index;
  }
}

/** Undefined when one of the columns is NULL. No key is the empty text. */
function keyOf(row: Row, columns: readonly number[]): string | undefined {
  const values = columns.map((column) => row[`c${column}`] ?? null);
  return values.includes(null) ? undefined : values.map(valueKey).join('');
}
