/**
 * The mapping file of change data capture: which table becomes which stream of events, and which column which field.
 * YAML or JSON. Tables that are not named are not read.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import * as Type from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';

const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
const strict = { additionalProperties: false };

const FieldSource = Type.Union([
  Type.String({ minLength: 1 }),
  Type.Object(
    {
      column: Type.String({ minLength: 1 }),
      path: Type.Optional(Type.Array(Type.String(), { minItems: 1, description: 'Steps into a JSON column.' })),
      not: Type.Optional(Type.Boolean({ description: 'The opposite of a true-or-false column.' })),
      values: Type.Optional(Type.Record(Type.String(), Scalar, { description: 'What each value becomes.' })),
      time: Type.Optional(
        Type.Enum(['days', 'seconds', 'milliseconds', 'microseconds', 'nanoseconds'], {
          description: 'The column is a number of these since 1970.',
        }),
      ),
    },
    strict,
  ),
  Type.Object({ constant: Scalar }, strict),
]);

export const STREAMS = ['inventory_update', 'product', 'user', 'order'] as const;

const TableMapping = Type.Object(
  {
    stream: Type.Enum([...STREAMS]),
    fields: Type.Record(Type.String(), FieldSource),
    keep: Type.Optional(Type.Array(Type.String(), { description: 'More columns to keep in the change itself.' })),
    cancelled: Type.Optional(Type.Array(Type.String(), { description: 'Statuses that cancel an order.' })),
    refunded: Type.Optional(Type.Array(Type.String(), { description: 'Statuses that refund an order.' })),
  },
  strict,
);

const CdcMapping = Type.Object(
  {
    about: Type.Optional(Type.String()),
    tables: Type.Record(Type.String({ minLength: 1 }), TableMapping),
  },
  strict,
);

export type FieldSource = Type.Static<typeof FieldSource>;
export type TableMapping = Type.Static<typeof TableMapping>;
export type CdcMapping = Type.Static<typeof CdcMapping>;
export type StreamName = (typeof STREAMS)[number];

const validator = Compile(CdcMapping);
const fieldValidator = Compile(FieldSource);
const BUILT_IN = new URL('../../../mappings/', import.meta.url);

/** Used where none is named: the tables of a usual shop. */
export const DEFAULT_MAPPING = 'shop-tables';

/** What each stream is about, and cannot do without. */
export const KEY_FIELDS: Readonly<Record<StreamName, string>> = {
  inventory_update: 'productId',
  product: 'productId',
  user: 'userId',
  order: 'orderId',
};
/** Set by Millrace itself. */
const RESERVED = new Set(['eventId', 'eventType', 'sentAt', 'properties', 'cdc', 'receivedAt']);

/**
 * Loads a mapping by the name of a built-in one (`shop-tables`) or by the path of a YAML or JSON file.
 * @throws MillraceError CDC_MAPPING_NOT_FOUND or CDC_MAPPING_INVALID, the latter with what is wrong where.
 */
export async function loadCdcMapping(nameOrPath: string = DEFAULT_MAPPING): Promise<CdcMapping> {
  const text = await readText(nameOrPath);
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw invalid(nameOrPath, cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause), cause);
  }
  return readCdcMapping(nameOrPath, value);
}

/** The same for a mapping that has been parsed. @param name for messages. */
export function readCdcMapping(name: string, value: unknown): CdcMapping {
  if (!validator.Check(value)) throw invalid(name, schemaFault(value));
  for (const [table, mapping] of Object.entries(value.tables)) {
    const fault = tableFault(mapping);
    if (fault !== undefined) throw invalid(name, `table ${table}: ${fault}`);
  }
  if (Object.keys(value.tables).length === 0) throw invalid(name, 'it names no table');
  return value;
}

/** A field's own errors say more than those of the union that it is part of. */
function schemaFault(value: unknown): string {
  const error = validator.Errors(value)[0];
  const at = error?.instancePath || '/';
  const steps = /^\/tables\/([^/]+)\/fields\/([^/]+)/.exec(at);
  if (!steps) return `${at} ${error?.keyword === 'boolean' ? 'is not known' : (error?.message ?? 'is not valid')}`;
  return `table ${steps[1]?.replaceAll('~1', '/')}: the field ${steps[2]} is neither a column's name, nor {column: …}, nor {constant: …}`;
}

function tableFault({ stream, fields, cancelled, refunded }: TableMapping): string | undefined {
  const required = KEY_FIELDS[stream];
  if (!(required in fields)) return `a stream of ${stream} needs the field ${required}`;
  const reserved = Object.keys(fields).find((field) => RESERVED.has(field));
  if (reserved !== undefined) return `the field ${reserved} is set by Millrace`;
  if (stream === 'inventory_update' && 'onHand' in fields === 'quantity' in fields) {
    return 'a stream of inventory_update needs either onHand (pieces there are) or quantity (pieces that move)';
  }
  if (stream !== 'order' && (cancelled ?? refunded)) return 'cancelled and refunded are for the stream order';
  if ((cancelled ?? refunded) && !('status' in fields)) return 'cancelled and refunded need the field status';
  const bad = Object.entries(fields).find(([, source]) => !fieldValidator.Check(source));
  return bad && `the field ${bad[0]} cannot be read`;
}

/** The columns that the mapping names, of a table. */
export function mappedColumns({ fields, keep = [] }: TableMapping): readonly string[] {
  const named = Object.values(fields).flatMap((source) => {
    if (typeof source === 'string') return source;
    return 'column' in source ? source.column : [];
  });
  return [...new Set([...named, ...keep])];
}

/** `inventory` as `public.inventory`, which is what Postgres means by it. */
export function qualifiedName(table: string): string {
  return table.includes('.') ? table : `public.${table}`;
}

async function readText(nameOrPath: string): Promise<string> {
  const isName = /^[a-z0-9-]+$/.test(nameOrPath);
  const path = isName ? fileURLToPath(new URL(`${nameOrPath}.yaml`, BUILT_IN)) : nameOrPath;
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new MillraceError(`there is no mapping '${nameOrPath}'`, {
      code: 'CDC_MAPPING_NOT_FOUND',
      domain: 'user',
      retry: 'never',
      hint: `give the path of a YAML or JSON file, or the name of a built-in one: ${DEFAULT_MAPPING}`,
      cause,
    });
  }
}

function invalid(name: string, reason: string, cause?: unknown): MillraceError {
  return new MillraceError(`mapping '${name}': ${reason}`, {
    code: 'CDC_MAPPING_INVALID',
    domain: 'user',
    retry: 'never',
    hint: 'docs/cdc.md shows a whole mapping',
    cause,
  });
}
