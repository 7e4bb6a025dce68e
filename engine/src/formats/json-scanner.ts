/**
 * Decodes JSON records into rows without making the whole text: a scanner compiled for the wanted columns walks over
 * the bytes, makes only their values, and skips the rest. JSON.parse (json-record.ts) says what a record means.
 *
 * J1. The scanner answers only where it is certain. For everything else (a key with escapes, a wrong type, broken
 *     JSON) it gives up, and JSON.parse reads the whole record; so the two agree on every input. Of a key that comes
 *     twice the last value counts, as with JSON.parse.
 * J2. A single value in an unusual form (an escape, an exponent, a nested value for STRING) is cut out and goes
 *     through JSON.parse alone.
 * J3. Skipped values are checked as strictly as JSON.parse checks them. With `trusted` the record is known to be one
 *     valid object whose keys are distinct, as the log's are, and the scan ends with the last wanted field.
 */
import { CodeWriter } from '../row/code-writer.ts';
import type { DataType, Field, Schema } from '../row/data-type.ts';
import type { Row, Value } from '../row/row.ts';
import { type RowClass, rowClass, valuesToRow } from '../row/row-class.ts';
import { BufferViews } from './buffer-views.ts';
import { ConversionError } from './conversion-error.ts';
import { DecodeFailure } from './decode-failure.ts';
import { skipCompact } from './json-compact.ts';
import { parseJson, parseJsonExactly } from './json-node.ts';
import { JSON_DEFAULTS, type JsonOptions } from './json-options.ts';
import { Cursor } from './json-read-value.ts';
import { jsonRecordReader } from './json-record.ts';
import { flattenFields, scanFields } from './json-scan-field.ts';
import { writeScanner } from './json-scanner-code.ts';
import { skipSpace, skipValue, UNSURE } from './json-skip.ts';
import { type JsonConverter, jsonConverter, SOURCE_NEEDED } from './json-value.ts';
import { columnValues, type RecordShape, recordShape } from './record-shape.ts';

export interface JsonDecoderOptions extends Partial<JsonOptions> {
  /** Each record is one valid JSON object with distinct keys: what comes after the last wanted field is not read. */
  readonly trusted?: boolean;
}

export interface JsonDecoder {
  /**
   * The row of the record in `bytes[start, end)`, or why there is none. With ignoreParseErrors bad fields are NULL,
   * and only a record that is no JSON object fails: the caller leaves it out.
   */
  decode(bytes: Uint8Array, start: number, end: number): Row | DecodeFailure;
  /** The same where one text may hold an array of records: hands over each of its rows or failures. */
  decodeEach(bytes: Uint8Array, start: number, end: number, onResult: (result: Row | DecodeFailure) => void): void;
}

type Scan = (bytes: Buffer, start: number, end: number) => Row | undefined;

/** A decoder of records into rows of `columns`. Column names are the fields' names. */
export function compileJsonDecoder(columns: Schema, options: JsonDecoderOptions = {}): JsonDecoder {
  const settings: JsonOptions = { ...JSON_DEFAULTS, ...options };
  const Class = rowClass(columns, 'json');
  const shape = recordShape(columns);
  const records = jsonRecordReader(shape.fields, settings);
  const scan = compileScan(shape, Class, settings, options.trusted ?? false);
  const views = new BufferViews();

  const toRow = (values: readonly Value[] | DecodeFailure) =>
    values instanceof DecodeFailure ? values : valuesToRow(Class, columnValues(shape, values));
  const decode = (bytes: Uint8Array, start: number, end: number) => {
    const buffer = views.of(bytes);
    return scan(buffer, start, end) ?? toRow(records.values(buffer.utf8Slice(start, end)));
  };
  return {
    decode,
    decodeEach(bytes, start, end, onResult) {
      if (bytes[skipSpace(bytes, start)] !== 0x5b) return onResult(decode(bytes, start, end));
      for (const values of records.each(views.of(bytes).utf8Slice(start, end))) onResult(toRow(values));
    },
  };
}

function compileScan(shape: RecordShape, Class: RowClass, options: JsonOptions, trusted: boolean): Scan {
  // Names that need escapes, and names twice, are beyond a comparison of bytes.
  if (!isScannable(shape.fields)) return () => undefined;
  const fields = scanFields(shape, options);
  const converters = flattenFields(fields.fields).map(({ type }) => textConverter(type, options));
  const cursor = new Cursor();
  const writer = new CodeWriter('json-scanner');
  const names = {
    cursor: writer.bind('cursor', cursor),
    convertOther: writer.bind('convertOther', otherConverter(cursor, converters)),
    rowClass: writer.bind('Row', Class),
  };
  writeScanner(writer, fields, names, trusted && shape.fields.length > 0);
  return writer.evaluate<Scan>();
}

function isScannable(columns: Schema): boolean {
  return columns.every(isPlainlyNamed) && new Set(columns.map(({ name }) => name)).size === columns.length;
}

function isPlainlyNamed({ name, type }: Field): boolean {
  return /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(name) && (type.kind !== 'ROW' || isScannable(type.fields));
}

/** Converts a single value that no reader knows: it is cut out of the record, parsed and converted alone. */
function otherConverter(cursor: Cursor, converters: readonly TextConverter[]) {
  return (bytes: Buffer, from: number, slot: number): Value => {
    const { isText, convert } = converters[slot] as TextConverter;
    // An object or an array that is written as text would write it, as most are that a program has written.
    if (isText && (bytes[from] === OPEN_OBJECT || bytes[from] === OPEN_ARRAY)) {
      const end = skipCompact(bytes, from);
      if (end >= 0) {
        cursor.at = end;
        return bytes.utf8Slice(from, end);
      }
    }
    cursor.at = skipValue(bytes, from, 0);
    if (cursor.at < 0) return null;
    const text = bytes.utf8Slice(from, cursor.at);
    try {
      return convert(text);
    } catch (error) {
      if (!(error instanceof ConversionError || error instanceof SyntaxError || error instanceof RangeError))
        throw error;
      cursor.at = UNSURE;
      return null;
    }
  };
}

const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;

interface TextConverter {
  readonly isText: boolean;
  readonly convert: (text: string) => Value;
}

function textConverter(type: DataType, options: JsonOptions): TextConverter {
  const convert = jsonConverter(type, options);
  const isText = type.kind === 'CHAR' || type.kind === 'VARCHAR';
  return { isText, convert: (text) => convertText(text, convert) };
}

function convertText(text: string, convert: JsonConverter): Value {
  try {
    return convert(parseJson(text));
  } catch (error) {
    if (error !== SOURCE_NEEDED) throw error;
    return convert(parseJsonExactly(text));
  }
}
