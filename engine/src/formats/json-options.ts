/** The options of the `json` format, with Flink's names and defaults. */
import type { OptionReader } from './option-reader.ts';

export interface JsonOptions {
  /** `SQL`: 2024-01-15 10:30:00.123, and with Z for TIMESTAMP_LTZ. `ISO-8601`: the same with T in place of the space. */
  readonly timestampFormat: 'SQL' | 'ISO-8601';
  /** A column without a field is a failure instead of NULL. */
  readonly failOnMissingField: boolean;
  /** A field that cannot be read is NULL; a record that cannot be read is left out. */
  readonly ignoreParseErrors: boolean;
  /** What an encoder does with a NULL key of a MAP. */
  readonly mapNullKeyMode: 'FAIL' | 'DROP' | 'LITERAL';
  readonly mapNullKeyLiteral: string;
  /** Never write a decimal with an exponent. */
  readonly decimalAsPlainNumber: boolean;
  /** Leave NULL columns out when encoding. */
  readonly ignoreNullFields: boolean;
}

export const JSON_DEFAULTS: JsonOptions = {
  timestampFormat: 'SQL',
  failOnMissingField: false,
  ignoreParseErrors: false,
  mapNullKeyMode: 'FAIL',
  mapNullKeyLiteral: 'null',
  decimalAsPlainNumber: false,
  ignoreNullFields: false,
};

/** Reads `json.*` from a WITH clause. */
export function readJsonOptions(reader: OptionReader): JsonOptions {
  // Flink chooses between two parsers of its own by this option; here both mean the same.
  reader.boolean('json.decode.json-parser.enabled', true);
  const options = {
    ...readCommonOptions(reader, 'json'),
    failOnMissingField: reader.boolean('json.fail-on-missing-field', false),
  };
  if (options.failOnMissingField && options.ignoreParseErrors) {
    reader.refuse("'json.fail-on-missing-field' and 'json.ignore-parse-errors' cannot both be true");
  }
  return options;
}

/** Reads `debezium-json.*`, which are those of `json` and whether Debezium's own schema stands around each change. */
export function readDebeziumOptions(reader: OptionReader): JsonOptions & { readonly schemaInclude: boolean } {
  const schemaInclude = reader.boolean('debezium-json.schema-include', false);
  return { ...readCommonOptions(reader, 'debezium-json'), failOnMissingField: false, schemaInclude };
}

function readCommonOptions(reader: OptionReader, format: string): Omit<JsonOptions, 'failOnMissingField'> {
  return {
    timestampFormat: reader.choice(`${format}.timestamp-format.standard`, ['SQL', 'ISO-8601'], 'SQL'),
    ignoreParseErrors: reader.boolean(`${format}.ignore-parse-errors`, false),
    mapNullKeyMode: reader.choice(`${format}.map-null-key.mode`, ['FAIL', 'DROP', 'LITERAL'], 'FAIL'),
    mapNullKeyLiteral: reader.text(`${format}.map-null-key.literal`) ?? 'null',
    decimalAsPlainNumber: reader.boolean(`${format}.encode.decimal-as-plain-number`, false),
    ignoreNullFields: reader.boolean(`${format}.encode.ignore-null-fields`, false),
  };
}
