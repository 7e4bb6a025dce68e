/**
 * Which alerts something is about: a label that equals a text or matches a pattern, or does not. Patterns are RE2's, as in
 * Alertmanager: they take linear time, so that nobody's pattern can hold up the stream.
 */
import { RE2JS } from 're2js';
import type { Labels } from './alert.ts';

export interface Matcher {
  readonly name: string;
  readonly value: string;
  /** The value is a pattern for the whole label. */
  readonly isRegex: boolean;
  /** False turns it round: every label but these. */
  readonly isEqual: boolean;
}

const compiled = new Map<string, RE2JS>();
const COMPILED_PATTERNS = 500;

/** Whether all of them match. A label that is missing counts as empty. */
export function matchesAll(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matches(matcher, labels[matcher.name] ?? ''));
}

/** What is wrong with a pattern; undefined when nothing is. */
export function patternFault({ value, isRegex }: Matcher): string | undefined {
  if (!isRegex) return undefined;
  try {
    RE2JS.compile(value);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const SYNTAX = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*(.*?)\s*$/s;

/** Reads `severity="critical"`, `productId=~"p-.*"`; the quotes may be left out. Undefined when it is no matcher. */
export function parseMatcher(text: string): Matcher | undefined {
  const [, name = '', sign = '', written = ''] = SYNTAX.exec(text) ?? [];
  if (name === '') return undefined;
  const quoted = /^"(.*)"$/s.exec(written);
  const value = quoted ? (quoted[1] ?? '').replaceAll(/\\(["\\])/g, '$1') : written;
  return { name, value, isRegex: sign.endsWith('~'), isEqual: sign.startsWith('=') };
}

export function matcherText({ name, value, isRegex, isEqual }: Matcher): string {
  const sign = (isEqual ? '=' : '!') + (isRegex ? '~' : isEqual ? '' : '=');
  return `${name}${sign}${JSON.stringify(value)}`;
}

function matches({ value, isRegex, isEqual }: Matcher, label: string): boolean {
  const fits = isRegex ? pattern(value).matches(label) : label === value;
  return fits === isEqual;
}

function pattern(value: string): RE2JS {
  const known = compiled.get(value);
  if (known) return known;
  if (compiled.size >= COMPILED_PATTERNS) compiled.clear();
  const made = RE2JS.compile(value);
  compiled.set(value, made);
  return made;
}
