/** Reads a log kept in LMDB, from any thread or process, beside its writer. */
import { numberKey, numberOfKey } from '../storage/number-key.ts';
import type { LogBatch, LogReader } from './log.ts';
import { arrivalOfBlock, decodeBlock } from './log-block.ts';
import { DEFAULT_PARTITION_COUNT, type LogTables, openLogTables, readHead } from './log-tables.ts';

/** Keeps the list that one read makes within bounds when batches are tiny. */
const MAX_BATCHES_PER_READ = 10_000;

/** A batch's attachment: what its writer stored beside it. */
export interface Attachment {
  readonly sequence: number;
  readonly arrivalMs: number;
  readonly bytes: Uint8Array;
}

/** Sees what was committed when each read began, and never waits for the writer. */
export class LmdbLogReader implements LogReader {
  protected readonly tables: LogTables;

  /** @param tables the open tables of the log, such as openLogTables gives. */
  constructor(tables: LogTables) {
    this.tables = tables;
  }

  get partitionCount(): number {
    return readHead(this.tables)?.offsets.length ?? DEFAULT_PARTITION_COUNT;
  }

  /** @throws MillraceError LOG_CORRUPT when a block is damaged. */
  read(fromSequence: number, maxBytes: number): readonly LogBatch[] {
    const from = numberKey(Math.max(1, fromSequence));
    const blocks = this.tables.batches.scan({ from }, MAX_BATCHES_PER_READ, maxBytes);
    return blocks.map(([key, block]) => decodeBlock(numberOfKey(key), block));
  }

  /** Arrival times never decrease (L4), so this is a binary search over the sequences. */
  sequenceAt(timeMs: number): number {
    let { first: low, next: high } = this.bounds();
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#arrivedBefore(middle, timeMs)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  bounds(): { readonly first: number; readonly next: number } {
    const [first] = this.tables.batches.keys({}, 1);
    const next = readHead(this.tables)?.next ?? 1;
    return { first: first ? numberOfKey(first) : next, next };
  }

  /** The attachments of batches from `fromSequence` (inclusive) on, oldest first. */
  *readAttachments(fromSequence: number): Generator<Attachment> {
    let from = fromSequence;
    for (;;) {
      const entries = this.tables.attachments.scan({ from: numberKey(from) }, 1000);
      for (const [key, value] of entries) yield decodeAttachment(numberOfKey(key), value);
      const last = entries.at(-1);
      if (!last) return;
      from = numberOfKey(last[0]) + 1;
    }
  }

  async close(): Promise<void> {
    await this.tables.environment.close();
  }

  /** A batch that was trimmed in the meantime arrived before every one that is kept. */
  #arrivedBefore(sequence: number, timeMs: number): boolean {
    const block = this.tables.batches.get(numberKey(sequence));
    return block === undefined || arrivalOfBlock(sequence, block) < timeMs;
  }
}

/** Opens the log of a data folder for reading. Close it when done. */
export function openLogReader(dataFolder: string): LmdbLogReader {
  return new LmdbLogReader(openLogTables(dataFolder));
}

const ARRIVAL_BYTES = 8;

/** An attachment with its arrival time before it, because it may outlive its batch. */
export function encodeAttachment(arrivalMs: number, bytes: Uint8Array): Uint8Array {
  const value = new Uint8Array(ARRIVAL_BYTES + bytes.length);
  value.set(numberKey(arrivalMs));
  value.set(bytes, ARRIVAL_BYTES);
  return value;
}

/** The bytes are a view of `value`, not a copy. */
export function decodeAttachment(sequence: number, value: Uint8Array): Attachment {
  return { sequence, arrivalMs: numberOfKey(value), bytes: value.subarray(ARRIVAL_BYTES) };
}
