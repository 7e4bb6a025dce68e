/**
 * Finds where a JSON value ends that is written as `formatJson` would write it: without spaces, escapes, fractions,
 * exponents, or keys that an object would put in another order. Its text is then its value as text, and need not be
 * parsed. Like `skipValue` it takes the place of the first byte and returns the place after the last, or UNSURE: the text
 * may be compact all the same.
 */
import { endOfPlainText, UNSURE } from './json-skip.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const COLON = 0x3a;
const ZERO = 0x30;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** So many keys are compared with each other; an object with more is left to be parsed. */
const MOST_KEYS = 16;
const MOST_DEPTH = 8;
/** Whole numbers of so many digits are what a double says. */
const MOST_DIGITS = 15;

/** Where the keys of the objects around the present place begin and end, one object's after another's. */
const keyStarts = new Int32Array(MOST_KEYS * MOST_DEPTH);
const keyEnds = new Int32Array(MOST_KEYS * MOST_DEPTH);

export function skipCompact(bytes: Uint8Array, from: number): number {
  return skipValue(bytes, from, 0);
}

function skipValue(bytes: Uint8Array, from: number, depth: number): number {
  switch (bytes[from]) {
    case QUOTE:
      return skipText(bytes, from + 1);
    case OPEN_OBJECT:
      return depth === MOST_DEPTH ? UNSURE : skipObject(bytes, from + 1, depth);
    case OPEN_ARRAY:
      return depth === MOST_DEPTH ? UNSURE : skipArray(bytes, from + 1, depth);
    case 0x74:
      return skipWord(bytes, from, TRUE);
    case 0x66:
      return skipWord(bytes, from, FALSE);
    case 0x6e:
      return skipWord(bytes, from, NULL);
    default:
      return skipWhole(bytes, from);
  }
}

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

function skipWord(bytes: Uint8Array, from: number, word: Uint8Array): number {
  for (let index = 0; index < word.length; index += 1) if (bytes[from + index] !== word[index]) return UNSURE;
  return from + word.length;
}

/** `from` is the place after the opening quote. */
function skipText(bytes: Uint8Array, from: number): number {
  const end = endOfPlainText(bytes, from);
  return bytes[end] === QUOTE ? end + 1 : UNSURE;
}

function skipWhole(bytes: Uint8Array, from: number): number {
  const first = bytes[from] === MINUS ? from + 1 : from;
  let at = first;
  while (isDigit(bytes[at])) at += 1;
  const digits = at - first;
  if (digits === 0 || digits > MOST_DIGITS) return UNSURE;
  // A zero in front makes it no number; minus zero is written as zero.
  if (bytes[first] === ZERO && (digits > 1 || first !== from)) return UNSURE;
  const next = bytes[at];
  return next === 0x2e || next === 0x65 || next === 0x45 ? UNSURE : at;
}

function skipArray(bytes: Uint8Array, from: number, depth: number): number {
  if (bytes[from] === CLOSE_ARRAY) return from + 1;
  for (let at = from; ; at += 1) {
    at = skipValue(bytes, at, depth + 1);
    if (at < 0) return UNSURE;
    if (bytes[at] === CLOSE_ARRAY) return at + 1;
    if (bytes[at] !== COMMA) return UNSURE;
  }
}

function skipObject(bytes: Uint8Array, from: number, depth: number): number {
  if (bytes[from] === CLOSE_OBJECT) return from + 1;
  const firstKey = depth * MOST_KEYS;
  let keys = firstKey;
  for (let at = from; ; at += 1) {
    if (bytes[at] !== QUOTE || keys === firstKey + MOST_KEYS) return UNSURE;
    const end = skipText(bytes, at + 1);
    // A key that begins with a digit may be an index, which objects put first.
    if (end < 0 || isDigit(bytes[at + 1]) || bytes[end] !== COLON) return UNSURE;
    keyStarts[keys] = at + 1;
    keyEnds[keys] = end - 1;
    if (isRepeated(bytes, firstKey, keys)) return UNSURE;
    keys += 1;
    at = skipValue(bytes, end + 1, depth + 1);
    if (at < 0) return UNSURE;
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    if (bytes[at] !== COMMA) return UNSURE;
  }
}

/** Whether the object's last key is one of those before it: of a key that comes twice the last value counts. */
function isRepeated(bytes: Uint8Array, firstKey: number, lastKey: number): boolean {
  const start = keyStarts[lastKey] as number;
  const length = (keyEnds[lastKey] as number) - start;
  for (let key = firstKey; key < lastKey; key += 1) {
    const other = keyStarts[key] as number;
    if ((keyEnds[key] as number) - other === length && isSame(bytes, start, other, length)) return true;
  }
  return false;
}

function isSame(bytes: Uint8Array, one: number, other: number, length: number): boolean {
  for (let index = 0; index < length; index += 1) if (bytes[one + index] !== bytes[other + index]) return false;
  return true;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
