/** The formats that files come in: how a table's options choose one, and what it then offers. */
import { csvDecoder } from '../formats/csv-decoder.ts';
import { csvEncoder } from '../formats/csv-encoder.ts';
import { readCsvOptions } from '../formats/csv-options.ts';
import { isCsvType } from '../formats/csv-value.ts';
import { jsonEncoder, type RowEncoder } from '../formats/json-encoder.ts';
import { readDebeziumOptions, readJsonOptions } from '../formats/json-options.ts';
import { compileJsonDecoder } from '../formats/json-scanner.ts';
import type { OptionReader } from '../formats/option-reader.ts';
import type { Schema } from '../row/data-type.ts';
import { openCsvRows, readCsvRows } from './csv-file-rows.ts';
import { debeziumSchema, openDebeziumRows } from './debezium-file-rows.ts';
import type { OnResult, OpenFileRows } from './file-rows.ts';
import { openJsonRows, readJsonRows } from './json-file-rows.ts';

export interface FileFormat {
  readonly name: 'json' | 'csv' | 'debezium-json';
  readonly ignoreParseErrors: boolean;
  /** Opens files that hold `schema`; rows have the columns with these indices. */
  opener(schema: Schema, columns: readonly number[]): OpenFileRows;
  /** Reads all of a file's bytes (unpacked) at once, with all columns. */
  reader(schema: Schema): (bytes: Uint8Array, onResult: OnResult) => void;
  encoder(schema: Schema): RowEncoder;
}

/** Reads `format` and the options of that format. Refuses column types that the format cannot hold. */
export function readFileFormat(reader: OptionReader, schema: Schema): FileFormat {
  const name = reader.requiredText('format');
  switch (name) {
    case 'json':
      return jsonFormat(reader, schema);
    case 'csv':
      return csvFormat(reader, schema);
    case 'debezium-json':
      return debeziumFormat(reader);
    default:
      return reader.refuse(`the format '${name}' is not known`, "it is one of 'json', 'csv', 'debezium-json'");
  }
}

function jsonFormat(reader: OptionReader, schema: Schema): FileFormat {
  const options = readJsonOptions(reader);
  const badMap = schema.find(
    ({ type }) => type.kind === 'MAP' && type.key.kind !== 'VARCHAR' && type.key.kind !== 'CHAR',
  );
  if (badMap !== undefined) reader.refuse(`column ${badMap.name}: a MAP in JSON has keys of type STRING`);
  return {
    name: 'json',
    ignoreParseErrors: options.ignoreParseErrors,
    opener(fields, columns) {
      const decoder = compileJsonDecoder(pick(fields, columns), options);
      return (path, position) => openJsonRows(decoder, path, position);
    },
    reader(fields) {
      const decoder = compileJsonDecoder(fields, options);
      return (bytes, onResult) => readJsonRows(decoder, bytes, onResult);
    },
    encoder: (fields) => jsonEncoder(fields, options),
  };
}

/** Changes are read only: what is written, or looked up, are rows as they are. */
function debeziumFormat(reader: OptionReader): FileFormat {
  const { schemaInclude: wrapped, ...options } = readDebeziumOptions(reader);
  const refuse = () => reader.refuse("the format 'debezium-json' can only be read as a stream", "write 'json'");
  return {
    name: 'debezium-json',
    ignoreParseErrors: options.ignoreParseErrors,
    opener(schema, columns) {
      const fields = pick(schema, columns);
      const decoder = compileJsonDecoder(debeziumSchema(fields, wrapped), options);
      return (path, position) => openDebeziumRows({ decoder, fields, wrapped }, path, position);
    },
    reader: refuse,
    encoder: refuse,
  };
}

function csvFormat(reader: OptionReader, schema: Schema): FileFormat {
  const options = readCsvOptions(reader);
  const unfit = schema.find(({ type }) => !isCsvType(type));
  if (unfit !== undefined) {
    reader.refuse(`column ${unfit.name}: CSV cannot hold a ${unfit.type.kind} of that kind`, "use 'format' = 'json'");
  }
  return {
    name: 'csv',
    ignoreParseErrors: options.ignoreParseErrors,
    opener(fields, columns) {
      const decoder = csvDecoder(fields, columns, options);
      return (path, position) => openCsvRows(decoder, options, path, position);
    },
    reader(fields) {
      const decoder = csvDecoder(fields, [...fields.keys()], options);
      return (bytes, onResult) => readCsvRows(decoder, options, bytes, onResult);
    },
    encoder: (fields) => csvEncoder(fields, options),
  };
}

function pick(schema: Schema, columns: readonly number[]): Schema {
  return columns.flatMap((index) => schema[index] ?? []);
}
