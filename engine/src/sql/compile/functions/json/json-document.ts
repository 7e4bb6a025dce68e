/**
 * JSON documents for the JSON functions. Several functions of one row mostly read the same text, so the last document
 * is kept. Numbers keep their spelling (1.10 stays 1.10): the plain parse, which is fast, is repeated with spellings
 * only when a number is part of a result.
 */
import { firstJsonValue } from './first-json-value.ts';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject | JsonNumber;

export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** A number by its spelling. */
export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A parsed document, or undefined inside when the text is not JSON. */
export interface JsonDocument {
  readonly value: JsonValue | undefined;
}

const NOT_JSON: JsonDocument = { value: undefined };

let lastText: string | undefined;
let lastDocument: JsonDocument = NOT_JSON;
let lastExactText: string | undefined;
let lastExactDocument: JsonDocument = NOT_JSON;

/** Parses with plain JavaScript numbers. */
export function parseDocument(text: string): JsonDocument {
  if (text !== lastText) {
    lastDocument = parsed(text, (json) => JSON.parse(json));
    lastText = text;
  }
  return lastDocument;
}

/** Parses with JsonNumbers. */
export function parseExactly(text: string): JsonDocument {
  if (text !== lastExactText) {
    lastExactDocument = parsed(text, (json) => JSON.parse(json, keepSpelling));
    lastExactText = text;
  }
  return lastExactDocument;
}

/** In a text of JSON: a number with a fraction or an exponent, or something in a string that looks like one. */
const SPELLED_NUMBER = /\d[.eE]/;
let lastSpelledText: string | undefined;
let lastIsSpelled = false;

/**
 * A number of the document as JsonNumber when its spelling is certain: it is whole, and none of the text's numbers has a
 * fraction or an exponent. Undefined when only the exact parse can tell.
 */
export function certainNumber(text: string, value: JsonValue): JsonNumber | undefined {
  if (!Number.isSafeInteger(value)) return undefined;
  if (text !== lastSpelledText) {
    lastIsSpelled = SPELLED_NUMBER.test(text);
    lastSpelledText = text;
  }
  return lastIsSpelled ? undefined : new JsonNumber(String(value));
}

/** JSON.parse hands the spelling of a primitive to its reviver in a third argument, which the types do not know yet. */
function keepSpelling(_name: string, value: JsonValue, ...context: readonly { readonly source?: string }[]): JsonValue {
  const source = context[0]?.source;
  if (typeof value !== 'number' || source === undefined) return value;
  return new JsonNumber(bigDecimalText(source.replace(MINUS_OF_ZERO, '')));
}

/** Java's BigDecimal has no negative zero. */
const MINUS_OF_ZERO = /^-(?=[0.]+(?:[eE]|$))/;

/** A number with an exponent as Java's BigDecimal writes it: `1e3` is `1E+3`, `1.5e-3` is `0.0015`. */
export function bigDecimalText(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const scale = fraction.length - Number(exponent);
  const power = digits.length - 1 - scale;
  if (scale >= 0 && power >= -6) {
    const padded = digits.padStart(scale + 1, '0');
    return sign + (scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`);
  }
  const mantissa = digits.length === 1 ? digits : `${digits.charAt(0)}.${digits.slice(1)}`;
  return `${sign}${mantissa}E${power < 0 ? '' : '+'}${power}`;
}

function parsed(text: string, parse: (json: string) => JsonValue): JsonDocument {
  try {
    return { value: parse(text) };
  } catch {
    const first = firstJsonValue(text);
    return first === undefined ? NOT_JSON : parsed(first, parse);
  }
}

/** A JsonNumber is an object to JavaScript, but a scalar to JSON. */
export function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}

export function isJsonArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function isJsonScalar(value: JsonValue): boolean {
  return !isJsonArray(value) && !isJsonObject(value);
}

/** Whether a plain number is anywhere within the value. */
export function containsNumber(value: JsonValue): boolean {
  if (isJsonArray(value)) return value.some(containsNumber);
  return isJsonObject(value) ? Object.values(value).some(containsNumber) : typeof value === 'number';
}

/** Compact text; the names of an object are sorted, as in Flink, so that equal objects have equal texts. */
export function jsonText(value: JsonValue): string {
  if (isJsonArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (isJsonObject(value)) {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${jsonText(value[name] ?? null)}`).join(',')}}`;
  }
  return value instanceof JsonNumber ? value.text : JSON.stringify(value);
}
