/**
 * A place in the tokens, and the errors that can be said of it. All parse functions take the cursor and leave it after
 * what they have read.
 *
 * Keywords that were looked for in vain at the present token are remembered, so that a misspelt one can be named.
 */
import { type SourceSpan, SqlError } from '../../errors/sql-error.ts';
import { foreignSyntaxMend } from './foreign-syntax.ts';
import { BY_WORDS, CLAUSE_WORDS, isReservedWord } from './reserved-word.ts';
import { SourceText } from './source-text.ts';
import { nearestSpelling } from './spelling.ts';
import type { Token } from './token.ts';
import { tokenize } from './tokenize.ts';

/** Levels of parentheses, subqueries, types and patterns: more than anyone writes, and far from the end of the stack. */
const MAX_NESTING = 200;
const MAX_SHOWN = 40;
/** Operators that are words: they could stand after any operand, and are not looked for one by one. */
const OPERATOR_WORDS = ['AND', 'OR', 'BETWEEN', 'LIKE', 'SIMILAR', 'IS'];

export interface ErrorPlace {
  readonly token?: Token;
  readonly hint?: string | undefined;
  /** `SQL_SYNTAX` unless said otherwise. */
  readonly code?: string;
}

export class Cursor {
  readonly source: SourceText;
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #index = 0;
  #nesting = 0;
  #tried: string[] = [];
  #triedAt = 0;

  /** Throws SqlError when the text cannot be lexed. */
  constructor(text: string, file: string) {
    this.source = new SourceText(text, file);
    this.#tokens = tokenize(this.source);
    this.#end = this.#tokens[this.#tokens.length - 1] ?? { kind: 'end-of-text', text: '', match: '', start: 0, end: 0 };
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#index + ahead] ?? this.#end;
  }

  get previous(): Token | undefined {
    return this.#tokens[this.#index - 1];
  }

  /** Whether the present tokens are these keywords or symbols, in a row. */
  at(...matches: readonly string[]): boolean {
    const [first] = matches;
    if (this.peek().match !== first) {
      if (first !== undefined) this.#remember(first);
      return false;
    }
    return matches.length === 1 || matches.every((match, ahead) => this.peek(ahead).match === match);
  }

  atAny(matches: Iterable<string>): boolean {
    for (const match of matches) if (this.at(match)) return true;
    return false;
  }

  atKind(kind: Token['kind']): boolean {
    return this.peek().kind === kind;
  }

  next(): Token {
    const token = this.peek();
    if (token !== this.#end) this.#index++;
    return token;
  }

  /** Reads these keywords or symbols if all of them are there. */
  accept(...matches: readonly string[]): boolean {
    if (!this.at(...matches)) return false;
    for (const _ of matches) this.next();
    return true;
  }

  /** Reads one of these keywords if it is there, and says which. */
  acceptAny<Match extends string>(...matches: readonly Match[]): Match | undefined {
    const found = matches.find((match) => this.at(match));
    if (found !== undefined) this.next();
    return found;
  }

  /** Reads these keywords or symbols, or throws. The first one is returned. */
  expect(...matches: readonly string[]): Token {
    const first = this.peek();
    for (const match of matches) {
      if (!this.accept(match)) throw this.unexpected(match, { keyword: true });
    }
    return first;
  }

  /** Reads one of these keywords and says which, or throws. */
  expectAny<Match extends string>(...matches: readonly Match[]): Match {
    const found = this.acceptAny(...matches);
    if (found === undefined) throw this.unexpected(oneOf(matches), { keyword: true });
    return found;
  }

  /** Reads the closing bracket of `open`, or throws and names where it was opened. */
  expectClose(open: Token, close = ')'): void {
    if (this.accept(close)) return;
    throw this.unexpected(`, or ${close} for the ${open.text} opened at ${this.#place(open)}`, { list: true });
  }

  /** A comma-separated list of at least one item. */
  list<Item>(item: () => Item): Item[] {
    const items = [item()];
    while (this.accept(',')) items.push(item());
    return items;
  }

  /** `( item, … )`. */
  parenthesizedList<Item>(item: () => Item): Item[] {
    const open = this.expect('(');
    const items = this.list(item);
    this.expectClose(open);
    return items;
  }

  parenthesized<Result>(inside: () => Result): Result {
    const open = this.expect('(');
    const result = inside();
    this.expectClose(open);
    return result;
  }

  /** Runs a recursive part one level deeper; refuses what would overflow the stack (see tree-depth.ts for the passes to come). */
  nested<Result>(inside: () => Result): Result {
    if (this.#nesting >= MAX_NESTING) throw this.error(`this is nested more than ${MAX_NESTING} levels deep`);
    this.#nesting++;
    try {
      return inside();
    } finally {
      this.#nesting--;
    }
  }

  /** From `start` to the end of the token just read. */
  spanFrom(start: Token | SourceSpan): SourceSpan {
    const end = Math.max(this.previous?.end ?? start.end, start.start);
    if (!('file' in start)) return this.source.span(start.start, end);
    return { file: start.file, line: start.line, column: start.column, start: start.start, end };
  }

  spanOf(token: Token): SourceSpan {
    return this.source.span(token.start, token.end);
  }

  /** An error at the present token, or at another. */
  error(reason: string, place: ErrorPlace = {}): SqlError {
    const { hint, code = 'SQL_SYNTAX' } = place;
    const span = this.spanOf(place.token ?? this.peek());
    return new SqlError(reason, { code, span, ...(hint === undefined ? {} : { hint }) });
  }

  /** What the present token looks like to the reader. */
  found(token = this.peek()): string {
    if (token.kind === 'end-of-text') return 'the end of the text';
    const text = this.source.text.slice(token.start, token.end);
    return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
  }

  /**
   * The error for a present token that cannot stand here, by the best guess at the slip: another dialect's word, a
   * misspelt keyword here or just before, a comma too many or too few, a reserved word used as a name.
   */
  unexpected(expected: string, context: { readonly list?: boolean; readonly keyword?: boolean } = {}): SqlError {
    const token = this.peek();
    const mend = foreignSyntaxMend(token);
    if (mend !== undefined) return this.error(`${this.found()} is no Flink SQL`, { hint: mend });
    const misspelt = this.#misspelt();
    if (misspelt !== undefined) return misspelt;
    if (context.keyword !== true && this.#isReservedName(token)) return this.reservedWord(token);
    const reason = `expected ${expected}, found ${this.found()}`;
    if (this.previous?.match === ',') return this.error(reason, { hint: 'remove the comma before it' });
    const startsItem = token.kind !== 'symbol' && token.kind !== 'end-of-text' && !isReservedWord(token.match);
    if (context.list === true && startsItem) return this.error(reason, { hint: 'is a comma missing before it?' });
    return this.error(reason);
  }

  reservedWord(token: Token): SqlError {
    return this.error(`${token.text} is a reserved word`, { token, hint: `write \`${token.text}\`` });
  }

  /** Whether a name was meant: a reserved word that does not begin a clause here. */
  #isReservedName(token: Token): boolean {
    if (token.kind !== 'word' || !isReservedWord(token.match) || CLAUSE_WORDS.has(token.match)) return false;
    return !BY_WORDS.has(token.match) || this.peek(1).match !== 'BY';
  }

  /** A keyword that was looked for at the present token and stands, misspelt, there or as the alias before it. */
  #misspelt(): SqlError | undefined {
    if (this.#triedAt !== this.#index) return undefined;
    for (const token of [this.#aliasBefore(), this.peek()]) {
      if (token?.kind !== 'word' || isReservedWord(token.match)) continue;
      const meant = nearestSpelling(token.match, [...this.#tried, ...OPERATOR_WORDS]);
      if (meant !== undefined) return this.error(`unexpected ${token.text}`, { token, hint: `did you mean ${meant}?` });
    }
    return undefined;
  }

  /** The token just read, if it can only have been read as an alias: it follows a name, a literal or a parenthesis. */
  #aliasBefore(): Token | undefined {
    const before = this.peek(-2);
    const operand =
      before.kind === 'symbol' ? /^[)\]*]$/.test(before.match) : before !== this.#end && !isReservedWord(before.match);
    return operand ? this.previous : undefined;
  }

  #remember(match: string): void {
    if (this.#triedAt !== this.#index) this.#tried = [];
    this.#triedAt = this.#index;
    this.#tried.push(match);
  }

  #place(token: Token): string {
    const { line, column } = this.spanOf(token);
    return `${line}:${column}`;
  }
}

/** `A`, `A or B`, `A, B or C`. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}
