/** Decodes CSV records, already cut into fields, into rows of the wanted columns. */
import type { Options } from 'csv-parse';
import type { Schema } from '../row/data-type.ts';
import type { Row, Value } from '../row/row.ts';
import { rowClass } from '../row/row-class.ts';
import { ConversionError } from './conversion-error.ts';
import type { CsvOptions } from './csv-options.ts';
import { csvConverter } from './csv-value.ts';
import { DecodeFailure } from './decode-failure.ts';

export interface CsvDecoder {
  decode(fields: readonly string[]): Row | DecodeFailure;
}

/** The fields of a file are `schema`, in order; rows have those whose indices are in `columns`. */
export function csvDecoder(schema: Schema, columns: readonly number[], options: CsvOptions): CsvDecoder {
  const wanted = columns.map((index) => schema[index]).filter((field) => field !== undefined);
  const Class = rowClass(wanted, 'csv');
  const converters = wanted.map(({ name, type }, position) => {
    const convert = csvConverter(type, options);
    const index = columns[position] ?? 0;
    return (fields: readonly string[]) => convertField(fields[index], { name, nullable: type.nullable, convert });
  });
  return {
    decode(fields) {
      const failure = lengthFailure(fields.length, schema.length, options);
      if (failure !== undefined) return failure;
      try {
        return new Class(...converters.map((convert) => convert(fields)));
      } catch (error) {
        if (error instanceof ConversionError) return new DecodeFailure(error.message);
        throw error;
      }
    },
  };
}

interface NamedConverter {
  readonly name: string;
  readonly nullable: boolean;
  readonly convert: (text: string) => Value;
}

function convertField(text: string | undefined, { name, nullable, convert }: NamedConverter): Value {
  try {
    if (text !== undefined) return convert(text);
    if (!nullable) throw new ConversionError('the field is missing, and the column is NOT NULL');
    return null;
  } catch (error) {
    if (error instanceof ConversionError) throw new ConversionError(`${name}: ${error.message}`);
    throw error;
  }
}

/** With ignoreParseErrors missing fields are NULL; too many fields fail the record all the same. */
function lengthFailure(found: number, expected: number, options: CsvOptions): DecodeFailure | undefined {
  if (found === expected || (found < expected && options.ignoreParseErrors)) return undefined;
  return new DecodeFailure(`${expected} fields expected, but there are ${found}`);
}

/** What csv-parse is told, so that it cuts records as Flink does. Empty lines are left out. */
export function csvParseOptions(options: CsvOptions): Options {
  return {
    delimiter: options.delimiter,
    quote: options.quote ?? null,
    escape: options.escape ?? options.quote ?? null,
    comment: options.allowComments ? '#' : null,
    comment_no_infix: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  };
}
