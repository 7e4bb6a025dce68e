/**
 * How a slot table lies in state: in chunks, each of the slots that one snapshot wrote together, the newest version of a
 * slot being the one that counts.
 *
 * C1. Chunks are numbered downwards, so that reading a table in order meets newer ones first: what an older chunk says of
 *     a slot that has been met is out of date. Number 0 is the operator's header.
 * C2. A slot that was freed is written as such, for an older chunk may still hold what was in it; one that was never
 *     written is not.
 * C3. Of each chunk it is known how many of its slots still count. When fewer than a quarter do, they are written anew
 *     and the chunk is removed: what lies on disk is four times what is held at most, and mostly less than twice, and
 *     what is written is a third more than what was touched at most.
 */
import type { StateTable, StateValue } from '../state/state-store.ts';
import { decodePlainValueAt, encodePlainValues } from '../storage/plain-value.ts';

/** A chunk of state rows is about ten kilobytes then. */
const SLOTS_PER_CHUNK = 64;
/** Fewer than one in so many: then the rest is written anew. */
const LEAST_SHARE = 4;
/** The side of a split table must find room for twice the number. */
const FIRST_CHUNK = 2 ** 30;
const NONE = 0;

interface Chunk {
  readonly slots: readonly number[];
  /** How many of the slots nothing newer is known of. */
  live: number;
}

/** Slots (of freed ones the bitwise complement), the ends of their values in the bytes, and the bytes. */
type StoredChunk = readonly [slots: readonly number[], ends: readonly number[], bytes: Uint8Array];

/** Where the newest values of slots lie while a table is restored: numbers, for an object each would outlive many others. */
class StoredValues {
  readonly #chunks = new Map<number, { readonly bytes: Buffer; left: number }>();
  #starts = new Int32Array(64);
  /** 0 where no value lies: each takes a byte at least. */
  #ends = new Int32Array(64);

  add(slot: number, number: number, { bytes, start, end }: { bytes: Uint8Array; start: number; end: number }): void {
    if (slot >= this.#ends.length) this.#grow(slot);
    this.#starts[slot] = start;
    this.#ends[slot] = end;
    const chunk = this.#chunks.get(number);
    if (chunk) chunk.left += 1;
    else this.#chunks.set(number, { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), left: 1 });
  }

  /** Once for each slot: a chunk's bytes are let go with its last value. */
  take(slot: number, number: number): StateValue | undefined {
    const end = this.#ends[slot] ?? 0;
    const chunk = end > 0 ? this.#chunks.get(number) : undefined;
    if (chunk === undefined) return undefined;
    chunk.left -= 1;
    if (chunk.left === 0) this.#chunks.delete(number);
    return decodePlainValueAt(chunk.bytes, this.#starts[slot] ?? 0, end);
  }

  #grow(slot: number): void {
    const length = Math.max(this.#ends.length * 2, slot + 1);
    const [starts, ends] = [new Int32Array(length), new Int32Array(length)];
    starts.set(this.#starts);
    ends.set(this.#ends);
    [this.#starts, this.#ends] = [starts, ends];
  }
}

export class SlotChunks {
  readonly #chunks = new Map<number, Chunk>();
  /** By slot: the number of the chunk that holds its newest version. */
  #chunkOf = new Int32Array(64);
  #next: number;
  #state: StateTable | undefined;
  #touch: (slot: number) => void = () => undefined;
  #slots: number[] = [];
  #values: StateValue[] = [];

  /** `first`: where to begin counting down; for tests. */
  constructor(first: number = FIRST_CHUNK) {
    this.#next = first;
  }

  /** Begins a snapshot of a table with slots below `slotEnd`. `touch` is told of slots that must be written, too. */
  begin(state: StateTable, slotEnd: number, touch: (slot: number) => void): void {
    this.#state = state;
    this.#touch = touch;
    this.#reserve(slotEnd);
    // A snapshot needs fewer numbers than there are slots; with ten of one chunk a second they last for three years.
    if (this.#next <= slotEnd) this.#startAnew();
  }

  put(slot: number, value: StateValue): void {
    this.#write(slot, slot, value);
  }

  remove(slot: number): void {
    if (this.#chunkOf[slot] !== undefined && this.#chunkOf[slot] !== NONE) this.#write(slot, ~slot, null);
  }

  /** `held`: how many entries there are. Of none, nothing stays on disk. */
  end(held: number): void {
    if (held === 0) this.#clear();
    else this.#flush();
    this.#state = undefined;
  }

  /** Hands over the newest values, in order of slots, and returns the header. */
  restore(state: StateTable, onValue: (slot: number, value: StateValue) => void): StateValue | undefined {
    let header: StateValue | undefined;
    const found = new StoredValues();
    for (const [number, value] of state.entries()) {
      if (number === 0) header = value;
      else this.#read(number, value as StoredChunk, found);
    }
    for (let slot = 1; slot < this.#chunkOf.length; slot += 1) {
      const value = found.take(slot, this.#chunkOf[slot] ?? NONE);
      if (value !== undefined) onValue(slot, value);
    }
    return header;
  }

  #read(number: number, [marks, ends, bytes]: StoredChunk, found: StoredValues): void {
    const slots = marks.map((mark) => (mark < 0 ? ~mark : mark));
    const chunk: Chunk = { slots, live: 0 };
    this.#chunks.set(number, chunk);
    this.#next = Math.min(this.#next, number - 1);
    for (const [index, slot] of slots.entries()) {
      this.#reserve(slot);
      if (this.#chunkOf[slot] !== NONE) continue;
      this.#chunkOf[slot] = number;
      chunk.live += 1;
      if (marks[index] === slot) found.add(slot, number, { bytes, start: ends[index - 1] ?? 0, end: ends[index] ?? 0 });
    }
  }

  #write(slot: number, mark: number, value: StateValue): void {
    this.#reserve(slot);
    const before = this.#chunkOf[slot] ?? NONE;
    if (before === this.#next) {
      // Freed and used again while this snapshot is being taken.
      const index = this.#slots.findIndex((other) => other === slot || other === ~slot);
      this.#slots[index] = mark;
      this.#values[index] = value;
      return;
    }
    this.#chunkOf[slot] = this.#next;
    this.#slots.push(mark);
    this.#values.push(value);
    if (before !== NONE) this.#outdate(before);
    if (this.#slots.length === SLOTS_PER_CHUNK) this.#flush();
  }

  /** One slot of the chunk has a newer version. C3. */
  #outdate(number: number): void {
    const chunk = this.#chunks.get(number);
    if (chunk === undefined) return;
    chunk.live -= 1;
    if (chunk.live === 0) {
      this.#state?.remove(number);
      this.#chunks.delete(number);
    } else if (chunk.live * LEAST_SHARE < chunk.slots.length) {
      for (const slot of chunk.slots) if (this.#chunkOf[slot] === number) this.#touch(slot);
    }
  }

  #flush(): void {
    if (this.#slots.length === 0) return;
    const ends: number[] = [];
    const bytes = encodePlainValues(this.#values, ends);
    // What was encoded is good only until the next value is.
    this.#state?.put(this.#next, [this.#slots, ends, bytes.slice()]);
    const slots = this.#slots.map((mark) => (mark < 0 ? ~mark : mark));
    this.#chunks.set(this.#next, { slots, live: slots.length });
    this.#next -= 1;
    this.#slots = [];
    this.#values = [];
  }

  /** The numbers are used up: everything is written from the first one on. */
  #startAnew(): void {
    for (const [slot, number] of this.#chunkOf.entries()) if (number !== NONE) this.#touch(slot);
    this.#clear();
  }

  #clear(): void {
    for (const number of this.#chunks.keys()) this.#state?.remove(number);
    this.#chunks.clear();
    this.#chunkOf.fill(NONE);
    this.#slots = [];
    this.#values = [];
    this.#next = FIRST_CHUNK;
  }

  #reserve(slot: number): void {
    if (slot < this.#chunkOf.length) return;
    const larger = new Int32Array(Math.max(this.#chunkOf.length * 2, slot + 1));
    larger.set(this.#chunkOf);
    this.#chunkOf = larger;
  }
}
