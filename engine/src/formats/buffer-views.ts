/**
 * Declares the two fastest ways from bytes to text. Node's Buffer has had them since its beginnings; they are what
 * `toString` calls after it has looked at its arguments, which costs as much as making a short string.
 */
declare global {
  interface Buffer {
    latin1Slice(start: number, end: number): string;
    utf8Slice(start: number, end: number): string;
  }
}

/** Buffers over byte arrays: the same one for the same array, since the records of a chunk come one after another. */
export class BufferViews {
  #bytes: Uint8Array = new Uint8Array(0);
  #buffer: Buffer = Buffer.alloc(0);

  of(bytes: Uint8Array): Buffer {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return this.#buffer;
  }
}
