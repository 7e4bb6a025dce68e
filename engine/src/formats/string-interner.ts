/**
 * Makes strings from bytes, each distinct one once: most text columns of events hold the same few words over and over, and
 * those that name products hold some thousand. What is one string is hashed once, compared by its place, and held once by
 * all that remember it.
 *
 * The table is bounded: a slot keeps the last string that hashed to it. It begins small, and is made larger when strings do
 * not repeat within it. Where they hardly ever do (identifiers), looking them up is wasted, so the interner watches its hits
 * and steps aside. A table for a hundred thousand visitors was slower than making their strings: nothing of it is in the
 * processor's caches when it is needed.
 */

interface Size {
  readonly slots: number;
  /** After so many look-ups the interner judges itself. */
  readonly trial: number;
}

const SMALL: Size = { slots: 2 ** 11, trial: 2 ** 13 };
const LARGE: Size = { slots: 2 ** 14, trial: 2 ** 15 };
/** Longer strings are not kept; a UUID is. */
const MAX_BYTES = 36;
/** Spreads hashes that differ little over all slots: 2^32 over the golden ratio. */
const SPREAD = 0x9e3779b1;

export class StringInterner {
  /** False once strings have turned out not to repeat: then callers need not hash. */
  useful = true;
  #size = SMALL;
  #strings: string[] = [];
  #lengths = new Uint8Array();
  #bytes = new Uint8Array();
  #shift = 0;
  #lookups = 0;
  #misses = 0;

  constructor() {
    this.#begin(SMALL);
  }

  /** The string of ASCII bytes `[start, end)`, whose hash the caller has computed over all of them. */
  intern(bytes: Buffer, start: number, end: number, hash: number): string {
    const length = end - start;
    if (length > MAX_BYTES || length === 0) return bytes.latin1Slice(start, end);
    if (++this.#lookups === this.#size.trial) this.#judge();
    const slot = Math.imul(hash, SPREAD) >>> this.#shift;
    const base = slot * MAX_BYTES;
    if (this.#lengths[slot] === length && this.#sameBytes(base, bytes, start, end))
      return this.#strings[slot] as string;
    this.#misses += 1;
    const string = bytes.latin1Slice(start, end);
    if (!this.useful) return string;
    this.#strings[slot] = string;
    this.#lengths[slot] = length;
    for (let i = 0; i < length; i++) this.#bytes[base + i] = bytes[start + i] as number;
    return string;
  }

  #sameBytes(base: number, bytes: Buffer, start: number, end: number): boolean {
    const kept = this.#bytes;
    for (let at = start, i = base; at < end; at++, i++) if (kept[i] !== bytes[at]) return false;
    return true;
  }

  #judge(): void {
    const repeats = this.#misses * 2 < this.#lookups;
    if (!repeats && this.#size === LARGE) this.#stepAside();
    else if (!repeats) this.#begin(LARGE);
    this.#lookups = 0;
    this.#misses = 0;
  }

  #begin(size: Size): void {
    this.#size = size;
    this.#strings = new Array<string>(size.slots).fill('');
    this.#lengths = new Uint8Array(size.slots);
    this.#bytes = new Uint8Array(size.slots * MAX_BYTES);
    this.#shift = 32 - Math.log2(size.slots);
  }

  #stepAside(): void {
    this.useful = false;
    this.#strings = [];
    this.#lengths = new Uint8Array();
    this.#bytes = new Uint8Array();
  }
}
