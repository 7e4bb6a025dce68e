/**
 * Composite keys as bytes that order as their parts do: null, false, true, numbers, text by UTF-16 code unit; part by
 * part, a shorter key before the longer ones that begin with it.
 *
 *     null 01 · false 02 · true 03
 *     number  04, then the IEEE 754 bits, big-endian; the sign bit turned over, or all bits when negative
 *     text    05, then each code unit as UTF-8 would write it (surrogates too, one by one), 00 at the end;
 *             a unit 0000 is written 01 01 and a unit 0001 is written 01 02, so that 00 stays free
 *
 * A key longer than LMDB can hold is cut, and the SHA-256 of all of it put behind the cut: it stays unique, and orders
 * by its first 1,900 bytes.
 */
import { createHash } from 'node:crypto';

export type OrderedKeyPart = null | boolean | number | string;

const NULL = 0x01;
const FALSE = 0x02;
const TRUE = 0x03;
const NUMBER = 0x04;
const TEXT = 0x05;
const END = 0x00;
const ESCAPE = 0x01;
/** Cut here, with room for the hash within LMDB's 1,978 bytes. */
const LONGEST_BYTES = 1900;

const number = new Float64Array(1);
const numberBytes = new Uint8Array(number.buffer);
let buffer = new Uint8Array(4096);
let length = 0;

/** The bytes of a key. −0 is the same key as 0; every NaN is one key, after all other numbers. */
export function orderedKey(parts: readonly OrderedKeyPart[]): Uint8Array {
  length = 0;
  for (const part of parts) writePart(part);
  return length <= LONGEST_BYTES ? buffer.slice(0, length) : shortened();
}

/** The least bytes that are greater than every key which begins with `prefix`. */
export function afterPrefix(prefix: Uint8Array): Uint8Array {
  const bound = new Uint8Array(prefix.length + 1);
  bound.set(prefix);
  bound[prefix.length] = 0xff;
  return bound;
}

function writePart(part: OrderedKeyPart): void {
  if (typeof part === 'number') writeNumber(part);
  else if (typeof part === 'string') writeText(part);
  else if (typeof part === 'boolean') writeTag(part ? TRUE : FALSE);
  else writeTag(NULL);
}

function writeTag(tag: number): void {
  reserve(1);
  buffer[length++] = tag;
}

function writeNumber(value: number): void {
  reserve(9);
  buffer[length++] = NUMBER;
  number[0] = value === 0 ? 0 : value;
  const negative = value < 0;
  for (let index = 7; index >= 0; index--) {
    const byte = numberBytes[index] ?? 0;
    const first = index === 7;
    buffer[length++] = negative ? ~byte : first ? byte ^ 0x80 : byte;
  }
}

function writeText(value: string): void {
  reserve(2 + 3 * value.length);
  buffer[length++] = TEXT;
  for (let index = 0; index < value.length; index++) writeCodeUnit(value.charCodeAt(index));
  buffer[length++] = END;
}

function writeCodeUnit(unit: number): void {
  if (unit < 0x02) {
    buffer[length++] = ESCAPE;
    buffer[length++] = unit + 1;
  } else if (unit < 0x80) {
    buffer[length++] = unit;
  } else if (unit < 0x800) {
    buffer[length++] = 0xc0 | (unit >> 6);
    buffer[length++] = 0x80 | (unit & 0x3f);
  } else {
    buffer[length++] = 0xe0 | (unit >> 12);
    buffer[length++] = 0x80 | ((unit >> 6) & 0x3f);
    buffer[length++] = 0x80 | (unit & 0x3f);
  }
}

function reserve(bytes: number): void {
  if (length + bytes <= buffer.length) return;
  const larger = new Uint8Array(Math.max(length + bytes, 2 * buffer.length));
  larger.set(buffer.subarray(0, length));
  buffer = larger;
}

function shortened(): Uint8Array {
  const hash = createHash('sha256').update(buffer.subarray(0, length)).digest();
  const key = new Uint8Array(LONGEST_BYTES + hash.length);
  key.set(buffer.subarray(0, LONGEST_BYTES));
  key.set(hash, LONGEST_BYTES);
  return key;
}
