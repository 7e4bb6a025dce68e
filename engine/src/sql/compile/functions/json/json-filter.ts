/**
 * Filters in JSON paths, `[?(@.price < 10 && @.kind == 'book')]`, in the Jayway dialect that Flink takes: comparisons,
 * `=~ /regex/i`, `in`, `nin`, a path alone (it is there), `!`, `&&`, `||` and parentheses.
 */
import { javaRegex } from '../text/java-regex.ts';
import { isJsonArray, JsonNumber, type JsonValue } from './json-document.ts';

/** Whether a place passes. `root` is the document, for operands that begin with $. */
export type JsonFilter = (place: JsonValue, root: JsonValue) => boolean;

/** An operand; undefined where a path leads nowhere. */
type Operand = (place: JsonValue, root: JsonValue) => JsonValue | undefined;

/** Makes the function that follows a path within a filter: `@.a` from the place, `$.a` from the root. */
export type FollowPath = (path: string) => (start: JsonValue) => JsonValue | undefined;

/** What is wrong with a filter. */
export class JsonFilterFault extends Error {}

const TOKEN =
  /\s*(?:(&&|\|\||==|!=|<=|>=|=~|[<>!(),[\]])|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(\/(?:[^/\\]|\\.)*\/i?)|([@$](?:\.[^.[\]()\s=!<>&|,]+|\[[^\]]*\])*)|([A-Za-z]+))/y;

interface Token {
  readonly kind: 'symbol' | 'text' | 'number' | 'regex' | 'path' | 'word';
  readonly text: string;
}

const KINDS = ['symbol', 'text', 'number', 'regex', 'path', 'word'] as const;

/** Compiles what stands between `[?(` and `)]`. @throws JsonFilterFault */
export function compileFilter(source: string, follow: FollowPath): JsonFilter {
  const parser = new FilterParser(tokens(source), follow);
  return parser.whole();
}

function tokens(source: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  const text = source.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new JsonFilterFault(`'${text.slice(from)}' cannot be read`);
    const index = match.slice(1).findIndex((part) => part !== undefined);
    found.push({ kind: KINDS[index] ?? 'symbol', text: match[index + 1] ?? '' });
  }
  return found;
}

class FilterParser {
  readonly #tokens: readonly Token[];
  readonly #follow: FollowPath;
  #at = 0;

  constructor(list: readonly Token[], follow: FollowPath) {
    this.#tokens = list;
    this.#follow = follow;
  }

  whole(): JsonFilter {
    const filter = this.#either();
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw new JsonFilterFault(`${rest.text} is not expected`);
    return filter;
  }

  #either(): JsonFilter {
    const parts = [this.#both()];
    while (this.#accept('||')) parts.push(this.#both());
    return (place, root) => parts.some((part) => part(place, root));
  }

  #both(): JsonFilter {
    const parts = [this.#single()];
    while (this.#accept('&&')) parts.push(this.#single());
    return (place, root) => parts.every((part) => part(place, root));
  }

  #single(): JsonFilter {
    if (this.#accept('!')) {
      const inner = this.#single();
      return (place, root) => !inner(place, root);
    }
    if (this.#accept('(')) {
      const inner = this.#either();
      this.#expect(')');
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): JsonFilter {
    const left = this.#operand();
    const operator = this.#tokens[this.#at];
    if (operator?.text === '=~') {
      this.#at += 1;
      return matches(left, this.#next('regex').text);
    }
    const compare = COMPARISONS[operator?.text.toLowerCase() ?? ''];
    if (compare === undefined) return (place, root) => left(place, root) !== undefined;
    this.#at += 1;
    const right = this.#operand();
    return (place, root) => compare(left(place, root), right(place, root));
  }

  #operand(): Operand {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    switch (token?.kind) {
      case 'path': {
        const path = this.#follow(`$${token.text.slice(1)}`);
        return token.text.startsWith('@') ? (place) => path(place) : (_place, root) => path(root);
      }
      case 'text':
        return constant(token.text.slice(1, -1).replace(/\\(.)/g, '$1'));
      case 'number':
        return constant(Number(token.text));
      case 'word':
        return constant(wordValue(token.text));
      case 'symbol':
        if (token.text === '[') return this.#list();
    }
    throw new JsonFilterFault(`a value is expected${token === undefined ? '' : `, not ${token.text}`}`);
  }

  #list(): Operand {
    const items: Operand[] = [];
    while (!this.#accept(']')) {
      items.push(this.#operand());
      if (!this.#accept(',')) {
        this.#expect(']');
        break;
      }
    }
    return (place, root) => items.map((item) => item(place, root) ?? null);
  }

  #accept(symbol: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'symbol' || token.text !== symbol) return false;
    this.#at += 1;
    return true;
  }

  #expect(symbol: string): void {
    if (!this.#accept(symbol)) throw new JsonFilterFault(`${symbol} is expected`);
  }

  #next(kind: Token['kind']): Token {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token?.kind !== kind) throw new JsonFilterFault(`a ${kind} is expected`);
    return token;
  }
}

function constant(value: JsonValue): Operand {
  return () => value;
}

function wordValue(word: string): JsonValue {
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'null') return null;
  throw new JsonFilterFault(`${word} is no value; texts stand in quotes`);
}

function plain(value: JsonValue | undefined): JsonValue | undefined {
  return value instanceof JsonNumber ? Number(value.text) : value;
}

/** A text that is a number equals the number, as in Jayway. */
function equal(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  const [left, right] = [plain(a), plain(b)];
  if (typeof left === 'number' && typeof right === 'string') return right.trim() !== '' && left === Number(right);
  if (typeof left === 'string' && typeof right === 'number') return equal(right, left);
  if (isJsonArray(left ?? null) || isJsonArray(right ?? null)) return JSON.stringify(left) === JSON.stringify(right);
  return left === right;
}

/** Numbers and texts have an order, and only among themselves. */
function ordered(test: (order: number) => boolean) {
  return (a: JsonValue | undefined, b: JsonValue | undefined): boolean => {
    const [left, right] = [plain(a), plain(b)];
    if (typeof left === 'number' && typeof right === 'number') return test(left - right);
    return typeof left === 'string' && typeof right === 'string' && test(left < right ? -1 : left > right ? 1 : 0);
  };
}

function isIn(value: JsonValue | undefined, list: JsonValue | undefined): boolean {
  return list !== undefined && isJsonArray(list) && list.some((item) => equal(item, value));
}

type Compare = (a: JsonValue | undefined, b: JsonValue | undefined) => boolean;

const COMPARISONS: Readonly<Record<string, Compare>> = {
  '==': equal,
  '!=': (a, b) => !equal(a, b),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  in: isIn,
  nin: (value, list) => !isIn(value, list),
};

/** The regular expression must fit the whole text. */
function matches(left: Operand, literal: string): JsonFilter {
  const end = literal.lastIndexOf('/');
  const flag = literal.endsWith('i') ? '(?i)' : '';
  const regex = javaRegex(`${flag}^(?:${literal.slice(1, end)})$`);
  return (place, root) => {
    const value = left(place, root);
    regex.lastIndex = 0;
    return typeof value === 'string' && regex.test(value);
  };
}
