/**
 * Rows in order, for ranks: where a row lies, and what lies at a rank. Kept in chunks, so that a row among a million
 * moves a few hundred others at most.
 */
import type { Row } from '../row/row.ts';
import type { Perishable } from './state-ttl.ts';

export interface RankedRow extends Perishable {
  row: Row;
  /** Of rows that sort alike, the one with the smaller number stands first. */
  readonly sequence: number;
  slot: number;
}

export type CompareRows = (a: Row, b: Row) => number;

/** A chunk of twice as many rows is cut in two. */
const CHUNK = 512;

export class SortedRows {
  readonly #compare: CompareRows;
  /** None is empty, but for the only one. */
  readonly #chunks: RankedRow[][] = [[]];
  #size = 0;

  constructor(compare: CompareRows) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  /** The row at a place, from 0 on; undefined beyond the last. */
  at(place: number): RankedRow | undefined {
    let rest = place;
    for (const chunk of this.#chunks) {
      if (rest < chunk.length) return chunk[rest];
      rest -= chunk.length;
    }
    return undefined;
  }

  /** Where a row of this sort key and number lies, or would lie. */
  placeOf(row: Row, sequence: number): number {
    const chunk = this.#chunkOf(row, sequence);
    return this.#before(chunk) + this.#placeIn(chunk, row, sequence);
  }

  insert(ranked: RankedRow): void {
    const chunkNumber = this.#chunkOf(ranked.row, ranked.sequence);
    const chunk = this.#chunks[chunkNumber] ?? [];
    chunk.splice(this.#placeIn(chunkNumber, ranked.row, ranked.sequence), 0, ranked);
    this.#size += 1;
    if (chunk.length >= 2 * CHUNK) this.#chunks.splice(chunkNumber + 1, 0, chunk.splice(CHUNK));
  }

  /** Takes out the row at a place. */
  removeAt(place: number): RankedRow | undefined {
    let rest = place;
    for (const [chunkNumber, chunk] of this.#chunks.entries()) {
      if (rest >= chunk.length) {
        rest -= chunk.length;
        continue;
      }
      this.#size -= 1;
      const [removed] = chunk.splice(rest, 1);
      if (chunk.length === 0 && this.#chunks.length > 1) this.#chunks.splice(chunkNumber, 1);
      return removed;
    }
    return undefined;
  }

  /** The first chunk whose last row does not stand before this one; the last chunk when there is none. */
  #chunkOf(row: Row, sequence: number): number {
    let [low, high] = [0, this.#chunks.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      const last = this.#chunks[middle]?.at(-1);
      if (last !== undefined && this.#order(last, row, sequence) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #placeIn(chunkNumber: number, row: Row, sequence: number): number {
    const chunk = this.#chunks[chunkNumber] ?? [];
    let [low, high] = [0, chunk.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const ranked = chunk[middle];
      if (ranked !== undefined && this.#order(ranked, row, sequence) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #before(chunkNumber: number): number {
    let count = 0;
    for (let index = 0; index < chunkNumber; index += 1) count += this.#chunks[index]?.length ?? 0;
    return count;
  }

  #order(ranked: RankedRow, row: Row, sequence: number): number {
    return this.#compare(ranked.row, row) || ranked.sequence - sequence;
  }
}
