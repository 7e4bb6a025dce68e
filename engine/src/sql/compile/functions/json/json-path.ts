/**
 * JSON paths as Flink takes them (the Jayway dialect): `$.a.b[0]`, `$['a']`, `$[*]`, `$.*`, `$..a`, `[0,1]`, `[0:2]`,
 * `[?(@.b > 1)]` and a function such as `.length()` at the end, with `lax` or `strict` in front. Without a word in front
 * the path is strict.
 */
import { MillraceError } from '../../../../errors/millrace-error.ts';
import type { JsonValue } from './json-document.ts';
import { evaluatePath } from './json-evaluate.ts';
import { compileFilter, type JsonFilter, JsonFilterFault } from './json-filter.ts';
import { JSON_PATH_FUNCTIONS, type JsonPathFunction } from './json-path-function.ts';

export interface JsonPath {
  readonly mode: 'lax' | 'strict';
  readonly steps: readonly JsonStep[];
  /** Whether the path leads to one place, not to a list of places. */
  readonly definite: boolean;
  /** Applied to what the path leads to. */
  readonly function: JsonPathFunction | undefined;
}

export type JsonStep =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly start: number | undefined; readonly end: number | undefined }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'filter'; readonly passes: JsonFilter }
  /** All values below, including this one, to which the next step is applied. */
  | { readonly kind: 'descend' };

const MODE = /^\s*(strict|lax)\s+/i;
const DOT_NAME = /\.([^.[\]()*?\s'"]+)/y;
const DOT_WILDCARD = /\.\*/y;
const DESCEND = /\.(?=\.)/y;
const BRACKET_WILDCARD = /\[\s*\*\s*\]/y;
const BRACKET_NAMES =
  /\.?\[\s*((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")(?:\s*,\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))*)\s*\]/y;
const BRACKET_INDEXES = /\[\s*(-?\d+(?:\s*,\s*-?\d+)*)\s*\]/y;
const BRACKET_SLICE = /\[\s*(-?\d+)?\s*:\s*(-?\d+)?\s*\]/y;

const SINGLE_STEPS: readonly { readonly form: RegExp; readonly make: (match: RegExpExecArray) => JsonStep }[] = [
  { form: DOT_WILDCARD, make: () => ({ kind: 'wildcard' }) },
  { form: DESCEND, make: () => ({ kind: 'descend' }) },
  { form: DOT_NAME, make: ([, name = '']) => ({ kind: 'names', names: [name] }) },
  { form: BRACKET_WILDCARD, make: () => ({ kind: 'wildcard' }) },
  { form: BRACKET_NAMES, make: ([, names = '']) => ({ kind: 'names', names: quotedNames(names) }) },
  { form: BRACKET_INDEXES, make: ([, indexes = '']) => ({ kind: 'indexes', indexes: indexes.split(',').map(Number) }) },
  {
    form: BRACKET_SLICE,
    make: ([, start, end]) => ({ kind: 'slice', start: optionalNumber(start), end: optionalNumber(end) }),
  },
];

/** Takes a path apart. @throws MillraceError SQL_UNSUPPORTED when it is none, or has what Millrace does not know */
export function parseJsonPath(text: string): JsonPath {
  const word = MODE.exec(text);
  const path = text.slice(word?.[0].length ?? 0).trim();
  if (!path.startsWith('$')) throw refused(text, 'it does not begin with $');
  const { steps, end } = readSteps(path, text);
  const named = FUNCTION.exec(path.slice(end))?.[1];
  const applied = named === undefined ? undefined : JSON_PATH_FUNCTIONS[named];
  if (end < path.length && applied === undefined) throw refused(text, `'${path.slice(end)}' cannot be read`);
  const mode = word?.[1]?.toLowerCase() === 'lax' ? 'lax' : 'strict';
  const definite = steps.every((step, index) => isDefinite(step, index === steps.length - 1));
  return { mode, steps, definite, function: applied };
}

const FUNCTION = /^\.([a-z]+)\(\)$/;
const FILTER_OPEN = /\[\s*\?\s*\(/y;

/** Steps up to the end or to a function. */
function readSteps(path: string, text: string): { readonly steps: JsonStep[]; readonly end: number } {
  const steps: JsonStep[] = [];
  let index = 1;
  while (index < path.length && !FUNCTION.test(path.slice(index))) {
    const { step, end } = filterAt(path, index, text) ?? stepAt(path, index, text);
    steps.push(step);
    index = end;
  }
  return { steps, end: index };
}

/** `[?(…)]`, whose brackets and parentheses may be nested. */
function filterAt(path: string, index: number, text: string): { step: JsonStep; end: number } | undefined {
  FILTER_OPEN.lastIndex = index;
  const open = FILTER_OPEN.exec(path);
  if (open === null) return undefined;
  const start = index + open[0].length;
  const close = path.slice(start).search(/\)\s*\](?![^[]*\)\s*\])/);
  if (close === -1) throw refused(text, 'a filter ends with )]');
  const end = path.indexOf(']', start + close) + 1;
  return { step: { kind: 'filter', passes: filterOf(path.slice(start, start + close), text) }, end };
}

function filterOf(source: string, text: string): JsonFilter {
  const follow = (inner: string) => {
    const path = parseJsonPath(inner);
    return (start: JsonValue) => evaluatePath(path, start);
  };
  try {
    return compileFilter(source, follow);
  } catch (fault) {
    if (fault instanceof JsonFilterFault) throw refused(text, fault.message);
    throw fault;
  }
}

function stepAt(path: string, index: number, text: string): { step: JsonStep; end: number } {
  for (const { form, make } of SINGLE_STEPS) {
    form.lastIndex = index;
    const match = form.exec(path);
    if (match !== null) return { step: make(match), end: index + match[0].length };
  }
  throw refused(text, `'${path.slice(index)}' cannot be read`);
}

/** Several names at the end make one object of them. */
function isDefinite(step: JsonStep, isLast: boolean): boolean {
  if (step.kind === 'names') return isLast || step.names.length === 1;
  return step.kind === 'indexes' && step.indexes.length === 1;
}

function quotedNames(list: string): string[] {
  const names = list.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g) ?? [];
  return names.map((name) => name.slice(1, -1).replace(/\\(.)/g, '$1'));
}

function optionalNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function refused(path: string, why: string): MillraceError {
  return new MillraceError(`The JSON path '${path}' cannot be used: ${why}`, {
    code: 'SQL_UNSUPPORTED',
    domain: 'user',
    retry: 'never',
    hint: "write it with names, indexes, wildcards and filters: $.a['b'][0], $.a[?(@.b > 1)]",
  });
}
