/**
 * Which events a bucket has had within the window, so that what a sender sends twice counts once. They change with the
 * bucket's position in one step, so a redelivery is no duplicate.
 *
 * An id is 62 bits of its SHA-256: 14 say in which of the bucket's chunks it lies, 48 stand there as eight characters, behind
 * one for the hour in which the stream took it. With 220 million ids a day, 1.7 million in a bucket, an event is taken for another with a
 * chance of 10⁻⁴ a day; a chunk then has a kilobyte, which is what one look into the cache may cost. A chunk leaves out
 * what has left the window whenever it is written, and passes by itself after that.
 */
import { hash } from 'node:crypto';
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';

export const SEEN_TABLE = 'enrich-seen';

/** Longer windows would meet their own hours again: one of 64 is what a character tells. */
export const LONGEST_DEDUP_HOURS = 48;

const HOUR_MS = 3_600_000;
const HOURS = 64;
const CHUNK_BYTES = 2;
/** Of these, what does not say which chunk it is. */
const SPARE_BITS = 2;
const ID_BYTES = 8;
const ENTRY_LENGTH = 9;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Where an id lies, and what of it stands there. */
interface Place {
  readonly chunk: string;
  readonly id: string;
}

export class SeenEvents {
  readonly #chunks: FoldTable<string>;
  readonly #windowHours: number;

  /** @param windowHours at most LONGEST_DEDUP_HOURS. */
  constructor(tables: FoldTables, windowHours: number) {
    this.#chunks = tables.table(SEEN_TABLE);
    this.#windowHours = windowHours;
  }

  /** Whether the event came before within the window. Changes nothing. @param arrivedMs when the stream took it. */
  has(eventId: string, arrivedMs: number): boolean {
    const { chunk, id } = placeOf(eventId);
    const entries = this.#chunks.get(chunk) ?? '';
    const hour = Math.floor(arrivedMs / HOUR_MS);
    for (let at = 0; at < entries.length; at += ENTRY_LENGTH) {
      if (entries.startsWith(id, at + 1) && this.#isWithin(entries.charAt(at), hour)) return true;
    }
    return false;
  }

  note(eventId: string, arrivedMs: number): void {
    const { chunk, id } = placeOf(eventId);
    const hour = Math.floor(arrivedMs / HOUR_MS);
    const entries = this.#chunks.get(chunk) ?? '';
    // In the order of arrival: what is over is in front.
    let from = 0;
    while (from < entries.length && !this.#isWithin(entries.charAt(from), hour)) from += ENTRY_LENGTH;
    this.#chunks.put(chunk, `${entries.slice(from)}${DIGITS.charAt(hour % HOURS)}${id}`);
  }

  /** Hours ahead of this one are those of a neighbour whose clock is a little ahead. */
  #isWithin(digit: string, hour: number): boolean {
    const age = (hour - DIGITS.indexOf(digit) + HOURS * 2) % HOURS;
    return age <= this.#windowHours || age >= HOURS - 2;
  }
}

function placeOf(eventId: string): Place {
  const digest = hash('sha256', eventId, 'buffer');
  const id = digest.toString('base64url', CHUNK_BYTES, ID_BYTES);
  return { chunk: (digest.readUInt16BE(0) >>> SPARE_BITS).toString(36), id };
}
