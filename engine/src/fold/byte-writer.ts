/**
 * Bytes one after another, in memory that is used again: whole numbers short, texts as they are. What `ByteReader` reads.
 *
 * A text is its length times two, as LEB128, and then its units as Latin-1; or one more than that, and then as UTF-16.
 */
import { MOST_NUMBER_BYTES, writeNumber, writeZeros, zerosFrom } from './number-bytes.ts';

/** Longer texts than this are written by the platform, shorter ones faster by a loop. */
const SHORT_TEXT = 48;
/** Fewer zeros are not shorter as a number of them. */
const FEWEST_ZEROS = 3;
const FIRST_BYTES = 64 * 1024;

export class ByteWriter {
  length = 0;
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  /** A whole number from 0 to 2^31 − 1, the smaller the shorter. */
  count(value: number): void {
    this.#reserve(5);
    const bytes = this.#bytes;
    let rest = value;
    while (rest >= 0x80) {
      bytes[this.length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[this.length++] = rest;
  }

  /** A number, with its tag: see number-bytes.ts. */
  number(value: number): void {
    this.#reserve(MOST_NUMBER_BYTES);
    this.length = writeNumber(this.#bytes, this.length, value);
  }

  /** The numbers at the beginning of a list, one behind the other. @returns how many there are before something else. */
  numbers(values: readonly unknown[]): number {
    this.#reserve(MOST_NUMBER_BYTES * values.length);
    const bytes = this.#bytes;
    let at = this.length;
    let count = 0;
    while (count < values.length) {
      const value = values[count];
      if (typeof value !== 'number') break;
      const zeros = value === 0 ? zerosFrom(values, count) : 0;
      at = zeros < FEWEST_ZEROS ? writeNumber(bytes, at, value) : writeZeros(bytes, at, zeros);
      count += zeros < FEWEST_ZEROS ? 1 : zeros;
    }
    this.length = at;
    return count;
  }

  text(text: string): void {
    this.#reserve(5 + 2 * text.length);
    const start = this.length;
    this.count(2 * text.length);
    if (text.length <= SHORT_TEXT ? this.#copyLatin1(text) : this.#writeLatin1(text)) return;
    this.length = start;
    this.count(2 * text.length + 1);
    this.length += this.#bytes.write(text, this.length, 'utf16le');
  }

  /** Leaves room for a size; `setSize` says it when it is known. @returns where the room is. */
  skipSize(): number {
    this.#reserve(4);
    this.length += 4;
    return this.length - 4;
  }

  /** The size of what was written since, plus one, so that 0 can stand for what has none. */
  setSize(at: number, isThere: boolean): void {
    this.#bytes.writeUInt32LE(isThere ? this.length - at - 3 : 0, at);
  }

  /** What was written, without a copy: it is good until the next write. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  /** False, when some unit has more than eight bits; then what it has written is worthless. */
  #copyLatin1(text: string): boolean {
    const bytes = this.#bytes;
    let at = this.length;
    let units = 0;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      units |= unit;
      bytes[at++] = unit;
    }
    this.length = at;
    return units <= 0xff;
  }

  #writeLatin1(text: string): boolean {
    for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return false;
    this.length += this.#bytes.write(text, this.length, 'latin1');
    return true;
  }

  #reserve(bytes: number): void {
    if (this.length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.length + bytes, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.length);
    this.#bytes = larger;
  }
}
