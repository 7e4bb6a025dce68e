/**
 * A visitor's events in the log, beside everything that it is written for: piece by piece, with turns for others between,
 * and only as far as a bound allows. Records lie by visitor in sixteen parts, so most of each piece is passed over, and of
 * the rest only records that hold the name are read.
 *
 * Where the time that is asked for is too much of the log, as in a large shop, events are looked for only where it is
 * remembered that some of the visitor's arrived.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type LmdbLogReader, openLogReader } from '@millrace/engine/log/lmdb-log-reader.ts';
import type { LogBatch, PartitionSlice } from '@millrace/engine/log/log.ts';
import { partitionOf } from '../events/partition-of.ts';
import { eventDecoder } from '../function-runtime/event-decoder.ts';
import type { ShopEvent } from '../functions/shop-event.ts';
import { type EventsWanted, isWanted, LONGEST_DELAY_MS } from './event-times.ts';

const READ_BYTES = 256 * 1024;
/** Of the log that one request goes through. */
const MOST_BYTES = 64 * 1024 * 1024;
/** An event is in a batch that was closed when it had arrived: one of the next few. */
const BATCHES_AFTER = 8;

export interface FoundEvents {
  readonly events: readonly ShopEvent[];
  /** Whether that is all that the log has of the time. */
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
  keptFromMs(): number | null {
    const { first } = this.#log.bounds();
    return first === 1 ? null : (this.#log.read(first, 1)[0]?.arrivalMs ?? null);
  }

  async find(wanted: EventsWanted): Promise<FoundEvents> {
    const search = new NameSearch(wanted.names);
    const from = this.#log.sequenceAt(wanted.fromMs);
    const to = this.#log.sequenceAt(wanted.toMs + LONGEST_DELAY_MS);
    const complete = this.#bytesBetween(from, to) <= this.#mostBytes;
    const events: ShopEvent[] = [];
    const collect = (batch: LogBatch) => {
      for (const event of search.eventsIn(batch, this.#decode)) if (isWanted(event, wanted)) events.push(event);
    };
    if (complete) await this.#readAll(from, to, collect);
    else await this.#readAround(wanted, collect);
    return { events, complete };
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  /** About, from how long the first batches are. */
  #bytesBetween(from: number, to: number): number {
    const batches = this.#log.read(from, READ_BYTES);
    const bytes = batches.reduce((sum, batch) => sum + bytesOf(batch), 0);
    return batches.length === 0 ? 0 : (bytes / batches.length) * Math.max(0, to - from);
  }

  /** Twice the bound at most, for the estimate may be off. */
  async #readAll(from: number, to: number, collect: (batch: LogBatch) => void): Promise<void> {
    let left = 2 * this.#mostBytes;
    for (let next = from; next < to && left > 0; ) {
      const batches = this.#log.read(next, READ_BYTES);
      if (batches.length === 0) return;
      for (const batch of batches) {
        if (batch.sequence < to) collect(batch);
        next = batch.sequence + 1;
        left -= bytesOf(batch);
      }
      await nextTurn();
    }
  }

  /** Only the batches right behind the times at which events arrived. */
  async #readAround({ arrivals, fromMs, toMs }: EventsWanted, collect: (batch: LogBatch) => void): Promise<void> {
    const times = arrivals.filter((timeMs) => timeMs >= fromMs && timeMs <= toMs + LONGEST_DELAY_MS);
    let next = 0;
    for (const timeMs of times) {
      const first = Math.max(next, this.#log.sequenceAt(timeMs));
      for (const batch of this.#log.read(first, READ_BYTES).slice(0, BATCHES_AFTER)) {
        collect(batch);
        next = batch.sequence + 1;
      }
      await nextTurn();
    }
  }
}

function bytesOf({ slices }: LogBatch): number {
  return slices.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** Finds the records that hold one of the names. */
class NameSearch {
  readonly #names: readonly Buffer[];
  readonly #partitions: ReadonlySet<number>;

  constructor(names: ReadonlySet<string>) {
    // As it stands in a record.
    this.#names = Array.from(names, (name) => Buffer.from(JSON.stringify(name)));
    this.#partitions = new Set(
      Array.from(names, (userId) => partitionOf({ userId, eventId: '', eventType: 'page_view', timestamp: '' })),
    );
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
