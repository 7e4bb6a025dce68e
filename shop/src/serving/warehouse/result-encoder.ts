/** How a result becomes bytes: one encoder for each format, fed with chunks of rows in order. */
import type { DuckDBDataChunk, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { csvCell } from './csv-cell.ts';
import { plainCell } from './plain-cell.ts';
import type { QueryDone, QueryFormat, ResultColumn } from './query-messages.ts';

export interface ResultEncoder {
  begin(): string | Uint8Array;
  /** @param rows how many of the chunk's rows count. */
  rows(chunk: DuckDBDataChunk, rows: number): string | Uint8Array;
  end(done: QueryDone): string | Uint8Array;
}

export interface ResultShape {
  readonly columns: readonly ResultColumn[];
  readonly types: readonly DuckDBType[];
}

export async function resultEncoder(format: QueryFormat, shape: ResultShape): Promise<ResultEncoder> {
  switch (format) {
    case 'json':
      return jsonEncoder(shape);
    case 'ndjson':
      return ndjsonEncoder(shape);
    case 'csv':
      return csvEncoder(shape);
    case 'arrow':
      // A third of a process's start, for what few queries ask for.
      return (await import('./arrow-encoder.ts')).arrowEncoder(shape);
  }
}

/** One document. Rows are arrays in the order of the columns: a query may give two columns one name. */
function jsonEncoder({ columns }: ResultShape): ResultEncoder {
  let isFirst = true;
  return {
    begin: () => `{"columns":${JSON.stringify(columns)},"rows":[`,
    rows: (chunk, rows) => {
      const texts = firstRows(chunk, rows).map((row) => JSON.stringify(row.map(plainCell)));
      const text = `${isFirst ? '' : ','}\n${texts.join(',\n')}`;
      isFirst = false;
      return text;
    },
    end: ({ rows, truncated }) => `],"rowCount":${rows},"truncated":${truncated}}\n`,
  };
}

/** One object a line. */
function ndjsonEncoder({ columns }: ResultShape): ResultEncoder {
  const names = columns.map(({ name }) => JSON.stringify(name));
  const line = (row: readonly DuckDBValue[]) => {
    const fields = row.map((value, place) => `${names[place]}:${JSON.stringify(plainCell(value))}`);
    return `{${fields.join(',')}}\n`;
  };
  return { begin: () => '', rows: (chunk, rows) => firstRows(chunk, rows).map(line).join(''), end: () => '' };
}

/** RFC 4180, with a header. */
function csvEncoder({ columns }: ResultShape): ResultEncoder {
  const line = (cells: readonly string[]) => `${cells.join(',')}\r\n`;
  return {
    begin: () => line(columns.map(({ name }) => csvCell(name))),
    rows: (chunk, rows) => {
      const texts = firstRows(chunk, rows).map((row) => line(row.map((value) => csvCell(plainCell(value)))));
      return texts.join('');
    },
    end: () => '',
  };
}

function firstRows(chunk: DuckDBDataChunk, rows: number): readonly (readonly DuckDBValue[])[] {
  const all = chunk.getRows();
  return rows < all.length ? all.slice(0, rows) : all;
}
