/**
 * The mapping file of a CSV feed: which column becomes which field of an event, and which rows become which event type.
 *
 * Fields of the event schema take their place; any other name becomes a property of the event. Rules are tried in
 * order; the first whose conditions all hold gives the event type and may replace or add fields.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import * as Type from 'typebox';
import { Compile } from 'typebox/compile';
import { FEED_ENCODINGS } from './feed-text.ts';

const FieldRule = Type.Object(
  {
    column: Type.Optional(Type.String({ description: 'The CSV column that the value comes from.' })),
    template: Type.Optional(Type.String({ description: 'Text with columns in braces: `invoice-{InvoiceNo}`.' })),
    constant: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
    without: Type.Optional(Type.String({ description: 'Only for rows in which this column is empty.' })),
    remove: Type.Optional(Type.String({ description: 'A regular expression; what it matches is taken out.' })),
    number: Type.Optional(Type.Union([Type.Literal('integer'), Type.Literal('decimal')])),
    absolute: Type.Optional(Type.Boolean({ description: 'Drop the sign of a number.' })),
    time: Type.Optional(
      Type.String({ description: "The time's pattern: yyyy MM dd HH mm ss SSS, quoted text, in UTC." }),
    ),
  },
  { additionalProperties: false },
);

const Condition = Type.Object(
  {
    column: Type.String(),
    matches: Type.Optional(Type.String({ description: 'A regular expression.' })),
    above: Type.Optional(Type.Number({ description: 'The column is a number greater than this.' })),
  },
  { additionalProperties: false },
);

const Fields = Type.Record(Type.String(), FieldRule);

export const FeedMapping = Type.Object(
  {
    about: Type.String(),
    format: Type.Object(
      {
        delimiter: Type.Optional(Type.String({ minLength: 1, description: 'Found out when it is left out.' })),
        encoding: Type.Optional(Type.Enum([...FEED_ENCODINGS], { description: 'Found out when it is left out.' })),
      },
      { additionalProperties: false },
    ),
    columns: Type.Array(Type.String(), { minItems: 1, description: 'The columns that the header must have.' }),
    optionalColumns: Type.Optional(Type.Array(Type.String(), { description: 'Columns that a file may lack.' })),
    otherColumns: Type.Optional(
      Type.Enum(['ignore', 'keep'], {
        description: 'What becomes of all others: nothing, or properties of the event.',
      }),
    ),
    rowId: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        description:
          'The columns that tell rows apart; without them all mapped columns do, and equal rows are counted.',
      }),
    ),
    fields: Fields,
    rules: Type.Array(
      Type.Object(
        { when: Type.Array(Condition), eventType: Type.String(), fields: Fields },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
    deduplicate: Type.Optional(
      Type.Enum(['rows', 'files'], {
        description: 'Whether each row is remembered for 24 hours, or only that the file has been imported.',
      }),
    ),
  },
  { additionalProperties: false },
);

export type FeedMapping = Type.Static<typeof FeedMapping>;
export type FieldRule = Type.Static<typeof FieldRule>;
export type Condition = Type.Static<typeof Condition>;

const validator = Compile(FeedMapping);
const BUILT_IN = new URL('../../../mappings/', import.meta.url);
export const BUILT_IN_MAPPINGS: readonly string[] = ['online-retail', 'rees46'];

/**
 * Loads a mapping by the name of a built-in one (`online-retail`) or by the path of a JSON file.
 * @throws MillraceError MAPPING_NOT_FOUND or MAPPING_INVALID, the latter with the path of what is wrong.
 */
export async function loadMapping(nameOrPath: string): Promise<FeedMapping> {
  const text = await readMapping(nameOrPath);
  return checkMapping(nameOrPath, parseMapping(nameOrPath, text));
}

/** @throws MillraceError MAPPING_INVALID with the path of what is wrong: by the schema, a pattern, or a column that is nowhere. */
export function checkMapping(name: string, value: unknown): FeedMapping {
  if (validator.Check(value)) {
    const fault = mappingFault(value);
    if (fault === undefined) return value;
    throw invalidMapping(name, fault);
  }
  const first = validator.Errors(value)[0];
  throw invalidMapping(name, `${first?.instancePath || '/'} ${first?.message ?? 'is not as it should be'}`);
}

/** What a schema cannot say. */
function mappingFault({ columns, optionalColumns = [], fields, rules, rowId = [] }: FeedMapping): string | undefined {
  const known = new Set([...columns, ...optionalColumns]);
  if (known.size < columns.length + optionalColumns.length) return 'a column is named twice in columns';
  const used = [...Object.values(fields), ...rules.flatMap((rule) => Object.values(rule.fields))];
  const conditions = rules.flatMap(({ when }) => when);
  const named = [
    ...used.flatMap(({ column, without }) => [column, without]),
    ...conditions.map(({ column }) => column),
  ];
  const missing = [...named, ...rowId].find((column) => column !== undefined && !known.has(column));
  if (missing !== undefined) return `the column ${missing} is used, and is not in columns`;
  const patterns = [...used.map(({ remove }) => remove), ...conditions.map(({ matches }) => matches)];
  return patterns.map(patternFault).find((fault) => fault !== undefined);
}

function patternFault(pattern: string | undefined): string | undefined {
  try {
    if (pattern !== undefined) new RegExp(pattern);
    return undefined;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

async function readMapping(nameOrPath: string): Promise<string> {
  const isName = /^[a-z0-9-]+$/.test(nameOrPath);
  const path = isName ? fileURLToPath(new URL(`${nameOrPath}.json`, BUILT_IN)) : nameOrPath;
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new MillraceError(`there is no mapping '${nameOrPath}'`, {
      code: 'MAPPING_NOT_FOUND',
      domain: 'user',
      retry: 'never',
      hint: 'name a built-in one (online-retail, rees46) or give the path of a JSON file',
      cause,
    });
  }
}

function parseMapping(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalidMapping(name, String(cause), cause);
  }
}

function invalidMapping(name: string, reason: string, cause?: unknown): MillraceError {
  return new MillraceError(`mapping '${name}': ${reason}`, {
    code: 'MAPPING_INVALID',
    domain: 'user',
    retry: 'never',
    hint: 'docs/feeds.md shows a whole mapping',
    cause,
  });
}
