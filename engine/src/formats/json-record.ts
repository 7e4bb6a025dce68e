/** Reads whole records with JSON.parse: what a record means, and what is wrong with one that means nothing. */

import type { Schema } from '../row/data-type.ts';
import type { Value } from '../row/row.ts';
import { ConversionError } from './conversion-error.ts';
import { DecodeFailure } from './decode-failure.ts';
import { isArray, isObject, type JsonNode, parseJson, parseJsonExactly } from './json-node.ts';
import type { JsonOptions } from './json-options.ts';
import { fieldValue, jsonConverter, SOURCE_NEEDED } from './json-value.ts';

export interface JsonRecordReader {
  /** The values of the columns, in order. */
  values(text: string): readonly Value[] | DecodeFailure;
  /** The same for a text that may also be an array of records: each element's values or failure. */
  each(text: string): readonly (readonly Value[] | DecodeFailure)[];
}

/** A reader of records that have `columns` among their fields. */
export function jsonRecordReader(columns: Schema, options: JsonOptions): JsonRecordReader {
  const fields = columns.map((column) => ({ ...column, convert: jsonConverter(column.type, options) }));
  const record = (node: JsonNode) => {
    if (!isObject(node)) return new DecodeFailure('a record must be a JSON object');
    return fields.map((field) => fieldValue(node, field, options));
  };
  return {
    values: (text) => attempt(text, record),
    each: (text) => {
      const results = attempt(text, (node, exact) =>
        isArray(node) ? node.map((element) => caught(element, exact, record)) : [caught(node, exact, record)],
      );
      return results instanceof DecodeFailure ? [results] : results;
    },
  };
}

type Read<T> = (node: JsonNode, exact: boolean) => T | DecodeFailure;

/** Tries the quick parse, and the exact one where the quick one is not enough. */
function attempt<T>(text: string, read: Read<T>): T | DecodeFailure {
  try {
    return read(parseJson(text), false);
  } catch (error) {
    if (error !== SOURCE_NEEDED) return failureOf(error);
  }
  try {
    return read(parseJsonExactly(text), true);
  } catch (error) {
    return failureOf(error);
  }
}

/** One element of an array: its failure is its own, but the need of an exact parse is the whole text's. */
function caught<T>(node: JsonNode, exact: boolean, read: Read<T>): T | DecodeFailure {
  try {
    return read(node, exact);
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): DecodeFailure {
  if (error instanceof ConversionError) return new DecodeFailure(error.message);
  if (error instanceof SyntaxError) return new DecodeFailure(`not JSON: ${error.message}`);
  if (error instanceof RangeError) return new DecodeFailure('the JSON is nested too deeply');
  throw error;
}
