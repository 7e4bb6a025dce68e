/** Reads a file's bytes in chunks from a place on, unpacking .gz, so that files of any size take little memory. */
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { MillraceError } from '../errors/millrace-error.ts';

export const CHUNK_BYTES = 1 << 20;

export interface ByteChunks {
  /**
   * The next bytes, valid until the next call; an empty array at the end. Plain files are read at once, packed ones in
   * their own time.
   */
  next(): Uint8Array | Promise<Uint8Array>;
  close(): void;
}

/** `offset` counts unpacked bytes. @throws MillraceError SOURCE_NOT_FOUND */
export function openChunks(path: string, offset: number): ByteChunks {
  return path.endsWith('.gz') ? new UnpackedChunks(path, offset) : new PlainChunks(path, offset);
}

/** The same as a stream, for readers that want one. */
export function openByteStream(path: string, offset: number): Readable {
  if (!path.endsWith('.gz')) return createReadStream(path, { start: offset, highWaterMark: CHUNK_BYTES });
  const source = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const unpacked = createGunzip();
  source.on('error', (error) => unpacked.destroy(error));
  unpacked.on('close', () => source.destroy());
  source.pipe(unpacked);
  return offset === 0 ? unpacked : Readable.from(dropBytes(unpacked, offset), { objectMode: false });
}

class PlainChunks implements ByteChunks {
  readonly #file: number;
  readonly #buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #offset: number;

  constructor(path: string, offset: number) {
    this.#file = opened(path);
    this.#offset = offset;
  }

  next(): Uint8Array {
    const length = readSync(this.#file, this.#buffer, 0, CHUNK_BYTES, this.#offset);
    this.#offset += length;
    return this.#buffer.subarray(0, length);
  }

  close(): void {
    closeSync(this.#file);
  }
}

class UnpackedChunks implements ByteChunks {
  readonly #stream: Readable;
  readonly #chunks: AsyncIterator<Buffer>;

  constructor(path: string, offset: number) {
    closeSync(opened(path));
    this.#stream = openByteStream(path, offset);
    this.#chunks = this.#stream[Symbol.asyncIterator]();
  }

  async next(): Promise<Uint8Array> {
    const { value, done } = await this.#chunks.next();
    return done ? new Uint8Array(0) : value;
  }

  close(): void {
    this.#stream.destroy();
  }
}

/** A packed file has no places to seek: what was read before is unpacked again and dropped. */
async function* dropBytes(stream: Readable, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const dropped = Math.min(left, chunk.length);
    left -= dropped;
    if (dropped < chunk.length) yield chunk.subarray(dropped);
  }
}

function opened(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw new MillraceError(`cannot open ${path}`, {
      code: 'SOURCE_NOT_FOUND',
      domain: 'external',
      retry: 'never',
      hint: 'the file was there when the table was opened; bring it back, or start again without the old position',
      cause,
    });
  }
}
