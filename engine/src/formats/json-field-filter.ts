/**
 * Tells records of which a text field has one of some values from those of which it surely has not, without making any
 * value. For records that are known to be one JSON object whose keys are distinct, as the log's are.
 */
import { endOfPlainText, skipSpace, skipValue } from './json-skip.ts';

const OPEN = 0x7b;
const CLOSE = 0x7d;
const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const LETTER_N = 0x6e;

/** False: the record in `bytes[start, …)` has no such value there. True: it may have. */
export type JsonFieldFilter = (bytes: Uint8Array, start: number) => boolean;

export function jsonFieldFilter(name: string, values: readonly string[]): JsonFieldFilter {
  const key = Buffer.from(JSON.stringify(name));
  const wanted = values.map((value) => Buffer.from(JSON.stringify(value).slice(1)));
  return (bytes, start) => {
    let at = token(bytes, start);
    if (bytes[at] !== OPEN) return true;
    at = token(bytes, at + 1);
    while (bytes[at] === QUOTE) {
      const isField = begins(bytes, at, key);
      at = endOfPlainText(bytes, at + 1);
      // A key with an escape may be the field in disguise.
      if (bytes[at] !== QUOTE) return true;
      at = token(bytes, at + 1);
      if (bytes[at] !== COLON) return true;
      at = token(bytes, at + 1);
      if (isField) return mayBeOneOf(bytes, at, wanted);
      at = skipValue(bytes, at);
      if (at < 0) return true;
      at = token(bytes, at);
      if (bytes[at] === CLOSE) return false;
      if (bytes[at] !== COMMA) return true;
      at = token(bytes, at + 1);
    }
    return true;
  };
}

function mayBeOneOf(bytes: Uint8Array, at: number, wanted: readonly Uint8Array[]): boolean {
  if (bytes[at] === LETTER_N) return false;
  if (bytes[at] !== QUOTE) return true;
  for (const each of wanted) if (begins(bytes, at + 1, each)) return true;
  // A text with escapes is not compared.
  return bytes[endOfPlainText(bytes, at + 1)] !== QUOTE;
}

function begins(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let index = 0; index < wanted.length; index += 1) if (bytes[at + index] !== wanted[index]) return false;
  return true;
}

function token(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) > 0x20 ? at : skipSpace(bytes, at);
}
