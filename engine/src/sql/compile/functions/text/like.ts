/** LIKE and SIMILAR TO. Patterns are constant almost always: the common shapes of LIKE become plain string operations. */
import type { Value } from '../../../../row/row.ts';
import type { ScalarFunctionName } from '../../../functions/names.ts';
import type { CallSite, FunctionCompiler } from '../../expression-scope.ts';
import { preparedCall } from '../implementation.ts';
import { invalidArgument } from './encoding.ts';

type Matcher = (text: string) => boolean;

/** A pattern as a sequence of wildcards and literal runs. */
type LikePart = '%' | '_' | { readonly text: string };

function likeMatcher(pattern: string, escapeCharacter: string | undefined): Matcher {
  const parts = likeParts(pattern, escapeCharacter);
  return plainMatcher(parts) ?? regexMatcher(parts);
}

/** The escape character may only stand before `%`, `_` and itself; there is none by default. */
function likeParts(pattern: string, escapeCharacter: string | undefined): LikePart[] {
  if (escapeCharacter !== undefined && escapeCharacter.length !== 1)
    throw invalidArgument(`LIKE: '${escapeCharacter}' is not one escape character`);
  const parts: LikePart[] = [];
  let run = '';
  const endRun = () => {
    if (run !== '') parts.push({ text: run });
    run = '';
  };
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === escapeCharacter) {
      index += 1;
      const escaped = pattern.charAt(index);
      if (escaped !== '%' && escaped !== '_' && escaped !== escapeCharacter) {
        throw invalidArgument(`LIKE: in '${pattern}' the escape character stands before '${escaped}'`);
      }
      run += escaped;
    } else if (character === '%' || character === '_') {
      endRun();
      parts.push(character);
    } else {
      run += character;
    }
  }
  endRun();
  return parts;
}

/** `abc`, `abc%`, `%abc` and `%abc%`; undefined for other shapes. */
function plainMatcher(parts: readonly LikePart[]): Matcher | undefined {
  if (parts.includes('_')) return undefined;
  const texts = parts.filter((part) => typeof part === 'object');
  const [only] = texts;
  if (only === undefined) return parts.length === 0 ? (text) => text === '' : () => true;
  if (texts.length > 1) return undefined;
  const fixed = only.text;
  const [open, close] = [parts[0] === '%', parts.at(-1) === '%'];
  if (open && close) return (text) => text.includes(fixed);
  if (open) return (text) => text.endsWith(fixed);
  return close ? (text) => text.startsWith(fixed) : (text) => text === fixed;
}

/** `_` is any character but a line end, as in Flink. */
function regexMatcher(parts: readonly LikePart[]): Matcher {
  const source = parts.map((part) => {
    if (part === '%') return '[^]*';
    return part === '_' ? '[^\\n\\r\\u0085\\u2028\\u2029]' : escapeRegExp(part.text);
  });
  const regex = new RegExp(`^${source.join('')}$`, 'u');
  return (text) => regex.test(text);
}

export function escapeRegExp(text: string): string {
  return text.replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&');
}

const CHARACTER_CLASSES: Readonly<Record<string, string>> = {
  ALPHA: '\\p{Alphabetic}',
  UPPER: '\\p{Uppercase}',
  LOWER: '\\p{Lowercase}',
  DIGIT: '\\d',
  ALNUM: '\\p{Alphabetic}\\d',
  SPACE: '\\s',
  WHITESPACE: '\\s',
};

/**
 * SIMILAR TO: `%` and `_` beside the operators | * + ? {m,n} ( ) [ ] of regular expressions. As in Flink, `.` is any
 * character and `^` the start of the text, which SQL does not say.
 */
function similarMatcher(pattern: string, escapeCharacter: string | undefined): Matcher {
  let source = '';
  let inClass = false;
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === escapeCharacter) {
      index += 1;
      source += escapeRegExp(pattern.charAt(index));
    } else if (inClass) {
      const named = /^\[:([A-Za-z]+):\]/.exec(pattern.slice(index));
      source += named === null ? classCharacter(character) : namedClass(named[1] ?? '');
      if (named !== null) index += named[0].length - 1;
      else if (character === ']') inClass = false;
    } else {
      inClass = character === '[';
      source += similarCharacter(character);
    }
  }
  const regex = new RegExp(`^(?:${source})$`, 'u');
  return (text) => regex.test(text);
}

function similarCharacter(character: string): string {
  switch (character) {
    case '%':
      return '[^]*';
    case '_':
    case '.':
      return '[^\\n\\r\\u0085\\u2028\\u2029]';
    case '$':
    case '\\':
    case '/':
      return `\\${character}`;
    default:
      return character;
  }
}

function classCharacter(character: string): string {
  return character === '[' || character === '\\' ? `\\${character}` : character;
}

function namedClass(name: string): string {
  const characters = CHARACTER_CLASSES[name.toUpperCase()];
  if (characters === undefined) throw invalidArgument(`SIMILAR TO: there is no character class [:${name}:]`);
  return characters;
}

/** (text, pattern) or (text, pattern, escape). */
function patternTest(matcher: (pattern: string, escapeCharacter: string | undefined) => Matcher): FunctionCompiler {
  const prepare = ([pattern, escapeCharacter]: readonly Value[], site: CallSite): Matcher => {
    try {
      return matcher(String(pattern), escapeCharacter === undefined ? undefined : String(escapeCharacter));
    } catch (error) {
      if (error instanceof SyntaxError) throw invalidArgument(`${site.call.function}: '${pattern}': ${error.message}`);
      throw error;
    }
  };
  return preparedCall(prepare, [1, 2]);
}

export const likeFunctions = {
  LIKE: patternTest(likeMatcher),
  SIMILAR: patternTest(similarMatcher),
} satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;
