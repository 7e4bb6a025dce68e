/** Reads the rows of a CSV file, gzipped or not, one by one and never whole; a broken line is a row like any other. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { parse } from 'csv-parse';
import type { FeedMapping } from './feed-mapping.ts';
import type { CsvRow } from './map-row.ts';

export interface FeedFile {
  readonly rows: AsyncIterable<CsvRow>;
  /** The file's size, and how much of it has been read, in bytes as they lie on disk. */
  readonly totalBytes: number;
  readBytes(): number;
}

/**
 * Opens a feed and checks its header.
 * @throws MillraceError FEED_NOT_FOUND; FEED_HEADER from the first row on when a mapped column is missing.
 */
export async function readFeed(path: string, mapping: FeedMapping): Promise<FeedFile> {
  const totalBytes = await sizeOf(path);
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const parser = parse({
    delimiter: mapping.format.delimiter,
    columns: (header: string[]) => checkHeader(path, mapping, header),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    bom: true,
  });
  const text: Readable = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  for (const stream of [file, text]) stream.on('error', (error: Error) => parser.destroy(error));
  text.pipe(parser);
  return { rows: parser, totalBytes, readBytes: () => file.bytesRead };
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    throw new MillraceError(`there is no file '${path}'`, {
      code: 'FEED_NOT_FOUND',
      domain: 'user',
      retry: 'never',
      hint: 'give the path of a CSV file, gzipped or not',
      cause,
    });
  }
}

function checkHeader(path: string, mapping: FeedMapping, header: string[]): string[] {
  const missing = mapping.columns.filter((column) => !header.includes(column));
  if (missing.length === 0) return header;
  throw new MillraceError(`${path}:1 has no column ${missing.join(', ')}; it has ${header.join(', ')}`, {
    code: 'FEED_HEADER',
    domain: 'user',
    retry: 'never',
    hint: 'name the mapping that fits the file, or write one',
  });
}
