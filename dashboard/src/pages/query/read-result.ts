/**
 * Reads a result while it comes. Each row of the server's JSON has a line of its own: the first line holds the columns, the
 * last one also what there is to say of the whole.
 */

export type Cell = unknown;
export type ResultRow = readonly Cell[];

export interface ResultColumn {
  readonly name: string;
  /** DuckDB's name of the type. */
  readonly type: string;
}

/** What has come since the last piece; the members that have not come yet are undefined. */
export interface ResultPiece {
  readonly columns?: readonly ResultColumn[];
  readonly rows: readonly ResultRow[];
  readonly truncated?: boolean;
}

const ROWS_BEGIN = '"rows":[';
const ROWS_END = '],"rowCount":';

export class ResultReader {
  #rest = '';
  #hasEnded = false;

  /** Whether all of it has come: what breaks off before is not whole. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  read(text: string): ResultPiece {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.map((line) => this.#line(line)).reduce(joined, { rows: [] });
  }

  #line(line: string): ResultPiece {
    if (line === '') return { rows: [] };
    if (line.startsWith('{') && line.endsWith(ROWS_BEGIN))
      return { columns: JSON.parse(`${line}]}`).columns, rows: [] };
    if (line.startsWith('{')) {
      this.#hasEnded = true;
      const { columns, rows, truncated } = JSON.parse(line);
      return { columns, rows, truncated };
    }
    const end = line.lastIndexOf(ROWS_END);
    if (end < 0) return { rows: [JSON.parse(line.endsWith(',') ? line.slice(0, -1) : line)] };
    this.#hasEnded = true;
    const { truncated } = JSON.parse(`{"rows":[${line.slice(end)}`);
    return { rows: [JSON.parse(line.slice(0, end))], truncated };
  }
}

function joined(before: ResultPiece, piece: ResultPiece): ResultPiece {
  if (piece.columns === undefined && piece.truncated === undefined) {
    (before.rows as ResultRow[]).push(...piece.rows);
    return before;
  }
  return { ...before, ...piece, rows: [...before.rows, ...piece.rows] };
}

/** Calls `onPiece` for what comes, in order. @throws when it breaks off before its end. */
export async function readResult(
  body: ReadableStream<Uint8Array>,
  onPiece: (piece: ResultPiece) => void,
): Promise<void> {
  const reader = new ResultReader();
  const decoder = new TextDecoder();
  const source = body.getReader();
  for (let part = await source.read(); !part.done; part = await source.read()) {
    onPiece(reader.read(decoder.decode(part.value, { stream: true })));
  }
  if (!reader.hasEnded) throw new Error('The result broke off before its end. Run the query again.');
}
