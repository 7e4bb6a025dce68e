/**
 * A visitor's events in the log, beside everything that it is written for: piece by piece, with turns for others between,
 * and only as far as a bound allows. Records lie by visitor in sixteen parts, so most of each piece is passed over, and of
 * the rest only records that hold the name are read.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type LmdbLogReader, openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import type { LogBatch, PartitionSlice } from '@millrace/engine/log/log.ts';
import { partitionOfKey } from '../events/partition-of.ts';
import { eventDecoder } from '../function-runtime/event-decoder.ts';
import type { ShopEvent } from '../functions/shop-event.ts';
import { type EventsWanted, isWanted, LONGEST_DELAY_MS } from './event-times.ts';

const READ_BYTES = 256 * 1024;
/** Of the log that one request goes through: some ten seconds of a large shop. */
const MOST_BYTES = 64 * 1024 * 1024;
/** What going past a batch costs beside its records, as bytes: most batches of a small shop are heartbeats. */
const BATCH_BYTES = 128;

/** Batches of the log, from the first to before the last. */
export interface LogSpan {
  readonly from: number;
  readonly to: number;
  /** Whether that is all of what was asked for, and not just the newest that one request goes through. */
  readonly isShort: boolean;
}

export interface FoundEvents {
  readonly events: readonly ShopEvent[];
  /** Whether those are all that there were. */
  readonly complete: boolean;
}

export class VisitorLog {
  readonly #log: LmdbLogReader;
  readonly #decode = eventDecoder();
  readonly #mostBytes: number;

  constructor(dataFolder: string, mostBytes: number = MOST_BYTES) {
    this.#log = openLogReader(dataFolder);
    this.#mostBytes = mostBytes;
  }

  /** Arrival time from which on the log has everything; null when it has everything there ever was. */
  get keptFromMs(): number | null {
    const { first } = this.#log.bounds();
    return first === 1 ? null : (this.#log.read(first, 1)[0]?.arrivalMs ?? null);
  }

  /** Where the wanted events lie, those of them that are in batches from `sequence` on. */
  spanOf({ fromMs, toMs }: EventsWanted, sequence = 1): LogSpan {
    const from = Math.max(sequence, this.#log.sequenceAt(fromMs));
    const to = this.#log.sequenceAt(toMs + LONGEST_DELAY_MS);
    const most = this.#mostBytes / this.#bytesABatch(from);
    return to - from <= most ? { from, to, isShort: true } : { from: to - Math.floor(most), to, isShort: false };
  }

  /** Twice the bound at most, for lengths of batches differ. */
  async read(wanted: EventsWanted, { from, to }: LogSpan): Promise<readonly ShopEvent[]> {
    const search = new NameSearch(wanted.names);
    const events: ShopEvent[] = [];
    let left = 2 * this.#mostBytes;
    for (let next = from; next < to && left > 0; await nextTurn()) {
      const batches = this.#log.read(next, READ_BYTES);
      if (batches.length === 0) break;
      for (const batch of batches) {
        next = batch.sequence + 1;
        left -= bytesOf(batch);
        if (batch.sequence >= to) continue;
        for (const event of search.eventsIn(batch, this.#decode)) if (isWanted(event, wanted)) events.push(event);
      }
    }
    return events;
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  /** About, from how long the first ones are. */
  #bytesABatch(from: number): number {
    const batches = this.#log.read(from, READ_BYTES);
    return batches.reduce((sum, batch) => sum + bytesOf(batch), BATCH_BYTES) / Math.max(1, batches.length);
  }
}

function bytesOf({ slices }: LogBatch): number {
  return slices.reduce((sum, { bytes }) => sum + bytes.length, BATCH_BYTES);
}

/** Finds the records that hold one of the names. */
class NameSearch {
  readonly #names: readonly Buffer[];
  readonly #partitions: ReadonlySet<number>;

  constructor(names: ReadonlySet<string>) {
    // As it stands in a record.
    this.#names = Array.from(names, (name) => Buffer.from(JSON.stringify(name)));
    this.#partitions = new Set(Array.from(names, partitionOfKey));
  }

  *eventsIn({ slices }: LogBatch, decode: ReturnType<typeof eventDecoder>): Generator<ShopEvent> {
    for (const slice of slices) {
      if (!this.#partitions.has(slice.partition)) continue;
      for (const record of this.#recordsIn(slice)) {
        const event = decode(slice.bytes, slice.ends[record - 1] ?? 0, slice.ends[record] ?? 0);
        if (event) yield event;
      }
    }
  }

  /** Their numbers in the slice, in order. */
  #recordsIn({ bytes, ends }: PartitionSlice): readonly number[] {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const found = new Set<number>();
    for (const name of this.#names) {
      let record = 0;
      for (let at = buffer.indexOf(name); at >= 0; at = buffer.indexOf(name, ends[record] ?? bytes.length)) {
        while ((ends[record] ?? Number.POSITIVE_INFINITY) <= at) record += 1;
        found.add(record);
      }
    }
    return [...found].sort((one, other) => one - other);
  }
}
