/** Reads what `ByteWriter` has written, from the beginning to the end. */
import assert from 'node:assert/strict';

export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? assert.fail('stored bytes were cut short');
  }

  /** Steps over the next byte if it is this one. */
  skips(byte: number): boolean {
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }

  count(): number {
    let count = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      count += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return count;
    }
  }

  wide(): number {
    return this.#bytes.readUIntLE(this.#advance(6), 6);
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#advance(8));
  }

  text(): string {
    const size = this.count();
    const units = Math.floor(size / 2);
    const isLatin1 = size % 2 === 0;
    const start = this.#advance(isLatin1 ? units : 2 * units);
    return this.#bytes.toString(isLatin1 ? 'latin1' : 'utf16le', start, this.#at);
  }

  /** What has a size before it; undefined when it has none. A view: it holds on to all the bytes. */
  sized(): Uint8Array | undefined {
    const size = this.#bytes.readUInt32LE(this.#advance(4)) - 1;
    return size < 0 ? undefined : this.#bytes.subarray(this.#advance(size), this.#at);
  }

  /** Steps over some bytes and returns where they begin. */
  #advance(bytes: number): number {
    const start = this.#at;
    this.#at += bytes;
    assert(this.#at <= this.#bytes.length, 'stored bytes were cut short');
    return start;
  }
}
