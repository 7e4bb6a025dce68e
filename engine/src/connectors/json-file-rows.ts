/** One JSON value on each line. A line may hold an array of records; lines without anything on them are left out. */
import type { JsonDecoder } from '../formats/json-scanner.ts';
import { skipSpace } from '../formats/json-skip.ts';
import { type ByteChunks, CHUNK_BYTES, openChunks } from './byte-chunks.ts';
import type { FilePosition, FileRows, OnResult } from './file-rows.ts';
import { LineReader } from './line-reader.ts';

/** Reads on from `position`, which must be the end of a line. */
export function openJsonRows(decoder: JsonDecoder, path: string, position: FilePosition): FileRows {
  const start = { offset: position.offset, line: position.line + 1 };
  return new JsonFileRows(decoder, new LineReader(path, openChunks(path, position.offset), start));
}

/** Reads all lines of `bytes`. */
export function readJsonRows(decoder: JsonDecoder, bytes: Uint8Array, onResult: OnResult): void {
  let at = 0;
  const chunks: ByteChunks = {
    next() {
      const chunk = bytes.subarray(at, at + CHUNK_BYTES);
      at += chunk.length;
      return chunk;
    },
    close() {},
  };
  // Chunks that are here at once are read at once.
  new JsonFileRows(decoder, new LineReader('', chunks, { offset: 0, line: 1 })).read(
    Number.POSITIVE_INFINITY,
    onResult,
  );
}

class JsonFileRows implements FileRows {
  readonly #decoder: JsonDecoder;
  readonly #lines: LineReader;

  constructor(decoder: JsonDecoder, lines: LineReader) {
    this.#decoder = decoder;
    this.#lines = lines;
  }

  read(maxRows: number, onResult: OnResult): boolean | Promise<boolean> {
    let left = maxRows;
    while (left > 0 && !this.#lines.ended) {
      const count = this.#lines.take(left, (bytes, start, end) => this.#decode(bytes, start, end, onResult));
      left -= count;
      if (count > 0) continue;
      const filling = this.#lines.fill();
      if (filling !== undefined) return filling.then(() => this.read(left, onResult));
    }
    return this.#lines.ended;
  }

  #decode(bytes: Uint8Array, start: number, end: number, onResult: OnResult): void {
    if (skipSpace(bytes, start) >= end) return;
    const { line } = this.#lines;
    this.#decoder.decodeEach(bytes, start, end, (result) => onResult(result, line));
  }

  position(): FilePosition {
    return { offset: this.#lines.offset, line: this.#lines.line - 1 };
  }

  close(): void {
    this.#lines.close();
  }
}
