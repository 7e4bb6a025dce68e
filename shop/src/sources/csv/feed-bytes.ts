/** The bytes of a feed's file, inflated where they are gzip, with how far the file has been read. */
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';

export interface FeedBytes {
  readonly chunks: AsyncIterable<Buffer>;
  readonly totalBytes: number;
  /** How much has been read, in bytes as they lie on disk. */
  readBytes(): number;
}

const BLOCK_BYTES = 128 * 1024;

/**
 * @param sizeBytes read no further than this: what a writer adds later is another file.
 * @throws MillraceError FEED_NOT_FOUND; FEED_NOT_CSV for what is a packed file of another kind.
 */
export async function openFeedBytes(path: string, sizeBytes?: number): Promise<FeedBytes> {
  const file = await open(path).catch((cause) => {
    throw notFound(path, cause);
  });
  const totalBytes = sizeBytes ?? (await file.stat()).size;
  const start = Buffer.alloc(4);
  await file.read(start, 0, 4, 0);
  if (start.toString('latin1') === 'PK\u0003\u0004') {
    await file.close();
    throw notCsv(path);
  }
  const stream = file.createReadStream({ start: 0, end: Math.max(0, totalBytes - 1), highWaterMark: BLOCK_BYTES });
  const chunks = start[0] === 0x1f && start[1] === 0x8b ? inflated(stream) : stream;
  return { chunks, totalBytes, readBytes: () => stream.bytesRead };
}

function inflated(stream: NodeJS.ReadableStream): AsyncIterable<Buffer> {
  const gunzip = createGunzip({ chunkSize: BLOCK_BYTES });
  stream.on('error', (error: Error) => gunzip.destroy(error));
  gunzip.on('close', () => 'destroy' in stream && typeof stream.destroy === 'function' && stream.destroy());
  return stream.pipe(gunzip);
}

function notFound(path: string, cause: unknown): MillraceError {
  return new MillraceError(`there is no file '${path}'`, {
    code: 'FEED_NOT_FOUND',
    domain: 'user',
    retry: 'never',
    hint: 'give the path of a CSV file, gzipped or not',
    cause,
  });
}

function notCsv(path: string): MillraceError {
  return new MillraceError(`${path} is a ZIP archive or a spreadsheet, not a CSV file`, {
    code: 'FEED_NOT_CSV',
    domain: 'user',
    retry: 'never',
    hint: 'save it as CSV, or unpack the archive; gzip (.gz) is read as it is',
  });
}
