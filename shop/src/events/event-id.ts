/**
 * Event ids as 128 bits and a kind. Ids are opaque text: only a UUID in its canonical lower-case form becomes its own
 * 16 bytes; any other text, an upper-case UUID among them, becomes the first 16 bytes of its SHA-256. The kind keeps
 * the two apart, so that no text can pass for a UUID that it is not.
 */
import { hash } from 'node:crypto';

export const EventIdKind = { UUID: 0, HASHED: 1 } as const;
export type EventIdKind = (typeof EventIdKind)[keyof typeof EventIdKind];

/** A place to read ids into, used again from id to id. */
export interface EventIdBits {
  kind: EventIdKind;
  readonly words: Uint32Array;
}

export function eventIdBits(): EventIdBits {
  return { kind: EventIdKind.UUID, words: new Uint32Array(4) };
}

const UUID_LENGTH = 36;
const HYPHEN = 0x2d;
const NOT_HEX = 16;
/** The value of each lower-case hexadecimal digit by its character code. */
const HEX_VALUES = new Uint8Array(128).fill(NOT_HEX);
for (let value = 0; value < 16; value++) HEX_VALUES[value.toString(16).charCodeAt(0)] = value;

/** Reads `text` into `target`. */
export function readEventId(text: string, target: EventIdBits): void {
  if (readUuid(text, target.words)) {
    target.kind = EventIdKind.UUID;
    return;
  }
  const digest = hash('sha256', text, 'buffer');
  for (let word = 0; word < 4; word++) target.words[word] = digest.readUInt32BE(word * 4);
  target.kind = EventIdKind.HASHED;
}

function readUuid(text: string, words: Uint32Array): boolean {
  if (text.length !== UUID_LENGTH) return false;
  let digits = 0;
  let word = 0;
  for (let index = 0; index < UUID_LENGTH; index++) {
    const code = text.charCodeAt(index);
    if (index === 8 || index === 13 || index === 18 || index === 23) {
      if (code !== HYPHEN) return false;
      continue;
    }
    const value = HEX_VALUES[code] ?? NOT_HEX;
    if (value === NOT_HEX) return false;
    word = (word << 4) | value;
    if ((++digits & 7) === 0) words[(digits >> 3) - 1] = word;
  }
  return true;
}

/** Bytes of one id in a list of ids: its kind, then its words, big-endian. */
const ID_BYTES = 17;

/** The ids of one batch, as they are written beside it in the log. */
export class EventIdList {
  #bytes = Buffer.allocUnsafe(64 * ID_BYTES);
  #length = 0;

  get count(): number {
    return this.#length / ID_BYTES;
  }

  push(id: EventIdBits): void {
    if (this.#length + ID_BYTES > this.#bytes.length) this.#grow();
    const { words } = id;
    let at = this.#bytes.writeUInt8(id.kind, this.#length);
    for (let word = 0; word < 4; word++) at = this.#bytes.writeUInt32BE(words[word] ?? 0, at);
    this.#length = at;
  }

  /** The list's bytes; they stay valid and unchanged only while nothing is pushed. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Calls `visit` with each id of a list; the bits are valid until `visit` returns. */
export function forEachEventId(list: Uint8Array, visit: (id: EventIdBits) => void): void {
  const view = new DataView(list.buffer, list.byteOffset, list.byteLength);
  const id = eventIdBits();
  for (let at = 0; at + ID_BYTES <= list.length; at += ID_BYTES) {
    id.kind = view.getUint8(at) === EventIdKind.UUID ? EventIdKind.UUID : EventIdKind.HASHED;
    for (let word = 0; word < 4; word++) id.words[word] = view.getUint32(at + 1 + word * 4);
    visit(id);
  }
}
