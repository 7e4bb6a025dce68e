/**
 * Text to tokens, in one pass. Comments and white space vanish; what cannot be a token is an error with its mend.
 *
 * The whole script is lexed before it is parsed, so an unterminated string is reported as such and not as whatever the
 * parser would make of the rest.
 */
import { SqlError } from '../../errors/sql-error.ts';
import { unicodeLiteralText } from './literal-text.ts';
import type { SourceText } from './source-text.ts';
import type { Token, TokenKind } from './token.ts';

const WHITE_SPACE = /[\s\uFEFF]+/y;
const WORD = /[\p{L}_$][\p{L}\p{N}\p{M}_$]*/uy;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
/** Longest first. The last ones are no Flink SQL: the parser refuses them with their mend. */
const SYMBOL = /=>|<>|!=|<=|>=|\|\||\{-|-\}|==|::|->|&&|[-+*/%=<>(),.;[\]{}?|^$&:!~@#]/y;
const UNICODE_STRING = /U&(?=')/iy;
/** The character that begins escapes in place of the backslash; white space may stand before it. */
const UESCAPE = /\s*UESCAPE\s*'([^0-9a-f+'"\s])'/iy;
const BINARY_STRING = /X(?=')/iy;
const QUOTES: Readonly<Record<string, string>> = {
  '“': "write straight quotes: '",
  '”': "write straight quotes: '",
  '‘': "write straight quotes: '",
  '’': "write straight quotes: '",
};

/** All tokens of the text; the last one is `end-of-text`. Throws SqlError (SQL_SYNTAX). */
export function tokenize(source: SourceText): readonly Token[] {
  return new Lexer(source).run();
}

class Lexer {
  readonly #source: SourceText;
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  /** Where the open hint begins; undefined outside of hints. */
  #hintStart: number | undefined;

  constructor(source: SourceText) {
    this.#source = source;
    this.#text = source.text;
  }

  run(): readonly Token[] {
    while (this.#at < this.#text.length) this.#next();
    if (this.#hintStart !== undefined) this.#fail('this hint is never closed', this.#hintStart, 'end it with */');
    this.#push('end-of-text', '', '', this.#at);
    return this.#tokens;
  }

  #next(): void {
    if (this.#take(WHITE_SPACE) !== undefined || this.#comment() || this.#hintEnd()) return;
    const start = this.#at;
    const quote = this.#text[start];
    if (quote === "'") this.#push('string', this.#quoted("'"), '', start);
    else if (quote === '`') this.#backticks(start);
    else if (quote === '"') this.#doubleQuotes(start);
    else if (this.#take(UNICODE_STRING) !== undefined) this.#unicodeString(start);
    else if (this.#take(BINARY_STRING) !== undefined) this.#binaryString(start);
    else this.#plain(start);
  }

  /** A word, a number or a symbol. */
  #plain(start: number): void {
    const word = this.#take(WORD);
    const number = word === undefined ? this.#take(NUMBER) : undefined;
    const symbol = word === undefined && number === undefined ? this.#take(SYMBOL) : undefined;
    if (word !== undefined) this.#push('word', word, word.toUpperCase(), start);
    else if (number !== undefined) this.#number(number, start);
    else if (symbol !== undefined) this.#push('symbol', symbol, symbol, start);
    else this.#unknown(start);
  }

  #unknown(start: number): never {
    const character = String.fromCodePoint(this.#text.codePointAt(start) ?? 0);
    this.#fail(`${JSON.stringify(character)} is no character of SQL here`, start, QUOTES[character]);
  }

  /** True when a comment, or the beginning of a hint, was read. */
  #comment(): boolean {
    const start = this.#at;
    if (this.#text.startsWith('--', start)) {
      const end = this.#text.indexOf('\n', start);
      this.#at = end === -1 ? this.#text.length : end + 1;
      return true;
    }
    if (!this.#text.startsWith('/*', start)) return false;
    if (this.#text[start + 2] === '+' && this.#hintStart === undefined) {
      this.#hintStart = start;
      this.#at = start + 3;
      this.#push('hint-start', '/*+', '/*+', start);
      return true;
    }
    const end = this.#text.indexOf('*/', start + 2);
    if (end === -1) this.#fail('this comment is never closed', start, 'end it with */');
    this.#at = end + 2;
    return true;
  }

  #hintEnd(): boolean {
    if (this.#hintStart === undefined || !this.#text.startsWith('*/', this.#at)) return false;
    this.#hintStart = undefined;
    this.#at += 2;
    this.#push('hint-end', '*/', '*/', this.#at - 2);
    return true;
  }

  #backticks(start: number): void {
    const name = this.#quoted('`');
    if (name === '') this.#fail('a name in backticks is empty', start);
    this.#push('quoted-word', name, '', start);
  }

  /** Double quotes mean names in other dialects and text in some: Flink knows neither, so both mends are named. */
  #doubleQuotes(start: number): never {
    const end = this.#text.indexOf('"', start + 1);
    const stop = this.#text.indexOf('\n', start + 1);
    const closed = end !== -1 && (stop === -1 || end < stop);
    this.#at = closed ? end + 1 : start + 1;
    const found = this.#text.slice(start, this.#at);
    this.#fail(
      `double quotes are no Flink SQL: found ${found}`,
      start,
      'use single quotes for text, backticks for names',
    );
  }

  #unicodeString(start: number): void {
    const quoted = this.#quoted("'");
    const text = unicodeLiteralText(quoted, this.#take(UESCAPE)?.at(-2));
    if (text === undefined) this.#fail("a Unicode escape needs four hexadecimal digits: U&'\\00e9'", start);
    this.#push('string', text, '', start);
  }

  #binaryString(start: number): void {
    const digits = this.#quoted("'");
    if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) {
      this.#fail("a binary literal needs pairs of hexadecimal digits: x'0aff'", start);
    }
    this.#push('binary', digits.toUpperCase(), '', start);
  }

  #number(digits: string, start: number): void {
    const word = this.#take(WORD);
    if (word !== undefined) {
      this.#fail(
        `${digits}${word} is neither a number nor a name`,
        start,
        `write a name like this in backticks: \`${digits}${word}\``,
      );
    }
    this.#push('number', digits, '', start);
  }

  /** Reads from the opening quote over the closing one; a doubled quote stands for one. */
  #quoted(quote: "'" | '`'): string {
    const open = this.#at;
    for (let at = open + 1; ; at += 2) {
      at = this.#text.indexOf(quote, at);
      if (at === -1) this.#unterminated(quote, open);
      if (this.#text[at + 1] === quote) continue;
      this.#at = at + 1;
      return this.#text.slice(open + 1, at).replaceAll(quote + quote, quote);
    }
  }

  #unterminated(quote: "'" | '`', open: number): never {
    this.#at = open + 1;
    if (quote === '`') this.#fail('this name in backticks is never closed', open, 'end it with `');
    this.#fail('this string is never closed', open, "end it with '; inside a string write '' for one quote");
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #push(kind: TokenKind, text: string, match: string, start: number): void {
    this.#tokens.push({ kind, text, match, start, end: this.#at });
  }

  #fail(reason: string, start: number, hint?: string): never {
    const span = this.#source.span(start, Math.max(this.#at, start + 1));
    throw new SqlError(reason, { code: 'SQL_SYNTAX', span, ...(hint === undefined ? {} : { hint }) });
  }
}
