/** Encodes rows as CSV records, quoted where Flink (Jackson) quotes them. */
import type { DataType, Schema } from '../row/data-type.ts';
import { formatDouble, formatFloat } from '../row/format-floating.ts';
import type { Value } from '../row/row.ts';
import { formatDate } from '../row/timestamp.ts';
import type { CsvOptions } from './csv-options.ts';
import type { RowEncoder } from './json-encoder.ts';
import { decimalToText } from './number-text.ts';
import { formatTime, formatTimestamp } from './time-text.ts';

/** Longer texts are quoted without a look at their characters. */
const MAX_CHECKED_LENGTH = 24;

interface ValueEncoder {
  readonly text: (value: Value) => string;
  /** Numbers and booleans are never quoted. */
  readonly isText: boolean;
}

/** The schema's types must be ones that isCsvType accepts. */
export function csvEncoder(schema: Schema, options: CsvOptions): RowEncoder {
  const quote = quoter(options);
  const encoders = schema.map(({ type }) => valueEncoder(type, options));
  const nullText = options.nullLiteral ?? '';
  return (row) => {
    const fields = Object.values(row).map((value: Value, index) => {
      const encoder = encoders[index];
      if (value === null || encoder === undefined) return nullText;
      return encoder.isText ? quote(encoder.text(value)) : encoder.text(value);
    });
    return fields.join(options.delimiter);
  };
}

function quoter({ delimiter, quote, escape: escaper }: CsvOptions): (text: string) => string {
  if (quote === undefined) return (text) => text;
  // Jackson quotes whatever has a character that sorts up to its special ones: spaces among them.
  const lastSpecial = Math.max(delimiter.charCodeAt(0), quote.charCodeAt(0), 13, escaper?.charCodeAt(0) ?? 0);
  const isPlain = (text: string) => {
    for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) <= lastSpecial) return false;
    return text.length <= MAX_CHECKED_LENGTH;
  };
  const escaped = (text: string) => {
    if (escaper === undefined) return text.replaceAll(quote, quote + quote);
    return text.replaceAll(escaper, escaper + escaper).replaceAll(quote, escaper + quote);
  };
  return (text) => (isPlain(text) ? text : quote + escaped(text) + quote);
}

function valueEncoder(type: DataType, options: CsvOptions): ValueEncoder {
  switch (type.kind) {
    case 'DECIMAL':
      return number((value) => decimalToText(value as number | bigint, type.scale, !options.scientificDecimals));
    case 'FLOAT':
      return number((value) => formatFloat(value as number));
    case 'DOUBLE':
      return number((value) => formatDouble(value as number));
    case 'BINARY':
    case 'VARBINARY':
      return text((value) => Buffer.from(value as Uint8Array).toString('base64'));
    case 'DATE':
      return text((value) => formatDate(value as number));
    case 'TIME':
      return text((value) => formatTime(value as number));
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const shape = { format: 'SQL', zoned: type.kind === 'TIMESTAMP_LTZ' } as const;
      return text((value) => formatTimestamp(value as number, shape));
    }
    case 'ARRAY': {
      const element = valueEncoder(type.element, options);
      return list(() => element, options);
    }
    case 'ROW': {
      const fields = type.fields.map((field) => valueEncoder(field.type, options));
      return list((index) => fields[index], options);
    }
    case 'CHAR':
    case 'VARCHAR':
      return text((value) => value as string);
    default:
      return number(String);
  }
}

function list(encoderAt: (index: number) => ValueEncoder | undefined, options: CsvOptions): ValueEncoder {
  const nullText = options.nullLiteral ?? '';
  return text((value) =>
    (value as readonly Value[])
      .map((item, index) => (item === null ? nullText : (encoderAt(index)?.text(item) ?? nullText)))
      .join(options.arrayElementDelimiter),
  );
}

function text(encode: (value: Value) => string): ValueEncoder {
  return { text: encode, isText: true };
}

function number(encode: (value: Value) => string): ValueEncoder {
  return { text: encode, isText: false };
}
