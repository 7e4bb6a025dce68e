/**
 * Makes strings from bytes, each distinct one once: most text columns of events hold the same few words over and over.
 * The table is bounded: a slot keeps the last string that hashed to it. Where strings hardly ever repeat (identifiers),
 * looking them up is wasted, so the interner watches its hits and steps aside.
 */

const SLOTS = 2048;
/** Longer strings are not kept; a slot's bytes fill one or two cache lines. */
const MAX_BYTES = 32;
/** After so many look-ups the interner judges itself. */
const TRIAL = 8192;

export class StringInterner {
  /** False once strings have turned out not to repeat: then callers need not hash. */
  useful = true;
  readonly #strings: string[] = new Array<string>(SLOTS).fill('');
  readonly #lengths = new Uint8Array(SLOTS);
  readonly #bytes = new Uint8Array(SLOTS * MAX_BYTES);
  #lookups = 0;
  #misses = 0;

  /** The string of ASCII bytes `[start, end)`, whose hash the caller has computed over all of them. */
  intern(bytes: Buffer, start: number, end: number, hash: number): string {
    const length = end - start;
    if (length > MAX_BYTES || length === 0) return bytes.latin1Slice(start, end);
    if (++this.#lookups === TRIAL) this.#judge();
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const base = slot * MAX_BYTES;
    if (this.#lengths[slot] === length && this.#sameBytes(base, bytes, start, end))
      return this.#strings[slot] as string;
    this.#misses += 1;
    const string = bytes.latin1Slice(start, end);
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
    this.useful = this.#misses * 2 < this.#lookups;
    this.#lookups = 0;
    this.#misses = 0;
  }
}
