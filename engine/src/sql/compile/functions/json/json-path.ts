/**
 * JSON paths as Flink takes them (the Jayway dialect): `$.a.b[0]`, `$['a']`, `$[*]`, `$.*`, `$..a`, `[0,1]`, `[0:2]`,
 * with `lax` or `strict` in front. Without a word in front the path is strict. Filters and functions are refused.
 */
import { MillraceError } from '../../../../errors/millrace-error.ts';

export interface JsonPath {
  readonly mode: 'lax' | 'strict';
  readonly steps: readonly JsonStep[];
  /** Whether the path leads to one place, not to a list of places. */
  readonly definite: boolean;
}

export type JsonStep =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly start: number | undefined; readonly end: number | undefined }
  | { readonly kind: 'wildcard' }
  /** All values below, including this one, to which the next step is applied. */
  | { readonly kind: 'descend' };

const MODE = /^\s*(strict|lax)\s+/i;
const DOT_NAME = /\.([^.[\]()*?\s'"]+)/y;
const DOT_WILDCARD = /\.\*/y;
const DESCEND = /\.(?=\.)/y;
const BRACKET_WILDCARD = /\[\s*\*\s*\]/y;
const BRACKET_NAMES =
  /\[\s*((?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")(?:\s*,\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))*)\s*\]/y;
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
  const steps: JsonStep[] = [];
  let index = 1;
  while (index < path.length) {
    const { step, end } = stepAt(path, index, text);
    steps.push(step);
    index = end;
  }
  return { mode: word?.[1]?.toLowerCase() === 'lax' ? 'lax' : 'strict', steps, definite: steps.every(isDefinite) };
}

function stepAt(path: string, index: number, text: string): { step: JsonStep; end: number } {
  for (const { form, make } of SINGLE_STEPS) {
    form.lastIndex = index;
    const match = form.exec(path);
    if (match !== null) return { step: make(match), end: index + match[0].length };
  }
  throw refused(text, `'${path.slice(index)}' cannot be read`);
}

function isDefinite(step: JsonStep): boolean {
  if (step.kind === 'names') return step.names.length === 1;
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
    hint: "write it with names, indexes and wildcards: $.a['b'][0]",
  });
}
