/** CSV fields as SQL values. Flink reads them as it reads JSON texts, and splits arrays and rows at a delimiter. */
import type { DataType } from '../row/data-type.ts';
import type { Value } from '../row/row.ts';
import { ConversionError } from './conversion-error.ts';
import type { CsvOptions } from './csv-options.ts';
import { JSON_DEFAULTS } from './json-options.ts';
import { jsonConverter } from './json-value.ts';
import { parseTime } from './time-text.ts';

/** @throws ConversionError when the text is not of the type. */
export type CsvConverter = (text: string) => Value;

/** The types that a CSV file can hold: no MAP and MULTISET, and nothing nested within ARRAY or ROW. */
export function isCsvType(type: DataType): boolean {
  if (type.kind === 'ARRAY') return isCsvScalar(type.element);
  if (type.kind === 'ROW') return type.fields.every((field) => isCsvScalar(field.type));
  return isCsvScalar(type);
}

function isCsvScalar({ kind }: DataType): boolean {
  return kind !== 'ARRAY' && kind !== 'ROW' && kind !== 'MAP' && kind !== 'MULTISET';
}

/** The converter of a column. The null literal stands for a value, and for one within an ARRAY or ROW, but never for the whole of these. */
export function csvConverter(type: DataType, options: CsvOptions): CsvConverter {
  const convert = notNullConverter(type, options);
  const nullLiteral = type.kind === 'ARRAY' || type.kind === 'ROW' ? undefined : options.nullLiteral;
  return (text) => {
    if (text === nullLiteral) return nullFor(type);
    if (!options.ignoreParseErrors) return convert(text);
    try {
      return convert(text);
    } catch (error) {
      if (error instanceof ConversionError) return nullFor(type);
      throw error;
    }
  };
}

function nullFor(type: DataType): null {
  if (!type.nullable) throw new ConversionError('the column is NOT NULL');
  return null;
}

function notNullConverter(type: DataType, options: CsvOptions): CsvConverter {
  const { kind } = type;
  switch (kind) {
    case 'TIME':
      return (text) => cutTime(parseTime(text.trim(), type.precision, true), type.precision);
    case 'DATE':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const convert = jsonConverter(type, JSON_DEFAULTS);
      return (text) => convert(text.trim());
    }
    case 'ARRAY': {
      const element = csvConverter(type.element, options);
      return (text) => (text === '' ? [] : text.split(options.arrayElementDelimiter).map(element));
    }
    case 'ROW':
      return rowConverter(
        type.fields.map((field) => csvConverter(field.type, options)),
        options,
      );
    default:
      return jsonConverter(type, JSON_DEFAULTS);
  }
}

function rowConverter(fields: readonly CsvConverter[], options: CsvOptions): CsvConverter {
  return (text) => {
    const parts = text.split(options.arrayElementDelimiter);
    if (parts.length !== fields.length) {
      throw new ConversionError(`${fields.length} values expected for the ROW, but there are ${parts.length}`);
    }
    return fields.map((convert, index) => convert(parts[index] ?? ''));
  };
}

/** Flink cuts a time's digits off to the column's precision, in CSV but not in JSON. */
function cutTime(ms: number, precision: number): number {
  const unit = 10 ** Math.max(0, 3 - precision);
  return ms - (ms % unit);
}
