/** Cuts the bytes of a file into lines, without making strings, and knows the place of each. */
import { MillraceError } from '../errors/millrace-error.ts';
import type { ByteChunks } from './byte-chunks.ts';

/** A longer line is taken for a file that has no lines at all. */
const MAX_LINE_BYTES = 64 << 20;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** The bytes of a line, without its end; they stay valid until the reader takes the next bytes. */
export type OnLine = (bytes: Uint8Array, start: number, end: number) => void;

export class LineReader {
  readonly #chunks: ByteChunks;
  readonly #path: string;
  /** Bytes that have been read and not yet handed over: `[#start, length)`. */
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;
  #ended = false;
  /** Where the next line begins, in bytes, and its number, from 1. */
  offset: number;
  line: number;

  constructor(path: string, chunks: ByteChunks, position: { readonly offset: number; readonly line: number }) {
    this.#path = path;
    this.#chunks = chunks;
    this.offset = position.offset;
    this.line = position.line;
  }

  /** Whether every line has been handed over. */
  get ended(): boolean {
    return this.#ended && this.#start === this.#bytes.length;
  }

  /** Hands over up to `maxLines` of the lines that are here; returns how many. 0 means that more bytes are needed. */
  take(maxLines: number, onLine: OnLine): number {
    let count = 0;
    while (count < maxLines) {
      const next = this.#nextLineEnd();
      if (next < 0) break;
      const bytes = this.#bytes;
      const start = this.#start;
      const isTerminated = bytes[next - 1] === LINE_FEED;
      const end = isTerminated ? next - 1 : next;
      onLine(bytes, start, bytes[end - 1] === CARRIAGE_RETURN && end > start ? end - 1 : end);
      this.#start = next;
      this.offset += next - start;
      this.line += 1;
      count += 1;
    }
    return count;
  }

  /** The place after the line that begins at #start, or -1 when its end is not here yet. */
  #nextLineEnd(): number {
    const feed = this.#bytes.indexOf(LINE_FEED, this.#start);
    if (feed >= 0) return feed + 1;
    return this.#ended && this.#start < this.#bytes.length ? this.#bytes.length : -1;
  }

  /** Reads on. Synchronous where the chunks are. */
  fill(): void | Promise<void> {
    const chunk = this.#chunks.next();
    return chunk instanceof Promise ? chunk.then((bytes) => this.#append(bytes)) : this.#append(chunk);
  }

  #append(chunk: Uint8Array): void {
    const rest = this.#bytes.subarray(this.#start);
    if (rest.length + chunk.length > MAX_LINE_BYTES) throw this.#tooLong();
    this.#ended = chunk.length === 0;
    this.#bytes = Buffer.concat([rest, chunk]);
    this.#start = 0;
    if (this.offset === 0 && !this.#ended) this.#dropByteOrderMark();
  }

  #dropByteOrderMark(): void {
    const [first, second, third] = this.#bytes;
    if (first !== 0xef || second !== 0xbb || third !== 0xbf) return;
    this.#start = 3;
    this.offset = 3;
  }

  close(): void {
    this.#chunks.close();
  }

  #tooLong(): MillraceError {
    return new MillraceError(`${this.#path}:${this.line} the line is longer than ${MAX_LINE_BYTES >> 20} MiB`, {
      code: 'SOURCE_BAD_ROW',
      domain: 'user',
      retry: 'never',
      hint: 'write one JSON value on each line',
    });
  }
}
