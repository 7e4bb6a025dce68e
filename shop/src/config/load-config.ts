/**
 * Loads `millrace.config.ts`: a TypeScript module, run as it is, that exports `config` (or has it as its default). What
 * stands in it counts where neither a flag nor the environment says otherwise.
 */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { Flag } from '../cli/flag.ts';
import type { AlertConfiguration } from './alert-config.ts';
import { configFault } from './config-fault.ts';
import type { SourcesConfig } from './millrace-config.ts';

export const CONFIG_FILE = 'millrace.config.ts';

export interface LoadedConfig {
  /** As given or found; for messages. */
  readonly file: string;
  /** What it says of flags, by the flag's name. */
  readonly flags: Readonly<Record<string, string | boolean>>;
  /** Undefined when the file says nothing of alerts. */
  readonly alerts: AlertConfiguration | undefined;
  /** Undefined when it says nothing of sources. */
  readonly sources?: SourcesConfig;
}

/**
 * @param path as given by flag or environment; else the file of the folder that the command runs in, if there is one.
 * @param known the flags that the file may set.
 * @throws MillraceError CONFIG_NOT_FOUND for a path that was given and does not exist, CONFIG_INVALID.
 */
export async function loadConfig(
  path: string | undefined,
  known: Readonly<Record<string, Flag>>,
): Promise<LoadedConfig | undefined> {
  const file = path ?? CONFIG_FILE;
  if (!existsSync(file)) {
    if (path === undefined) return undefined;
    throw notFound(path);
  }
  const { alerts, sources, ...flags } = await configIn(file);
  // The validators are compiled only where something is to be validated.
  const { readAlertConfig } = await import('./alert-config.ts');
  return {
    file,
    flags: flagsIn(basename(file), flags, known),
    alerts: alerts === undefined ? undefined : readAlertConfig(basename(file), alerts),
    ...(sources === undefined ? {} : { sources: await sourcesIn(basename(file), sources) }),
  };
}

async function sourcesIn(file: string, section: unknown): Promise<SourcesConfig> {
  const { readSourcesConfig } = await import('./source-config.ts');
  return readSourcesConfig(file, section);
}

async function configIn(file: string): Promise<Readonly<Record<string, unknown>>> {
  const name = basename(file);
  const module: { readonly config?: unknown; readonly default?: unknown } = await import(
    pathToFileURL(resolve(file)).href
  ).catch((cause: unknown) => {
    throw configFault(name, '', `cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  });
  const config = module.config ?? module.default;
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) return { ...config };
  throw configFault(name, '', 'exports no object named config: export const config = { … }');
}

/** `writeKeys: ['a', 'b']` as the flag `write-keys` would have it: `a,b`. */
function flagsIn(
  file: string,
  values: Readonly<Record<string, unknown>>,
  known: Readonly<Record<string, Flag>>,
): Readonly<Record<string, string | boolean>> {
  const names = new Map(Object.keys(known).map((name) => [camelCase(name), name]));
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => {
        const name = names.get(field);
        const flag = name === undefined || name === 'config' ? undefined : known[name];
        if (!name || !flag)
          throw configFault(file, field, `is not known; known are alerts, sources, ${[...names.keys()].join(', ')}`);
        return [name, flagValue(file, { field, flag, value })];
      }),
  );
}

function flagValue(
  file: string,
  { field, flag, value }: { field: string; flag: Flag; value: unknown },
): string | boolean {
  if (flag.type === 'boolean') {
    if (typeof value === 'boolean') return value;
    throw configFault(file, field, 'must be true or false');
  }
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value.join(',');
  throw configFault(file, field, 'must be text, a number, or a list of texts');
}

function camelCase(name: string): string {
  return name.replaceAll(/-(.)/g, (_dash, letter: string) => letter.toUpperCase());
}

function notFound(path: string): MillraceError {
  return new MillraceError(`there is no configuration file ${path}`, {
    code: 'CONFIG_NOT_FOUND',
    domain: 'user',
    retry: 'never',
    hint: `name another with --config, or leave it out: ${CONFIG_FILE} of this folder is then taken, if there is one`,
  });
}
