/**
 * One commit's changes of state, one after another in one piece of bytes: table number, slot and size as 32 bits each,
 * little-endian, then the value. A size of −1 says that the entry was removed.
 */

const HEADER_BYTES = 12;
const REMOVED = -1;

/** What a piece says of one entry. It holds on to the piece: no bytes are copied before they are wanted. */
export class StateChange {
  readonly table: number;
  readonly slot: number;
  readonly #piece: Buffer;
  readonly #start: number;
  /** -1 when the entry was removed. */
  readonly #size: number;

  constructor(piece: Buffer, at: number) {
    this.#piece = piece;
    this.table = piece.readUInt32LE(at);
    this.slot = piece.readUInt32LE(at + 4);
    this.#size = piece.readInt32LE(at + 8);
    this.#start = at + HEADER_BYTES;
  }

  /** A view of the piece; undefined when the entry was removed. */
  get value(): Uint8Array | undefined {
    return this.#size === REMOVED ? undefined : this.#piece.subarray(this.#start, this.#start + this.#size);
  }

  /** Where the next change begins. */
  get end(): number {
    return this.#start + Math.max(0, this.#size);
  }
}

/** Gathers the changes of one commit after another; its memory is used again. */
export class PieceWriter {
  #bytes = Buffer.allocUnsafeSlow(64 * 1024);
  #length = 0;
  count = 0;

  get sizeBytes(): number {
    return this.#length;
  }

  add(table: number, slot: number, value: Uint8Array | undefined): void {
    const size = value?.length ?? 0;
    this.#reserve(HEADER_BYTES + size);
    this.#bytes.writeUInt32LE(table, this.#length);
    this.#bytes.writeUInt32LE(slot, this.#length + 4);
    this.#bytes.writeInt32LE(value ? size : REMOVED, this.#length + 8);
    if (value) this.#bytes.set(value, this.#length + HEADER_BYTES);
    this.#length += HEADER_BYTES + size;
    this.count += 1;
  }

  clear(): void {
    this.#length = 0;
    this.count = 0;
  }

  /** A copy of what was gathered. */
  piece(): Buffer {
    const piece = Buffer.allocUnsafeSlow(this.#length);
    this.#bytes.copy(piece, 0, 0, this.#length);
    return piece;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#length + bytes, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** The changes of a piece, in the order in which they were made. */
export function changesOf(piece: Buffer): readonly StateChange[] {
  const changes: StateChange[] = [];
  for (let at = 0; at < piece.length; ) {
    const change = new StateChange(piece, at);
    changes.push(change);
    at = change.end;
  }
  return changes;
}
