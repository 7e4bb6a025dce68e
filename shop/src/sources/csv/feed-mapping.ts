/**
 * The mapping file of a CSV feed: which column becomes which field of an event, and which rows become which event type.
 *
 * Fields of the event schema take their place; any other name becomes a property of the event. Rules are tried in
 * order; the first whose conditions all hold gives the event type and may replace or add fields.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

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
      { delimiter: Type.String({ minLength: 1 }), encoding: Type.Literal('utf-8') },
      { additionalProperties: false },
    ),
    columns: Type.Array(Type.String(), { minItems: 1, description: 'The header that the file must have.' }),
    fields: Fields,
    rules: Type.Array(
      Type.Object(
        { when: Type.Array(Condition), eventType: Type.String(), fields: Fields },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
  },
  { additionalProperties: false },
);

export type FeedMapping = Static<typeof FeedMapping>;
export type FieldRule = Static<typeof FieldRule>;
export type Condition = Static<typeof Condition>;

const validator = Compile(FeedMapping);
const BUILT_IN = new URL('../../../mappings/', import.meta.url);

/**
 * Loads a mapping by the name of a built-in one (`online-retail`) or by the path of a JSON file.
 * @throws MillraceError MAPPING_NOT_FOUND or MAPPING_INVALID, the latter with the path of what is wrong.
 */
export async function loadMapping(nameOrPath: string): Promise<FeedMapping> {
  const text = await readMapping(nameOrPath);
  const value: unknown = parseMapping(nameOrPath, text);
  if (validator.Check(value)) return value;
  const first = validator.Errors(value)[0];
  throw invalidMapping(nameOrPath, `${first?.instancePath || '/'} ${first?.message ?? 'is not as it should be'}`);
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
