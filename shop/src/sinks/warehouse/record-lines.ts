/**
 * Gathers records as lines of JSON for DuckDB to read. A record of the log gets its place in the log as three more fields,
 * without being parsed: it is one JSON object, so they go before its last brace.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { PartitionSlice } from '@millrace/engine/log/log.ts';

const FIRST_BYTES = 1024 * 1024;
/** More than the three fields take. */
const PLACE_BYTES = 96;
/** A large buffer is given back when it is empty again. */
const MOST_KEPT_BYTES = 64 * 1024 * 1024;

export class RecordLines {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #length = 0;
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  get sizeBytes(): number {
    return this.#length;
  }

  /** The records of one partition's share of a batch. */
  addSlice(sequence: number, { partition, firstOffset, bytes, ends }: PartitionSlice): void {
    this.#reserve(bytes.length + ends.length * PLACE_BYTES);
    const place = `,"_sequence":${sequence},"_partition":${partition},"_offset":`;
    let start = 0;
    let offset = firstOffset;
    for (const end of ends) {
      this.#bytes.set(bytes.subarray(start, end - 1), this.#length);
      this.#length += end - 1 - start;
      this.#length += this.#bytes.write(`${place}${offset}}\n`, this.#length, 'latin1');
      start = end;
      offset += 1;
    }
    this.#rows += ends.length;
  }

  /** Any row, such as one of a view. */
  addRow(row: object): void {
    const text = `${JSON.stringify(row)}\n`;
    this.#reserve(text.length * 3);
    this.#length += this.#bytes.write(text, this.#length);
    this.#rows += 1;
  }

  /** Writes the lines to a file and forgets them. */
  flushTo(path: string): void {
    const file = openSync(path, 'w');
    try {
      let written = 0;
      while (written < this.#length) written += writeSync(file, this.#bytes, written, this.#length - written);
    } finally {
      closeSync(file);
    }
    this.clear();
  }

  clear(): void {
    if (this.#bytes.length > MOST_KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
    this.#length = 0;
    this.#rows = 0;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
