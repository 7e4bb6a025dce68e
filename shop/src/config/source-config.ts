/** The section `sources` of a configuration, and the flags for a single database: checked, with their mappings loaded. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { type CdcMapping, loadCdcMapping } from '../sources/cdc/cdc-mapping.ts';
import { DEFAULT_NAMES, type PostgresSourceOptions } from '../sources/cdc/postgres/postgres-options.ts';
import { configFault, fieldPath } from './config-fault.ts';
import type { PostgresConfig, SourcesConfig } from './millrace-config.ts';

export interface SourceConfiguration {
  readonly postgres: readonly PostgresSourceOptions[];
  /** For changes that others send. */
  readonly mapping: CdcMapping;
}

export interface SourceFlags {
  readonly postgresUrl?: string | undefined;
  readonly cdcMapping?: string | undefined;
}

const name = Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9_-]{0,29}$' }));
/** What Postgres allows for a slot's name. */
const slotName = Type.Optional(Type.String({ pattern: '^[a-z0-9_]{1,63}$' }));
const text = Type.Optional(Type.String({ minLength: 1, maxLength: 2_000 }));
const Postgres = Type.Object(
  {
    name,
    url: text,
    mapping: text,
    slot: slotName,
    publication: Type.Optional(Type.String({ pattern: '^[^"\\0]{1,63}$' })),
  },
  { additionalProperties: false },
);
const SECTION = Compile(
  Type.Object({ postgres: Type.Optional(Type.Array(Postgres, { maxItems: 20 })) }, { additionalProperties: false }),
);

/** @throws MillraceError CONFIG_INVALID with the path of the first bad field. */
export function readSourcesConfig(file: string, section: unknown): SourcesConfig {
  const list = (value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? [value] : value;
  const given = typeof section === 'object' && section !== null && 'postgres' in section ? section : undefined;
  const value = given ? { ...given, postgres: list(given.postgres) } : section;
  if (SECTION.Check(value)) return value as SourcesConfig;
  const [error] = SECTION.Errors(value);
  const what = error?.keyword === 'boolean' ? 'is not known' : (error?.message ?? 'is not valid');
  throw configFault(file, fieldPath(`sources${error?.instancePath ?? ''}`), what);
}

/** The flags make one more database, named postgres, or say what the only one of the section leaves out. */
export async function loadSources(flags: SourceFlags, section: SourcesConfig = {}): Promise<SourceConfiguration> {
  const { postgresUrl, cdcMapping } = flags;
  const given: readonly PostgresConfig[] = section.postgres ?? (postgresUrl === undefined ? [] : [{}]);
  const postgres = given.map(async (each) => ({
    ...DEFAULT_NAMES,
    ...each,
    url: each.url ?? postgresUrl ?? '',
    mapping: await loadCdcMapping(each.mapping ?? cdcMapping),
  }));
  const sources = await Promise.all(postgres);
  const twice = sources.findIndex((each, index) => sources.findIndex((other) => other.name === each.name) < index);
  if (twice >= 0) throw configFault('sources', `postgres[${twice}].name`, 'names a source a second time');
  return { postgres: sources, mapping: await loadCdcMapping(cdcMapping ?? section.postgres?.[0]?.mapping) };
}
