/** The options of the `csv` format, with Flink's names and defaults. */
import type { OptionReader } from './option-reader.ts';

export interface CsvOptions {
  readonly delimiter: string;
  /** Undefined when quotes mean nothing. */
  readonly quote: string | undefined;
  readonly escape: string | undefined;
  /** Lines that begin with # are left out. */
  readonly allowComments: boolean;
  /** A field that cannot be read is NULL; a record with the wrong number of fields is filled up or left out. */
  readonly ignoreParseErrors: boolean;
  readonly arrayElementDelimiter: string;
  /** The text that is NULL. Without it no text is. */
  readonly nullLiteral: string | undefined;
  /** Write decimals with an exponent where Java does. */
  readonly scientificDecimals: boolean;
  /** The first record of each file holds names and is left out. */
  readonly ignoreFirstLine: boolean;
}

export const CSV_DEFAULTS: CsvOptions = {
  delimiter: ',',
  quote: '"',
  escape: undefined,
  allowComments: false,
  ignoreParseErrors: false,
  arrayElementDelimiter: ';',
  nullLiteral: undefined,
  scientificDecimals: true,
  ignoreFirstLine: false,
};

/** Reads `csv.*` from a WITH clause. */
export function readCsvOptions(reader: OptionReader): CsvOptions {
  const disableQuotes = reader.boolean('csv.disable-quote-character', false);
  const quote = reader.character('csv.quote-character', undefined);
  if (disableQuotes && quote !== undefined) {
    reader.refuse("'csv.quote-character' means nothing when 'csv.disable-quote-character' is true");
  }
  return {
    delimiter: reader.character('csv.field-delimiter', ',') ?? ',',
    quote: disableQuotes ? undefined : (quote ?? '"'),
    escape: reader.character('csv.escape-character', undefined),
    allowComments: reader.boolean('csv.allow-comments', false),
    ignoreParseErrors: reader.boolean('csv.ignore-parse-errors', false),
    arrayElementDelimiter: reader.text('csv.array-element-delimiter') ?? ';',
    nullLiteral: reader.text('csv.null-literal'),
    scientificDecimals: reader.boolean('csv.write-bigdecimal-in-scientific-notation', true),
    ignoreFirstLine: reader.boolean('csv.ignore-first-line', false),
  };
}
