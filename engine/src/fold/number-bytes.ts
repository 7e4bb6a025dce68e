/**
 * Numbers as bytes, short when they are small and whole, as most numbers in states are:
 *
 *     40 … ff the whole number 0 … 191 · 04 whole number below 2^28, lowest seven bits first, 80 set while more follow
 *     05 the same, negative · 06 whole number below 2^48 in six bytes, lowest first · 07 number as IEEE 754 double
 *     0c in a list, several zeros: how many, as 04 has it
 */

export const NUMBER_TAG = { count: 4, negative: 5, wide: 6, double: 7, zeros: 12, small: 0x40 } as const;

/** The most that one number takes. */
export const MOST_NUMBER_BYTES = 9;

const MOST_SMALL = 0xff - NUMBER_TAG.small;
const COUNT_END = 2 ** 28;
const WIDE_END = 2 ** 48;
const LOW_END = 2 ** 32;

const double = new Float64Array(1);
const doubleBytes = new Uint8Array(double.buffer);

/** Writes a number at a place where there is room for it. @returns where it ends. */
export function writeNumber(bytes: Uint8Array, at: number, value: number): number {
  if (value === (value | 0) && value > 0 && value <= MOST_SMALL) {
    bytes[at] = NUMBER_TAG.small + value;
    return at + 1;
  }
  return value === 0 ? writeZero(bytes, at, value) : writeLonger(bytes, at, value);
}

/** Counts that nothing has been added to: most of many lists. @returns how many zeros stand one behind the other. */
export function zerosFrom(values: readonly unknown[], first: number): number {
  let end = first;
  while (end < values.length && values[end] === 0 && !Object.is(values[end], -0)) end++;
  return end - first;
}

export function writeZeros(bytes: Uint8Array, at: number, zeros: number): number {
  return writeCount(bytes, at, NUMBER_TAG.zeros, zeros);
}

function writeZero(bytes: Uint8Array, at: number, value: number): number {
  if (Object.is(value, -0)) return writeDouble(bytes, at, value);
  bytes[at] = NUMBER_TAG.small;
  return at + 1;
}

function writeLonger(bytes: Uint8Array, at: number, value: number): number {
  if (value === (value | 0)) {
    if (value > 0 && value < COUNT_END) return writeCount(bytes, at, NUMBER_TAG.count, value);
    if (value < 0 && value > -COUNT_END) return writeCount(bytes, at, NUMBER_TAG.negative, -value);
  }
  return value > 0 && value < WIDE_END && Number.isInteger(value)
    ? writeWide(bytes, at, value)
    : writeDouble(bytes, at, value);
}

function writeCount(bytes: Uint8Array, at: number, tag: number, value: number): number {
  let next = at;
  bytes[next++] = tag;
  let rest = value;
  while (rest >= 0x80) {
    bytes[next++] = rest | 0x80;
    rest >>>= 7;
  }
  bytes[next++] = rest;
  return next;
}

function writeWide(bytes: Uint8Array, at: number, value: number): number {
  const high = Math.floor(value / LOW_END);
  const low = value - high * LOW_END;
  bytes[at] = NUMBER_TAG.wide;
  bytes[at + 1] = low;
  bytes[at + 2] = low >>> 8;
  bytes[at + 3] = low >>> 16;
  bytes[at + 4] = low >>> 24;
  bytes[at + 5] = high;
  bytes[at + 6] = high >>> 8;
  return at + 7;
}

function writeDouble(bytes: Uint8Array, at: number, value: number): number {
  double[0] = value;
  bytes[at] = NUMBER_TAG.double;
  for (let index = 0; index < 8; index++) bytes[at + 1 + index] = doubleBytes[index] ?? 0;
  return at + 9;
}
