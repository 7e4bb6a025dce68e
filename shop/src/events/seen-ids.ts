/**
 * The ids of the last 24 hours, exact, in memory: 20 bytes an id, at 50 to 80 % full.
 *
 * D1. A slot is five words: the id's four and a stamp. A stamp of 0 is a slot that was never used; else it is the
 *     id's kind in the top bit and the second of its arrival. Slots whose second is out of the window count as free
 *     for inserting, but do not end a search.
 * D2. An id lies in one of SHARD_COUNT tables, each with linear probing. A table that has no more room is rebuilt
 *     alone, which leaves out what has expired; so the pause of one insertion is that of a small table, however many
 *     ids there are. Tables grow at different fill levels, so that they do not all grow in the same second.
 * D3. Arrival times handed in never decrease by more than clocks in one log do: the caller passes the log's own.
 * D4. Hashes are keyed by a number drawn at start, so that nobody can choose ids that land in one place.
 */
import { randomBytes } from 'node:crypto';
import type { EventIdBits } from './event-id.ts';

export const DEDUP_WINDOW_MS = 24 * 3_600_000;

const SHARD_BITS = 12;
const SHARD_COUNT = 1 << SHARD_BITS;
const FIRST_CAPACITY = 16;
const WORDS = 5;
const STAMP = 4;
const KIND_BIT = 0x8000_0000;
const SECONDS_MASK = 0x7fff_ffff;
/** Seconds count from 2020, so that 31 bits last until 2088. */
const EPOCH_SECONDS = Date.UTC(2020, 0, 1) / 1000;
/** The stamp of an id that was taken back: older than any window. */
const TAKEN_BACK = 1;

interface Shard {
  /** capacity × WORDS. */
  slots: Uint32Array;
  mask: number;
  /** Slots that were ever used since the last rebuild, expired ones included. */
  used: number;
}

export class SeenIds {
  readonly #shards: Shard[] = Array.from({ length: SHARD_COUNT }, () => emptyShard(FIRST_CAPACITY));
  readonly #windowSeconds: number;
  readonly #seed = randomBytes(4).readInt32LE();

  constructor(windowMs: number = DEDUP_WINDOW_MS) {
    this.#windowSeconds = Math.ceil(windowMs / 1000);
  }

  /** Notes the id as arrived at `arrivalMs`. False, and nothing is noted, when it arrived within the window before. */
  add(id: EventIdBits, arrivalMs: number): boolean {
    const now = secondOf(arrivalMs);
    const hash = this.#hash(id.words);
    const shardIndex = hash >>> (32 - SHARD_BITS);
    const shard = this.#shards[shardIndex] as Shard;
    const found = this.#find(shard, id, hash, now);
    if (found >= 0) return false;
    const place = -found - 1;
    const wasUsed = shard.slots[place + STAMP] !== 0;
    write(shard.slots, place, id, now);
    if (!wasUsed && ++shard.used > fillLimit(shardIndex, shard.mask + 1)) this.#rebuild(shard, shardIndex, now);
    return true;
  }

  /** Forgets an id whose event was not stored after all. */
  remove(id: EventIdBits, arrivalMs: number): void {
    const hash = this.#hash(id.words);
    const shard = this.#shards[hash >>> (32 - SHARD_BITS)] as Shard;
    const found = this.#find(shard, id, hash, secondOf(arrivalMs));
    if (found >= 0) shard.slots[found + STAMP] = TAKEN_BACK;
  }

  /** Whether the id has arrived within the window before `arrivalMs`. Nothing is noted. */
  has(id: EventIdBits, arrivalMs: number): boolean {
    const hash = this.#hash(id.words);
    const shard = this.#shards[hash >>> (32 - SHARD_BITS)] as Shard;
    return this.#find(shard, id, hash, secondOf(arrivalMs)) >= 0;
  }

  /** Bytes that the tables take. */
  get sizeBytes(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.slots.byteLength, 0);
  }

  /** The place of the id when it is live, else −(place to write it to) − 1. */
  #find(shard: Shard, id: EventIdBits, hash: number, now: number): number {
    const { slots, mask } = shard;
    const { words } = id;
    const kind = id.kind === 0 ? 0 : KIND_BIT;
    const oldest = now - this.#windowSeconds;
    let free = -1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const place = slot * WORDS;
      const stamp = slots[place + STAMP] as number;
      if (stamp === 0) return free >= 0 ? -free - 1 : -place - 1;
      if ((stamp & SECONDS_MASK) <= oldest) {
        if (free < 0) free = place;
        continue;
      }
      if (
        slots[place] === words[0] &&
        slots[place + 1] === words[1] &&
        slots[place + 2] === words[2] &&
        slots[place + 3] === words[3] &&
        ((stamp ^ kind) & KIND_BIT) === 0
      ) {
        return place;
      }
    }
  }

  #rebuild(shard: Shard, shardIndex: number, now: number): void {
    const oldest = now - this.#windowSeconds;
    const old = shard.slots;
    let live = 0;
    for (let place = STAMP; place < old.length; place += WORDS) {
      if (((old[place] as number) & SECONDS_MASK) > oldest) live++;
    }
    // A table of which half has expired is made anew at its size; with less it would soon be rebuilt again.
    const capacity = shard.mask + 1;
    const rebuilt = emptyShard(live * 2 > fillLimit(shardIndex, capacity) ? capacity * 2 : capacity);
    const words = new Uint32Array(4);
    for (let place = 0; place < old.length; place += WORDS) {
      if (((old[place + STAMP] as number) & SECONDS_MASK) <= oldest) continue;
      words.set(old.subarray(place, place + 4));
      copyInto(rebuilt, old, place, this.#hash(words));
    }
    shard.slots = rebuilt.slots;
    shard.mask = rebuilt.mask;
    shard.used = live;
  }

  #hash(words: Uint32Array): number {
    let hash = this.#seed;
    for (let word = 0; word < 4; word++) {
      hash = Math.imul(hash ^ (words[word] as number), 0xcc9e2d51);
      hash = Math.imul(hash ^ (hash >>> 15), 0x1b873593);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    return hash ^ (hash >>> 13);
  }
}

function emptyShard(capacity: number): Shard {
  return { slots: new Uint32Array(capacity * WORDS), mask: capacity - 1, used: 0 };
}

/** Between 50 % and 80 % of the capacity, by the shard's number. */
function fillLimit(shardIndex: number, capacity: number): number {
  return Math.floor(capacity * (0.5 + (0.3 * shardIndex) / SHARD_COUNT));
}

function secondOf(epochMs: number): number {
  return Math.max(Math.floor(epochMs / 1000) - EPOCH_SECONDS, TAKEN_BACK + 1);
}

function write(slots: Uint32Array, place: number, id: EventIdBits, second: number): void {
  for (let word = 0; word < 4; word++) slots[place + word] = id.words[word] as number;
  slots[place + STAMP] = id.kind === 0 ? second : second | KIND_BIT;
}

function copyInto(shard: Shard, from: Uint32Array, fromPlace: number, hash: number): void {
  let slot = hash & shard.mask;
  while (shard.slots[slot * WORDS + STAMP] !== 0) slot = (slot + 1) & shard.mask;
  const place = slot * WORDS;
  for (let word = 0; word < WORDS; word++) shard.slots[place + word] = from[fromPlace + word] as number;
}
