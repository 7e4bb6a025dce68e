/** Reads the records of a CSV file, gzipped or not, a block at a time and never whole; a broken line is a record like any other. */
import { basename } from 'node:path';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type FeedBytes, openFeedBytes } from './feed-bytes.ts';
import { type FeedHeader, readHeader } from './feed-header.ts';
import type { FeedMapping } from './feed-mapping.ts';
import { detectEncoding, type FeedEncoding, type FeedText, FeedTextReader } from './feed-text.ts';
import { type FeedRecord, LONGEST_RECORD, RecordSplitter } from './split-records.ts';

export interface FeedFile {
  readonly encoding: FeedEncoding;
  readonly header: FeedHeader;
  /** The records after the header, in blocks. Ends early, without throwing, where gzip data is cut off. */
  readonly blocks: AsyncIterable<readonly FeedRecord[]>;
  /** The file's size, and how much of it has been read, in bytes as they lie on disk. */
  readonly totalBytes: number;
  readBytes(): number;
  /** Set once the blocks have ended: what is wrong with the file's end. */
  cutOff(): string | undefined;
}

export interface ReadFeedOptions {
  /** For messages; the path's last part by default. */
  readonly name?: string;
  readonly sizeBytes?: number;
}

/** Enough to find out an encoding, and to hold a header. */
const START_BYTES = 64 * 1024;

/**
 * Opens a feed and checks its header.
 * @throws MillraceError FEED_NOT_FOUND, FEED_NOT_CSV, FEED_EMPTY, FEED_HEADER, FEED_DELIMITER, FEED_COLUMNS.
 */
export async function readFeed(path: string, mapping: FeedMapping, options: ReadFeedOptions = {}): Promise<FeedFile> {
  const bytes = await openFeedBytes(path, options.sizeBytes);
  const source = new FeedSource(bytes, options.name ?? basename(path), mapping);
  try {
    return await source.open();
  } catch (cause) {
    await source.stop();
    throw cause;
  }
}

class FeedSource {
  readonly #bytes: FeedBytes;
  readonly #name: string;
  readonly #mapping: FeedMapping;
  readonly #chunks: AsyncIterator<Buffer>;
  #ended = false;
  #cutOff: string | undefined;

  constructor(bytes: FeedBytes, name: string, mapping: FeedMapping) {
    this.#bytes = bytes;
    this.#name = name;
    this.#mapping = mapping;
    this.#chunks = bytes.chunks[Symbol.asyncIterator]();
  }

  async stop(): Promise<void> {
    await this.#chunks.return?.();
  }

  async open(): Promise<FeedFile> {
    const start = await this.#start();
    const detected = detectEncoding(start.subarray(0, START_BYTES));
    const encoding = detected.markBytes > 0 ? detected.encoding : (this.#mapping.format.encoding ?? detected.encoding);
    const lineEnd = !start.includes('\n') && start.includes('\r') ? '\r' : '\n';
    const reader = new FeedTextReader(encoding, lineEnd === '\r');
    const first = await this.#firstText(reader, start.subarray(detected.markBytes));
    const headerEnd = headerLength(first.text, lineEnd);
    const header = readHeader(this.#name, first.text.slice(0, headerEnd).trimEnd(), this.#mapping);
    const splitter = new RecordSplitter({ delimiter: header.delimiter, lineEnd, foreignLine: foreignLine(encoding) });
    return {
      encoding,
      header,
      blocks: this.#blocks(first, reader, splitter),
      totalBytes: this.#bytes.totalBytes,
      readBytes: () => this.#bytes.readBytes(),
      cutOff: () => this.#cutOff,
    };
  }

  async #start(): Promise<Buffer> {
    const parts: Buffer[] = [];
    let size = 0;
    while (size < START_BYTES) {
      const chunk = await this.#next();
      if (chunk === undefined) break;
      parts.push(chunk);
      size += chunk.length;
    }
    if (size === 0) throw EMPTY(this.#name);
    return Buffer.concat(parts);
  }

  /** The first lines; the header is in them unless it is longer than any header should be. */
  async #firstText(reader: FeedTextReader, start: Buffer): Promise<FeedText> {
    let text = reader.push(start);
    while (text === undefined) {
      const chunk = await this.#next();
      text = chunk === undefined ? reader.end() : reader.push(chunk);
      if (chunk === undefined && text === undefined) throw EMPTY(this.#name);
    }
    return text;
  }

  async *#blocks(
    first: FeedText,
    reader: FeedTextReader,
    splitter: RecordSplitter,
  ): AsyncGenerator<readonly FeedRecord[]> {
    try {
      const records = splitter.push(first, false);
      let header = records.shift();
      if (records.length > 0) yield records;
      for (let chunk = await this.#next(); chunk !== undefined; chunk = await this.#next()) {
        const text = reader.push(chunk);
        const block = text === undefined ? [] : splitter.push(text, false);
        if (header === undefined) header = block.shift();
        if (block.length > 0) yield block;
      }
      const last = splitter.push(reader.end() ?? { text: '', foreignLines: [] }, true);
      if (header === undefined) last.shift();
      if (last.length > 0) yield this.#cutOff === undefined ? last : withCutOffLast(last);
    } finally {
      await this.stop();
    }
  }

  /** Undefined at the end. Gzip data that ends too early, or is broken, ends the file there. */
  async #next(): Promise<Buffer | undefined> {
    if (this.#ended) return undefined;
    try {
      const { value, done } = await this.#chunks.next();
      this.#ended = done === true;
      return this.#ended ? undefined : value;
    } catch (cause) {
      if (!isZlibFault(cause)) throw cause;
      this.#ended = true;
      this.#cutOff = `the gzip data breaks off after ${this.#bytes.readBytes()} bytes (${cause.message})`;
      return undefined;
    }
  }
}

/** The header ends with its line: names of columns do not hold line ends. */
function headerLength(text: string, lineEnd: string): number {
  const end = text.indexOf(lineEnd);
  return end < 0 ? Math.min(text.length, LONGEST_RECORD) : end;
}

/** Nobody knows whether the last line of such a file is whole. */
function withCutOffLast(records: readonly FeedRecord[]): readonly FeedRecord[] {
  return records.map((record, index) =>
    index < records.length - 1 ? record : { ...record, values: [], problem: 'the file is cut off in this line' },
  );
}

function foreignLine(encoding: FeedEncoding): string {
  const other = encoding === 'utf-8' ? 'windows-1252' : 'utf-8';
  return `the line is not in the file's encoding, ${encoding}: export the whole file in one, or set format.encoding to ${other}`;
}

function isZlibFault(cause: unknown): cause is Error {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && cause.code.startsWith('Z_');
}

function EMPTY(name: string): MillraceError {
  return new MillraceError(`${name} is empty`, {
    code: 'FEED_EMPTY',
    domain: 'user',
    retry: 'never',
    hint: 'a feed has a header line, and a line for each row',
  });
}
