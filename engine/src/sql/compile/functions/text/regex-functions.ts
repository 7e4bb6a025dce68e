/** The REGEXP functions, with Java's syntax. A pattern that cannot be translated is refused when the query is compiled. */
import type { Value } from '../../../../row/row.ts';
import type { ScalarFunctionName } from '../../../functions/names.ts';
import type { FunctionCompiler } from '../../expression-scope.ts';
import { type Implementation, preparedCall } from '../implementation.ts';
import { javaRegex } from './java-regex.ts';

/** The regular expression is argument 1; the function is made for it. */
function withRegex(make: (regex: RegExp) => Implementation, nullableResult: boolean): FunctionCompiler {
  return preparedCall(([pattern]: readonly Value[]) => make(javaRegex(String(pattern))), [1], { nullableResult });
}

/** Java finds nothing with an empty pattern here, as Flink wants it. */
const contains = (regex: RegExp) => (text: string) => {
  if (regex.source === '(?:)') return false;
  regex.lastIndex = 0;
  return regex.test(text);
};

const extract =
  (regex: RegExp) =>
  (text: string, group = 0): string | null => {
    regex.lastIndex = 0;
    return regex.exec(text)?.[group] ?? null;
  };

/** NULL when the pattern has no such group. */
const extractAll =
  (regex: RegExp) =>
  (text: string, group = 1): Value => {
    const groups = new RegExp(`${regex.source}|`, regex.flags).exec('')?.length ?? 1;
    if (group < 0 || group >= groups) return null;
    return Array.from(text.matchAll(regex), (match) => match[group] ?? null);
  };

const replace = (regex: RegExp) => (text: string, replacement: string) => text.replace(regex, () => replacement);

const count = (regex: RegExp) => (text: string) => {
  let matches = 0;
  for (const _ of text.matchAll(regex)) matches += 1;
  return matches;
};

/** From 1; 0 when there is no match. */
const positionOf = (regex: RegExp) => (text: string) => {
  regex.lastIndex = 0;
  return (regex.exec(text)?.index ?? -1) + 1;
};

export const regexFunctions = {
  REGEXP: withRegex(contains, false),
  REGEXP_EXTRACT: withRegex(extract, true),
  REGEXP_EXTRACT_ALL: withRegex(extractAll, true),
  REGEXP_REPLACE: withRegex(replace, false),
  REGEXP_COUNT: withRegex(count, false),
  REGEXP_INSTR: withRegex(positionOf, false),
  REGEXP_SUBSTR: withRegex((regex) => (text: string) => extract(regex)(text, 0), true),
} satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;
