/** What the lexer makes of the text: one flat record a token, so that the parser compares strings and nothing else. */

export type TokenKind =
  | 'word'
  | 'quoted-word'
  | 'string'
  | 'binary'
  | 'number'
  | 'symbol'
  | 'hint-start'
  | 'hint-end'
  | 'end-of-text';

export interface Token {
  readonly kind: TokenKind;
  /**
   * The meaning: a word or symbol as written, the inside of a string or of backticks with doubled quotes undone,
   * the digits of a binary literal.
   */
  readonly text: string;
  /** A bare word in upper case; the symbol itself; empty for everything else. What keywords and symbols are matched by. */
  readonly match: string;
  /** Offset of the first character, and the offset after the last one. */
  readonly start: number;
  readonly end: number;
}
