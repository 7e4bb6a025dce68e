/** Records of a CSV file. csv-parse cuts them, quoted line ends included, and says where each of them ends. */
import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import { type CsvDecoder, csvParseOptions } from '../formats/csv-decoder.ts';
import type { CsvOptions } from '../formats/csv-options.ts';
import { DecodeFailure } from '../formats/decode-failure.ts';
import { openByteStream } from './byte-chunks.ts';
import type { FilePosition, FileRows, OnResult } from './file-rows.ts';

/** What csv-parse gives with `info`: places are counted from where the stream began. */
interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly bytes: number; readonly lines: number };
}

/** Reads on from `position`, which must be the end of a record. */
export function openCsvRows(decoder: CsvDecoder, options: CsvOptions, path: string, position: FilePosition): FileRows {
  return new CsvFileRows(decoder, options, openByteStream(path, position.offset), position);
}

/** Reads all records of `bytes`. */
export function readCsvRows(decoder: CsvDecoder, options: CsvOptions, bytes: Uint8Array, onResult: OnResult): void {
  let line = 1;
  let skips = options.ignoreFirstLine;
  parseSync(bytes, {
    ...csvParseOptions(options),
    bom: true,
    on_record(record: readonly string[], { lines }) {
      if (!skips) onResult(decoder.decode(record), line);
      skips = false;
      line = lines + 1;
      return null;
    },
  });
}

class CsvFileRows implements FileRows {
  readonly #decoder: CsvDecoder;
  readonly #start: FilePosition;
  readonly #bytes: Readable;
  readonly #records: AsyncIterator<ParsedRecord>;
  #position: FilePosition;
  #skipsRecord: boolean;

  constructor(decoder: CsvDecoder, options: CsvOptions, bytes: Readable, position: FilePosition) {
    this.#decoder = decoder;
    this.#start = position;
    this.#position = position;
    this.#bytes = bytes;
    this.#skipsRecord = options.ignoreFirstLine && position.offset === 0;
    const parser = parse({ ...csvParseOptions(options), info: true, bom: position.offset === 0 });
    bytes.on('error', (error) => parser.destroy(error));
    this.#records = bytes.pipe(parser)[Symbol.asyncIterator]();
  }

  async read(maxRows: number, onResult: OnResult): Promise<boolean> {
    for (let count = 0; count < maxRows; count++) {
      const next = await this.#next();
      if (next instanceof DecodeFailure) onResult(next, this.#position.line + 1);
      else if (next.done) return true;
      else this.#take(next.value, onResult);
    }
    return false;
  }

  /** A quote that is never closed swallows the rest of the file, which is one bad record. */
  async #next(): Promise<IteratorResult<ParsedRecord> | DecodeFailure> {
    try {
      return await this.#records.next();
    } catch (error) {
      if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) {
        return new DecodeFailure(error.message);
      }
      throw error;
    }
  }

  #take({ record, info }: ParsedRecord, onResult: OnResult): void {
    const line = this.#position.line + 1;
    const skips = this.#skipsRecord;
    this.#skipsRecord = false;
    if (!skips) onResult(this.#decoder.decode(record), line);
    this.#position = { offset: this.#start.offset + info.bytes, line: this.#start.line + info.lines };
  }

  position(): FilePosition {
    return this.#position;
  }

  close(): void {
    this.#bytes.destroy();
  }
}
