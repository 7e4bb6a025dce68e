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

/** JSON.parse hands the spelling of a primitive to its reviver in a third argument, which the types do not know yet. */
function keepSpelling(_name: string, value: JsonValue, ...context: readonly { readonly source?: string }[]): JsonValue {
  const source = context[0]?.source;
  return typeof value === 'number' && source !== undefined ? new JsonNumber(source) : value;
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
