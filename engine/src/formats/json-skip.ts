/**
 * Finds where JSON values end, checking that they are well formed: whatever is skipped here JSON.parse accepts too.
 * Every function takes the place of a value's first byte and returns the place after its last, or UNSURE.
 *
 * Bytes past the record may be read when it is broken; the scanner notices by where it ends up.
 */

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const SPACE = 0x20;
const CLOSE_ARRAY = 0x5d;
const CLOSE_OBJECT = 0x7d;

/** In place of a position: the scanner does not vouch for this record, and JSON.parse has to say. */
export const UNSURE = -1;

/** Deeper values are left to JSON.parse, so that this recursion stays small. */
const MAX_DEPTH = 32;

/** 1 for bytes that stand for themselves in a string: all but quote, backslash and control characters. */
export const STRING_BYTE: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte !== 0x22 && byte !== 0x5c ? 1 : 0,
);

/** 1 for the ASCII ones among them. */
export const ASCII_STRING_BYTE: Uint8Array = STRING_BYTE.map((stands, byte) => (byte < 0x80 ? stands : 0));

/** Skips spaces, tabs and line ends; any place is fine. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

/** Whether only spaces follow within the record: what comes after it may be a line end, or the next record. */
export function endsWithSpace(bytes: Uint8Array, from: number, end: number): boolean {
  return from <= end && skipSpace(bytes, from) >= end;
}

/**
 * The first byte at or after `from` that does not stand for itself in a string: the closing quote, if all is well.
 * Four bytes a turn, because this is where a scan spends its time.
 */
export function endOfPlainText(bytes: Uint8Array, from: number): number {
  for (let at = from; ; at += 4) {
    if (STRING_BYTE[bytes[at] as number] !== 1) return at;
    if (STRING_BYTE[bytes[at + 1] as number] !== 1) return at + 1;
    if (STRING_BYTE[bytes[at + 2] as number] !== 1) return at + 2;
    if (STRING_BYTE[bytes[at + 3] as number] !== 1) return at + 3;
  }
}

/** `from` is the place after the opening quote. */
export function skipString(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    at = endOfPlainText(bytes, at);
    if (bytes[at] === 0x22) return at + 1;
    if (bytes[at] !== 0x5c) return UNSURE;
    at = skipEscape(bytes, at + 1);
    if (at < 0) return UNSURE;
  }
}

function skipEscape(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case 0x22: // "
    case 0x5c: // \
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return at + 1;
    case 0x75: // u
      for (let i = 1; i <= 4; i++) if (!isHexDigit(bytes[at + i])) return UNSURE;
      return at + 5;
    default:
      return UNSURE;
  }
}

function isHexDigit(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

export function skipNumber(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === 0x2d ? from + 1 : from;
  if (bytes[at] === 0x30) at += 1;
  else {
    const first = at;
    at = skipDigits(bytes, at);
    if (at === first) return UNSURE;
  }
  if (bytes[at] === 0x2e) {
    const first = at + 1;
    at = skipDigits(bytes, first);
    if (at === first) return UNSURE;
  }
  const byte = bytes[at];
  if (byte !== 0x65 && byte !== 0x45) return at;
  const sign = bytes[at + 1];
  const first = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1;
  at = skipDigits(bytes, first);
  return at === first ? UNSURE : at;
}

function skipDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  // The difference is unsigned, so that bytes below '0' are large; no byte at all gives 0 + a large number.
  while (((bytes[at] ?? 0) - 0x30) >>> 0 <= 9) at += 1;
  return at;
}

/** Any value. */
export function skipValue(bytes: Uint8Array, from: number, depth = 0): number {
  switch (bytes[from]) {
    case 0x22:
      return skipString(bytes, from + 1);
    case 0x7b:
      return depth === MAX_DEPTH ? UNSURE : skipObject(bytes, from + 1, depth + 1);
    case 0x5b:
      return depth === MAX_DEPTH ? UNSURE : skipArray(bytes, from + 1, depth + 1);
    case 0x74:
      return skipTrue(bytes, from);
    case 0x66:
      return skipFalse(bytes, from);
    case 0x6e:
      return skipNull(bytes, from);
    default:
      return skipNumber(bytes, from);
  }
}

function skipObject(bytes: Uint8Array, from: number, depth: number): number {
  let at = toToken(bytes, from);
  if (bytes[at] === CLOSE_OBJECT) return at + 1;
  for (;;) {
    if (bytes[at] !== QUOTE) return UNSURE;
    at = skipString(bytes, at + 1);
    if (at < 0) return UNSURE;
    at = toToken(bytes, at);
    if (bytes[at] !== COLON) return UNSURE;
    at = skipValue(bytes, toToken(bytes, at + 1), depth);
    if (at < 0) return UNSURE;
    at = toToken(bytes, at);
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    if (bytes[at] !== COMMA) return UNSURE;
    at = toToken(bytes, at + 1);
  }
}

function skipArray(bytes: Uint8Array, from: number, depth: number): number {
  let at = toToken(bytes, from);
  if (bytes[at] === CLOSE_ARRAY) return at + 1;
  for (;;) {
    at = skipValue(bytes, at, depth);
    if (at < 0) return UNSURE;
    at = toToken(bytes, at);
    if (bytes[at] === CLOSE_ARRAY) return at + 1;
    if (bytes[at] !== COMMA) return UNSURE;
    at = toToken(bytes, at + 1);
  }
}

/** skipSpace where there mostly is none. */
function toToken(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) > SPACE ? at : skipSpace(bytes, at);
}

export function skipTrue(bytes: Uint8Array, at: number): number {
  const matches = bytes[at] === 0x74 && bytes[at + 1] === 0x72 && bytes[at + 2] === 0x75 && bytes[at + 3] === 0x65;
  return matches ? at + 4 : UNSURE;
}

export function skipFalse(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0x66 || bytes[at + 1] !== 0x61 || bytes[at + 2] !== 0x6c) return UNSURE;
  return bytes[at + 3] === 0x73 && bytes[at + 4] === 0x65 ? at + 5 : UNSURE;
}

export function skipNull(bytes: Uint8Array, at: number): number {
  const matches = bytes[at] === 0x6e && bytes[at + 1] === 0x75 && bytes[at + 2] === 0x6c && bytes[at + 3] === 0x6c;
  return matches ? at + 4 : UNSURE;
}
