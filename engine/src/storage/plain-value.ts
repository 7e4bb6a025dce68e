/**
 * Plain values as bytes, exact and fast: numbers keep −0, NaN and infinities, bigints have any size, text keeps lone
 * surrogates. Little-endian; a value is a tag byte and what follows it:
 *
 *     00 null · 01 false · 02 true
 *     03 number as IEEE 754 double · 04 whole number as int32 · 80 … ff the whole number 0 … 127
 *     05 text as Latin-1 · 06 text as UTF-16 · 07 bytes: each with its length in bytes before it
 *     08 bigint ≥ 0 · 09 bigint < 0: length, then the magnitude, lowest byte first
 *     0a array: count, then the values · 0b object: count, then name and value by turns
 *
 * Lengths and counts are LEB128. lmdb's own MessagePack is up to twice as fast, but turns −0 into 0 and cuts large bigints.
 */
import assert from 'node:assert/strict';
import { RecentTexts } from './recent-texts.ts';

export type PlainValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly PlainValue[]
  /** Written as the array of its values, and read back as one. */
  | ReadonlySet<PlainValue>
  | { readonly [name: string]: PlainValue };

const TAG = {
  null: 0,
  false: 1,
  true: 2,
  double: 3,
  int32: 4,
  latin1: 5,
  utf16: 6,
  bytes: 7,
  bigint: 8,
  negativeBigint: 9,
  array: 10,
  object: 11,
  small: 0x80,
} as const;

/** Longer texts than this are written by the platform, shorter ones faster by a loop. */
const SHORT_TEXT = 48;
/** Up to this length texts are read through those that were read last: in state the same ones come again and again. */
const LONGEST_RECENT = 24;
const recentTexts = new RecentTexts();

let buffer = Buffer.allocUnsafeSlow(64 * 1024);
let length = 0;
let source: Buffer = buffer;
let position = 0;

/** The bytes of a value, valid until the next call: the buffer is used again. Copy them to keep them. */
export function encodePlainValue(value: PlainValue): Uint8Array {
  length = 0;
  write(value);
  return new Uint8Array(buffer.buffer, 0, length);
}

/** Several values one behind the other; where each of them ends goes into `ends`. Valid as encodePlainValue's bytes. */
export function encodePlainValues(values: readonly PlainValue[], ends: number[]): Uint8Array {
  length = 0;
  for (const value of values) {
    write(value);
    ends.push(length);
  }
  return new Uint8Array(buffer.buffer, 0, length);
}

/** The value of bytes that encodePlainValue made. */
export function decodePlainValue(bytes: Uint8Array): PlainValue {
  return decodePlainValueAt(bytes, 0, bytes.length);
}

/** The same of some of the bytes: for many values, a view of each would cost as much as reading it. */
export function decodePlainValueAt(bytes: Uint8Array, start: number, end: number): PlainValue {
  source = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  position = start;
  const value = read();
  assert.equal(position, end, 'a stored value ends where its bytes end');
  return value;
}

function write(value: PlainValue): void {
  if (typeof value === 'number') writeNumber(value);
  else if (typeof value === 'string') writeText(value);
  else if (value === null) writeTag(TAG.null);
  else if (typeof value === 'boolean') writeTag(value ? TAG.true : TAG.false);
  else if (typeof value === 'bigint') writeBigint(value);
  else if (typeof value === 'object') writeObject(value);
  else assert.fail(`a value of type ${typeof value} cannot be stored`);
}

function writeTag(tag: number): void {
  reserve(1);
  buffer[length++] = tag;
}

function writeNumber(value: number): void {
  reserve(9);
  if (value !== (value | 0) || Object.is(value, -0)) {
    buffer[length] = TAG.double;
    buffer.writeDoubleLE(value, length + 1);
    length += 9;
  } else if (value >= 0 && value < 0x80) {
    buffer[length++] = TAG.small | value;
  } else {
    buffer[length] = TAG.int32;
    buffer.writeInt32LE(value, length + 1);
    length += 5;
  }
}

function writeText(text: string): void {
  reserve(6 + 2 * text.length);
  const start = length;
  buffer[length++] = TAG.latin1;
  writeCount(text.length);
  if (text.length <= SHORT_TEXT ? copyLatin1(text) : writeLatin1(text)) return;
  length = start;
  buffer[length++] = TAG.utf16;
  writeCount(2 * text.length);
  length += buffer.write(text, length, 'utf16le');
}

/** False, when some unit has more than eight bits; then what it has written is worthless. */
function copyLatin1(text: string): boolean {
  const target = buffer;
  let at = length;
  let units = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    units |= unit;
    target[at++] = unit;
  }
  length = at;
  return units <= 0xff;
}

function writeLatin1(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return false;
  length += buffer.write(text, length, 'latin1');
  return true;
}

function writeBigint(value: bigint): void {
  const hex = (value < 0n ? -value : value).toString(16);
  writeTag(value < 0n ? TAG.negativeBigint : TAG.bigint);
  writeRaw(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex').reverse());
}

function writeObject(value: PlainValue & object): void {
  if (value instanceof Uint8Array) {
    writeTag(TAG.bytes);
    writeRaw(value);
  } else if (isArray(value)) {
    writeTag(TAG.array);
    writeCount(value.length);
    // By index, not by iterator: this and copyLatin1 took a quarter off the time to write an entry of session state.
    for (let index = 0; index < value.length; index++) write(value[index] as PlainValue);
  } else if (value instanceof Set) {
    writeTag(TAG.array);
    writeCount(value.size);
    for (const member of value) write(member);
  } else {
    writeRecord(value as { readonly [name: string]: PlainValue });
  }
}

function writeRecord(value: { readonly [name: string]: PlainValue }): void {
  const names = Object.keys(value);
  writeTag(TAG.object);
  writeCount(names.length);
  for (const name of names) {
    const member = value[name];
    assert(member !== undefined, `undefined cannot be stored (${name})`);
    writeText(name);
    write(member);
  }
}

function writeRaw(bytes: Uint8Array): void {
  writeCount(bytes.length);
  reserve(bytes.length);
  buffer.set(bytes, length);
  length += bytes.length;
}

function writeCount(count: number): void {
  reserve(5);
  let rest = count;
  while (rest >= 0x80) {
    buffer[length++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  buffer[length++] = rest;
}

function reserve(bytes: number): void {
  if (length + bytes <= buffer.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(length + bytes, 2 * buffer.length));
  buffer.copy(larger, 0, 0, length);
  buffer = larger;
}

function isArray(value: object): value is readonly PlainValue[] {
  return Array.isArray(value);
}

function read(): PlainValue {
  const tag = source[position++] ?? assert.fail('a stored value was cut short');
  if (tag >= TAG.small) return tag - TAG.small;
  switch (tag) {
    case TAG.null:
      return null;
    case TAG.false:
      return false;
    case TAG.true:
      return true;
    case TAG.double:
      position += 8;
      return source.readDoubleLE(position - 8);
    case TAG.int32:
      position += 4;
      return source.readInt32LE(position - 4);
    default:
      return readSized(tag);
  }
}

function readSized(tag: number): PlainValue {
  const size = readCount();
  switch (tag) {
    case TAG.latin1:
    case TAG.utf16:
      return readText(tag, size);
    case TAG.bytes:
      return new Uint8Array(source.subarray(advance(size), position));
    case TAG.bigint:
      return readBigint(size);
    case TAG.negativeBigint:
      return -readBigint(size);
    case TAG.array:
      return readArray(size);
    case TAG.object:
      return readRecord(size);
    default:
      assert.fail(`a stored value begins with the unknown tag ${tag}`);
  }
}

function readText(tag: number, size: number): string {
  const start = advance(size);
  if (tag === TAG.utf16) return source.toString('utf16le', start, position);
  return size > LONGEST_RECENT ? source.toString('latin1', start, position) : recentTexts.read(source, start, position);
}

function readBigint(size: number): bigint {
  const magnitude = Buffer.from(source.subarray(advance(size), position)).reverse();
  return BigInt(`0x${magnitude.toString('hex')}`);
}

function readArray(count: number): readonly PlainValue[] {
  const values = new Array<PlainValue>(count); // An array that is pushed to makes room for seventeen.
  for (let index = 0; index < count; index++) values[index] = read();
  return values;
}

function readRecord(count: number): PlainValue {
  const record: { [name: string]: PlainValue } = {};
  for (let index = 0; index < count; index++) {
    const name = read();
    assert(typeof name === 'string', 'a name is text');
    const value = read();
    // A plain assignment to `__proto__` would set the prototype instead.
    if (name === '__proto__') Object.defineProperty(record, name, { value, enumerable: true, configurable: true });
    else record[name] = value;
  }
  return record;
}

function readCount(): number {
  let count = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = source[position++] ?? assert.fail('a stored value was cut short');
    count += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return count;
  }
}

/** Steps over `size` bytes and returns where they begin. */
function advance(size: number): number {
  const start = position;
  position += size;
  assert(position <= source.length, 'a stored value was cut short');
  return start;
}
