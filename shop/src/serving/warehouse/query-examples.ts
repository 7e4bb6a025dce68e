/**
 * The saved example queries: one file each in `examples/`, which begins with lines that say what it is.
 *
 *     -- title: Revenue by hour
 *     -- about: What was sold in each hour.
 *     -- parameter from: the first day (default: newest-29)
 *
 * A default is a value, or `newest` for the newest day of the data, less so many days.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { nameHint } from '@millrace/engine/errors/closest-name.ts';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import type { QueryParameters } from './query-messages.ts';

export interface QueryExample {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly parameters: readonly ExampleParameter[];
  readonly sql: string;
}

interface ExampleParameter {
  readonly name: string;
  readonly about: string;
  readonly default: string | null;
}

const FOLDER = new URL('./examples/', import.meta.url);
const DAY_MS = 86_400_000;
let read: readonly QueryExample[] | undefined;

export function queryExamples(): readonly QueryExample[] {
  read ??= readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => parseExample(file.slice(0, -'.sql'.length), readFileSync(new URL(file, FOLDER), 'utf8')));
  return read;
}

/** @throws MillraceError QUERY_EXAMPLE. */
export function exampleNamed(name: string): QueryExample {
  const examples = queryExamples();
  const found = examples.find((example) => example.name === name);
  if (found) return found;
  const hint = nameHint(
    name,
    examples.map((example) => example.name),
  );
  throw exampleError(`there is no example “${name}”`, hint ?? 'GET /v1/query/examples lists them.');
}

/**
 * The values of an example's parameters: given ones, else defaults.
 * @param newestMs a moment of the newest day of the data; asked for where a default needs it.
 * @throws MillraceError QUERY_EXAMPLE for a parameter that it does not have, or that has no value.
 */
export function parametersFor(example: QueryExample, given: QueryParameters, newestMs: () => number): QueryParameters {
  const names = example.parameters.map(({ name }) => name);
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    throw exampleError(
      `the example ${example.name} has no parameter “${name}”`,
      nameHint(name, names) ?? 'It takes none.',
    );
  }
  return Object.fromEntries(
    example.parameters.map(({ name, default: standard }) => [name, given[name] ?? defaultValue(standard, newestMs)]),
  );
}

function defaultValue(standard: string | null, newestMs: () => number): string | null {
  const [, days] = /^newest(?:-(\d+))?$/.exec(standard ?? '') ?? [];
  if (standard === null || !standard.startsWith('newest')) return standard;
  return new Date(newestMs() - Number(days ?? 0) * DAY_MS).toISOString().slice(0, 10);
}

function parseExample(name: string, text: string): QueryExample {
  const line = (key: string) => new RegExp(`^-- ${key}: (.*)$`, 'm').exec(text)?.[1] ?? '';
  const parameters = [...text.matchAll(/^-- parameter (\w+): (.*?)(?: \(default: (.*)\))?$/gm)].map(
    ([, parameter = '', about = '', standard]) => ({ name: parameter, about, default: standard ?? null }),
  );
  return { name, title: line('title'), about: line('about'), parameters, sql: text };
}

function exampleError(message: string, hint: string): MillraceError {
  return new MillraceError(message, { code: 'QUERY_EXAMPLE', domain: 'user', retry: 'never', hint });
}
